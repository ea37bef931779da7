import type { CheckRule, Gate, Policy } from "../catalog/policy.ts"
import { CHECK_KINDS } from "./checks/registry.ts"
import type { CheckFinding, CheckKind, Remedy } from "./checks/check-kind.ts"
import type { GateInput } from "./input.ts"
import type { Check, Outcome, Verdict } from "./outcome.ts"
import type { ReasonCode } from "./reason-codes.ts"
import { unblockSets } from "./unblock.ts"
import { verdictOf } from "./verdict.ts"

/**
 * Decides whether a release may cross a gate. Pure: the same input, policy and engine give the same bytes.
 * Every check is evaluated, also after one failed, so that the reader gets the whole list of what to fix.
 */
export function evaluateGate(policy: Policy, input: GateInput): Outcome {
  const gate = gateInto(policy, input)
  const { checks, verdict } = judge(gate, input)
  return {
    schema: "promotrail/outcome/v1",
    verdict,
    checks,
    reasons: verdict === "allow" ? [] : stoppedBy(checks, verdict),
    unblock:
      verdict === "deny" || verdict === "hold"
        ? unblockSets(
            withoutNames(input),
            remediesOf(gate, input),
            (hypothetical) => judge(gate, hypothetical).verdict === "allow",
          )
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
export function judge(gate: Gate, input: GateInput): { checks: readonly Check[]; verdict: Verdict | null } {
  if (gate.checks === "none") {
    // Written to mean it: nothing is asked here. A block by a person still stops the release.
    const checks = findingsOf(BLOCKED_RULE, input)
    return {
      checks,
      verdict: checks.every(({ outcome }) => outcome === "not_applicable") ? "allow" : verdictOf(checks),
    }
  }
  const checks = gate.checks.flatMap((rule) => findingsOf(rule, input))
  return { checks, verdict: verdictOf(checks) }
}

const BLOCKED_RULE: CheckRule = { kind: "release.blocked", severity: "block", parameters: {} }

function findingsOf(rule: CheckRule, input: GateInput): Check[] {
  const { kind, severity, owner, why, fix, controls } = rule
  const told = {
    ...(owner === undefined ? {} : { owner }),
    ...(why === undefined ? {} : { why }),
    ...(fix === undefined ? {} : { fix }),
    ...(controls === undefined ? {} : { controls }),
  }
  return evaluated(rule, input).map((found) => ({ kind, severity, ...found, ...told }))
}

/** A check that throws is an error, never a pass, and does not keep the others from being evaluated. */
function evaluated(rule: CheckRule, input: GateInput): readonly CheckFinding[] {
  try {
    return kindOf(rule).evaluate(rule, input)
  } catch (error) {
    return [{ id: rule.kind, outcome: "error", reasons: [{ code: "engine.error", detail: String(error) }] }]
  }
}

function remediesOf(gate: Gate, input: GateInput): Remedy[] {
  const rules = gate.checks === "none" ? [BLOCKED_RULE] : gate.checks.filter(({ severity }) => severity === "block")
  const byKey = new Map<string, Remedy>()
  for (const rule of rules) for (const remedy of proposed(rule, input)) byKey.set(remedy.key, remedy)
  return [...byKey.values()]
}

/** A check that cannot be evaluated cannot be remedied either; the others' verdict stands. */
function proposed(rule: CheckRule, input: GateInput): readonly Remedy[] {
  try {
    return kindOf(rule).remedies(rule, input)
  } catch {
    return []
  }
}

/** Names change no verdict, and the search need not carry them along. */
function withoutNames(input: GateInput): GateInput {
  const nameless = <Group extends { readonly tests: readonly string[] }>(groups: readonly Group[]) =>
    groups.map((group) => ({ ...group, tests: [] }))
  const { counted, excluded } = input.coverage
  return { ...input, coverage: { counted: nameless(counted), excluded: nameless(excluded) } }
}

/** The registry maps each kind to its own rule type; the compiler cannot follow the pairing through an index. */
function kindOf(rule: CheckRule): CheckKind<CheckRule["kind"]> {
  return CHECK_KINDS[rule.kind] as CheckKind<CheckRule["kind"]>
}

/** The codes that stood in the way, each once, in the order of the checks. */
function stoppedBy(checks: readonly Check[], verdict: Verdict | null): ReasonCode[] {
  const codes = checks
    .filter(
      ({ severity, outcome }) =>
        severity === "block" && (outcome === "fail" || outcome === "unknown" || outcome === "error"),
    )
    .flatMap(({ reasons }) => reasons.map(({ code }) => code))
  return codes.length === 0 && verdict === "hold" ? ["policy.no_checks"] : [...new Set(codes)]
}
