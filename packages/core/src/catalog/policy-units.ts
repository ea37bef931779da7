import { epochMs, instantFromEpochMs, parseDate, parseInstant, type Instant } from "../kernel/instant.ts"
import type { BasisPoints } from "../kernel/ratio.ts"

const DECIMAL = /^[-+]?(\d*)(?:\.(\d*?)0*)?$/

/**
 * A percentage in basis points, read from its digits and never through a float: `84.99` is 8499, `85.555` is refused.
 * `value` is what YAML made of it, `source` how it was written.
 */
export function readPercent(value: number, source: string): BasisPoints | "out-of-range" | "too-fine" | "not-decimal" {
  if (!(value >= 0 && value <= 100)) return "out-of-range"
  const digits = DECIMAL.exec(source)
  if (digits === null) return "not-decimal"
  const [, whole = "", fraction = ""] = digits
  if (fraction.length > 2) return "too-fine"
  return Number(whole) * 100 + Number(fraction.padEnd(2, "0"))
}

const UNIT_MS: { readonly [unit: string]: number } = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 }

/** How durations are written: whole days, hours, minutes and seconds, the larger first. */
export const DURATION = /^\d{1,5}[dhms]( ?\d{1,5}[dhms])*$/

/** `7d`, `24h`, `1h 30m` in milliseconds; `undefined` for anything else, and for no time at all. */
export function readDuration(text: string): number | undefined {
  if (text.length > 40 || !DURATION.test(text)) return undefined
  let [sum, last] = [0, Infinity]
  for (const [, count, unit = ""] of text.matchAll(/(\d+)([dhms])/g)) {
    const ms = UNIT_MS[unit] ?? 0
    if (ms >= last) return undefined
    sum += Number(count) * ms
    last = ms
  }
  return sum > 0 ? sum : undefined
}

/** How moments are written: a date, or RFC 3339 with an offset. */
export const MOMENT = /^\d{4}-\d{2}-\d{2}(?:[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2}))?$/
const PARTS = /^(.{10})[Tt](.{8})(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/
const FIRST = -62_167_219_200_000 // 0000-01-01
const LAST = 253_402_300_799_999 // the end of 9999-12-31

/** A date (the midnight UTC it begins with) or an RFC 3339 moment, cut to milliseconds. */
export function readMoment(text: string): Instant | undefined {
  if (!MOMENT.test(text)) return undefined
  const [, date = "", time = "", fraction = "", sign, hours = "0", minutes = "0"] = PARTS.exec(text) ?? []
  const parsed = date === "" ? parseDate(text) : parseInstant(`${date}T${time}.${fraction.padEnd(3, "0").slice(0, 3)}Z`)
  if (!parsed.ok || Number(hours) > 23 || Number(minutes) > 59) return undefined
  const ahead = (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === "-" ? -1 : 1)
  const ms = epochMs(parsed.value) - ahead
  return ms >= FIRST && ms <= LAST ? instantFromEpochMs(ms) : undefined
}
