import { wrongUsage } from "./failure.ts"

const MS_OF = new Map([
  ["ms", 1],
  ["s", 1_000],
  ["m", 60_000],
  ["h", 3_600_000],
])

/** Reads `90s`, `20m`, `2h`. */
export function readDuration(text: string, flag: string): number {
  const [, amount, unit = ""] = /^(\d{1,6})(ms|s|m|h)$/.exec(text) ?? []
  const ms = MS_OF.get(unit)
  if (amount === undefined || ms === undefined) {
    throw wrongUsage(`${flag} ${text} is no duration. Write a whole number and a unit: 90s, 20m, 2h.`)
  }
  return Number(amount) * ms
}
