import {
  canonicalJson,
  digestOf,
  err,
  evaluateGate,
  explainVerdict,
  ok,
  readPolicy,
  type ApplicationName,
  type Digest,
  type EnvironmentName,
  type GateInput,
  type Json,
  type Outcome,
  type Policy,
  type Result,
} from "@promotrail/core"
import type { DecisionRow } from "../ports/rows.ts"
import { upstreamOf } from "./coverage.ts"
import type { Deps } from "./deps.ts"
import type { AppError } from "./errors.ts"
import { edgeInto, executedInOf } from "./gate-base.ts"
import { keptText } from "./kept-text.ts"
import { othersTurn } from "./others-turn.ts"
import { outcomeChanges, type CheckChange } from "./outcome-changes.ts"
import { explainLost, otherThan, policyReader, type PolicyReader } from "./replays.ts"

type Ended = DecisionRow["verdict"]

/** A past decision under another policy. `after: null`: its frozen input cannot say. */
export type Reconsidered = {
  readonly row: DecisionRow
  readonly after: Ended | null
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
}

/** Evaluates the frozen inputs of past decisions under another policy. */
export async function replayPolicy(
  deps: Pick<Deps, "store" | "sha256">,
  { application, text, last, to }: PolicyQuestion,
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
  const digest = digestOf(text, deps.sha256)
  const { rows } = await deps.store.read.decisionList({ application, limit: last, to })
  const policyOf = policyReader(deps)
  const changed: Record<Ended, number> = { allow: 0, deny: 0, hold: 0, error: 0 }
  const decisions: Reconsidered[] = []
  for (const row of rows) {
    const found = await reconsidered(deps, row, { policy, digest }, policyOf)
    if (found.after !== row.verdict) decisions.push(found)
    if (found.after !== null && found.after !== row.verdict) changed[found.after]++
    await othersTurn()
  }
  const unanswered = decisions.filter(({ after }) => after === null).length
  return ok({
    policy: digest,
    looked: rows.length,
    same: rows.length - decisions.length,
    unanswered,
    changed,
    decisions,
  })
}

type Candidate = { readonly policy: Policy; readonly digest: Digest }

async function reconsidered(
  deps: Pick<Deps, "store" | "sha256">,
  row: DecisionRow,
  { policy, digest }: Candidate,
  policyOf: PolicyReader,
): Promise<Reconsidered> {
  const cannot = (says: string): Reconsidered => ({ row, after: null, says, changes: [] })
  const kept = await keptText(deps, row.input)
  if ("missing" in kept) return cannot(explainLost("input", row.input, kept.missing))
  const former = await policyOf(row.policy)
  if ("missing" in former) {
    return cannot(
      former.missing === "unreadable"
        ? `The policy ${row.policy} cannot be read by this version.`
        : explainLost("policy", row.policy, former.missing),
    )
  }
  let before: Outcome
  let after: Outcome
  try {
    const input = JSON.parse(kept.text) as GateInput
    const other = otherThan(row, input)
    if (other !== undefined) return cannot(`The record names the input of another decision: ${other} differs.`)
    const unseen = notFrozen(former, policy, input)
    if (unseen !== undefined) return cannot(`Not answerable from the frozen input: ${unseen}.`)
    before = evaluateGate(former, input)
    after = evaluateGate(policy, { ...input, policy: digest })
  } catch (error) {
    return cannot(
      `This version cannot evaluate the recorded input: ${error instanceof Error ? error.message : String(error)}.`,
    )
  }
  if (endOf(before) !== row.verdict) {
    return cannot(`It does not replay under its own policy either; see "promotrail replay ${row.id}".`)
  }
  return {
    row,
    after: endOf(after),
    says: explainVerdict(row.release, row.edge, after),
    changes: outcomeChanges(before, after).filter(makesADifference),
  }
}

const endOf = ({ verdict }: Outcome): Ended => verdict ?? "error"

/** A check that passes as before, is newly asked and passes, or is asked no longer and passed, explains nothing. */
function makesADifference({ before, after }: CheckChange): boolean {
  const isQuiet = (side: CheckChange["after"]) =>
    side === null || side.outcome === "pass" || side.outcome === "not_applicable"
  const isAlike = before?.outcome === after?.outcome && before?.severity === after?.severity
  return !isAlike && !(isQuiet(before) && isQuiet(after))
}

/**
 * Why the frozen input would not be what a gate by the new policy had seen; `undefined`: it would. Counts are frozen by
 * category and place, so whatever sorts tests otherwise, or looks for them elsewhere, needs the tests themselves.
 */
export function notFrozen(former: Policy, policy: Policy, input: GateInput): string | undefined {
  const { edge } = input
  const hop = edgeInto(policy, edge.to, edge.lane)
  const way = edge.lane === null ? "the path" : `the lane ${edge.lane}`
  if (!hop.ok) return `the new policy has no gate into ${edge.to} on ${way}`
  if (!isSame(hop.value, edge)) return `${edge.to} is entered from ${hop.value.from} now, it was from ${edge.from}`
  const [wasUpstream, isUpstream] = [former, policy].map((one) => upstreamOf(pathOf(one, edge.lane), edge.to))
  if (!isSame(wasUpstream, isUpstream)) return `other environments lie before ${edge.to} on ${way}`
  const executed = (one: Policy) => executedInOf(one, edge, isUpstream ?? [])
  if (!isSame(executed(former), executed(policy))) {
    return `coverage at the entry of ${edge.to} is looked for in other environments`
  }
  const sorting = (["categories", "scopes", "quarantine", "retired"] as const).find(
    (rules) => !isSame(former.tests[rules], policy.tests[rules]),
  )
  if (sorting !== undefined) return `\`tests.${sorting}\` is another one, so that other tests would have counted`
  const isOld = input.reports === undefined && gateAsksReports(policy, edge.to)
  return isOld ? "reports of other kinds than tests were not frozen by the version that decided it" : undefined
}

function pathOf({ path, lanes }: Policy, lane: string | null): readonly EnvironmentName[] {
  return lane === null ? path : (lanes.find(({ name }) => name === lane)?.path ?? path)
}

/** Kinds of checks that an input of any version can answer. */
const OF_TESTS: ReadonlySet<string> = new Set([
  "coverage",
  "coverage.regression",
  "upstream",
  "release.blocked",
  "unavailable",
])

function gateAsksReports({ gates }: Policy, to: EnvironmentName): boolean {
  const checks = gates.find(({ environment }) => environment === to)?.checks
  return checks !== undefined && checks !== "none" && checks.some(({ kind }) => !OF_TESTS.has(kind))
}

const isSame = (a: unknown, b: unknown): boolean =>
  canonicalJson((a ?? null) as Json) === canonicalJson((b ?? null) as Json)
