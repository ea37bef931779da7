import {
  digestOf,
  err,
  evaluateGate,
  explainVerdict,
  isStopping,
  ok,
  readPolicy,
  type ApplicationName,
  type Digest,
  type EnvironmentName,
  type GateInput,
  type Outcome,
  type Policy,
  type Result,
} from "@promotrail/core"
import type { DeepAnswer, DeepQuestion, DeepReplay } from "../ports/deep-replay.ts"
import type { DecisionRow } from "../ports/rows.ts"
import type { Deps } from "./deps.ts"
import type { AppError } from "./errors.ts"
import { keptText } from "./kept-text.ts"
import { notFrozen } from "./not-frozen.ts"
import { othersTurn } from "./others-turn.ts"
import { outcomeChanges, type CheckChange } from "./outcome-changes.ts"
import { explainLost, otherThan, policyReader, type PolicyReader } from "./replays.ts"

type Ended = DecisionRow["verdict"]

/** A past decision under another policy. `after: null`: there is no answer, and `says` why. */
export type Reconsidered = {
  readonly row: DecisionRow
  readonly after: Ended | null
  /** Whether its input was made again out of the ledger: what was frozen could not answer. */
  readonly remade: boolean
  readonly says: string
  /** The checks that make the difference. */
  readonly changes: readonly CheckChange[]
}

/** What another policy would have made of past decisions. Nothing is recorded by asking. */
export type PolicyReplay = {
  readonly policy: Digest
  readonly looked: number
  readonly same: number
  readonly unanswered: number
  /** How many were answered by an input that was made again. */
  readonly remade: number
  /** How many of the unanswered could only be answered by one, which was not asked for. */
  readonly deferred: number
  /** How many would end otherwise, by how they would end. */
  readonly changed: Readonly<Record<Ended, number>>
  /** Those that would end otherwise, and those that cannot be answered; newest first. */
  readonly decisions: readonly Reconsidered[]
}

export type PolicyQuestion = {
  readonly application: ApplicationName
  readonly text: string
  /** How many of the newest decisions. */
  readonly last: number
  readonly to?: EnvironmentName | undefined
  /** Also make inputs again where there are many of them to make. */
  readonly deep?: boolean | undefined
}

/** So many inputs are made again without being asked to: it takes one walk through the ledger, however few they are. */
const MADE_UNASKED = 20

type Reading = Pick<Deps, "store" | "sha256">
type Candidate = { readonly policy: Policy; readonly digest: Digest }
/** A decision whose frozen input cannot answer. */
type ToRemake = {
  readonly row: DecisionRow
  readonly why: string
  readonly before: Outcome
  readonly question: DeepQuestion
}

/** Evaluates the inputs of past decisions under another policy. */
export async function replayPolicy(
  deps: Reading,
  deepReplay: DeepReplay,
  { application, text, last, to, deep = false }: PolicyQuestion,
): Promise<Result<PolicyReplay, AppError>> {
  const read = readPolicy(text)
  if (!read.ok) return err({ kind: "policy-invalid", mistakes: read.error })
  const { policy } = read.value
  if (policy.application !== application) {
    return err({ kind: "policy-application-mismatch", written: policy.application, asked: application })
  }
  if ((await deps.store.read.application(application)) === undefined) {
    return err({ kind: "unknown-application", application })
  }
  const candidate = { policy, digest: digestOf(text, deps.sha256) }
  const { rows } = await deps.store.read.decisionList({ application, limit: last, to })
  const policyOf = policyReader(deps)
  const found = new Map<string, Reconsidered>()
  const wanting: ToRemake[] = []
  for (const row of rows) {
    const step = await reconsidered(deps, row, candidate, policyOf)
    if ("question" in step) wanting.push(step)
    else found.set(row.id, step)
    await othersTurn()
  }
  const isDeferred = !deep && wanting.length > MADE_UNASKED
  const remade = isDeferred
    ? wanting.map((one) => deferred(one, wanting.length))
    : await remadeUnder(deepReplay, wanting, { ...candidate, text })
  for (const one of remade) found.set(one.row.id, one)
  return ok({
    policy: candidate.digest,
    ...counted(rows.flatMap(({ id }) => found.get(id) ?? [])),
    deferred: isDeferred ? wanting.length : 0,
  })
}

function counted(all: readonly Reconsidered[]): Omit<PolicyReplay, "policy" | "deferred"> {
  const changed: Record<Ended, number> = { allow: 0, deny: 0, hold: 0, error: 0 }
  const decisions = all.filter(({ row, after }) => after !== row.verdict)
  for (const { after } of decisions) if (after !== null) changed[after]++
  return {
    looked: all.length,
    same: all.length - decisions.length,
    unanswered: decisions.filter(({ after }) => after === null).length,
    remade: all.filter(({ remade, after }) => remade && after !== null).length,
    changed,
    decisions,
  }
}

async function reconsidered(
  deps: Reading,
  row: DecisionRow,
  candidate: Candidate,
  policyOf: PolicyReader,
): Promise<Reconsidered | ToRemake> {
  const kept = await keptText(deps, row.input)
  if ("missing" in kept) return unanswered(row, explainLost("input", row.input, kept.missing))
  const former = await policyOf(row.policy)
  if ("missing" in former) {
    return unanswered(
      row,
      former.missing === "unreadable"
        ? `The policy ${row.policy} cannot be read by this version.`
        : explainLost("policy", row.policy, former.missing),
    )
  }
  try {
    const input = JSON.parse(kept.text) as GateInput
    const other = otherThan(row, input)
    if (other !== undefined) return unanswered(row, `The record names the input of another decision: ${other} differs.`)
    const before = evaluateGate(former, input)
    if (endOf(before) !== row.verdict) {
      return unanswered(row, `It does not replay under its own policy either; see "promotrail replay ${row.id}".`)
    }
    const unseen = notFrozen(former, candidate.policy, input)
    if (unseen?.what === "no-gate") return unanswered(row, `It would not have been asked: ${unseen.says}.`)
    if (unseen !== undefined) {
      // Whether raw files still read as then is the question of a replay: here what was read from them is taken.
      const { application, ledgerIndex } = row
      const question = { application, ledgerIndex, releases: [], input: kept.text }
      return { row, why: unseen.says, before, question }
    }
    const seen = { ...input, policy: candidate.digest }
    return ended(row, { before, policy: candidate.policy, input: seen, remade: false })
  } catch (error) {
    return unanswered(row, `This version cannot evaluate the recorded input: ${reasonOf(error)}.`)
  }
}

/** Makes inputs again under the policy, all in one pass, and believes those whose recorded one comes out as well. */
async function remadeUnder(
  deepReplay: DeepReplay,
  wanting: readonly ToRemake[],
  { policy, digest, text }: Candidate & { readonly text: string },
): Promise<readonly Reconsidered[]> {
  const answers = await deepReplay(
    wanting.map(({ question }) => question),
    { digest, text },
  )
  const found: Reconsidered[] = []
  for (const [at, { row, why, before, question }] of wanting.entries()) {
    const answer = answers[at]
    if (answer === undefined) throw new Error(`the deep replay of ${row.id} has no answer`)
    const made = believed(answer, question, row)
    if ("doubt" in made) {
      const says = `Not answerable from the frozen input: ${why}; and not from the ledger: ${made.doubt}.`
      found.push(unanswered(row, says))
      continue
    }
    try {
      const input = JSON.parse(made.input) as GateInput
      found.push(ended(row, { before, policy, input, remade: true }))
    } catch (error) {
      found.push(unanswered(row, `This version cannot evaluate the input that was made again: ${reasonOf(error)}.`))
    }
    await othersTurn()
  }
  return found
}

/** The input under the other policy; or why it is not to be believed. */
function believed(
  { input, broken, under }: DeepAnswer,
  { input: recorded }: DeepQuestion,
  { id }: DecisionRow,
): { readonly input: string } | { readonly doubt: string } {
  const why = broken ?? "no reason is known"
  if (input === null) return { doubt: `its input could not be made again (${why})` }
  if (input !== recorded) {
    return { doubt: `its own input does not come out as it was recorded; see "promotrail replay ${id} --deep"` }
  }
  return under === null ? { doubt: `no input could be made under the new policy (${why})` } : { input: under }
}

function deferred({ row, why }: ToRemake, count: number): Reconsidered {
  return unanswered(
    row,
    `Not answerable from the frozen input: ${why}. Asked deeply, the inputs of these ${count} decisions are made again out of the ledger.`,
  )
}

const unanswered = (row: DecisionRow, says: string): Reconsidered => ({
  row,
  after: null,
  remade: false,
  says,
  changes: [],
})

type Seen = {
  readonly before: Outcome
  readonly policy: Policy
  readonly input: GateInput
  readonly remade: boolean
}

function ended(row: DecisionRow, { before, policy, input, remade }: Seen): Reconsidered {
  const after = evaluateGate(policy, input)
  return {
    row,
    after: endOf(after),
    remade,
    says: explainVerdict(row.release, input.edge, after),
    changes: telling(outcomeChanges(before, after)),
  }
}

const endOf = ({ verdict }: Outcome): Ended => verdict ?? "error"

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** The changes that make the difference; all of them where it is only that nothing blocks any more. */
function telling(changes: readonly CheckChange[]): readonly CheckChange[] {
  const found = changes.filter(makesADifference)
  return found.length === 0 ? changes : found
}

/** A check that stopped nothing and stops nothing, or stops as it did, explains nothing. */
function makesADifference({ before, after }: CheckChange): boolean {
  const isAlike = before?.outcome === after?.outcome && before?.severity === after?.severity
  return !isAlike && (stops(before) || stops(after))
}

const stops = (side: CheckChange["after"]): boolean => side?.severity === "block" && isStopping(side.outcome)
