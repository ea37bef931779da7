import type { Remedy } from "./checks/check-kind.ts"
import type { GateInput } from "./input.ts"
import type { UnblockSet } from "./outcome.ts"

const MOST_SETS = 3

/**
 * Up to three inclusion-minimal sets of actions after which `allows` says yes, found by trying them.
 *
 * Starts from everything that could be done and takes away as much as possible, remedy by remedy. Because checks are
 * monotone (doing more never hurts), what a remedy was reduced to stays minimal while the others shrink further.
 * Different orders of taking away give different sets; the first keeps to what failed, the second to what did not run.
 */
export function unblockSets(
  input: GateInput,
  remedies: readonly Remedy[],
  allows: (hypothetical: GateInput) => boolean,
): readonly UnblockSet[] {
  const everything = remedies.map(({ most }) => most)
  const after = (counts: readonly number[]) =>
    remedies.reduce((hypothetical, remedy, at) => remedy.apply(hypothetical, counts[at] ?? 0), input)
  if (!allows(after(everything))) return []
  const sets = new Map<string, UnblockSet>()
  for (const order of ordersOf(remedies)) {
    const counts = [...everything]
    for (const at of order) {
      counts[at] = smallest(counts[at] ?? 0, (count) => allows(after(counts.with(at, count))))
    }
    const set = remedies.flatMap((remedy, at) => {
      const count = counts[at] ?? 0
      return count === 0 ? [] : [remedy.describe(count)]
    })
    sets.set(JSON.stringify(counts), set)
    if (sets.size === MOST_SETS) break
  }
  return [...sets.values()].toSorted((a, b) => effort(a) - effort(b))
}

/** The smallest count in 0..most that still does; `most` is known to. Nothing at all is the likeliest, so it is tried first. */
function smallest(most: number, does: (count: number) => boolean): number {
  if (most === 0 || does(0)) return 0
  let low = 0
  let high = most
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (does(middle)) high = middle
    else low = middle
  }
  return high
}

/** Orders of taking away: what comes first is spared most. */
function ordersOf(remedies: readonly Remedy[]): number[][] {
  const indices = remedies.map((_, at) => at)
  const isNotRun = (at: number) => {
    const action = remedies[at]?.describe(1)
    return action?.action === "pass-tests" && action.state === "not-run"
  }
  const isTests = (at: number) => remedies[at]?.describe(1).action === "pass-tests"
  // Uploading again is the cheapest thing to do, so in the first two orders it is taken away last.
  const testsFirst = (list: readonly number[]) => [...list.filter(isTests), ...list.filter((at) => !isTests(at))]
  const notRunFirst = testsFirst([...indices.filter(isNotRun), ...indices.filter((at) => !isNotRun(at))])
  const failingFirst = testsFirst([...indices.filter((at) => !isNotRun(at)), ...indices.filter(isNotRun)])
  return [notRunFirst, failingFirst, failingFirst.toReversed()]
}

function effort(set: UnblockSet): number {
  return set.reduce((sum, action) => sum + (action.action === "pass-tests" ? action.count : 1), 0)
}
