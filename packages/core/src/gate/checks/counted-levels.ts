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

/** Whether a group counts towards a limit. */
export function isLimitedBy<Level extends string>(
  { level }: { readonly level: Level },
  limit: Level | "total",
): boolean {
  return limit === "total" || limit === level
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
