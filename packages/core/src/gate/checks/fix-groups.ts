import type { CategoryName } from "../../catalog/names.ts"
import type { Facts } from "../facts.ts"
import { withState } from "../hypothetical-reports.ts"
import type { Action, Fixing } from "../outcome.ts"
import type { Remedy } from "./check-kind.ts"

/** Kinds of reports whose states are groups of what was found. */
type GroupedKind = "findings" | "vulnerabilities" | "accessibility"

/** The remedies of groups that are over a limit: fewer in each. `action` begins the key and must differ between checks. */
export function fixGroups<Group extends { readonly index: number; readonly count: number }>(
  { kind, category, action }: { readonly kind: GroupedKind; readonly category: CategoryName; readonly action: string },
  groups: readonly Group[],
  describe: (group: Group, fixing: Fixing) => Action,
): Remedy[] {
  return groups.map((group) => ({
    key: `${action}:${category}:${group.index}`,
    most: group.count,
    apply: (facts, fixed) => withFewer(facts, { kind, category, index: group.index }, fixed),
    describe: (count) => describe(group, { who: "developer", category, count, of: group.count, group: group.index }),
  }))
}

type Place = { readonly kind: GroupedKind; readonly category: CategoryName; readonly index: number }

function withFewer(facts: Facts, { kind, category, index }: Place, fixed: number): Facts {
  const fewer = <Group extends { readonly count: number }>(groups: readonly Group[]): Group[] =>
    groups.map((one, at) => (at === index ? { ...one, count: Math.max(0, one.count - fixed) } : one))
  switch (kind) {
    case "findings":
      return withState(facts, kind, category, (now) => ({ ...now, groups: fewer(now.groups) }))
    case "vulnerabilities":
      return withState(facts, kind, category, (now) => ({ ...now, groups: fewer(now.groups) }))
    case "accessibility":
      return withState(facts, kind, category, (now) => ({ ...now, groups: fewer(now.groups) }))
  }
}
