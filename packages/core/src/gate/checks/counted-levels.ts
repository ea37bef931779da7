import type { Measurement } from "../outcome.ts"

/** Things of one level, some of which may be named. */
export type Levelled<Level extends string, Named> = {
  readonly level: Level
  readonly count: number
  readonly items: readonly Named[]
}

/** A limit on one level, or on all together. */
export type LevelLimit<Level extends string> = { readonly level: Level | "total"; readonly most: number }

/** What there is of a level, against its limit. */
export type LevelFound<Level extends string, Named> = LevelLimit<Level> & {
  readonly count: number
  readonly items: readonly Named[]
}

const NAMED = 20

/** Counts groups against limits; more in a group never gives a smaller count anywhere. */
export function countLevels<Level extends string, Named>(
  groups: readonly Levelled<Level, Named>[],
  limits: readonly LevelLimit<Level>[],
): LevelFound<Level, Named>[] {
  return limits.map(({ level, most }) => {
    const counted = groups.filter((group) => isLimitedBy(group, level))
    return {
      level,
      most,
      count: counted.reduce((sum, { count }) => sum + count, 0),
      items: counted.flatMap(({ items }) => items).slice(0, NAMED),
    }
  })
}

/** What there is more of than its limit lets through. */
export function overLimits<Level extends string, Named>(
  found: readonly LevelFound<Level, Named>[],
): LevelFound<Level, Named>[] {
  return found.filter(({ count, most }) => count > most)
}

/** Levels in one order, the worst first. What is not among them, such as `unknown`, is compared with nothing. */
const WORST_FIRST: readonly (readonly string[])[] = [
  ["critical", "high", "medium", "low", "info"],
  ["critical", "serious", "moderate", "minor"],
]

/**
 * Whether a group counts towards a limit: it is of that level or of a worse one. Were it of that level alone, a finding
 * that gets worse would leave the limit it exceeds, and a gate would open because of it.
 */
export function isLimitedBy({ level }: { readonly level: string }, limit: string): boolean {
  if (limit === "total" || limit === level) return true
  return WORST_FIRST.some((order) => {
    const [own, upTo] = [order.indexOf(level), order.indexOf(limit)]
    return own !== -1 && own < upTo
  })
}

/** The same for tables and cells. */
export function measurementsOf(
  found: readonly { readonly level: string; readonly count: number; readonly most: number }[],
): Measurement[] {
  return found.map(({ level, count, most }) => ({
    what: level,
    value: count,
    unit: "count",
    rule: "at-most",
    limit: most,
    met: count <= most,
  }))
}
