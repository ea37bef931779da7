import type { FindingSeverity } from "../../catalog/items.ts"
import type { SeverityLimits, VulnerabilitiesParameters } from "../../catalog/policy-reports.ts"
import type { NamedVulnerability } from "../../reports/state.ts"
import { withState } from "../hypothetical-reports.ts"
import type { CheckKind, Remedy } from "./check-kind.ts"
import { countLevels, isLimitedBy, measurementsOf, type Levelled } from "./counted-levels.ts"
import { levelLimits, levelOf } from "./findings.ts"
import { askReports, remediesOfReports, type FactOf, type ReportQuestion } from "./report-check.ts"

/** How many known vulnerabilities of each severity may be open in what is promoted. */
export const vulnerabilities: CheckKind<"vulnerabilities"> = {
  kind: "vulnerabilities",
  title: "No more known vulnerabilities are open than the policy lets through; VEX statements are honoured.",
  evaluate: ({ parameters }, facts) => askReports(questionOf(parameters), facts),
  remedies: ({ parameters }, facts) => remediesOfReports(questionOf(parameters), facts),
}

function questionOf(parameters: VulnerabilitiesParameters): ReportQuestion<"vulnerabilities"> {
  const limitsOf = ({ category }: FactOf<"vulnerabilities">): SeverityLimits =>
    parameters.categories.find((own) => own.category === category) ?? parameters
  return {
    name: "vulnerabilities",
    kind: "vulnerabilities",
    parameters,
    wanted: parameters.categories.length === 0 ? null : parameters.categories.map(({ category }) => category),
    judgesOthers: true,
    judge(state) {
      const found = countLevels(countedOf(state, parameters, limitsOf(state)), levelLimits(limitsOf(state)))
      return {
        fails: found
          .filter(({ count, most }) => count > most)
          .map(({ level, count, most, items }) => ({
            code: "vulnerabilities.over_limit",
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
            key: `fix-vulnerabilities:${category}:${group.index}`,
            most: group.count,
            apply: (facts, fixed) =>
              withState(facts, "vulnerabilities", category, (now) => ({
                ...now,
                groups: now.groups.map((one, at) =>
                  at === group.index ? { ...one, count: Math.max(0, one.count - fixed) } : one,
                ),
              })),
            describe: (count) => ({
              action: "fix-vulnerabilities",
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

type Counted = Levelled<FindingSeverity, NamedVulnerability> & {
  readonly severity: FindingSeverity
  readonly index: number
}

/** Open ones, and those that only a VEX hides where the policy ignores VEX. */
function countedOf(
  state: FactOf<"vulnerabilities">,
  { newOnly, fixableOnly, vex }: VulnerabilitiesParameters,
  limits: SeverityLimits,
): Counted[] {
  return state.groups.flatMap(({ severity, state: is, isNew, isFixable, count, items }, index) => {
    const isOpen = is === "open" || (is === "vex" && vex === "ignore")
    const counts = isOpen && count > 0 && (isNew || !newOnly) && (isFixable || !fixableOnly)
    return counts ? [{ level: levelOf(severity, limits), severity, count, items, index }] : []
  })
}
