import type { CountedGroup } from "../coverage/snapshot.ts"
import type { TestState } from "../catalog/test-case.ts"
import type { CoverageCounts, Part } from "./outcome.ts"

/** Groups that count at one part of a gate, each with its state there. */
export type PartGroups = readonly { readonly group: CountedGroup; readonly state: TestState }[]

/** The groups that count at a part of the gate, each with its state there. */
export function partOf(part: Part, counted: readonly CountedGroup[]): PartGroups {
  const groups: { group: CountedGroup; state: TestState }[] = []
  for (const group of counted) {
    const state = part === "exit" ? group.exit : group.entry
    if (state !== null && group.count > 0) groups.push({ group, state })
  }
  return groups
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
  const names: string[] = []
  for (const { group } of groups) {
    for (const test of group.tests) if (names.push(test) === NAMED) return names
  }
  return names
}
