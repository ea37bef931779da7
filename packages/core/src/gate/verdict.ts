import type { Check, CheckOutcome, Verdict } from "./outcome.ts"

/** Whether an outcome of a blocking check keeps the gate shut. */
export function isStopping(outcome: CheckOutcome): boolean {
  return outcome === "fail" || outcome === "unknown" || outcome === "error"
}

/**
 * The verdict over check outcomes (decisions §3, rules 1 and 2). `null` is an evaluation error.
 * A fail outranks an error, an error outranks an unknown, and a gate where nothing was established holds.
 */
export function verdictOf(checks: readonly Pick<Check, "severity" | "outcome">[]): Verdict | null {
  const outcomes = new Set<CheckOutcome>(
    checks.filter(({ severity }) => severity === "block").map(({ outcome }) => outcome),
  )
  if (outcomes.has("fail")) return "deny"
  if (outcomes.has("error")) return null
  if (outcomes.has("unknown")) return "hold"
  return outcomes.has("pass") || outcomes.has("warn") || outcomes.has("waived") ? "allow" : "hold"
}
