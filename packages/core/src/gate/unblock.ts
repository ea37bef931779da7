import type { Remedy } from "./checks/check-kind.ts"
import type { Facts } from "./facts.ts"
import type { UnblockSet } from "./outcome.ts"

const MOST_SETS = 3

/**
 * Up to three inclusion-minimal sets of actions after which `allows` says yes, found by trying them.
 *
 * Starts from everything that could be done and takes away as much as possible. Because checks are monotone (doing
 * more never hurts), what a remedy was reduced to stays minimal while the others shrink further. Different orders of
 * taking away give different sets; the first keeps to what failed, the second to what did not run.
 */
export function unblockSets(
  facts: Facts,
  remedies: readonly Remedy[],
  allows: (hypothetical: Facts) => boolean,
): readonly UnblockSet[] {
  if (allows(facts) || !allows(withMost(facts, remedies))) return []
  const sets = new Map<string, UnblockSet>()
  for (const order of ordersOf(remedies)) {
    const counts = minimalCounts(facts, order, allows)
    const chosen = remedies.filter((remedy) => (counts.get(remedy) ?? 0) > 0)
    const key = JSON.stringify(chosen.map((remedy) => [remedy.key, counts.get(remedy)]))
    sets.set(
      key,
      chosen.map((remedy) => remedy.describe(counts.get(remedy) ?? 0)),
    )
    if (sets.size === MOST_SETS) break
  }
  return [...sets.values()].toSorted((a, b) => effort(a) - effort(b))
}

/** The facts after all of `remedies`, done as often as they can be. */
function withMost(facts: Facts, remedies: readonly Remedy[]): Facts {
  return remedies.reduce((hypothetical, remedy) => remedy.apply(hypothetical, remedy.most), facts)
}

/**
 * How often each remedy is needed, those that come first spared most. Halves are taken away whole where they can be
 * (Junker, QuickXplain, AAAI 2004), so that few questions are asked where few of many remedies matter.
 */
function minimalCounts(
  facts: Facts,
  order: readonly Remedy[],
  allows: (hypothetical: Facts) => boolean,
): ReadonlyMap<Remedy, number> {
  const counts = new Map<Remedy, number>()
  /** `base` with all of `segment` allows. Answers `base` with as little of the segment as does. */
  const reduce = (base: Facts, segment: readonly Remedy[], isKnownToStop: boolean): Facts => {
    const [only] = segment
    if (only === undefined || (!isKnownToStop && allows(base))) return base
    if (segment.length === 1) {
      const count = smallest(only.most, (tried) => allows(only.apply(base, tried)))
      counts.set(only, count)
      return only.apply(base, count)
    }
    const middle = segment.length >> 1
    const first = segment.slice(0, middle)
    const second = segment.slice(middle)
    reduce(withMost(base, second), first, false)
    const needed = first.filter((remedy) => counts.has(remedy))
    const withFirst = needed.reduce((world, remedy) => remedy.apply(world, counts.get(remedy) ?? 0), base)
    return reduce(withFirst, second, needed.length === 0)
  }
  reduce(facts, order, true)
  return counts
}

/** The smallest count in 1..most that does; none does not, and `most` is known to. */
function smallest(most: number, does: (count: number) => boolean): number {
  let low = 0
  let high = most
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (does(middle)) high = middle
    else low = middle
  }
  return high
}

/** Orders of taking away: what comes first is spared most. */
function ordersOf(remedies: readonly Remedy[]): (readonly Remedy[])[] {
  // Where it makes no difference, a large group does what several small ones would: the shorter set reads better.
  const bySize = remedies.toSorted((a, b) => a.most - b.most)
  const kindOf = new Map(
    bySize.map((remedy) => {
      const action = remedy.describe(1)
      return [remedy, action.action === "pass-tests" ? action.state : action.action] as const
    }),
  )
  const failing = bySize.filter((remedy) => kindOf.get(remedy) === "failing")
  const notRun = bySize.filter((remedy) => kindOf.get(remedy) === "not-run")
  // Uploading again is the cheapest thing to do, so in the first two orders it is taken away last.
  const others = bySize.filter((remedy) => kindOf.get(remedy) !== "failing" && kindOf.get(remedy) !== "not-run")
  const failingFirst = [...failing, ...notRun, ...others]
  return [[...notRun, ...failing, ...others], failingFirst, failingFirst.toReversed()]
}

function effort(set: UnblockSet): number {
  return set.reduce((sum, action) => sum + ("count" in action ? action.count : 1), 0)
}
