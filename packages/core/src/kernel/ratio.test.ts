import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { above, atLeast, clears, needed, renderBasisPoints, renderPercent } from "./ratio.ts"

describe("atLeast compares whole things", () => {
  test.for([
    { passed: 34, inScope: 40, minimum: 8_500, reaches: true },
    { passed: 33, inScope: 40, minimum: 8_500, reaches: false },
    { passed: 84_999, inScope: 100_000, minimum: 8_500, reaches: false },
    { passed: 85_000, inScope: 100_000, minimum: 8_500, reaches: true },
    { passed: 1, inScope: 3, minimum: 3_333, reaches: true },
    { passed: 1, inScope: 3, minimum: 3_334, reaches: false },
    { passed: 849_999_999, inScope: 1_000_000_000, minimum: 8_500, reaches: false },
    { passed: 40, inScope: 40, minimum: 10_000, reaches: true },
    { passed: 39, inScope: 40, minimum: 10_000, reaches: false },
  ])("$passed of $inScope against $minimum: $reaches", ({ passed, inScope, minimum, reaches }) => {
    expect(atLeast({ passed, inScope }, minimum)).toBe(reaches)
  })
})

test("exactly the target is not above it", () => {
  expect(above({ passed: 90, inScope: 100 }, 9_000)).toBe(false)
  expect(above({ passed: 91, inScope: 100 }, 9_000)).toBe(true)
})

test("everything passed is green, also where the target is 100 %", () => {
  expect(clears({ passed: 12, inScope: 12 }, 10_000)).toBe(true)
  expect(clears({ passed: 11, inScope: 12 }, 10_000)).toBe(false)
  expect(clears({ passed: 90, inScope: 100 }, 9_000)).toBe(false)
})

const counts = fc
  .nat(1_000_000_000)
  .chain((inScope) => fc.record({ passed: fc.nat(inScope), inScope: fc.constant(inScope) }))
const basisPoints = fc.nat(10_000)

test("integers agree with exact fractions", () => {
  fc.assert(
    fc.property(counts, basisPoints, ({ passed, inScope }, minimum) => {
      expect(atLeast({ passed, inScope }, minimum)).toBe(BigInt(passed) * 10_000n >= BigInt(minimum) * BigInt(inScope))
      expect(above({ passed, inScope }, minimum)).toBe(BigInt(passed) * 10_000n > BigInt(minimum) * BigInt(inScope))
    }),
  )
})

test("needed is the smallest number of passes that reaches the minimum", () => {
  fc.assert(
    fc.property(fc.nat(10_000_000), basisPoints, (inScope, minimum) => {
      const least = needed(inScope, minimum)
      expect(atLeast({ passed: least, inScope }, minimum)).toBe(true)
      expect(least === 0 || !atLeast({ passed: least - 1, inScope }, minimum)).toBe(true)
    }),
  )
})

describe("percentages are cut, never rounded up", () => {
  test.for([
    { passed: 84_999, inScope: 100_000, text: "84.99 %" },
    { passed: 999_999, inScope: 1_000_000, text: "99.99 %" },
    { passed: 34, inScope: 40, text: "85 %" },
    { passed: 191, inScope: 197, text: "96.95 %" },
    { passed: 1, inScope: 10, text: "10 %" },
    { passed: 0, inScope: 3, text: "0 %" },
    { passed: 1_000, inScope: 1_000, text: "100 %" },
    { passed: 0, inScope: 0, text: "–" },
  ])("$passed of $inScope reads $text", ({ passed, inScope, text }) => {
    expect(renderPercent({ passed, inScope })).toBe(text)
  })

  test("what reads as the minimum has reached it", () => {
    fc.assert(
      fc.property(counts, basisPoints, ({ passed, inScope }, minimum) => {
        const read = Number.parseFloat(renderPercent({ passed, inScope }))
        expect(read < minimum / 100 || inScope === 0 || atLeast({ passed, inScope }, minimum)).toBe(true)
      }),
    )
  })

  test.for([
    [8_500, "85 %"],
    [8_550, "85.5 %"],
    [9_999, "99.99 %"],
    [10_000, "100 %"],
    [0, "0 %"],
    [10, "0.1 %"],
  ] as const)("%i basis points read %s", ([bp, text]) => {
    expect(renderBasisPoints(bp)).toBe(text)
  })
})
