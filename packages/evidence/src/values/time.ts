import { epochMs, type Instant, instantFromEpochMs, parseInstant } from "@promotrail/core"

/** What a foreign timestamp turned out to be. `unknown` is an honest "never": 1970, or a date without a time. */
export type ReadTime =
  | { readonly kind: "instant"; readonly at: Instant; readonly zone: "named" | "assumed" }
  | { readonly kind: "unknown" }
  | { readonly kind: "unreadable" }

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}(?::?\d{2})?)?)?$/i
const NAMED_MONTH =
  /^(?:[A-Za-z]{2,9},?\s+)?(\d{1,2})\s+([A-Za-z]{3})[a-z]*\s+(\d{4})\s+(\d{1,2}):(\d{2}):(\d{2})\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
const EARLIEST_YEAR = 1980
// A zone could move a later one past the last instant there is.
const LATEST_YEAR = 9998

/** Reads timestamps as tools write them; without a zone they are taken as UTC. */
export function readTime(text: string): ReadTime {
  const trimmed = text.trim()
  if (trimmed === "") return { kind: "unknown" }
  if (/^\d{10}$|^\d{13}$/.test(trimmed)) return fromEpoch(Number(trimmed) * (trimmed.length === 10 ? 1000 : 1))
  const iso = ISO.exec(trimmed)
  if (iso !== null) {
    const [, year, month, day, hour, minute, second = "00", fraction = "", zone] = iso
    const date = `${year}-${month}-${day}`
    if (hour === undefined)
      return parseInstant(`${date}T00:00:00.000Z`).ok ? { kind: "unknown" } : { kind: "unreadable" }
    const time = `${hour.padStart(2, "0")}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, "0")}`
    return at(`${date}T${time}Z`, zone)
  }
  const named = NAMED_MONTH.exec(trimmed)
  if (named === null) return { kind: "unreadable" }
  const [, day = "", name = "", year, hour = "", minute, second, zone] = named
  const month = String(MONTHS.indexOf(name.toLowerCase()) + 1).padStart(2, "0")
  return at(`${year}-${month}-${day.padStart(2, "0")}T${hour.padStart(2, "0")}:${minute}:${second}.000Z`, zone)
}

function at(utc: string, zone: string | undefined): ReadTime {
  // A leap second is a second that our instants do not have.
  const parsed = parseInstant(utc.replace(/:60\./, ":59."))
  if (!parsed.ok) return { kind: "unreadable" }
  const year = Number(utc.slice(0, 4))
  if (year < EARLIEST_YEAR) return { kind: "unknown" }
  if (year > LATEST_YEAR) return { kind: "unreadable" }
  const local = epochMs(parsed.value)
  return {
    kind: "instant",
    at: instantFromEpochMs(local - offsetMs(zone)),
    zone: zone === undefined ? "assumed" : "named",
  }
}

function offsetMs(zone: string | undefined): number {
  const parts = /^([+-])(\d{2}):?(\d{2})/.exec(zone ?? "")
  if (parts === null) return 0
  const minutes = Number(parts[2]) * 60 + Number(parts[3])
  return (parts[1] === "-" ? -minutes : minutes) * 60_000
}

function fromEpoch(ms: number): ReadTime {
  const instant = instantFromEpochMs(ms)
  return Number(instant.slice(0, 4)) < EARLIEST_YEAR
    ? { kind: "unknown" }
    : { kind: "instant", at: instant, zone: "named" }
}
