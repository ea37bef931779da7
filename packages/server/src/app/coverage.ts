import {
  EMPTY_KNOWN,
  EMPTY_STATUS,
  mergeVariants,
  tally,
  type ApplicationName,
  type CategoryName,
  type EnvironmentName,
  type KnownVector,
  type Policy,
  type StatusVector,
  type TallyGroup,
} from "@promotrail/core"
import type { ApplicationRow, ReleaseRow, ReleaseVectors } from "../ports/rows.ts"
import type { Store } from "../ports/store.ts"
import type { Classification, Classifications } from "./classification.ts"

/** A release's vectors with what the policy says of them, read at one application version. */
export type ReleaseCoverage = {
  readonly application: ApplicationRow
  readonly release: ReleaseRow
  readonly policy: Policy
  readonly vectors: ReleaseVectors
  readonly classification: Classification
  /** Results in an environment, variants put together. */
  readonly at: (environment: EnvironmentName) => StatusVector
  /** Tests known from the predecessor in an environment. */
  readonly inherited: (environment: EnvironmentName) => KnownVector
  /** Numbers of the uploads from which results stand in an environment, by the category the policy gives the tests. */
  readonly suppliers: (environment: EnvironmentName) => ReadonlyMap<CategoryName, ReadonlySet<number>>
}

/** Reads release coverages and keeps the last ones as long as their application has not moved. */
export interface Coverages {
  of(application: ApplicationRow, release: ReleaseRow, policy: Policy): Promise<ReleaseCoverage>
}

const KEPT_BYTES = 64 * 1_048_576

export function storedCoverages(store: Store, classifications: Classifications): Coverages {
  const kept = new Map<string, { readonly stamp: string; readonly coverage: ReleaseCoverage; readonly bytes: number }>()
  let bytes = 0
  return {
    async of(application, release, policy) {
      const key = `${application.name} ${release.number}`
      const stamp = stampOf(application)
      const known = kept.get(key)
      if (known?.stamp === stamp) return known.coverage
      const coverage = await read(store, classifications, application, release, policy)
      if (known !== undefined) bytes -= known.bytes
      const size = sizeOf(coverage.vectors)
      kept.delete(key)
      kept.set(key, { stamp, coverage, bytes: size })
      bytes += size
      for (const [oldest, { bytes: freed }] of kept) {
        if (bytes <= KEPT_BYTES || oldest === key) break
        kept.delete(oldest)
        bytes -= freed
      }
      return coverage
    },
  }
}

/** Changes whenever anything that a gate of the application reads may have changed. */
export function stampOf({ version, catalogueVersion, tests, policy }: ApplicationRow): string {
  return `${version} ${catalogueVersion} ${tests} ${policy}`
}

async function read(
  store: Store,
  classifications: Classifications,
  application: ApplicationRow,
  release: ReleaseRow,
  policy: Policy,
): Promise<ReleaseCoverage> {
  const vectors = await store.read.vectors(application.name, release.number)
  const known = [vectors.own, ...vectors.inherited.values()]
  const classification = await classifications.of(application, policy.tests, known)
  const merged = new Map<EnvironmentName, StatusVector>()
  const supplied = new Map<EnvironmentName, ReadonlyMap<CategoryName, ReadonlySet<number>>>()
  const at = (environment: EnvironmentName): StatusVector => {
    const before = merged.get(environment)
    if (before !== undefined) return before
    const lanes = vectors.status.get(environment)
    const vector = lanes === undefined ? EMPTY_STATUS : mergeVariants(lanes)
    merged.set(environment, vector)
    return vector
  }
  return {
    application,
    release,
    policy,
    vectors,
    classification,
    at,
    suppliers(environment) {
      const before = supplied.get(environment)
      if (before !== undefined) return before
      const found = suppliersOf(at(environment), vectors.own, classification, environment)
      supplied.set(environment, found)
      return found
    },
    inherited: (environment) => vectors.inherited.get(environment) ?? vectors.inherited.get("*") ?? EMPTY_KNOWN,
  }
}

/** In one pass; runs of tests from the same upload and of the same class are the rule, so they are passed over quickly. */
function suppliersOf(
  { evidence }: StatusVector,
  own: KnownVector,
  { classes, classOf }: Classification,
  environment: EnvironmentName,
): ReadonlyMap<CategoryName, ReadonlySet<number>> {
  const numbers = new Map<CategoryName, Set<number>>()
  let lastNumber = 0
  let lastClass = -1
  for (let ordinal = 0; ordinal < evidence.length; ordinal++) {
    const number = evidence[ordinal] ?? 0
    const code = own[ordinal] ?? 0
    if (number === 0 || code === 0) continue
    const index = classOf(ordinal, code - 1)
    if (number === lastNumber && index === lastClass) continue
    lastNumber = number
    lastClass = index
    const found = classes[index]
    if (found === undefined) throw new Error(`test ordinal ${ordinal} has no class`)
    if (found.scope !== "all" && !found.scope.includes(environment)) continue
    const set = numbers.get(found.category)
    if (set === undefined) numbers.set(found.category, new Set([number]))
    else set.add(number)
  }
  return numbers
}

function sizeOf({ own, inherited, status }: ReleaseVectors): number {
  let bytes = own.length + 1_024
  for (const vector of inherited.values()) bytes += vector.length
  for (const lanes of status.values()) for (const { status: slots } of lanes.values()) bytes += slots.length * 10
  return bytes
}

/** Which environments lie before `target` on a path; all of it for a target that is not on it. */
export function upstreamOf(path: readonly EnvironmentName[], target: EnvironmentName): readonly EnvironmentName[] {
  const at = path.indexOf(target)
  return at === -1 ? path : path.slice(0, at)
}

/** Counts for a gate: exit of `source` and entry of `target`. `target: null` counts the environment alone. */
export function tallyAt(
  coverage: ReleaseCoverage,
  source: EnvironmentName,
  target: {
    readonly environment: EnvironmentName
    readonly upstream: readonly EnvironmentName[]
    readonly executedIn: readonly EnvironmentName[]
  } | null,
): TallyGroup[] {
  return tally({
    size: coverage.application.tests,
    own: coverage.vectors.own,
    inheritedAtSource: coverage.inherited(source),
    inheritedAtTarget: target === null ? EMPTY_KNOWN : coverage.inherited(target.environment),
    source,
    target: target?.environment ?? null,
    upstream: target?.upstream ?? [],
    executedIn: (target?.executedIn ?? []).map((environment) => ({ environment, vector: coverage.at(environment) })),
    atSource: coverage.at(source),
    classification: coverage.classification,
  })
}

/** Names of the tests that a tally lists, in one read. */
export async function namesOf(
  store: Store,
  application: ApplicationName,
  groups: readonly TallyGroup[],
): Promise<(ordinal: number) => string> {
  const ordinals = [...new Set(groups.flatMap(({ tests }) => tests))]
  const rows = await store.read.testsAt(application, ordinals)
  const names = new Map(rows.map(({ ordinal, id }) => [ordinal, id]))
  return (ordinal) => {
    const name = names.get(ordinal)
    if (name === undefined) throw new Error(`test ordinal ${ordinal} is missing from the catalogue`)
    return name
  }
}
