import type { Brand } from "./brand.ts"
import { err, ok, type Result } from "./result.ts"

/** A moment, as RFC 3339 text in UTC with milliseconds: `2026-11-20T20:41:00.000Z`. Sorts as text. */
export type Instant = Brand<string, "Instant">

export type InvalidInstant = { readonly kind: "invalid-instant"; readonly input: string }

const INSTANT = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})\.(\d{3})Z$/
const MS_PER_DAY = 86_400_000

/** Reads exactly the form `Instant` promises; readers of foreign formats normalise first. */
export function parseInstant(input: string): Result<Instant, InvalidInstant> {
  const parts = INSTANT.exec(input)
  if (parts === null) return err({ kind: "invalid-instant", input })
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59 || second > 59) {
    return err({ kind: "invalid-instant", input })
  }
  return ok(input as Instant) // the one place this cast is allowed
}

/** Milliseconds since 1970-01-01T00:00:00Z. Read by position, because gates ask for the age of every upload. */
export function epochMs(instant: Instant): number {
  const digit = (at: number) => instant.charCodeAt(at) - 48
  const two = (at: number) => digit(at) * 10 + digit(at + 1)
  const days = daysFromEpoch(two(0) * 100 + two(2), two(5), two(8))
  const ms = two(20) * 10 + digit(22)
  return days * MS_PER_DAY + two(11) * 3_600_000 + two(14) * 60_000 + two(17) * 1_000 + ms
}

/** The first and the last millisecond that four digits of year can say. */
const FIRST_MS = -62_167_219_200_000
const LAST_MS = 253_402_300_799_999

/** The instant `ms` whole milliseconds after 1970-01-01T00:00:00Z (years 0000 to 9999); anything else is thrown. */
export function instantFromEpochMs(ms: number): Instant {
  if (!Number.isInteger(ms) || ms < FIRST_MS || ms > LAST_MS) throw new RangeError(`no instant is ${ms} ms from 1970`)
  const days = Math.floor(ms / MS_PER_DAY)
  const rest = ms - days * MS_PER_DAY
  const { year, month, day } = dateOf(days)
  const two = (n: number) => String(n).padStart(2, "0")
  const time = `${two(Math.floor(rest / 3_600_000))}:${two(Math.floor(rest / 60_000) % 60)}:${two(Math.floor(rest / 1_000) % 60)}`
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}T${time}.${String(rest % 1_000).padStart(3, "0")}Z` as Instant
}

/** Midnight UTC at which a calendar date (`2026-12-15`) begins. */
export function parseDate(input: string): Result<Instant, InvalidInstant> {
  const parsed = parseInstant(`${input}T00:00:00.000Z`)
  return parsed.ok ? parsed : err({ kind: "invalid-instant", input })
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** Days since the epoch of a proleptic Gregorian date; years counted from 1 March so that the leap day comes last. */
function daysFromEpoch(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
}

function dateOf(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  }
}
