import type { Tally } from "../warnings.ts"
import type { TestSheet } from "./test-sheet.ts"

/** What a report says of itself in numbers, where it says it. */
export type Totals = {
  readonly tests?: number | undefined
  /** Tests that failed, and where that number stands. */
  readonly failed?: number | undefined
  readonly pointer: string
}

/**
 * Compares what a report says of itself with what it lists. What is listed is counted; failures that it speaks of and
 * does not list are lost, not undone: they become an error of the whole run.
 */
export function compareTotals(sheet: TestSheet, { tests, failed, pointer }: Totals, warnings: Tally): void {
  if (tests !== undefined && tests !== sheet.tests) {
    warnings.add("header-disagrees", `the report says ${tests} tests, it lists ${sheet.tests}`)
  }
  if (failed === undefined || failed === sheet.bad) return
  warnings.add("header-disagrees", `the report says ${failed} failed tests, it lists ${sheet.bad}`)
  if (failed > sheet.bad) {
    sheet.trouble({ at: 1, pointer, suite: "", what: `${failed - sheet.bad} failed tests that are not listed` })
  }
}
