import {
  digestOf,
  err,
  executedOf,
  countsOf,
  freeze,
  ok,
  type ApplicationName,
  type Artifact,
  type Baseline,
  type CheckRule,
  type CoverageSnapshot,
  type Edge,
  type EnvironmentName,
  type EvidenceState,
  type GateInput,
  type Instant,
  type LaneName,
  type Policy,
  type ReportState,
  type Result,
  type TestClass,
  type UpstreamState,
} from "@promotrail/core"
import type { EvidenceRow } from "../ports/rows.ts"
import { refusedSince } from "./current-uploads.ts"
import { namesOf, stampOf, tallyAt, upstreamOf, type Coverages, type ReleaseCoverage } from "./coverage.ts"
import type { Deps } from "./deps.ts"
import type { AppError } from "./errors.ts"
import { knownEnvironment, type Found } from "./lookup.ts"
import type { DeploymentRow, ReleaseRow } from "../ports/rows.ts"
import type { Reports } from "./reports.ts"
import { hiddenBlock, type Words } from "./words-of-entries.ts"

/** All that a gate sees of a release except time and who asks: read once per application version. */
export type GateBase = {
  readonly found: Found & { readonly release: ReleaseRow }
  readonly edge: Edge
  readonly freezeAt: (
    now: Instant,
    words: Words,
  ) => { readonly coverage: CoverageSnapshot; readonly baseline: Baseline | null }
  readonly blocked: Readonly<Record<Words, ReleaseRow["blocked"]>>
  readonly evidence: readonly EvidenceState[]
  readonly reports: readonly ReportState[]
  readonly upstream: UpstreamState | null
}

/** Gate bases by release and edge, kept as long as their application has not moved. */
export interface GateBases {
  of(found: Found & { readonly release: ReleaseRow }, edge: Edge): Promise<GateBase>
}

const KEPT = 2_000

export function gateBases(deps: Deps, coverages: Coverages, reports: Reports): GateBases {
  const kept = new Map<string, { readonly stamp: string; readonly base: Promise<GateBase> }>()
  return {
    of(found, edge) {
      const key = JSON.stringify([found.application.name, found.release.number, edge.lane, edge.to])
      const stamp = stampOf(found.application)
      const known = kept.get(key)
      if (known?.stamp === stamp) return known.base
      const base = readBase(deps, { coverages, reports }, found, edge)
      kept.delete(key)
      kept.set(key, { stamp, base })
      base.catch(() => kept.delete(key))
      if (kept.size > KEPT) kept.delete(kept.keys().next().value as string)
      return base
    },
  }
}

/** Finds the hop into `to`, or says why there is none. */
export function edgeInto(policy: Policy, to: EnvironmentName, lane: LaneName | null): Result<Edge, AppError> {
  const path = lane === null ? policy.path : policy.lanes.find(({ name }) => name === lane)?.path
  if (path === undefined) {
    return err({ kind: "unknown-lane", lane: lane ?? "", known: policy.lanes.map(({ name }) => name) })
  }
  const known = knownEnvironment(policy, to)
  if (!known.ok) return known
  const at = path.indexOf(to)
  if (at === -1) return err({ kind: "not-on-path", environment: to, lane, path })
  const from = path[at - 1]
  if (from === undefined) return err({ kind: "no-gate", environment: to, lane })
  return ok({ lane, from, to, first: at === 1 })
}

/** The input of an evaluation at `now`, asked by `actor`; `hidden` is for what is kept, `shown` for what is looked at. */
export function inputOf(
  base: GateBase,
  { now, actor, mode, words }: Pick<GateInput, "now" | "actor" | "mode"> & { readonly words: Words },
): GateInput {
  const { found, edge, evidence, reports, upstream, blocked } = base
  const { application, release } = found
  return {
    schema: "promotrail/gate-input/v1",
    now,
    actor,
    mode,
    subject: {
      application: application.name,
      release: release.version,
      artifacts: release.artifacts as readonly Artifact[],
    },
    edge,
    policy: application.policy,
    ledgerSize: application.version,
    ...base.freezeAt(now, words),
    evidence,
    reports,
    upstream,
    blocked: blocked[words],
  }
}

async function readBase(
  deps: Deps,
  { coverages, reports }: { readonly coverages: Coverages; readonly reports: Reports },
  found: Found & { readonly release: ReleaseRow },
  edge: Edge,
): Promise<GateBase> {
  const { store } = deps
  const { application, release, policy } = found
  const coverage = await coverages.of(application, release, policy)
  const path =
    edge.lane === null ? policy.path : (policy.lanes.find(({ name }) => name === edge.lane)?.path ?? policy.path)
  const upstreamEnvironments = upstreamOf(path, edge.to)
  const executedIn = executedInOf(policy, edge, upstreamEnvironments)
  const groups = tallyAt(coverage, edge.from, { environment: edge.to, upstream: upstreamEnvironments, executedIn })
  const nameOf = await namesOf(store, application.name, groups)
  const running = await store.read.running(application.name)
  const inTarget = await runningIn(store, application.name, running, edge.to)
  const baseline = await readBaseline(coverages, found, edge, inTarget)
  const there = running.find(({ environment }) => environment === edge.from)
  const allowedBy = there?.decision ?? null
  const decision = allowedBy === null ? undefined : await store.read.decision(allowedBy)
  return {
    found,
    edge,
    freezeAt: untilExpiry(coverage.classification.classes, (now, words) => ({
      coverage: freeze(
        groups,
        coverage.classification[words === "hidden" ? "hidden" : "classes"],
        { source: edge.from, executedIn },
        now,
        nameOf,
      ),
      baseline: baseline(now),
    })),
    blocked: { shown: release.blocked, hidden: await hiddenBlock(store, release) },
    evidence: evidenceStates(deps, coverage, edge.from, await store.read.evidenceOf(application.name, release.version)),
    reports: await reports.of(release, edge.from, inTarget),
    upstream:
      there === undefined
        ? null
        : {
            deployment: there.id,
            release: there.release,
            at: there.at,
            decision: decision === undefined ? null : { id: decision.id, verdict: decision.verdict },
          },
  }
}

/** The release that runs in an environment, if one does. */
export async function runningIn(
  { read }: Deps["store"],
  application: ApplicationName,
  running: readonly DeploymentRow[],
  environment: EnvironmentName,
): Promise<ReleaseRow | undefined> {
  const version = running.find((row) => row.environment === environment)?.release
  if (version === undefined) return undefined
  const release = await read.release(application, version)
  if (release === undefined) throw new Error(`deployed release ${version} is missing`)
  return release
}

/** Where results that count at the entry may come from, by the policy of the target's gate. */
export function executedInOf(
  policy: Policy,
  { from, to }: Edge,
  upstream: readonly EnvironmentName[],
): readonly EnvironmentName[] {
  const gate = policy.gates.find(({ environment }) => environment === to)
  const rules: readonly CheckRule[] = gate === undefined || gate.checks === "none" ? [] : gate.checks
  const rule = rules.find((check) => check.kind === "coverage")
  const wanted = rule?.parameters.executedIn ?? "upstream"
  if (wanted === "upstream") return upstream
  return wanted === "source" ? [from] : upstream.filter((environment) => wanted.includes(environment))
}

/** The same tally of the release that runs in the target, at the exit of the source, category by category. */
async function readBaseline(
  coverages: Coverages,
  { application, policy, release }: Found & { readonly release: ReleaseRow },
  { from }: Edge,
  running: ReleaseRow | undefined,
): Promise<(now: Instant) => Baseline | null> {
  if (running === undefined || running.version === release.version) return () => null
  const coverage = await coverages.of(application, running, policy)
  const groups = tallyAt(coverage, from, null)
  const unnamed = () => ""
  return (now) => {
    const { counted } = freeze(groups, coverage.classification.classes, { source: from, executedIn: [] }, now, unnamed)
    const byCategory = Map.groupBy(
      counted.flatMap((group) => (group.exit === null ? [] : [{ group, state: group.exit }])),
      ({ group }) => group.category,
    )
    return {
      release: running.version,
      categories: [...byCategory]
        .map(([category, members]) => {
          const counts = countsOf(members)
          return { category, passed: counts.passed, inScope: counts.inScope, executed: executedOf(counts) }
        })
        .toSorted((a, b) => (a.category < b.category ? -1 : 1)),
    }
  }
}

/**
 * Uploads to `source` by category: what supplies results that count, and what was refused since.
 * Results belong to the category that the policy gives the test; a refused upload to the one it was sent under.
 */
export function evidenceStates(
  { sha256 }: Pick<Deps, "sha256">,
  coverage: ReleaseCoverage,
  source: EnvironmentName,
  uploads: readonly EvidenceRow[],
): EvidenceState[] {
  const here = uploads.filter(
    ({ environment, inventory, kind }) => environment === source && !inventory && (kind === "tests" || kind === null),
  )
  const suppliers = coverage.suppliers(source)
  const refusals = new Map(refusedSince(here).map((row) => [row.category, row]))
  const categories = [...new Set([...suppliers.keys(), ...refusals.keys()])].toSorted()
  return categories.map((category): EvidenceState => {
    const numbers = suppliers.get(category)
    const used = here.filter(({ number }) => numbers?.has(number) === true)
    const oldest = used.toSorted((a, b) => compare(agedFrom(a), agedFrom(b)) || a.number - b.number)[0]
    const refused = refusals.get(category)
    return {
      kind: "tests",
      category,
      uploads: used.length,
      digest: digestOf(
        used
          .map(({ raw }) => `${raw}\n`)
          .toSorted()
          .join(""),
        sha256,
      ),
      oldest:
        oldest === undefined ? null : { id: oldest.id, receivedAt: oldest.receivedAt, producedAt: oldest.producedAt },
      producers: [...new Set(used.map(({ by }) => by.name))].toSorted(),
      refused:
        refused === undefined
          ? null
          : { id: refused.id, outcome: refused.outcome, reason: refused.reason ?? refused.outcome },
    }
  })
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function agedFrom({ producedAt, receivedAt }: EvidenceRow): Instant {
  return producedAt !== null && producedAt < receivedAt ? producedAt : receivedAt
}

/** Keeps a frozen value until the next quarantine ends: only then can time change what counts. */
function untilExpiry<T>(
  classes: readonly TestClass[],
  make: (now: Instant, words: Words) => T,
): (now: Instant, words: Words) => T {
  // The baseline has quarantines of its own; those of all classes are watched.
  const ends = [
    ...new Set(classes.flatMap(({ quarantine }) => (quarantine === undefined ? [] : [quarantine.until]))),
  ].toSorted()
  const made = new Map<string, T>()
  return (now, words) => {
    const period = `${ends.filter((end) => end <= now).length} ${words}`
    const before = made.get(period)
    if (before !== undefined) return before
    const value = make(now, words)
    made.set(period, value)
    return value
  }
}
