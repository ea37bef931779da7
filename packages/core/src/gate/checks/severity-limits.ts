import type { FindingSeverity } from "../../catalog/items.ts"
import type { CategoryName } from "../../catalog/names.ts"
import type { SeverityLimits } from "../../catalog/policy-reports.ts"
import type { Action, Fixing, OverLimit, Reason } from "../outcome.ts"
import type { Remedy } from "./check-kind.ts"
import { countLevels, isLimitedBy, measurementsOf, overLimits, type Levelled } from "./counted-levels.ts"
import { fixGroups } from "./fix-groups.ts"
import type { Judged } from "./report-check.ts"

/** A group that a policy counts, at the severity that it counts as. */
export type CountedGroup<Named> = Levelled<FindingSeverity, Named> & {
  readonly severity: FindingSeverity
  readonly index: number
}

/** What findings and vulnerabilities differ in; that both are held against limits of severities they have in common. */
type SeverityQuestion<State, Named> = {
  readonly limitsOf: (category: CategoryName) => SeverityLimits
  readonly countedOf: (state: State, limits: SeverityLimits) => readonly CountedGroup<Named>[]
  readonly reasonOf: (over: OverLimit<FindingSeverity> & { readonly items: readonly Named[] }) => Reason
  readonly actionOf: (
    fixing: Fixing & { readonly severity: FindingSeverity; readonly items: readonly Named[] },
  ) => Action
}

/** How limits of severities are judged, and what could be done where they are exceeded. */
export function severityLimits<State extends { readonly category: CategoryName }, Named>(
  kind: "findings" | "vulnerabilities",
  { limitsOf, countedOf, reasonOf, actionOf }: SeverityQuestion<State, Named>,
): { readonly judge: (state: State) => Judged; readonly remedies: (state: State) => readonly Remedy[] } {
  const count = (state: State) => {
    const own = limitsOf(state.category)
    const groups = countedOf(state, own)
    const limits = own.limits.map(({ severity, most }) => ({ level: severity, most }))
    return { groups, found: countLevels(groups, limits) }
  }
  return {
    judge(state) {
      const { found } = count(state)
      const { category } = state
      return {
        fails: overLimits(found).map((over) => reasonOf({ category, ...over })),
        measurements: measurementsOf(found),
      }
    },
    remedies(state) {
      const { groups, found } = count(state)
      const over = overLimits(found)
      const fixed = groups.filter((group) => over.some(({ level }) => isLimitedBy(group, level)))
      return fixGroups(
        { kind, category: state.category, action: `fix-${kind}` },
        fixed,
        ({ severity, items }, fixing) => actionOf({ ...fixing, severity, items }),
      )
    },
  }
}

/** The severity that something counts as. */
export function levelOf(severity: FindingSeverity, { unknownAs }: SeverityLimits): FindingSeverity {
  return severity === "unknown" ? (unknownAs ?? "unknown") : severity
}
