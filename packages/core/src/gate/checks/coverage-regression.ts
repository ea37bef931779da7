import type { CategoryName } from "../../catalog/names.ts"
import type { Ratio } from "../../kernel/ratio.ts"
import { countsOf } from "../counts.ts"
import type { GateInput } from "../input.ts"
import type { Reason } from "../outcome.ts"
import type { CheckFinding, CheckKind } from "./check-kind.ts"
import { partOf } from "./coverage.ts"
import { passTests } from "./pass-tests.ts"

/** Coverage at the exit, category by category, against the release that runs in the target (decisions §2). */
export const coverageRegression: CheckKind<"coverage.regression"> = {
  kind: "coverage.regression",
  title: "Coverage has not fallen against the release that runs in the target.",
  evaluate({ parameters: { tolerance } }, input): CheckFinding[] {
    const id = "coverage.regression"
    const compared = comparable(input)
    if (compared.length === 0) return [{ id, outcome: "not_applicable", reasons: [] }]
    const reasons = compared.flatMap(({ category, before, now, release }): Reason[] =>
      hasFallen(before, now, tolerance)
        ? [{ code: "coverage.regressed", category, before: { release, ...before }, now }]
        : [],
    )
    return [{ id, outcome: reasons.length > 0 ? "fail" : "pass", reasons }]
  },
  remedies: (_rule, input) => passTests(input),
}

/** Categories that were executed for the running release and count here now. */
function comparable(input: GateInput) {
  const { baseline } = input
  if (baseline === null) return []
  return baseline.categories.flatMap(({ category, passed, inScope, executed }) => {
    const now = countsOf(partOf("exit", input).filter(({ group }) => group.category === category))
    if (executed === 0 || inScope === 0 || now.inScope === 0) return []
    return [
      {
        category: category satisfies CategoryName,
        before: { passed, inScope },
        now: { passed: now.passed, inScope: now.inScope },
        release: baseline.release,
      },
    ]
  })
}

/** now < before − tolerance, as integers; the products of three large counts need BigInt. */
function hasFallen(before: Ratio, now: Ratio, tolerance: number): boolean {
  const nowScaled = BigInt(now.passed) * BigInt(before.inScope) * 10_000n
  const beforeScaled = BigInt(before.passed) * BigInt(now.inScope) * 10_000n
  return nowScaled + BigInt(tolerance) * BigInt(now.inScope) * BigInt(before.inScope) < beforeScaled
}
