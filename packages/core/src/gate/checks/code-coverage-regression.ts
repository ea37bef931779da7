import type { CodeCoverageRegressionParameters } from "../../catalog/policy-reports.ts"
import type { CoverageRatio } from "../../reports/state.ts"
import type { Reason } from "../outcome.ts"
import type { CheckKind } from "./check-kind.ts"
import { coverCode } from "./code-coverage.ts"
import { askReports, remediesOfReports, type FactOf, type ReportQuestion } from "./report-check.ts"

/**
 * Code coverage against the release that runs in the target, metric by metric and like with like: the same tool, format
 * and variant. What that release was never measured by, or what could not fall further, is compared with nothing.
 */
export const codeCoverageRegression: CheckKind<"code-coverage.regression"> = {
  kind: "code-coverage.regression",
  title: "Code coverage has not fallen against the release that runs in the target.",
  evaluate: ({ parameters }, facts) => askReports(questionOf(parameters), facts),
  remedies: ({ parameters }, facts) => remediesOfReports(questionOf(parameters), facts),
}

function questionOf(parameters: CodeCoverageRegressionParameters): ReportQuestion<"code-coverage"> {
  return {
    name: "code-coverage.regression",
    kind: "code-coverage",
    parameters: { measured: [] },
    wanted: parameters.categories ?? null,
    judgesOthers: false,
    judge(state) {
      const { category, baseline } = state
      const all = comparable(state, parameters)
      return {
        isNotApplicable: all.length === 0,
        fails: all.flatMap(({ ratio, before }): Reason[] => {
          if (baseline === null || !hasFallen(ratio, before, parameters)) return []
          const { metric, covered, total, evidence } = ratio
          return [
            {
              code: "code_coverage.regressed",
              category,
              metric,
              before: { release: baseline, ...before },
              now: { covered, total },
              evidence,
            },
          ]
        }),
      }
    },
    remedies: (state) =>
      comparable(state, parameters)
        .filter(({ ratio, before }) => hasFallen(ratio, before, parameters))
        .map(({ ratio, index }) => coverCode(state.category, ratio, index)),
  }
}

type Before = NonNullable<CoverageRatio["before"]>
type Comparable = { readonly ratio: CoverageRatio; readonly before: Before; readonly index: number }

function comparable(
  { ratios }: FactOf<"code-coverage">,
  { tolerance }: CodeCoverageRegressionParameters,
): Comparable[] {
  return ratios.flatMap((ratio, index) => {
    const { before } = ratio
    const mayFall = before !== null && before.total > 0 && before.covered * 10_000 > tolerance * before.total
    return mayFall ? [{ ratio, before, index }] : []
  })
}

/** now < before − tolerance, as integers; the products of three large counts need BigInt. */
function hasFallen(now: CoverageRatio, before: Before, { tolerance }: CodeCoverageRegressionParameters): boolean {
  const nowScaled = BigInt(now.covered) * BigInt(before.total) * 10_000n
  const beforeScaled = BigInt(before.covered) * BigInt(now.total) * 10_000n
  return nowScaled + BigInt(tolerance) * BigInt(now.total) * BigInt(before.total) < beforeScaled
}
