import type { CountedGroup } from "../../coverage/snapshot.ts"
import type { Facts } from "../facts.ts"
import { withPassing } from "../hypothetical.ts"
import type { Remedy } from "./check-kind.ts"

/** For each group of tests that count and did not pass: make some of them pass, or run them. */
export function passTests({ coverage: { counted } }: Facts): Remedy[] {
  return counted.flatMap((group, index): Remedy[] => {
    const state = stateOf(group)
    if (state === "passed" || group.count === 0 || group.runIn.length === 0) return []
    return [
      {
        key: `pass-tests:${index}`,
        most: group.count,
        apply: (facts, count) => withPassing(facts, group, count),
        describe: (count) => ({
          action: "pass-tests",
          who: "developer",
          count,
          of: group.count,
          state: state === "failed" || state === "errored" ? "failing" : "not-run",
          category: group.category,
          critical: group.critical,
          vanished: group.vanished,
          suiteLevel: group.suiteLevel,
          environments: group.runIn,
          alsoIn: group.alsoRunIn,
          tests: group.tests,
          group: index,
        }),
      },
    ]
  })
}

/** What is wrong with a group: a failure anywhere outranks not having run. */
function stateOf({ exit, entry }: CountedGroup) {
  for (const state of ["failed", "errored", "skipped", "not_run"] as const) {
    if (exit === state || entry === state) return state
  }
  return "passed"
}
