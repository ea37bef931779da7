/** What each stable reason code means and what to do about it; `docs/reference/reason-codes.md` is made from this. */
export const REASON_CODES = {
  "coverage.below_minimum": {
    means: "Fewer of the tests that count passed than the minimum asks for.",
    todo: "Make failing tests pass or run the ones that have not run, then report again.",
  },
  "coverage.no_report": {
    means: "Tests count here and no report of them has arrived.",
    todo: "Upload the report with `promotrail report` from the pipeline that runs them.",
  },
  "coverage.empty_scope": {
    means: "No test counts here at all, so nothing can be concluded.",
    todo: "Report tests whose scope contains this environment, or correct the scopes in the policy.",
  },
  "coverage.not_executed": {
    means: "Reports arrived, and none of the tests that count here was executed.",
    todo: "Run them in this environment; skipped tests do not count as executed.",
  },
  "coverage.regressed": {
    means: "Coverage fell further below the release that runs in the target than the tolerance allows.",
    todo: "Make the tests pass that passed for the running release.",
  },
  "coverage.critical_failed": {
    means: "A critical test did not pass; of these all must.",
    todo: "Make every critical test pass; they cannot be quarantined.",
  },
  "coverage.vanished": {
    means: "Tests of the predecessor are neither reported nor in an inventory; they count as not run.",
    todo: "Report them again, or retire them with a reason: `promotrail tests retire`.",
  },
  "evidence.missing": {
    means: "Evidence that the policy asks for has not arrived.",
    todo: "Upload it with `promotrail report`.",
  },
  "evidence.stale": {
    means: "The evidence is older than the policy allows.",
    todo: "Run the tests again and upload the new report.",
  },
  "evidence.rejected": {
    means: "The newest upload could not be accepted, so what it would have said is not known.",
    todo: "Correct the report (the evidence page says what is wrong) and upload it again.",
  },
  "upstream.not_promoted": {
    means: "The release does not run in the source environment by way of an enforced allow.",
    todo: "Ask the gate into the source environment, deploy there, and record the deployment.",
  },
  "release.blocked": {
    means: "Somebody decided that this release must not go further.",
    todo: "Have the block lifted (`promotrail release unblock`) or promote another release.",
  },
  "check.not_available": {
    means: "The policy asks for a kind of check that this version cannot evaluate.",
    todo: "Upgrade, or give the check `severity: observe` until then.",
  },
  "policy.no_checks": {
    means: "No blocking check applies at this gate, so nothing was established.",
    todo: "Give the gate checks in the policy, or write `checks: none` to mean it.",
  },
  "engine.error": {
    means: "A check could not be evaluated because of an error inside the evaluator.",
    todo: "Report the decision id to whoever runs the server; ask again after the upgrade.",
  },
} as const satisfies Record<string, { readonly means: string; readonly todo: string }>

export type ReasonCode = keyof typeof REASON_CODES
