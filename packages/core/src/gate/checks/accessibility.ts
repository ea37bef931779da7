import type { Impact } from "../../catalog/items.ts"
import type { AccessibilityParameters } from "../../catalog/policy-reports.ts"
import type { ViolationGroup } from "../../reports/state.ts"
import { withState } from "../hypothetical-reports.ts"
import type { CheckKind, Remedy } from "./check-kind.ts"
import { countLevels, isLimitedBy, measurementsOf, type LevelLimit, type Levelled } from "./counted-levels.ts"
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
        fails: found
          .filter(({ count, most }) => count > most)
          .map(({ level, count, most, items }) => ({
            code: "accessibility.over_limit",
            category: state.category,
            level,
            count,
            most,
            nodes: groups.filter((group) => limitsGroup(level, group)).reduce((sum, { nodes }) => sum + nodes, 0),
            items,
          })),
        measurements: measurementsOf(found),
      }
    },
    remedies(state) {
      const counted = countedOf(state, parameters)
      const over = countLimits(counted, limits).filter(({ count, most }) => count > most)
      return counted.flatMap((group): Remedy[] => {
        if (!over.some(({ level }) => limitsGroup(level, group))) return []
        const { category } = state
        return [
          {
            key: `fix-violations:${category}:${group.index}`,
            most: group.count,
            apply: (facts, fixed) =>
              withState(facts, "accessibility", category, (now) => ({
                ...now,
                groups: now.groups.map((one, at) =>
                  at === group.index ? { ...one, count: Math.max(0, one.count - fixed) } : one,
                ),
              })),
            describe: (count) => ({
              action: "fix-violations",
              who: "developer",
              category,
              impact: group.impact,
              needsReview: group.level === "needs-review",
              count,
              of: group.count,
              items: group.items,
              group: group.index,
            }),
          },
        ]
      })
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
