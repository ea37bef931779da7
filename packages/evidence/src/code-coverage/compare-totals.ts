import type { Tally } from "../warnings.ts"
import type { Totals } from "./coverage-report.ts"

/** Warns where the report's own totals differ from what it lists; the totals are the truth in such formats. */
export function compareTotals(totals: Totals, listed: Totals, warnings: Tally): void {
  for (const [metric, { covered, total }] of Object.entries(listed)) {
    const own = totals[metric as keyof Totals]
    if (total === 0 || own === undefined || (own.covered === covered && own.total === total)) continue
    const said = `${metric} ${own.covered} of ${own.total}, listed ${covered} of ${total}`
    warnings.add("summary-counted", said)
  }
}
