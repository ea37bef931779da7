import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { AggregateRule } from "../../catalog/policy.ts"
import { ask, category, checkOf, coverageRule, group } from "../situations.contract.ts"
import { aggregateReaches, shortOf, type Term } from "./aggregate.ts"

const terms = (of: Readonly<Record<string, readonly [number, number]>>): readonly Term[] =>
  Object.entries(of).map(([name, [passed, inScope]]) => ({ category: name, passed, inScope }))
const together = (of: readonly Term[]) =>
  of.reduce((sum, { passed, inScope }) => ({ passed: sum.passed + passed, inScope: sum.inScope + inScope }), {
    passed: 0,
    inScope: 0,
  })
const weights = (of: Readonly<Record<string, number>>): AggregateRule => ({
  rule: "weighted",
  weights: Object.entries(of).map(([name, weight]) => ({ category: category(name), weight })),
})

describe("categories together", () => {
  const of = terms({ unit: [145, 145], integration: [33, 40], smoke: [12, 12] })
  test.for<{ when: string; rule: AggregateRule; threshold: number; reaches: boolean }>([
    { when: "pooled: 190 of 197", rule: { rule: "pooled" }, threshold: 9_644, reaches: true },
    { when: "pooled: 190 of 197 is less than 96.45 %", rule: { rule: "pooled" }, threshold: 9_645, reaches: false },
    { when: "min: the weakest is 82.5 %", rule: { rule: "min" }, threshold: 8_250, reaches: true },
    { when: "min: the weakest is less than 82.51 %", rule: { rule: "min" }, threshold: 8_251, reaches: false },
    { when: "weighted alike: (1 + 0.825 + 1) ÷ 3", rule: weights({}), threshold: 9_416, reaches: true },
    { when: "weighted alike, one basis point more", rule: weights({}), threshold: 9_417, reaches: false },
    { when: "weighted 1:8:1: 86 % exactly", rule: weights({ integration: 8 }), threshold: 8_600, reaches: true },
    {
      when: "weighted 1:8:1, one basis point more",
      rule: weights({ integration: 8 }),
      threshold: 8_601,
      reaches: false,
    },
  ])("$when", ({ rule, threshold, reaches }) => {
    expect(aggregateReaches(together(of), of, rule, threshold)).toBe(reaches)
  })
})

test("weights are exact where doubles are not", () => {
  const huge = 999_999_937
  const of = terms({ a: [huge - 1, huge], b: [1, 1_000_000_007], c: [huge, huge] })
  // (1 − 1/p + 1/q + 1) ÷ 3 lies below 2/3 by about 2·10⁻¹⁷, which no double can tell from 2/3.
  const equal = terms({ a: [1, 1], b: [0, 1], c: [1, 1] })
  const rule = weights({ a: 5_000, b: 1, c: 4_999 })
  expect(aggregateReaches(together(equal), equal, rule, 9_999)).toBe(true)
  expect(aggregateReaches(together(of), of, rule, 9_999)).toBe(false)
})

test("exactly the threshold is exactly the threshold, however large the numbers", () => {
  const of = terms({
    a: [999_999_937, 1_999_999_874],
    b: [1_000_000_007, 2_000_000_014],
    c: [999_999_893, 1_999_999_786],
  })
  expect(aggregateReaches(together(of), of, weights({}), 5_000, "at-least")).toBe(true)
  expect(aggregateReaches(together(of), of, weights({}), 5_000, "above")).toBe(false)
})

test("together is what it is, in whatever order categories come, and agrees with fractions", () => {
  const triple = fc
    .nat(1_000_000)
    .chain((inScope) => fc.tuple(fc.nat(inScope + 1), fc.constant(inScope + 1), fc.integer({ min: 1, max: 100 })))
  fc.assert(
    fc.property(fc.array(triple, { minLength: 1, maxLength: 6 }), fc.nat(10_000), (triples, threshold) => {
      const of = terms(
        Object.fromEntries(triples.map(([passed, inScope], at) => [`c${at}`, [passed, inScope] as const])),
      )
      const turned = of.toReversed()
      const rule = weights(Object.fromEntries(triples.map(([, , weight], at) => [`c${at}`, weight])))
      const product = triples.reduce((all, [, inScope]) => all * BigInt(inScope), 1n)
      const sum = triples.reduce(
        (all, [passed, inScope, weight]) => all + (BigInt(weight * passed) * product) / BigInt(inScope),
        0n,
      )
      const total = triples.reduce((all, [, , weight]) => all + BigInt(weight), 0n)
      const expected = sum * 10_000n >= BigInt(threshold) * total * product
      expect(aggregateReaches(together(of), of, rule, threshold)).toBe(expected)
      expect(aggregateReaches(together(of), turned, rule, threshold)).toBe(expected)
    }),
  )
})

test("short passes, handed out, reach the minimum, and one fewer does not", () => {
  const of = terms({ a: [3, 10], b: [8, 10], c: [10, 10] })
  expect(shortOf(together(of), of, { rule: "pooled" }, 8_500)).toBe(5)
  expect(shortOf(together(of), of, { rule: "min" }, 8_500)).toBe(7)
  expect(shortOf(together(of), of, weights({}), 8_500)).toBe(0)
})

test.for<[AggregateRule, string]>([
  [{ rule: "pooled" }, "pass"],
  [{ rule: "min" }, "fail"],
  [weights({ integration: 4 }), "warn"],
])(
  "the gate uses the rule that the policy writes: %j gives %s, and its name stands beside the number",
  ([aggregate, outcome]) => {
    const counted = [
      group("unit", "passed", 157),
      group("integration", "passed", 33),
      group("integration", "failed", 7),
    ]
    const found = checkOf(ask([coverageRule({ aggregate, perCategory: false })], { counted }), "coverage.exit")
    expect([found.outcome, found.required?.aggregate]).toStrictEqual([outcome, aggregate.rule])
  },
)
