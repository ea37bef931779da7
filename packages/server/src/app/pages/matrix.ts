import type { Matrix } from "@promotrail/contract"
import { decisionToWire } from "@promotrail/contract"
import {
  countsOf,
  currentOf,
  freeze,
  matrixOf,
  ok,
  type ApplicationName,
  type CategoryName,
  type CoverageSnapshot,
  type EnvironmentName,
  type Instant,
  type MatrixPlace,
  type Ratio,
  type ReleaseVersion,
  type Result,
} from "@promotrail/core"
import type { EvidenceRow, ReleaseRow } from "../../ports/rows.ts"
import { namesOf, tallyAt, type Coverages, type ReleaseCoverage } from "../coverage.ts"
import type { Deps } from "../deps.ts"
import type { AppError } from "../errors.ts"
import { runningIn } from "../gate-base.ts"
import type { Gates } from "../gates.ts"
import { findRelease } from "../lookup.ts"
import type { Policies } from "../policies.ts"
import type { Reports } from "../reports.ts"
import type { ReleasePages } from "./releases.ts"

const RECENT = 8

type Rooms = {
  readonly policies: Policies
  readonly coverages: Coverages
  readonly gates: Gates
  readonly reports: Reports
  readonly releases: ReleasePages
}

/** The release page in one answer: the matrix, the next gate tried out, the releases around it. */
export function matrixPage(deps: Deps, { policies, coverages, gates, reports, releases }: Rooms) {
  const { store, now } = deps

  return async (
    application: ApplicationName,
    version: ReleaseVersion,
    actor: string,
  ): Promise<Result<Matrix, AppError>> => {
    const found = await findRelease(deps, policies, application, version)
    if (!found.ok) return found
    const { policy, release } = found.value
    const at = now()
    const coverage = await coverages.of(found.value.application, release, policy)
    const [running, deployments, decisions, uploads, recent] = await Promise.all([
      store.read.running(application),
      store.read.deploymentsOf(application, [version]),
      store.read.newestDecisions(application, [version]),
      store.read.evidenceOf(application, version),
      store.read.releases(application, { limit: RECENT }),
    ])
    const last = running.find(({ environment }) => environment === policy.path.at(-1))?.release
    const comparedWith = last !== undefined && last !== version ? last : release.predecessor
    const before = comparedWith === null ? undefined : await coverageOf(found.value, comparedWith)
    const places = await Promise.all(
      policy.path.map(async (environment, index): Promise<MatrixPlace> => {
        const { counted, excluded } = await frozen(coverage, environment, at)
        const target = policy.path[index + 1] ?? environment
        const inTarget = await runningIn(store, application, running, target)
        const decision = decisions.find(({ edge }) => edge.to === environment)
        return {
          environment,
          counted,
          excluded,
          reports: await reports.of(release, environment, inTarget),
          receivedAt: newestUploads(coverage, uploads, environment),
          running: running.find((row) => row.environment === environment)?.release ?? null,
          reached: deployments.some((row) => row.environment === environment && row.status === "succeeded"),
          decision: decision === undefined ? null : { id: decision.id, verdict: decision.verdict, at: decision.at },
          before: before === undefined ? new Map() : ratiosOf(await frozen(before, environment, at)),
        }
      }),
    )
    const view = matrixOf({
      application,
      release: version,
      policy,
      policyDigest: found.value.application.policy,
      at,
      comparedWith,
      places,
    })
    const target = policy.path[currentOf(places) + 1]
    const next =
      target === undefined
        ? undefined
        : await gates.try({ application, release: version, to: target, lane: null }, actor)
    if (next !== undefined && !next.ok) return next
    const [own] = await releases.told(application, policy, [release])
    if (own === undefined) throw new Error(`release ${version} vanished while it was read`)
    const around = await releases.told(application, policy, recent.rows)
    return ok({
      view,
      release: own,
      next: next === undefined ? null : decisionToWire(next.value, { ledgerIndex: null }),
      recent: around.map(({ version: name, registeredAt, glyphs }) => ({ version: name, registeredAt, glyphs })),
    } as Matrix)
  }

  async function coverageOf(
    found: {
      readonly application: ReleaseCoverage["application"]
      readonly policy: ReleaseCoverage["policy"]
      readonly release: ReleaseRow
    },
    version: ReleaseVersion,
  ): Promise<ReleaseCoverage> {
    const row = await store.read.release(found.application.name, version)
    if (row === undefined) throw new Error(`release ${version} is missing`)
    return coverages.of(found.application, row, found.policy)
  }

  async function frozen(
    coverage: ReleaseCoverage,
    environment: EnvironmentName,
    at: Instant,
  ): Promise<CoverageSnapshot> {
    const groups = tallyAt(coverage, environment, null)
    const nameOf = await namesOf(store, coverage.application.name, groups)
    return freeze(groups, coverage.classification.classes, { source: environment, executedIn: [] }, at, nameOf)
  }
}

function ratiosOf({ counted }: CoverageSnapshot): ReadonlyMap<CategoryName, Ratio> {
  const part = counted.flatMap((group) => (group.exit === null ? [] : [{ group, state: group.exit }]))
  return new Map(
    [...Map.groupBy(part, ({ group }) => group.category)].flatMap(([category, members]) => {
      const { passed, inScope, failed, errored } = countsOf(members)
      return passed + failed + errored === 0 ? [] : [[category, { passed, inScope }] as const]
    }),
  )
}

/** When the newest upload behind a category's results there was received. */
function newestUploads(
  coverage: ReleaseCoverage,
  uploads: readonly EvidenceRow[],
  environment: EnvironmentName,
): ReadonlyMap<CategoryName, Instant> {
  const receivedAt = new Map(uploads.map((row) => [row.number, row.receivedAt]))
  return new Map(
    [...coverage.suppliers(environment)].flatMap(([category, numbers]) => {
      const newest = receivedAt.get(Math.max(...numbers))
      return newest === undefined ? [] : [[category, newest] as const]
    }),
  )
}
