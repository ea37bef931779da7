import { renderBasisPoints, renderPercent, type CoverageCounts } from "@promotrail/core"
import { counted, unbroken, whole } from "../../parts/names.ts"

/** What became of the tests that did not pass, in words; empty when all passed. */
export function restOf({ failed, errored, skipped, notRun, vanished }: CoverageCounts): string {
  const parts = [
    failed > 0 ? `${whole(failed)} failed` : "",
    errored > 0 ? `${whole(errored)} errored` : "",
    skipped > 0 ? `${whole(skipped)} skipped` : "",
    notRun > 0 ? `${whole(notRun)} not run${vanished > 0 ? `, ${whole(vanished)} of them vanished` : ""}` : "",
  ]
  return parts.filter((part) => part !== "").join(", ")
}

/** `89 of 95 passed, 6 failed`. */
export function foundIn(counts: CoverageCounts): string {
  if (counts.inScope === 0) return "no test counts here"
  const flaky = counts.flaky > 0 ? `, ${whole(counts.flaky)} of them flaky` : ""
  const rest = restOf(counts)
  return `${whole(counts.passed)} of ${counted(counts.inScope, "test")} passed${flaky}${rest === "" ? "" : `; ${rest}`}`
}

/** `at least 85 %; amber up to 90 %`. */
export function requiredOf(minimum: number | null, target: number | null): string {
  if (minimum === null) return "nothing here"
  const amber = target === null || target <= minimum ? "" : `, green above ${renderBasisPoints(target)}`
  return unbroken(`at least ${renderBasisPoints(minimum)}${amber}`)
}

/** How much was run at all, and how much of that passed: shown beside coverage, never gated alone. */
export function besideOf(counts: CoverageCounts): string {
  const executed = counts.passed + counts.failed + counts.errored
  if (executed === 0) return `none of ${whole(counts.inScope)} ran`
  const completeness = renderPercent({ passed: executed, inScope: counts.inScope })
  const rate = renderPercent({ passed: counts.passed, inScope: executed })
  return unbroken(`${whole(executed)} of ${whole(counts.inScope)} ran (${completeness}); ${rate} of those passed`)
}
