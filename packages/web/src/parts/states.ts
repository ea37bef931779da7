import type { CellState, CheckOutcome, Verdict } from "@promotrail/core"

export type { CellState }

/** The word that goes with each state, wherever no better one came with the data. */
export const WORD: Readonly<Record<CellState, string>> = {
  pass: "Pass",
  warn: "Warning",
  fail: "Fail",
  missing: "Missing",
  pending: "Pending",
  waived: "Waived",
  "not-applicable": "Not applicable",
}

/** How the outcome of a check looks: one of the seven states, and its own word. */
export const CHECK_LOOK: Readonly<Record<CheckOutcome, { readonly state: CellState; readonly word: string }>> = {
  pass: { state: "pass", word: "Pass" },
  warn: { state: "warn", word: "Warning" },
  fail: { state: "fail", word: "Fail" },
  unknown: { state: "missing", word: "Unknown" },
  error: { state: "fail", word: "Error" },
  waived: { state: "waived", word: "Waived" },
  not_applicable: { state: "not-applicable", word: "Not applicable" },
}

/** The same for a check as a whole: what does not block only warns, as it does in the matrix. */
export function checkState({
  outcome,
  severity,
}: {
  readonly outcome: CheckOutcome
  readonly severity: string
}): CellState {
  const { state } = CHECK_LOOK[outcome]
  return severity === "block" || (outcome !== "fail" && outcome !== "unknown") ? state : "warn"
}

/** How a verdict looks. An evaluation error is none, and looks as bad as a denial. */
export const VERDICT_LOOK: Readonly<
  Record<Verdict | "error", { readonly state: CellState; readonly word: string; readonly past: string }>
> = {
  allow: { state: "pass", word: "Allow", past: "Allowed" },
  deny: { state: "fail", word: "Deny", past: "Denied" },
  hold: { state: "pending", word: "Hold", past: "On hold" },
  error: { state: "missing", word: "Error", past: "Could not be evaluated" },
}

/** How what became of an upload looks. */
export const UPLOAD_LOOK: Readonly<
  Record<"accepted" | "rejected" | "unsupported" | "empty", { readonly state: CellState; readonly word: string }>
> = {
  accepted: { state: "pass", word: "Accepted" },
  rejected: { state: "fail", word: "Rejected" },
  unsupported: { state: "not-applicable", word: "Unsupported" },
  empty: { state: "missing", word: "Empty" },
}

/** How the state of a test looks. */
export const TEST_LOOK: Readonly<
  Record<"passed" | "failed" | "errored" | "skipped" | "not_run", { readonly state: CellState; readonly word: string }>
> = {
  passed: { state: "pass", word: "Passed" },
  failed: { state: "fail", word: "Failed" },
  errored: { state: "fail", word: "Errored" },
  skipped: { state: "not-applicable", word: "Skipped" },
  not_run: { state: "missing", word: "Not run" },
}

/** The loudest of several states: what a roll-up shows. */
export function loudest(states: readonly CellState[]): CellState {
  const order: readonly CellState[] = ["fail", "missing", "pending", "warn", "waived", "pass"]
  return order.find((state) => states.includes(state)) ?? "not-applicable"
}
