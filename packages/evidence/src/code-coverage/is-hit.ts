import { readNumber } from "../values/number.ts"
import type { Tally } from "../warnings.ts"

const ZERO = /^0*$/
const DIGITS = /^\d+$/

/** Whether a hit count says that something ran. What cannot be read, and less than nothing, did not. */
export function isHit(text: string, warnings: Tally): boolean {
  if (DIGITS.test(text)) return !ZERO.test(text)
  const read = readNumber(text)
  if (read.kind === "unreadable") warnings.add("unreadable-number", text)
  if (read.kind !== "number") return false
  if (read.value < 0) warnings.add("negative-number", text)
  return read.value > 0
}
