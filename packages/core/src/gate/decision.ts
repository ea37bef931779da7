import type { Policy } from "../catalog/policy.ts"
import { canonicalJson, type Json } from "../kernel/canonical-json.ts"
import { digestOf, type Digest, type Sha256 } from "../kernel/digest.ts"
import { ENGINE } from "./engine.ts"
import { evaluateGate } from "./evaluate.ts"
import type { DecisionMode, Edge, GateInput } from "./input.ts"
import type { Outcome } from "./outcome.ts"

/** The immutable record of one evaluation (decisions §4). Input and outcome are kept as objects under their digests. */
export type Decision = {
  readonly id: string
  readonly application: string
  readonly release: string
  readonly artifacts: GateInput["subject"]["artifacts"]
  readonly edge: Edge
  readonly mode: DecisionMode
  readonly actor: string
  readonly now: string
  readonly policy: Digest
  readonly engine: { readonly name: string; readonly version: string; readonly digest: string }
  /** Digest of the canonical JSON of the `GateInput`. */
  readonly input: Digest
  /** Digest of the canonical JSON of the `Outcome`. */
  readonly outputDigest: Digest
  readonly outcome: Outcome
}

/** What evaluating gives to record: the decision, and the bytes its digests stand for. */
export type Decided = { readonly decision: Decision; readonly inputText: string; readonly outcomeText: string }

/** Evaluates and puts the record together. `id` and hashing are handed in. */
export function decide(id: string, policy: Policy, input: GateInput, sha256: Sha256): Decided {
  const outcome = evaluateGate(policy, input)
  const inputText = canonicalJson(input as unknown as Json)
  const outcomeText = canonicalJson(outcome as unknown as Json)
  return {
    inputText,
    outcomeText,
    decision: {
      id,
      application: input.subject.application,
      release: input.subject.release,
      artifacts: input.subject.artifacts,
      edge: input.edge,
      mode: input.mode,
      actor: input.actor,
      now: input.now,
      policy: input.policy,
      engine: ENGINE,
      input: digestOf(inputText, sha256),
      outputDigest: digestOf(outcomeText, sha256),
      outcome,
    },
  }
}

/** What a replay found. `same` only if the bytes agree. */
export type Replay = {
  readonly agrees: boolean
  /** Digest of the recorded outcome, and of what this engine makes of the same input. */
  readonly recorded: Digest
  readonly replayed: Digest
  readonly recordedBy: string
  readonly replayedBy: string
  readonly outcome: Outcome
}

/** Evaluates a recorded input again and compares byte for byte. */
export function replay(
  recorded: Pick<Decision, "outputDigest" | "engine">,
  policy: Policy,
  input: GateInput,
  sha256: Sha256,
): Replay {
  const outcome = evaluateGate(policy, input)
  const replayed = digestOf(canonicalJson(outcome as unknown as Json), sha256)
  return {
    agrees: replayed === recorded.outputDigest,
    recorded: recorded.outputDigest,
    replayed,
    recordedBy: `${recorded.engine.name} ${recorded.engine.version} (${recorded.engine.digest})`,
    replayedBy: `${ENGINE.name} ${ENGINE.version} (${ENGINE.digest})`,
    outcome,
  }
}
