import type { Sha256 } from "../kernel/digest.ts"
import type { MerkleHash } from "../ledger/merkle.ts"
import { PREDICATES } from "./predicate-types.ts"

/** A record as it is read for a report: what was signed, and where it stands. `payload` is `null` where it was lost. */
export type ReportedRecord = {
  readonly index: number
  readonly hash: MerkleHash
  readonly stream: string | null
  readonly sequence: number | null
  readonly predicate: string
  readonly payload: string | null
}

/** A change of an environment that was asked for: a decision, and the deployment that followed. */
export type Change = {
  /** Place of its record in the log, and the record's leaf. */
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
  /** The newest deployment that names this decision; `null` where none did. */
  readonly deployment: DeployedChange | null
}

export type DeployedChange = {
  readonly deployment: string
  readonly at: string
  readonly status: string
  readonly record: number
}

/** A deployment that no enforced allow stands behind. */
export type UnallowedDeployment = DeployedChange & {
  readonly application: string
  readonly release: string
  readonly environment: string
  readonly decision: string | null
  /** Whether a gate into that environment was ever asked; into the first of a path there is none. */
  readonly isGated: boolean
}

/** How far a stream goes, and whether every number in it is there. */
export type StreamCount = { readonly stream: string; readonly last: number; readonly isWhole: boolean }

export type PopulationReport = {
  readonly changes: readonly Change[]
  readonly unallowed: readonly UnallowedDeployment[]
  readonly streams: readonly StreamCount[]
  /** Records of which only the leaf is known. */
  readonly lost: number
}

/** Which changes are asked for; a time is RFC 3339 in UTC, and the period a half-open one. */
export type PopulationFilter = {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly application?: string | undefined
  readonly environment?: string | undefined
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
  const allowed = new Set<string>()
  const unallowed: Omit<UnallowedDeployment, "isGated">[] = []
  const gated = new Set<string>()
  const streams = new Map<string, { last: number; isWhole: boolean }>()
  let lost = 0
  for await (const record of records) {
    const { stream, sequence, payload, predicate } = record
    if (stream !== null && sequence !== null) {
      const before = streams.get(stream)
      const isNext = sequence === (before?.last ?? 0) + 1
      streams.set(stream, { last: sequence, isWhole: isNext && before?.isWhole !== false })
    }
    if (payload === null) {
      lost++
    } else if (predicate === PREDICATES.decision) {
      const change = changeIn(record, JSON.parse(payload) as Said)
      gated.add(`${change.application}/${change.to}`)
      if (change.verdict === "allow" && change.mode === "enforce") allowed.add(change.decision)
      if (isAsked(change.at, change.application, change.to, filter)) changes.set(change.decision, change)
    } else if (predicate === PREDICATES.outcome) {
      const { predicate: said } = JSON.parse(payload) as Outcome
      const deployed = { deployment: said.deployment, at: said.at, status: said.status, record: record.index }
      const change = changes.get(said.decision ?? "")
      if (change !== undefined) changes.set(change.decision, { ...change, deployment: deployed })
      const isUnallowed = said.status === "succeeded" && !allowed.has(said.decision ?? "")
      if (isUnallowed && isAsked(said.at, said.application, said.environment, filter)) {
        const { application, release, environment, decision } = said
        unallowed.push({ ...deployed, application, release, environment, decision })
      }
    }
  }
  return {
    changes: [...changes.values()],
    unallowed: unallowed.map((each) => ({ ...each, isGated: gated.has(`${each.application}/${each.environment}`) })),
    streams: [...streams].map(([stream, count]) => ({ stream, ...count })),
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

function isAsked(at: string, application: string, environment: string, filter: PopulationFilter): boolean {
  return (
    (filter.from === undefined || at >= filter.from) &&
    (filter.to === undefined || at < filter.to) &&
    (filter.application === undefined || application === filter.application) &&
    (filter.environment === undefined || environment === filter.environment)
  )
}

/** What our own records say; they were signed by us and have their schema. */
type Said = {
  readonly subject: readonly { readonly name?: string; readonly digest: { readonly sha256: string } }[]
  readonly predicate: {
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
}
type Outcome = {
  readonly predicate: {
    readonly at: string
    readonly application: string
    readonly release: string
    readonly deployment: string
    readonly environment: string
    readonly status: string
    readonly decision: string | null
  }
}

function changeIn({ index, hash }: ReportedRecord, { subject, predicate }: Said): Change {
  const { decision, promotion, requester, policy, checks } = predicate
  return {
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
    artifacts: subject.map(({ name = "", digest }) => ({ name, digest: `sha256:${digest.sha256}` })),
    policy: `sha256:${policy.digest.sha256}`,
    commit: promotion.commit ?? null,
    issues: (promotion.change ?? []).map(({ id }) => id),
    checks: checks.map(({ id, severity, outcome }) => ({ id, severity, outcome })),
    deployment: null,
  }
}
