import type { SeverityLimits, VulnerabilitiesParameters } from "../../catalog/policy-reports.ts"
import type { NamedVulnerability } from "../../reports/state.ts"
import type { CheckKind } from "./check-kind.ts"
import { askReports, remediesOfReports, type FactOf, type ReportQuestion } from "./report-check.ts"
import { levelOf, severityLimits, type CountedGroup } from "./severity-limits.ts"

/** How many known vulnerabilities of each severity may be open in what is promoted. */
export const vulnerabilities: CheckKind<"vulnerabilities"> = {
  kind: "vulnerabilities",
  title: "No more known vulnerabilities are open than the policy lets through; VEX statements are honoured.",
  evaluate: ({ parameters }, facts) => askReports(questionOf(parameters), facts),
  remedies: ({ parameters }, facts) => remediesOfReports(questionOf(parameters), facts),
}

function questionOf(parameters: VulnerabilitiesParameters): ReportQuestion<"vulnerabilities"> {
  return {
    name: "vulnerabilities",
    kind: "vulnerabilities",
    parameters,
    wanted: parameters.categories.length === 0 ? null : parameters.categories.map(({ category }) => category),
    judgesOthers: true,
    ...severityLimits("vulnerabilities", {
      limitsOf: (category) => parameters.categories.find((own) => own.category === category) ?? parameters,
      countedOf: (state: FactOf<"vulnerabilities">, limits) => countedOf(state, parameters, limits),
      reasonOf: (over) => ({ code: "vulnerabilities.over_limit", ...over }),
      actionOf: (fixing) => ({ action: "fix-vulnerabilities", ...fixing }),
    }),
  }
}

/** Open ones, and those that only a VEX hides where the policy ignores VEX. */
function countedOf(
  state: FactOf<"vulnerabilities">,
  { newOnly, fixableOnly, vex }: VulnerabilitiesParameters,
  limits: SeverityLimits,
): CountedGroup<NamedVulnerability>[] {
  return state.groups.flatMap(({ severity, state: is, isNew, isFixable, count, items }, index) => {
    const isOpen = is === "open" || (is === "vex" && vex === "ignore")
    const counts = isOpen && count > 0 && (isNew || !newOnly) && (isFixable || !fixableOnly)
    return counts ? [{ level: levelOf(severity, limits), severity, count, items, index }] : []
  })
}
