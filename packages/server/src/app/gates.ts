import {
  decide,
  err,
  ok,
  pseudonymOf,
  type ApplicationName,
  type Decided,
  type Decision,
  type DecisionMode,
  type EnvironmentName,
  type EventOf,
  type LaneName,
  type Outcome,
  type ReleaseVersion,
  type Result,
} from "@promotrail/core"
import type { DecisionRow } from "../ports/rows.ts"
import type { Caller, Deps } from "./deps.ts"
import type { AppError } from "./errors.ts"
import { noticesOf } from "./erasing/notices.ts"
import { edgeInto, inputOf, type GateBases } from "./gate-base.ts"
import { keptText } from "./kept-text.ts"
import { findRelease } from "./lookup.ts"
import type { Policies } from "./policies.ts"
import { record, type Recorded } from "./record.ts"
import { readable, type Words } from "./words-of-entries.ts"

export type GateQuestion = {
  readonly application: ApplicationName
  readonly release: ReleaseVersion
  readonly to: EnvironmentName
  readonly lane: LaneName | null
  readonly mode: DecisionMode
}

/** Asking gates, and looking decisions up again. */
export interface Gates {
  /** Evaluates and records. */
  ask(question: GateQuestion, caller: Caller): Promise<Result<Recorded<Decision>, AppError>>
  /** The same evaluation, unrecorded. */
  try(question: Omit<GateQuestion, "mode">, actor: string): Promise<Result<Decision, AppError>>
  get(id: string): Promise<Result<{ readonly decision: Decision; readonly row: DecisionRow }, AppError>>
  input(id: string): Promise<Result<{ readonly text: string; readonly row: DecisionRow }, AppError>>
}

export function gates(deps: Deps, policies: Policies, bases: GateBases): Gates {
  const { store, sha256, now, newId } = deps

  const evaluate = async (
    question: GateQuestion,
    actor: string,
    words: Words,
  ): Promise<Result<Decided & { readonly version: number; readonly about: AboutRelease }, AppError>> => {
    const found = await findRelease(deps, policies, question.application, question.release)
    if (!found.ok) return found
    const { policy, application, release } = found.value
    const edge = edgeInto(policy, question.to, question.lane)
    if (!edge.ok) return edge
    const base = await bases.of(found.value, edge.value)
    const mode = policy.rollout === "advisory" ? "advisory" : question.mode
    const decided = decide(newId(), policy, inputOf(base, { now: now(), actor, mode, words }), sha256)
    const tier = policy.environments.find(({ name }) => name === edge.value.to)?.tier
    const about = { ...(tier === undefined ? {} : { tier }), commit: release.commit, issues: release.issues }
    return ok({ ...decided, version: application.version, about })
  }

  const rowOf = async (id: string): Promise<Result<DecisionRow, AppError>> => {
    const row = await store.read.decision(id)
    return row === undefined ? err({ kind: "not-found", what: "decision", id }) : ok(row)
  }

  const get: Gates["get"] = async (id) => {
    const row = await rowOf(id)
    if (!row.ok) return row
    const kept = await textObject(deps, "outcome of the decision", row.value.outcome)
    if (!kept.ok) return kept
    const outcome = await readable(store, JSON.parse(kept.value) as Outcome, row.value)
    return ok({ row: row.value, decision: { ...recordOf(row.value), outcome } })
  }

  return {
    get,
    async ask(question, caller) {
      return record(
        deps,
        caller,
        async () => {
          // What is frozen outlives a name: the input knows who asked by an id that says nothing itself, and what
          // people wrote by the entry in which it is disclosed.
          const decided = await evaluate(question, pseudonymOf(caller.actor.id), "hidden")
          if (!decided.ok) return decided
          const { inputText, outcomeText, version, about } = decided.value
          const outcome = await readable(store, decided.value.decision.outcome, question)
          const decision = { ...decided.value.decision, actor: caller.actor.name, outcome }
          return ok({
            value: decision,
            ref: decision.id,
            proposal: {
              event: eventOf(decision, caller, about),
              expects: { application: question.application, version },
              objects: [
                { digest: decision.input, bytes: new TextEncoder().encode(inputText) },
                { digest: decision.outputDigest, bytes: new TextEncoder().encode(outcomeText) },
              ],
            },
          })
        },
        async (ref) => {
          const before = await get(ref)
          return before.ok
            ? { value: before.value.decision, index: before.value.row.ledgerIndex, repeated: true }
            : undefined
        },
      )
    },
    async try(question, actor) {
      const decided = await evaluate({ ...question, mode: "enforce" }, actor, "shown")
      return decided.ok ? ok(decided.value.decision) : decided
    },
    async input(id) {
      const row = await rowOf(id)
      if (!row.ok) return row
      const kept = await textObject(deps, "input of the decision", row.value.input)
      return kept.ok ? ok({ text: kept.value, row: row.value }) : kept
    },
  }
}

/** What a decision was made of, unless it was erased. What was changed behind our back is no answer at all. */
async function textObject(deps: Deps, what: string, digest: DecisionRow["input"]): Promise<Result<string, AppError>> {
  const kept = await keptText(deps, digest)
  if ("text" in kept) return ok(kept.text)
  if (kept.missing === "gone") return err({ kind: "erased", what, digest, by: await noticesOf(deps.store).of(digest) })
  throw new Error(`object ${digest} is not what its digest says`)
}

function recordOf(row: DecisionRow): Omit<Decision, "outcome"> {
  return {
    id: row.id,
    application: row.application,
    release: row.release,
    artifacts: row.artifacts,
    edge: row.edge,
    mode: row.mode,
    actor: row.by.name,
    now: row.at,
    policy: row.policy,
    engine: row.engine,
    input: row.input,
    outputDigest: row.outcome,
  }
}

/** What an auditor asks of a change beside the decision: how far it went, from which commit, for which issues. */
type AboutRelease = Pick<EventOf<"decision.recorded">["data"], "tier" | "commit" | "issues">

function eventOf(decision: Decision, { actor }: Caller, about: AboutRelease): EventOf<"decision.recorded"> {
  return {
    kind: "decision.recorded",
    at: decision.now as EventOf<"decision.recorded">["at"],
    actor,
    data: {
      application: decision.application as ApplicationName,
      release: decision.release as ReleaseVersion,
      decision: decision.id,
      artifacts: decision.artifacts,
      edge: decision.edge,
      lane: decision.edge.lane,
      mode: decision.mode,
      policy: decision.policy,
      engine: decision.engine,
      input: decision.input,
      outcome: decision.outputDigest,
      verdict: decision.outcome.verdict ?? "error",
      reasons: decision.outcome.reasons,
      ...about,
    },
  }
}
