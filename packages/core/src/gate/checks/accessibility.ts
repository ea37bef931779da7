import type { Impact } from "../../catalog/items.ts"
import type { AccessibilityParameters } from "../../catalog/policy-reports.ts"
import type { ViolationGroup } from "../../reports/state.ts"
import type { CheckKind } from "./check-kind.ts"
import {
  countLevels,
  isLimitedBy,
  measurementsOf,
  overLimits,
  type LevelLimit,
  type Levelled,
} from "./counted-levels.ts"
import { fixGroups } from "./fix-groups.ts"
import { askReports, remediesOfReports, type FactOf, type ReportQuestion } from "./report-check.ts"

/** How many accessibility violations of each impact there may be. */
export const accessibility: CheckKind<"accessibility"> = {
  kind: "accessibility",
  title: "No more accessibility violations were found than the policy lets through.",
  evaluate: ({ parameters }, facts) => askReports(questionOf(parameters), facts),
  remedies: ({ parameters }, facts) => remediesOfReports(questionOf(parameters), facts),
}

function questionOf(parameters: AccessibilityParameters): ReportQuestion<"accessibility"> {
  const limits = parameters.limits.map(({ impact, most }) => ({ level: impact, most }))
  return {
    name: "accessibility",
    kind: "accessibility",
    parameters,
    wanted: parameters.categories ?? null,
    judgesOthers: false,
    judge(state) {
      const groups = countedOf(state, parameters)
      const found = countLimits(groups, limits)
      return {
        fails: overLimits(found).map((over) => ({
          code: "accessibility.over_limit",
          category: state.category,
          ...over,
          nodes: groups.filter((group) => limitsGroup(over.level, group)).reduce((sum, { nodes }) => sum + nodes, 0),
        })),
        measurements: measurementsOf(found),
      }
    },
    remedies(state) {
      const counted = countedOf(state, parameters)
      const over = overLimits(countLimits(counted, limits))
      const fixed = counted.filter((group) => over.some(({ level }) => limitsGroup(level, group)))
      const { category } = state
      return fixGroups(
        { kind: "accessibility", category, action: "fix-violations" },
        fixed,
        ({ impact, level, items }, fixing) => ({
          action: "fix-violations",
          ...fixing,
          impact,
          needsReview: level === "needs-review",
          items,
        }),
      )
    },
  }
}

type Level = Impact | "needs-review"
type Counted = Levelled<Level, ViolationGroup["items"][number]> & {
  readonly impact: Impact
  readonly nodes: number
  readonly index: number
}

/** What a person must look at is neither a violation nor a pass, so it is no part of the total. */
function countLimits(groups: readonly Counted[], limits: readonly LevelLimit<Level>[]) {
  return limits.flatMap((limit) =>
    countLevels(
      groups.filter((group) => limitsGroup(limit.level, group)),
      [limit],
    ),
  )
}

function limitsGroup(limit: Level | "total", group: Counted): boolean {
  return isLimitedBy(group, limit) && (limit !== "total" || group.level !== "needs-review")
}

function countedOf({ groups }: FactOf<"accessibility">, { unknownAs }: AccessibilityParameters): Counted[] {
  return groups.flatMap(({ impact, needsReview, count, nodes, items }, index) => {
    if (count === 0) return []
    const level: Level = needsReview ? "needs-review" : impact === "unknown" ? (unknownAs ?? "unknown") : impact
    return [{ level, impact, count, nodes, items, index }]
  })
}
