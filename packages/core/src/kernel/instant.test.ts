import fc from "fast-check"
import { expect, test } from "vitest"
import { epochMs, instantFromEpochMs, parseDate, parseInstant, type Instant } from "./instant.ts"

const FIRST = Date.UTC(2000, 0, 1) - 2_000 * 365.2425 * 86_400_000
const LAST = Date.parse("9999-12-31T23:59:59.999Z")
const moments = fc.oneof(
  fc.integer({ min: FIRST, max: LAST }),
  fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) }),
  fc.constantFrom(
    ...[
      "0000-01-01",
      "0000-02-29",
      "1900-02-28",
      "1900-03-01",
      "1970-01-01",
      "2000-02-29",
      "2024-02-29",
      "2100-03-01",
    ].map((date) => Date.parse(`${date}T00:00:00.000Z`)),
    LAST,
  ),
)

test("instants agree with the platform's calendar, both ways", () => {
  fc.assert(
    fc.property(moments, (ms) => {
      const text = new Date(ms).toISOString()
      expect(instantFromEpochMs(ms)).toBe(text)
      expect(parseInstant(text)).toStrictEqual({ ok: true, value: text })
      expect(epochMs(text as Instant)).toBe(ms)
    }),
    { numRuns: 1_000 },
  )
})

test("instants sort as text", () => {
  fc.assert(
    fc.property(moments, moments, (a, b) => {
      expect(instantFromEpochMs(a) < instantFromEpochMs(b)).toBe(a < b)
    }),
  )
})

test.for([
  "2026-02-29T00:00:00.000Z",
  "1900-02-29T00:00:00.000Z",
  "2026-04-31T00:00:00.000Z",
  "2026-00-10T00:00:00.000Z",
  "2026-13-01T00:00:00.000Z",
  "2026-01-00T00:00:00.000Z",
  "2026-01-01T24:00:00.000Z",
  "2026-01-01T00:60:00.000Z",
  "2026-01-01T00:00:60.000Z",
  "2026-01-01T00:00:00Z",
  "2026-01-01T00:00:00.0000Z",
  "2026-01-01T00:00:00.000+00:00",
  "2026-01-01 00:00:00.000Z",
  " 2026-01-01T00:00:00.000Z",
  "2026-01-01T00:00:00.000Z\n",
  "+02026-01-01T00:00:00.000Z",
  "２０２６-01-01T00:00:00.000Z",
  "",
])("%j is no instant", (input) => {
  expect(parseInstant(input)).toStrictEqual({ ok: false, error: { kind: "invalid-instant", input } })
})

test.for([
  ["2026-12-15", true],
  ["2026-02-29", false],
  ["2026-12-15T00:00:00.000Z", false],
  ["", false],
] as const)("the date %j is read: %s", ([input, read]) => {
  const parsed = parseDate(input)
  expect(parsed).toStrictEqual(
    read ? { ok: true, value: `${input}T00:00:00.000Z` } : { ok: false, error: { kind: "invalid-instant", input } },
  )
})

test.for([Number.NaN, Number.POSITIVE_INFINITY, 0.5, LAST + 1, -62_167_219_200_001])(
  "no instant is %d ms from 1970",
  (ms) => {
    expect(() => instantFromEpochMs(ms)).toThrow(RangeError)
  },
)
