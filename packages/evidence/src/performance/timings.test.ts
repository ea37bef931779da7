import fc from "fast-check"
import { expect, test } from "vitest"
import { Timings } from "./timings.ts"

test("percentiles are the nearest rank of the sorted durations", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 50 }), { minLength: 1, maxLength: 300 }), (durations) => {
      const timings = new Timings({ left: 1_000 })
      for (const ms of durations) timings.add(ms)
      const sorted = [...durations].sort((one, other) => one - other)
      const rank = (percent: number) => sorted[Math.ceil((percent * sorted.length) / 100) - 1]
      expect(timings.times()).toEqual({
        min: sorted[0],
        max: sorted.at(-1),
        mean: durations.reduce((sum, ms) => sum + ms, 0) / durations.length,
        p50: rank(50),
        p75: rank(75),
        p90: rank(90),
        p95: rank(95),
        p99: rank(99),
      })
    }),
  )
})

test("a duration takes room once, however often it is seen", () => {
  const timings = new Timings({ left: 2 })
  expect([5, 5, 7, 5, 9, 7].map((ms) => timings.add(ms))).toEqual([true, true, true, true, false, true])
})

test("nothing measured has no times, not even 0", () => {
  expect(new Timings({ left: 1 }).times()).toEqual({})
})
