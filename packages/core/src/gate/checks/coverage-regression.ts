import type { CategoryName, ReleaseVersion } from "../../catalog/names.ts"
import type { Ratio } from "../../kernel/ratio.ts"
import { countsOf, executedOf, partOf } from "../counts.ts"
import type { GateInput } from "../input.ts"
import type { CoverageCounts, Reason } from "../outcome.ts"
import type { CheckFinding, CheckKind } from "./check-kind.ts"
import { passTests } from "./pass-tests.ts"

/** Coverage at the exit, category by category, against the release that runs in the target (decisions §2). */
export const coverageRegression: CheckKind<"coverage.regression"> = {
  kind: "coverage.regression",
  title: "Coverage has not fallen against the release that runs in the target.",
  evaluate({ parameters: { tolerance } }, input): CheckFinding[] {
    const id = "coverage.regression"
    const compared = comparable(input)
    if (compared.length === 0) return [{ id, outcome: "not_applicable", reasons: [] }]
    const fallen = compared.flatMap(({ category, before, now, release }): Reason[] =>
      executedOf(now) > 0 && hasFallen(before, now, tolerance)
        ? [
            {
              code: "coverage.regressed",
              category,
              before: { release, ...before },
              now: { passed: now.passed, inScope: now.inScope },
            },
          ]
        : [],
    )
    // What did not run has not fallen: nothing is known of it yet.
    const silent = compared.some(({ now }) => executedOf(now) === 0)
    const reasons: readonly Reason[] = silent
      ? [...fallen, { code: "coverage.not_executed", environments: [input.edge.from] }]
      : fallen
    return [{ id, outcome: fallen.length > 0 ? "fail" : silent ? "unknown" : "pass", reasons }]
  },
  remedies: (_rule, input) => passTests(input),
}

type Compared = {
  readonly category: CategoryName
  readonly before: Ratio
  readonly now: CoverageCounts
  readonly release: ReleaseVersion
}

/** Categories that were executed for the running release and have tests in scope now. */
function comparable({ baseline, coverage: { counted } }: GateInput): Compared[] {
  if (baseline === null) return []
  const now = Map.groupBy(partOf("exit", counted), ({ group }) => group.category)
  return baseline.categories.flatMap(({ category, passed, inScope, executed }) => {
    const groups = now.get(category)
    if (executed === 0 || inScope === 0 || groups === undefined) return []
    return [{ category, before: { passed, inScope }, now: countsOf(groups), release: baseline.release }]
  })
}

/** now < before − tolerance, as integers; the products of three large counts need BigInt. */
function hasFallen(before: Ratio, now: Ratio, tolerance: number): boolean {
  const nowScaled = BigInt(now.passed) * BigInt(before.inScope) * 10_000n
  const beforeScaled = BigInt(before.passed) * BigInt(now.inScope) * 10_000n
  return nowScaled + BigInt(tolerance) * BigInt(now.inScope) * BigInt(before.inScope) < beforeScaled
}
