import type { CheckRule, Gate, Policy } from "../catalog/policy.ts"
import { CHECK_KINDS } from "./checks/registry.ts"
import { joinedRemedies, type CheckFinding, type CheckKind, type Remedy } from "./checks/check-kind.ts"
import { factsOf, type Facts } from "./facts.ts"
import type { GateInput } from "./input.ts"
import type { Check, CheckOutcome, Outcome, Verdict } from "./outcome.ts"
import type { ReasonCode } from "./reason-codes.ts"
import { unblockSets } from "./unblock.ts"
import { isStopping, verdictOf } from "./verdict.ts"

/**
 * Decides whether a release may cross a gate. Pure: the same input, policy and engine give the same bytes.
 * Every check is evaluated, also after one failed, so that the reader gets the whole list of what to fix.
 */
export function evaluateGate(policy: Policy, input: GateInput): Outcome {
  const gate = gateInto(policy, input)
  const facts = factsOf(input)
  const { checks, verdict } = judge(gate, facts)
  return {
    schema: "promotrail/outcome/v1",
    verdict,
    checks,
    reasons: verdict === "allow" ? [] : stoppedBy(checks, verdict),
    unblock:
      verdict === "deny" || verdict === "hold"
        ? unblockSets(facts, remediesOf(gate, facts), (hypothetical) => allows(gate, hypothetical))
        : [],
  }
}

/** The gate into the target. Asking for one that the policy does not have is a mistake of the caller. */
function gateInto({ gates }: Policy, { edge }: GateInput): Gate {
  const gate = gates.find(({ environment }) => environment === edge.to)
  if (gate === undefined) throw new Error(`the policy has no gate into ${edge.to}`)
  return gate
}

/** Checks and verdict without the search for what would unblock. */
function judge(gate: Gate, facts: Facts): { checks: readonly Check[]; verdict: Verdict | null } {
  const checks = rulesOf(gate).flatMap((rule) => findingsOf(rule, facts))
  return { checks, verdict: verdictAt(gate, checks) }
}

/** The same verdict without the words, and no further than to the first check that stops: asked very often. */
function allows(gate: Gate, facts: Facts): boolean {
  const outcomes: Pick<Check, "severity" | "outcome">[] = []
  for (const rule of rulesOf(gate)) {
    if (rule.severity !== "block") continue
    for (const outcome of outcomesOf(rule, facts)) {
      if (isStopping(outcome)) return false
      outcomes.push({ severity: "block", outcome })
    }
  }
  return verdictAt(gate, outcomes) === "allow"
}

/** `none` was written to mean it: nothing is asked there. A block by a person still stops the release. */
function rulesOf({ checks }: Gate): readonly CheckRule[] {
  return checks === "none" ? [BLOCKED_RULE] : checks
}

function verdictAt({ checks }: Gate, found: readonly Pick<Check, "severity" | "outcome">[]): Verdict | null {
  const isUnasked = checks === "none" && found.every(({ outcome }) => outcome === "not_applicable")
  return isUnasked ? "allow" : verdictOf(found)
}

const BLOCKED_RULE: CheckRule = { kind: "release.blocked", severity: "block", parameters: {} }

/** What one rule makes of the facts, with what every kind of check says about itself. */
export function findingsOf(rule: CheckRule, facts: Facts): Check[] {
  const { kind, severity, owner, why, fix, controls } = rule
  const told = {
    ...(owner === undefined ? {} : { owner }),
    ...(why === undefined ? {} : { why }),
    ...(fix === undefined ? {} : { fix }),
    ...(controls === undefined ? {} : { controls }),
  }
  return evaluated(rule, facts).map((found) => ({ kind, severity, ...found, ...told }))
}

/** A check that throws is an error, never a pass, and does not keep the others from being evaluated. */
function evaluated(rule: CheckRule, facts: Facts): readonly CheckFinding[] {
  try {
    return kindOf(rule).evaluate(rule, facts)
  } catch (error) {
    return [{ id: rule.kind, outcome: "error", reasons: [{ code: "engine.error", detail: String(error) }] }]
  }
}

function outcomesOf(rule: CheckRule, facts: Facts): readonly CheckOutcome[] {
  try {
    return (
      kindOf(rule).outcomes?.(rule, facts) ??
      kindOf(rule)
        .evaluate(rule, facts)
        .map(({ outcome }) => outcome)
    )
  } catch {
    return ["error"]
  }
}

function remediesOf(gate: Gate, facts: Facts): Remedy[] {
  const blocking = rulesOf(gate).filter(({ severity }) => severity === "block")
  return joinedRemedies(blocking.flatMap((rule) => proposed(rule, facts)))
}

/** A check that cannot be evaluated cannot be remedied either; the others' verdict stands. */
function proposed(rule: CheckRule, facts: Facts): readonly Remedy[] {
  try {
    return kindOf(rule).remedies(rule, facts)
  } catch {
    return []
  }
}

/** The registry maps each kind to its own rule type; the compiler cannot follow the pairing through an index. */
function kindOf(rule: CheckRule): CheckKind<CheckRule["kind"]> {
  return CHECK_KINDS[rule.kind] as CheckKind<CheckRule["kind"]>
}

/** The codes that stood in the way, each once, in the order of the checks. */
function stoppedBy(checks: readonly Check[], verdict: Verdict | null): ReasonCode[] {
  const codes = checks
    .filter(({ severity, outcome }) => severity === "block" && isStopping(outcome))
    .flatMap(({ reasons }) => reasons.map(({ code }) => code))
  return codes.length === 0 && verdict === "hold" ? ["policy.no_checks"] : [...new Set(codes)]
}
