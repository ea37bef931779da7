import type { FindingsParameters, SeverityLimits } from "../../catalog/policy-reports.ts"
import type { NamedFinding } from "../../reports/state.ts"
import type { CheckKind } from "./check-kind.ts"
import { askReports, remediesOfReports, type FactOf, type ReportQuestion } from "./report-check.ts"
import { levelOf, severityLimits, type CountedGroup } from "./severity-limits.ts"

/** How many findings of each severity a static or dynamic analysis may leave open. */
export const findings: CheckKind<"findings"> = {
  kind: "findings",
  title: "No more findings of static and dynamic analyses are open than the policy lets through.",
  evaluate: ({ parameters }, facts) => askReports(questionOf(parameters), facts),
  remedies: ({ parameters }, facts) => remediesOfReports(questionOf(parameters), facts),
}

function questionOf(parameters: FindingsParameters): ReportQuestion<"findings"> {
  return {
    name: "findings",
    kind: "findings",
    parameters,
    wanted: parameters.categories.map(({ category }) => category),
    judgesOthers: false,
    ...severityLimits("findings", {
      limitsOf: (category) => parameters.categories.find((own) => own.category === category) ?? NO_LIMITS,
      countedOf: (state: FactOf<"findings">, limits) => countedOf(state, parameters, limits),
      reasonOf: (over) => ({ code: "findings.over_limit", ...over }),
      actionOf: (fixing) => ({ action: "fix-findings", ...fixing }),
    }),
  }
}

const NO_LIMITS: SeverityLimits = { limits: [], unknownAs: null }

/** Open ones, of which the policy may want the new ones alone. */
function countedOf(
  state: FactOf<"findings">,
  { newOnly }: FindingsParameters,
  limits: SeverityLimits,
): CountedGroup<NamedFinding>[] {
  return state.groups.flatMap(({ severity, state: is, isNew, count, items }, index) =>
    is === "open" && count > 0 && (isNew || !newOnly)
      ? [{ level: levelOf(severity, limits), severity, count, items, index }]
      : [],
  )
}
