import { expect, test } from "vitest"
import type { Measurement } from "../gate/outcome.ts"
import { measurementView } from "./measurement-view.ts"

const count = { value: 3, unit: "count", rule: "at-most", limit: 2, met: false } as const

const says: readonly { readonly what: string; readonly measurement: Measurement; readonly said: string }[] = [
  {
    what: "a severity counts what is worse, too",
    measurement: { ...count, what: "high" },
    said: "high or worse | 3 | ≤ 2",
  },
  { what: "the worst has nothing worse", measurement: { ...count, what: "critical" }, said: "critical | 3 | ≤ 2" },
  { what: "a total is all together", measurement: { ...count, what: "total" }, said: "all together | 3 | ≤ 2" },
  {
    what: "times are in the unit that reads best, whole",
    measurement: {
      what: "p95",
      scope: "POST /pay",
      value: 388_250,
      unit: "us",
      rule: "at-most",
      limit: 1_500_000,
      met: true,
    },
    said: "p95 of POST /pay | 388.25 ms | ≤ 1.5 s",
  },
  {
    what: "a ratio says what it is made of, and is never rounded up to its limit",
    measurement: {
      what: "line",
      value: 79_999,
      of: 100_000,
      unit: "basis-points",
      rule: "at-least",
      limit: 8_000,
      met: false,
    },
    said: "line | 79.99 % (79999 / 100000) | ≥ 80 %",
  },
  {
    what: "what nothing states is not measured, and not nothing",
    measurement: { what: "branch", value: null, unit: "basis-points", rule: "at-least", limit: 8_000, met: false },
    said: "branch | not measured | ≥ 80 %",
  },
]

test.for(says)("$what", ({ measurement, said }) => {
  const { what, value, basis, limit, met } = measurementView(measurement)
  expect([what, basis === "" ? value : `${value} (${basis})`, limit].join(" | ")).toBe(said)
  expect(met).toBe(measurement.met)
})
