import type { CoverageMetric } from "../../catalog/items.ts"
import type { CategoryName } from "../../catalog/names.ts"
import type { CodeCoverageParameters } from "../../catalog/policy-reports.ts"
import { atLeast, type BasisPoints } from "../../kernel/ratio.ts"
import type { CoverageRatio } from "../../reports/state.ts"
import { withState } from "../hypothetical-reports.ts"
import type { Measurement, Reason } from "../outcome.ts"
import type { CheckKind, Remedy } from "./check-kind.ts"
import { askReports, insufficient, remediesOfReports, type FactOf, type ReportQuestion } from "./report-check.ts"

/** Whether tests reach enough of the code. Every upload that states a metric has to. */
export const codeCoverage: CheckKind<"code-coverage"> = {
  kind: "code-coverage",
  title: "Tests reach as much of the code as the policy asks for.",
  evaluate: ({ parameters }, facts) => askReports(questionOf(parameters), facts),
  remedies: ({ parameters }, facts) => remediesOfReports(questionOf(parameters), facts),
}

function questionOf(parameters: CodeCoverageParameters): ReportQuestion<"code-coverage"> {
  const comparedOf = (state: FactOf<"code-coverage">) => compared(state, parameters)
  return {
    name: "code-coverage",
    kind: "code-coverage",
    parameters,
    wanted: parameters.categories.length === 0 ? null : parameters.categories.map(({ category }) => category),
    judgesOthers: true,
    judge(state) {
      const all = comparedOf(state)
      return {
        fails: all.flatMap(({ ratio, minimum }): Reason[] => {
          if (ratio === null || reaches(ratio, minimum)) return []
          const { metric, covered, total, evidence } = ratio
          return [
            {
              code: "code_coverage.below_minimum",
              category: state.category,
              metric,
              covered,
              total,
              minimum,
              evidence,
            },
          ]
        }),
        unknowns:
          state.assumed === true
            ? []
            : all.filter(({ ratio }) => ratio === null).map(({ metric }) => insufficient(state, metric, 0, 1)),
        measurements: all.map(measurementOf),
      }
    },
    remedies: (state) =>
      comparedOf(state).flatMap(({ ratio, index, minimum }) =>
        ratio === null || reaches(ratio, minimum) ? [] : [coverCode(state.category, ratio, index)],
      ),
  }
}

/** The remedy of reaching too little: more of what was not covered is covered. */
export function coverCode(
  category: CategoryName,
  { metric, covered, total, evidence }: CoverageRatio,
  index: number,
): Remedy {
  return {
    key: `cover-code:${category}:${index}`,
    most: total - covered,
    apply: (facts, count) =>
      withState(facts, "code-coverage", category, (now) => ({
        ...now,
        ratios: now.ratios.map((one, at) =>
          at === index ? { ...one, covered: Math.min(one.total, one.covered + count) } : one,
        ),
      })),
    describe: (count) => ({
      action: "cover-code",
      who: "developer",
      category,
      metric,
      count,
      of: total - covered,
      evidence,
    }),
  }
}

type Compared = {
  readonly metric: CoverageMetric
  readonly minimum: BasisPoints
  readonly ratio: CoverageRatio | null
  readonly index: number
}

function compared({ ratios, category }: FactOf<"code-coverage">, parameters: CodeCoverageParameters): Compared[] {
  const { minimums } = parameters.categories.find((own) => own.category === category) ?? parameters
  return minimums.flatMap(({ metric, minimum }): Compared[] => {
    const stated = ratios.flatMap((ratio, index) =>
      ratio.metric === metric ? [{ metric, minimum, ratio, index }] : [],
    )
    return stated.length === 0 ? [{ metric, minimum, ratio: null, index: -1 }] : stated
  })
}

function reaches({ covered, total }: CoverageRatio, minimum: BasisPoints): boolean {
  return total > 0 && atLeast({ passed: covered, inScope: total }, minimum)
}

function measurementOf({ metric, minimum, ratio }: Compared): Measurement {
  return {
    what: metric,
    value: ratio?.covered ?? null,
    ...(ratio === null ? {} : { of: ratio.total }),
    unit: "basis-points",
    rule: "at-least",
    limit: minimum,
    met: ratio !== null && reaches(ratio, minimum),
  }
}
