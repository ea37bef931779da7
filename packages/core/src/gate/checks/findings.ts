import type { FindingsParameters, SeverityLimits } from "../../catalog/policy-reports.ts"
import type { FindingSeverity } from "../../catalog/items.ts"
import type { NamedFinding } from "../../reports/state.ts"
import { withState } from "../hypothetical-reports.ts"
import type { CheckKind, Remedy } from "./check-kind.ts"
import { countLevels, isLimitedBy, measurementsOf, type Levelled } from "./counted-levels.ts"
import { askReports, remediesOfReports, type FactOf, type ReportQuestion } from "./report-check.ts"

/** How many findings of each severity a static or dynamic analysis may leave open. */
export const findings: CheckKind<"findings"> = {
  kind: "findings",
  title: "No more findings of static and dynamic analyses are open than the policy lets through.",
  evaluate: ({ parameters }, facts) => askReports(questionOf(parameters), facts),
  remedies: ({ parameters }, facts) => remediesOfReports(questionOf(parameters), facts),
}

function questionOf(parameters: FindingsParameters): ReportQuestion<"findings"> {
  const limitsOf = ({ category }: FactOf<"findings">): SeverityLimits =>
    parameters.categories.find((own) => own.category === category) ?? NO_LIMITS
  return {
    name: "findings",
    kind: "findings",
    parameters,
    wanted: parameters.categories.map(({ category }) => category),
    judgesOthers: false,
    judge(state) {
      const found = countLevels(countedOf(state, parameters, limitsOf(state)), levelLimits(limitsOf(state)))
      return {
        fails: found
          .filter(({ count, most }) => count > most)
          .map(({ level, count, most, items }) => ({
            code: "findings.over_limit",
            category: state.category,
            level,
            count,
            most,
            items,
          })),
        measurements: measurementsOf(found),
      }
    },
    remedies(state) {
      const counted = countedOf(state, parameters, limitsOf(state))
      const over = countLevels(counted, levelLimits(limitsOf(state))).filter(({ count, most }) => count > most)
      return counted.flatMap((group): Remedy[] => {
        if (!over.some(({ level }) => isLimitedBy(group, level))) return []
        const { category } = state
        return [
          {
            key: `fix-findings:${category}:${group.index}`,
            most: group.count,
            apply: (facts, fixed) =>
              withState(facts, "findings", category, (now) => ({
                ...now,
                groups: now.groups.map((one, at) =>
                  at === group.index ? { ...one, count: Math.max(0, one.count - fixed) } : one,
                ),
              })),
            describe: (count) => ({
              action: "fix-findings",
              who: "developer",
              category,
              severity: group.severity,
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

const NO_LIMITS: SeverityLimits = { limits: [], unknownAs: null }

/** Limits by level instead of by severity. */
export function levelLimits({ limits }: SeverityLimits) {
  return limits.map(({ severity, most }) => ({ level: severity, most }))
}

/** The severity that something counts as. */
export function levelOf(severity: FindingSeverity, { unknownAs }: SeverityLimits): FindingSeverity {
  return severity === "unknown" ? (unknownAs ?? "unknown") : severity
}

type Counted = Levelled<FindingSeverity, NamedFinding> & {
  readonly severity: FindingSeverity
  readonly index: number
}

/** Open ones, of which the policy may want the new ones alone. */
function countedOf(state: FactOf<"findings">, { newOnly }: FindingsParameters, limits: SeverityLimits): Counted[] {
  return state.groups.flatMap(({ severity, state: is, isNew, count, items }, index) =>
    is === "open" && count > 0 && (isNew || !newOnly)
      ? [{ level: levelOf(severity, limits), severity, count, items, index }]
      : [],
  )
}
