const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** `4 m`, `3 h`, `12 d`: as short as a cell needs it. */
export function shortAge(at: string, now: number): string {
  const ms = Math.max(0, now - Date.parse(at))
  if (ms < MINUTE) return "now"
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} m`
  if (ms < 2 * DAY) return `${Math.floor(ms / HOUR)} h`
  return `${Math.floor(ms / DAY)} d`
}

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" })

/** `4 minutes ago`, `in 3 days`. */
export function age(at: string, now: number): string {
  const ms = Date.parse(at) - now
  const size = Math.abs(ms)
  if (size < MINUTE) return "just now"
  if (size < HOUR) return relative.format(Math.trunc(ms / MINUTE), "minute")
  if (size < 2 * DAY) return relative.format(Math.trunc(ms / HOUR), "hour")
  return relative.format(Math.trunc(ms / DAY), "day")
}

const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" })
const dayAndYear = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
})
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "UTC" })
const seconds = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium", timeZone: "UTC" })
const local = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "long" })

/** `today`, `14 Nov`, `14 Nov 2025`. */
export function dayOf(at: string, now: number): string {
  if (at.slice(0, 10) === new Date(now).toISOString().slice(0, 10)) return "today"
  return (at.slice(0, 4) === new Date(now).toISOString().slice(0, 4) ? day : dayAndYear).format(Date.parse(at))
}

/** `today 14:02 UTC`, `14 Nov 14:02 UTC`. */
export const momentOf = (at: string, now: number): string => `${dayOf(at, now)} ${clock.format(Date.parse(at))} UTC`

/** `2026-11-20 14:02:09`, for columns that say UTC themselves. */
export const exactly = (at: string): string => `${at.slice(0, 10)} ${seconds.format(Date.parse(at))}`

/** As the reader's own clock shows it. */
export const localTime = (at: string): string => local.format(Date.parse(at))

/** `2 d 4 h`, `38 min`: how long something took. */
export function lasted(ms: number): string {
  if (ms < HOUR) return `${Math.max(1, Math.round(ms / MINUTE))} min`
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h ${Math.round((ms % HOUR) / MINUTE)} min`
  return `${Math.floor(ms / DAY)} d ${Math.floor((ms % DAY) / HOUR)} h`
}
