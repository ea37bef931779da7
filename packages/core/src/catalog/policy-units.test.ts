import fc from "fast-check"
import { expect, test } from "vitest"
import { epochMs, instantFromEpochMs } from "../kernel/instant.ts"
import { readDuration, readMoment, readPercent } from "./policy-units.ts"

test.for([
  ["85", 8_500],
  ["85.5", 8_550],
  ["84.99", 8_499],
  ["85.50", 8_550],
  ["85.500", 8_550],
  ["0", 0],
  ["-0", 0],
  ["100.00", 10_000],
  ["100.001", "out-of-range"],
  ["85.555", "too-fine"],
  // The float is 84.99; the digits are not.
  ["84.99000000000000000001", "too-fine"],
  ["1e1", "not-decimal"],
  ["0x10", "not-decimal"],
  ["-1", "out-of-range"],
  ["1e999", "out-of-range"],
] as const)("%s %% is %s basis points", ([source, expected]) => {
  expect(readPercent(Number(source), source)).toBe(expected)
})

test("every basis point survives being written as a percentage", () => {
  for (let bp = 0; bp <= 10_000; bp++) {
    const source = (bp / 100).toFixed(2)
    expect(readPercent(Number(source), source)).toBe(bp)
  }
})

test.for([
  ["7d", 604_800_000],
  ["24h", 86_400_000],
  ["30m", 1_800_000],
  ["45s", 45_000],
  ["1h30m", 5_400_000],
  ["1d 2h 3m 4s", 93_784_000],
  ["0s", undefined],
  ["30m1h", undefined],
  ["1h1h", undefined],
  ["7", undefined],
  ["7 d", undefined],
  ["-7d", undefined],
  ["1.5h", undefined],
  ["2w", undefined],
  ["", undefined],
  ["999999d", undefined],
] as const)("%s lasts %s ms", ([text, expected]) => {
  expect(readDuration(text)).toBe(expected)
})

test.for([
  ["2026-12-15", "2026-12-15T00:00:00.000Z"],
  ["2026-12-15T08:00:00Z", "2026-12-15T08:00:00.000Z"],
  ["2026-12-15t08:00:00.1239z", "2026-12-15T08:00:00.123Z"],
  ["2026-12-15T08:00:00.5+01:30", "2026-12-15T06:30:00.500Z"],
  ["2026-12-31T23:30:00-01:00", "2027-01-01T00:30:00.000Z"],
  ["2024-02-29", "2024-02-29T00:00:00.000Z"],
  ["2026-02-29", undefined],
  ["2026-13-01", undefined],
  ["2026-12-15T24:00:00Z", undefined],
  ["2026-12-15T08:00:00", undefined],
  ["2026-12-15T08:00:00+24:00", undefined],
  ["2026-12-15 08:00:00Z", undefined],
  ["0000-01-01T00:00:00+01:00", undefined],
  ["9999-12-31T23:59:59-01:00", undefined],
  ["soon", undefined],
] as const)("%s is the moment %s", ([text, expected]) => {
  expect(readMoment(text)).toBe(expected)
})

test("an offset moves the clock, not the moment", () => {
  const minutes = fc.integer({ min: -1_439, max: 1_439 })
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_000_000_000_000 }), minutes, (ms, offset) => {
      const two = (n: number) => String(n).padStart(2, "0")
      const ahead = Math.abs(offset)
      const zone = `${offset < 0 ? "-" : "+"}${two(Math.floor(ahead / 60))}:${two(ahead % 60)}`
      const local = instantFromEpochMs(ms + offset * 60_000).replace("Z", zone)
      const read = readMoment(local)
      expect(read && epochMs(read)).toBe(ms)
    }),
  )
})
