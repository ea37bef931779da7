import type { Tally } from "../warnings.ts"
import { PlaceNames } from "./places.ts"

const PLAIN = /^\d{1,9}$/
const BEHIND_PLAIN = 1e9

/**
 * Reads line numbers. What is no number, such as the -1 of generated code, is a line too: left out, a line that was
 * not covered would make the result better.
 */
export class LineNumbers {
  private readonly odd = new PlaceNames(BEHIND_PLAIN)
  private readonly warnings: Tally

  constructor(warnings: Tally) {
    this.warnings = warnings
  }

  read(text: string): number {
    if (PLAIN.test(text)) return Number(text)
    this.warnings.add("odd-line-number", text)
    return this.odd.numberOf(text)
  }
}
