import {
  canonicalJson,
  ENGINE,
  err,
  ok,
  readPolicy,
  replay,
  type ApplicationName,
  type Digest,
  type EnvironmentName,
  type GateInput,
  type Instant,
  type Json,
  type Outcome,
  type Policy,
  type ReleaseVersion,
  type Replay,
  type Result,
} from "@promotrail/core"
import type { DeepReplay } from "../ports/deep-replay.ts"
import type { DecisionRow } from "../ports/rows.ts"
import { deepened, type Deepened } from "./deep-replays.ts"
import type { Deps } from "./deps.ts"
import { goneBy, type AppError } from "./errors.ts"
import { noticesOf, type NoticeAt } from "./erasing/notices.ts"
import { keptText } from "./kept-text.ts"
import { othersTurn } from "./others-turn.ts"
import { readable } from "./words-of-entries.ts"
import { outcomeChanges, type CheckChange } from "./outcome-changes.ts"

/**
 * How a replay ended. Only `agrees` is agreement: an object that is gone or another one, or that this version cannot
 * evaluate, leaves the decision unproved, and is told as that.
 */
export type ReplayFinding = "agrees" | "differs" | "gone" | "changed" | "unreadable"

/** One decision, evaluated again from what was kept of it. */
export type Replayed = {
  readonly row: DecisionRow
  readonly finding: ReplayFinding
  /** What this engine makes of the recorded input; `null` where there was nothing to evaluate. */
  readonly replayed: Digest | null
  readonly recordedBy: string
  readonly replayedBy: string
  readonly says: string
  readonly changes: readonly CheckChange[]
  /** What reading the evidence again found; `null` where that was not asked for. */
  readonly deep: Deepened | null
}

/** Whether a decision was reproduced, as deeply as it was asked for. */
export const isAgreed = ({ finding, deep }: Replayed): boolean => finding === "agrees" && deep?.agrees !== false

/** Which decisions to replay; newest first, a page at a time. */
export type ReplayFilter = {
  readonly application?: ApplicationName | undefined
  readonly release?: ReleaseVersion | undefined
  readonly to?: EnvironmentName | undefined
  readonly since?: Instant | undefined
  readonly beforeIndex?: number | undefined
  readonly limit: number
  readonly within?: readonly ApplicationName[] | undefined
  /** Also read the raw evidence again: slow, each page folds the ledger once, up to its newest decision. */
  readonly deep?: boolean | undefined
}

export type ReplayedPage = {
  readonly replayed: number
  readonly agree: number
  /** Every decision that did not agree. */
  readonly differences: readonly Replayed[]
  /** Engines that recorded them, each once. */
  readonly recordedBy: readonly string[]
  /** When the last one of this page was decided: how far back it went. */
  readonly oldest: Instant | null
  readonly nextBefore: number | null
}

/** Evaluating recorded decisions again. Nothing is recorded by it. */
export interface Replays {
  one(id: string, deep?: boolean): Promise<Result<Replayed, AppError>>
  page(filter: ReplayFilter): Promise<ReplayedPage>
}

/** Decisions in one deep page: their recorded inputs are all in memory at once. */
const DEEP_AT_ONCE = 200

export function replays(deps: Pick<Deps, "store" | "sha256">, deepReplay: DeepReplay): Replays {
  const { store } = deps
  const deepOf = async (rows: readonly DecisionRow[], isDeep: boolean) =>
    isDeep ? deepened(deps, rows, deepReplay) : new Map<string, Deepened>()
  return {
    async one(id, deep = false) {
      const row = await store.read.decision(id)
      if (row === undefined) return err({ kind: "not-found", what: "decision", id })
      const found = await replayed(deps, row, policyReader(deps))
      return ok({ ...found, deep: (await deepOf([row], deep)).get(id) ?? null })
    },
    async page({ since, deep = false, ...filter }) {
      const limit = deep ? Math.min(filter.limit, DEEP_AT_ONCE) : filter.limit
      const { rows, more } = await store.read.decisionList({ ...filter, limit })
      // Clocks of two servers may disagree, so that an older one may follow a younger: every row is looked at.
      const wanted = rows.filter(({ at }) => since === undefined || Date.parse(at) >= Date.parse(since))
      const policyOf = policyReader(deps)
      const differences: Replayed[] = []
      const recordedBy = new Set<string>()
      const deeply = await deepOf(wanted, deep)
      for (const row of wanted) {
        const found = { ...(await replayed(deps, row, policyOf)), deep: deeply.get(row.id) ?? null }
        recordedBy.add(found.recordedBy)
        if (!isAgreed(found)) differences.push(found)
        await othersTurn()
      }
      const last = rows.at(-1)
      return {
        replayed: wanted.length,
        agree: wanted.length - differences.length,
        differences,
        recordedBy: [...recordedBy].toSorted(),
        oldest: last?.at ?? null,
        nextBefore: more && last !== undefined ? last.ledgerIndex : null,
      }
    },
  }
}

/** Reads policies by digest. */
export type PolicyReader = (digest: Digest) => Promise<Policy | { readonly missing: "gone" | "changed" | "unreadable" }>

/** Reads policies by digest, each once for as long as one asks. */
export function policyReader(deps: Pick<Deps, "store" | "sha256">): PolicyReader {
  const known = new Map<Digest, ReturnType<PolicyReader>>()
  const read: PolicyReader = async (digest) => {
    const kept = await keptText(deps, digest)
    if ("missing" in kept) return kept
    const policy = readPolicy(kept.text)
    return policy.ok ? policy.value.policy : { missing: "unreadable" }
  }
  return (digest) => {
    const found = known.get(digest) ?? read(digest)
    known.set(digest, found)
    return found
  }
}

const nameOf = ({ name, version, digest }: DecisionRow["engine"]): string => `${name} ${version} (${digest})`
const REPLAYED_BY = nameOf(ENGINE)

async function replayed(
  deps: Pick<Deps, "store" | "sha256">,
  row: DecisionRow,
  policyOf: PolicyReader,
): Promise<Replayed> {
  const recordedBy = nameOf(row.engine)
  const told = (finding: ReplayFinding, says: string, more: Partial<Replayed> = {}): Replayed => ({
    row,
    finding,
    replayed: null,
    recordedBy,
    replayedBy: REPLAYED_BY,
    says,
    changes: [],
    deep: null,
    ...more,
  })
  const lost = async (
    what: string,
    digest: Digest,
    missing: "gone" | "changed",
    more?: Partial<Replayed>,
  ): Promise<Replayed> =>
    told(missing, explainLost(what, digest, missing, await noticesOf(deps.store).of(digest)), more)

  const kept = await keptText(deps, row.input)
  if ("missing" in kept) return lost("input", row.input, kept.missing)
  const policy = await policyOf(row.policy)
  if ("missing" in policy) {
    return policy.missing === "unreadable"
      ? told("unreadable", `The policy ${row.policy} cannot be read by this version; replay with ${recordedBy}.`)
      : lost("policy", row.policy, policy.missing)
  }
  let again: Replay
  try {
    const input = JSON.parse(kept.text) as GateInput
    const other = otherThan(row, input)
    if (other !== undefined) {
      return told("changed", `The record names the input of another decision: ${other} is not the same there.`)
    }
    again = replay({ outputDigest: row.outcome, engine: row.engine }, policy, input, deps.sha256)
  } catch (error) {
    return told("unreadable", `This version cannot evaluate the recorded input: ${reasonOf(error)}.`)
  }
  const { outcome, replayed: digest, agrees } = again
  const recorded = await keptText(deps, row.outcome)
  const made = { replayed: digest }
  if (!agrees) {
    const isSameEngine = recordedBy === REPLAYED_BY
    const changes = "text" in recorded ? await changesSince(deps, row, recorded.text, outcome) : []
    return told("differs", explainDifference(row, outcome, isSameEngine), { ...made, changes })
  }
  if ("missing" in recorded) return lost("outcome", row.outcome, recorded.missing, made)
  if ((outcome.verdict ?? "error") !== row.verdict) {
    return told("changed", `The record says ${row.verdict}, its outcome ${outcome.verdict ?? "error"}.`, made)
  }
  return told("agrees", "The same input, policy and engine gave the same bytes.", made)
}

/** What changed since, where what the record names is an outcome at all. */
async function changesSince(
  { store }: Pick<Deps, "store">,
  row: DecisionRow,
  text: string,
  outcome: Outcome,
): Promise<readonly CheckChange[]> {
  try {
    const before = await readable(store, JSON.parse(text) as Outcome, row)
    return outcomeChanges(before, await readable(store, outcome, row))
  } catch {
    return []
  }
}

/** What of a record its own input contradicts: somebody may have pointed it at the input of another decision. */
export function otherThan(row: DecisionRow, { subject, edge, mode, policy, now }: GateInput): string | undefined {
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ["the application", row.application, subject.application],
    ["the release", row.release, subject.release],
    ["the list of artifacts", row.artifacts, subject.artifacts],
    ["the gate", row.edge, edge],
    ["the mode", row.mode, mode],
    ["the policy", row.policy, policy],
    ["the time", row.at, now],
  ]
  return pairs.find(([, a, b]) => canonicalJson(a as Json) !== canonicalJson(b as Json))?.[0]
}

/** Why an object cannot be replayed from, and what to do. */
export function explainLost(what: string, digest: Digest, missing: "gone" | "changed", by?: NoticeAt): string {
  return missing === "gone"
    ? `The ${what} ${digest} is gone: it ${by === undefined ? "was erased, or taken away" : goneBy(by)}. Its digest still stands in the ledger; whether the decision agrees cannot be said.`
    : `The stored ${what} ${digest} is not what was decided on. Restore it from a backup, or see "promotrail ledger verify".`
}

function explainDifference({ verdict }: DecisionRow, outcome: Outcome, isSameEngine: boolean): string {
  const now = outcome.verdict ?? "error"
  const ends = now === verdict ? `It ends in ${now} again.` : `It ended in ${verdict}, and ends in ${now} now.`
  return isSameEngine
    ? `The replay differs from what was recorded, although the engine is the same: the record was changed. ${ends}`
    : `The replay differs from what was recorded; it was decided by another engine. ${ends}`
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
