import { RefusedInput } from "../refusal.ts"
import { readTime } from "../values/time.ts"
import type { Tally } from "../warnings.ts"
import type { Covered } from "./counts.ts"
import type { Totals } from "./coverage-report.ts"
import type { Instant } from "@promotrail/core"

/**
 * A figure that a report states, as numbers. It is refused unless it is a count: both whole, none below 0, and no more
 * covered than there is. A report that breaks this cannot be trusted with the rest.
 */
export function stated(what: string, covered: number | undefined, total: number | undefined, line: number): Covered {
  const isCount = (value: number | undefined) => Number.isSafeInteger(value) && value! >= 0
  if (!isCount(covered) || !isCount(total) || covered! > total!) {
    const said = `${covered ?? "nothing"} of ${total ?? "nothing"}`
    throw new RefusedInput({ kind: "invalid", line, what: `${said} as covered ${what} is no count` })
  }
  return { covered: covered!, total: total! }
}

/** The number that an attribute writes; undefined where it is missing or no plain number. */
export function plainNumber(text: string | undefined): number | undefined {
  const trimmed = text?.trim() ?? ""
  return /^-?\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : undefined
}

/** Warns where the report's own totals differ from what it lists; the totals are the truth in such formats. */
export function compareTotals(totals: Totals, listed: Totals, warnings: Tally): void {
  for (const [metric, { covered, total }] of Object.entries(listed)) {
    const own = totals[metric as keyof Totals]
    if (total === 0 || own === undefined || (own.covered === covered && own.total === total)) continue
    const said = `${metric} ${own.covered} of ${own.total}, listed ${covered} of ${total}`
    warnings.add("summary-counted", said)
  }
}

/** The time of a report in seconds or milliseconds since 1970, or written out; 0 and the like mean "never". */
export function timeOf(text: string | undefined, warnings: Tally): Instant | undefined {
  if (text === undefined || /^\d{0,9}$/.test(text.trim())) return undefined
  const read = readTime(text)
  if (read.kind === "unreadable") warnings.add("unreadable-time", text)
  if (read.kind !== "instant") return undefined
  if (read.zone === "assumed") warnings.add("time-without-zone", text)
  return read.at
}
