import type { Sha256 } from "../kernel/digest.ts"
import type { MerkleHash } from "../ledger/merkle.ts"
import { PREDICATES } from "./predicate-types.ts"
import { readReported, type Reported, type ReportedRecord } from "./reported.ts"
import { StreamCounts, type StreamCount } from "./stream-count.ts"

/** A change of an environment that was asked for: a decision, and the deployment that followed. */
export type Change = {
  /** The log that holds its record, the record's place there, and its leaf. */
  readonly log: string
  readonly record: number
  readonly leaf: MerkleHash
  readonly decision: string
  readonly at: string
  readonly application: string
  readonly release: string
  readonly from: string
  readonly to: string
  /** Tier of the target; `null` where an earlier version did not say. */
  readonly tier: string | null
  readonly mode: string
  readonly verdict: string
  readonly reasons: readonly string[]
  /** Pseudonym of who asked. */
  readonly requester: string
  readonly artifacts: readonly { readonly name: string; readonly digest: string }[]
  readonly policy: string
  readonly commit: string | null
  readonly issues: readonly string[]
  readonly checks: readonly { readonly id: string; readonly severity: string; readonly outcome: string }[]
  /** The newest deployment of this release there that names this decision; `null` where none did. */
  readonly deployment: DeployedChange | null
}

export type DeployedChange = {
  readonly deployment: string
  readonly at: string
  readonly status: string
  readonly log: string
  readonly record: number
}

/** Why a decision is none that a deployment can stand on. */
export type NoAllow =
  | "no-decision"
  /** It names one that no record before it holds. */
  | "unknown-decision"
  /** An allow of another release, or into another environment. */
  | "of-another"
  | "advisory"
  | "not-allowed"

/** A deployment that no enforced allow of this release into this environment stands behind. */
export type UnallowedDeployment = DeployedChange & {
  readonly application: string
  readonly release: string
  readonly environment: string
  readonly decision: string | null
  readonly why: NoAllow
  /** Whether a gate into that environment was ever asked; into the first of a path there is none. */
  readonly isGated: boolean
}

export type PopulationReport = {
  readonly changes: readonly Change[]
  /** How many changes there are of each verdict and mode. */
  readonly counts: readonly { readonly verdict: string; readonly mode: string; readonly count: number }[]
  /** The environments that the changes go into; a tier is `null` where no record says it. */
  readonly environments: readonly { readonly environment: string; readonly tier: string | null }[]
  /** Changes of the period that are not in it, since their environment is of another tier. */
  readonly others: number
  readonly unallowed: readonly UnallowedDeployment[]
  readonly streams: readonly StreamCount[]
  /** Whether any record is about the application and the environment that were asked for. */
  readonly isKnown: boolean
  /** Records of which only the leaf is known. */
  readonly lost: number
}

/** Which changes are asked for; a time is RFC 3339 in UTC, and the period a half-open one. */
export type PopulationFilter = {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly application?: string | undefined
  readonly environment?: string | undefined
  /** Of environments of this tier, unless one is named. Those whose tier is not known are never left out. */
  readonly tier?: string | undefined
}

/**
 * All changes of a period, out of the signed records alone. What makes it complete: every stream is counted without a
 * gap over the whole log, not over the period.
 */
export async function populationOf(
  records: AsyncIterable<ReportedRecord> | Iterable<ReportedRecord>,
  filter: PopulationFilter,
): Promise<PopulationReport> {
  const changes = new Map<string, Change>()
  const others = new Set<string>()
  const decided = new Map<string, Decided>()
  const unallowed: Omit<UnallowedDeployment, "isGated">[] = []
  // The newest tier that a decision says of an environment.
  const tiers = new Map<string, string | null>()
  const streams = new StreamCounts()
  const { from: _, to: __, ...place } = filter
  let isKnown = false
  let lost = 0
  for await (const record of records) {
    if (record.payload === null) {
      lost++
      continue
    }
    const reported = readReported(record.payload)
    streams.add(record, reported)
    if (reported.predicateType === PREDICATES.decision) {
      const change = changeIn(record, reported)
      const { decision, application, release, to, mode, verdict, tier } = change
      decided.set(decision, { application, release, to, mode, verdict })
      tiers.set(placeOf(application, to), tier)
      isKnown ||= isAsked(change.at, application, to, place)
      if (!isAsked(change.at, application, to, filter)) continue
      if (isOfTier(tier, filter)) changes.set(decision, change)
      else others.add(decision)
    } else if (reported.predicateType === PREDICATES.outcome) {
      const said = reported.predicate as Outcome
      const { application, release, environment, decision, deployment, at, status } = said
      isKnown ||= isAsked(at, application, environment, place)
      const deployed = { deployment, at, status, log: record.log, record: record.index }
      const behind = decided.get(decision ?? "")
      const change = changes.get(decision ?? "")
      if (change !== undefined && behind !== undefined && isOf(behind, said))
        changes.set(change.decision, { ...change, deployment: deployed })
      const why = status === "succeeded" ? whyNot(behind, said) : undefined
      const tier = tiers.get(placeOf(application, environment)) ?? null
      if (why !== undefined && isAsked(at, application, environment, filter) && isOfTier(tier, filter))
        unallowed.push({ ...deployed, application, release, environment, decision, why })
    }
  }
  const all = [...changes.values()]
  return {
    changes: all,
    counts: countsOf(all),
    environments: environmentsOf(all),
    others: others.size,
    unallowed: unallowed.map((each) => ({
      ...each,
      isGated: tiers.has(placeOf(each.application, each.environment)),
    })),
    streams: streams.all(),
    isKnown,
    lost,
  }
}

/**
 * A sample that anybody can draw again: changes in the order of SHA-256 over `SEED:LEAF` in hex, the first of them. The
 * leaf is known before the seed, and nobody can choose it.
 */
export function sampleOf<C extends Pick<Change, "leaf">>(
  changes: readonly C[],
  count: number,
  seed: string,
  sha256: Sha256,
): readonly C[] {
  const ranked = changes.map((change) => ({ change, rank: sha256(`${seed}:${change.leaf}`) }))
  return ranked
    .toSorted((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0))
    .slice(0, count)
    .map(({ change }) => change)
}

type Decided = Pick<Change, "application" | "release" | "to" | "mode" | "verdict">

const placeOf = (application: string, environment: string): string => `${application}/${environment}`

const isOf = (decided: Decided, { application, release, environment }: Outcome): boolean =>
  decided.application === application && decided.release === release && decided.to === environment

/** Why no enforced allow stands behind a deployment; undefined where one does. */
function whyNot(decided: Decided | undefined, said: Outcome): NoAllow | undefined {
  if (said.decision === null) return "no-decision"
  if (decided === undefined) return "unknown-decision"
  if (!isOf(decided, said)) return "of-another"
  if (decided.mode !== "enforce") return "advisory"
  return decided.verdict === "allow" ? undefined : "not-allowed"
}

function isAsked(at: string, application: string, environment: string, filter: PopulationFilter): boolean {
  return (
    (filter.from === undefined || at >= filter.from) &&
    (filter.to === undefined || at < filter.to) &&
    (filter.application === undefined || application === filter.application) &&
    (filter.environment === undefined || environment === filter.environment)
  )
}

const isOfTier = (tier: string | null, filter: PopulationFilter): boolean =>
  filter.environment !== undefined || filter.tier === undefined || tier === null || tier === filter.tier

function countsOf(changes: readonly Change[]): PopulationReport["counts"] {
  const counts = new Map<string, { verdict: string; mode: string; count: number }>()
  for (const { verdict, mode } of changes) {
    const key = `${mode} ${verdict}`
    const before = counts.get(key)
    if (before === undefined) counts.set(key, { verdict, mode, count: 1 })
    else before.count++
  }
  return [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count)
}

function environmentsOf(changes: readonly Change[]): PopulationReport["environments"] {
  const found = new Map(changes.map(({ to, tier }) => [`${to} ${tier ?? ""}`, { environment: to, tier }]))
  return [...found].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, environment]) => environment)
}

/** What our own records say; they were signed by us and have their schema. */
type Said = {
  readonly decision: {
    readonly id: string
    readonly verdict: string
    readonly mode: string
    readonly decidedAt: string
    readonly reasonCodes: readonly string[]
  }
  readonly promotion: {
    readonly application: string
    readonly release: string
    readonly from: { readonly environment: string }
    readonly to: { readonly environment: string; readonly tier?: string }
    readonly commit?: string
    readonly change?: readonly { readonly id: string }[]
  }
  readonly requester: { readonly id: string }
  readonly policy: { readonly digest: { readonly sha256: string } }
  readonly checks: readonly { readonly id: string; readonly severity: string; readonly outcome: string }[]
}
type Outcome = {
  readonly at: string
  readonly application: string
  readonly release: string
  readonly deployment: string
  readonly environment: string
  readonly status: string
  readonly decision: string | null
}

function changeIn({ log, index, hash }: ReportedRecord, { subject, predicate, place }: Reported): Change {
  const { decision, promotion, requester, policy, checks } = predicate as Said
  return {
    log,
    record: index,
    leaf: hash,
    decision: decision.id,
    at: decision.decidedAt,
    application: promotion.application,
    release: promotion.release,
    from: promotion.from.environment,
    to: promotion.to.environment,
    tier: promotion.to.tier ?? null,
    mode: decision.mode,
    verdict: decision.verdict,
    reasons: decision.reasonCodes,
    requester: requester.id,
    // A decision about no artifact is about its entry.
    artifacts: subject
      .filter(({ digest }) => digest.sha256 !== place?.entry?.leaf)
      .map(({ name = "", digest }) => ({ name, digest: `sha256:${digest.sha256 ?? ""}` })),
    policy: `sha256:${policy.digest.sha256}`,
    commit: promotion.commit ?? null,
    issues: (promotion.change ?? []).map(({ id }) => id),
    checks: checks.map(({ id, severity, outcome }) => ({ id, severity, outcome })),
    deployment: null,
  }
}
