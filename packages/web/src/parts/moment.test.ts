import { expect, test } from "vitest"
import { age, dayOf, lasted, momentOf, shortAge } from "./moment.ts"

const NOW = Date.parse("2026-11-20T21:00:00.000Z")
const at = (ms: number) => new Date(NOW + ms).toISOString()
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

test.for([
  { ms: -5_000, short: "now", long: "just now" },
  { ms: 5_000, short: "now", long: "just now" },
  { ms: -4 * MINUTE, short: "4 m", long: "4 minutes ago" },
  { ms: -59.9 * MINUTE, short: "59 m", long: "59 minutes ago" },
  { ms: -26 * HOUR, short: "26 h", long: "26 hours ago" },
  { ms: -12.5 * DAY, short: "12 d", long: "12 days ago" },
  { ms: 3 * DAY, short: "now", long: "in 3 days" },
])("$ms ms from now reads $short and $long", ({ ms, short, long }) => {
  expect([shortAge(at(ms), NOW), age(at(ms), NOW)]).toEqual([short, long])
})

test("a day is today in UTC, and has its year only when it is another", () => {
  expect(
    ["2026-11-20T00:00:00.000Z", "2026-11-19T23:59:59.000Z", "2025-11-14T10:00:00.000Z"].map((day) => dayOf(day, NOW)),
  ).toEqual(["today", "19 Nov", "14 Nov 2025"])
  expect(momentOf("2026-11-20T14:02:09.000Z", NOW)).toBe("today 14:02 UTC")
})

test.for([
  [20_000, "1 min"],
  [38 * MINUTE, "38 min"],
  [5 * HOUR + 12 * MINUTE, "5 h 12 min"],
  [2 * DAY + 4 * HOUR, "2 d 4 h"],
] as const)("%d ms last %s", ([ms, said]) => {
  expect(lasted(ms)).toBe(said)
})
