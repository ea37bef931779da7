import type { CountedGroup } from "../coverage/snapshot.ts"
import type { TestState } from "../catalog/test-case.ts"
import type { CoverageCounts, Part } from "./outcome.ts"

/** Groups that count at one part of a gate, each with its state there. */
export type PartGroups = readonly { readonly group: CountedGroup; readonly state: TestState }[]

/** The groups that count at a part of the gate, each with its state there. */
export function partOf(part: Part, counted: readonly CountedGroup[]): PartGroups {
  return counted.flatMap((group) => {
    const state = group[part]
    return state === null || group.count === 0 ? [] : [{ group, state }]
  })
}

/** Adds groups up. Not-run and skipped tests stay in the denominator. */
export function countsOf(groups: PartGroups): CoverageCounts {
  const counts = { inScope: 0, passed: 0, failed: 0, errored: 0, skipped: 0, notRun: 0, vanished: 0, flaky: 0 }
  for (const { group, state } of groups) {
    counts.inScope += group.count
    counts[state === "not_run" ? "notRun" : state] += group.count
    if (group.vanished && state === "not_run") counts.vanished += group.count
    if (state === "passed") counts.flaky += group.flaky
  }
  return counts
}

/** Executed is what judged: passed, failed or errored. Completeness is executed ÷ in scope. */
export function executedOf({ passed, failed, errored }: CoverageCounts): number {
  return passed + failed + errored
}

const NAMED = 20

/** The first few tests of groups, by name. */
export function namesOf(groups: PartGroups): readonly string[] {
  return groups.flatMap(({ group }) => group.tests).slice(0, NAMED)
}
