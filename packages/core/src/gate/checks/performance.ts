import type { Budget, PerformanceParameters } from "../../catalog/policy-reports.ts"
import { MEASURE_METRICS } from "../../catalog/items.ts"
import { glob } from "../../kernel/glob.ts"
import { moreIsBetter } from "../../reports/more-is-better.ts"
import type { MeasureState } from "../../reports/state.ts"
import { withState } from "../hypothetical-reports.ts"
import type { Measurement, Reason } from "../outcome.ts"
import type { CheckKind, Remedy } from "./check-kind.ts"
import { askReports, insufficient, remediesOfReports, type FactOf, type ReportQuestion } from "./report-check.ts"

/** Whether what was measured under load, or in a page, stays within its budgets. */
export const performance: CheckKind<"performance"> = {
  kind: "performance",
  title: "What was measured stays within the budgets, and no threshold of the tool itself was crossed.",
  evaluate: ({ parameters }, facts) => askReports(questionOf(parameters), facts),
  remedies: ({ parameters }, facts) => remediesOfReports(questionOf(parameters), facts),
}

function questionOf(parameters: PerformanceParameters): ReportQuestion<"performance"> {
  return {
    name: "performance",
    kind: "performance",
    parameters,
    wanted: parameters.categories.length === 0 ? null : parameters.categories.map(({ category }) => category),
    judgesOthers: true,
    judge(state) {
      const compared = comparedOf(state, parameters)
      const { crossed, names } = state.thresholds
      const isCrossed = parameters.thresholds === "honour" && crossed > 0
      return {
        fails: [
          ...compared.flatMap((one) => overBudget(one, state)),
          ...(isCrossed
            ? [{ code: "performance.threshold_crossed", category: state.category, count: crossed, names } as const]
            : []),
        ],
        unknowns:
          state.assumed === true
            ? []
            : compared
                .filter(({ measure }) => measure === null)
                .map(({ budget, label }) => insufficient(state, budget.metric, 0, 1, label)),
        measurements: [
          ...compared.map(measurementOf),
          ...(parameters.thresholds === "honour" && state.thresholds.judged > 0
            ? [
                {
                  what: "thresholds crossed",
                  value: crossed,
                  unit: "count",
                  rule: "at-most",
                  limit: 0,
                  met: crossed === 0,
                } as const,
              ]
            : []),
        ],
      }
    },
    remedies: (state) => remediesOf(state, parameters),
  }
}

/** A budget and one value it is about; `null` where nothing states any. */
type Compared = { readonly budget: Budget; readonly label?: string; readonly measure: MeasureState | null }

/** General budgets are about the whole, or about pages no label names; those of labels about what they match. */
function comparedOf({ measures, category }: FactOf<"performance">, parameters: PerformanceParameters): Compared[] {
  const { budgets } = parameters.categories.find((own) => own.category === category) ?? parameters
  const labels = parameters.labels.map(({ label, budgets: own }) => ({ label, own, matches: glob(label) }))
  const isOwn = ({ metric, scope }: MeasureState) =>
    scope !== "" && labels.some(({ own, matches }) => matches(scope) && own.some((budget) => budget.metric === metric))
  const general = budgets.flatMap((budget): Compared[] => {
    const about = measures.filter(({ metric, isGeneral }) => metric === budget.metric && isGeneral)
    if (about.length === 0) return [{ budget, measure: null }]
    return about.filter((measure) => !isOwn(measure)).map((measure) => ({ budget, measure }))
  })
  const labelled = labels.flatMap(({ label, own, matches }) =>
    own.flatMap((budget): Compared[] => {
      const about = measures.filter(({ metric, scope }) => metric === budget.metric && scope !== "" && matches(scope))
      if (about.length === 0) return [{ budget, label, measure: null }]
      return about.map((measure) => ({ budget, label, measure }))
    }),
  )
  return [...general, ...labelled]
}

function isMet({ budget: { metric, limit }, measure }: Compared): boolean {
  if (measure === null) return false
  return moreIsBetter(metric) ? measure.value >= limit : measure.value <= limit
}

function overBudget(compared: Compared, { category }: FactOf<"performance">): Reason[] {
  const { budget, measure } = compared
  if (measure === null || isMet(compared)) return []
  const { metric, scope, value, evidence } = measure
  return [{ code: "performance.over_budget", category, metric, scope, value, limit: budget.limit, evidence }]
}

function measurementOf(compared: Compared): Measurement {
  const { budget, label, measure } = compared
  const scope = measure?.scope ?? label ?? ""
  return {
    what: budget.metric,
    ...(scope === "" ? {} : { scope }),
    value: measure?.value ?? null,
    unit: MEASURE_METRICS[budget.metric],
    rule: moreIsBetter(budget.metric) ? "at-least" : "at-most",
    limit: budget.limit,
    met: isMet(compared),
  }
}

function remediesOf(state: FactOf<"performance">, parameters: PerformanceParameters): Remedy[] {
  const { category, thresholds } = state
  const budgets = comparedOf(state, parameters).flatMap((compared): Remedy[] => {
    const { budget, measure } = compared
    if (measure === null || isMet(compared)) return []
    const { metric, scope, value } = measure
    const { limit } = budget
    const isIt = (one: MeasureState) => one.metric === metric && one.scope === scope
    const better = moreIsBetter(metric) ? Math.max : Math.min
    return [
      {
        key: `meet-budget:${category}:${metric}:${limit}:${scope}`,
        most: 1,
        apply: (facts, count) =>
          count === 0
            ? facts
            : withState(facts, "performance", category, (now) => ({
                ...now,
                measures: now.measures.map((one) => (isIt(one) ? { ...one, value: better(one.value, limit) } : one)),
              })),
        describe: () => ({ action: "meet-budget", who: "developer", category, metric, scope, value, limit }),
      },
    ]
  })
  if (parameters.thresholds === "ignore" || thresholds.crossed === 0) return budgets
  return [
    ...budgets,
    {
      key: `meet-thresholds:${category}`,
      most: 1,
      apply: (facts, count) =>
        count === 0
          ? facts
          : withState(facts, "performance", category, (now) => ({
              ...now,
              thresholds: { ...now.thresholds, crossed: 0, names: [] },
            })),
      describe: () => ({
        action: "meet-thresholds",
        who: "developer",
        category,
        of: thresholds.crossed,
        names: thresholds.names,
      }),
    },
  ]
}
