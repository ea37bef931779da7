import fc from "fast-check"
import type { CategoryName, EnvironmentName } from "../catalog/names.ts"
import type { Instant } from "../kernel/instant.ts"
import type { SimpleResult, SimpleTest, World } from "./naive.contract.ts"

/** The path of the worlds that tests are told in. */
export const PATH = ["dev", "staging", "preprod", "prod"] as readonly string[] as readonly EnvironmentName[]
export const CATEGORIES = ["unit", "smoke", "functional"] as readonly string[] as readonly CategoryName[]
export const NOW = "2026-11-20T12:00:00.000Z" as Instant

const quarantine = fc.constantFrom("2026-11-20T12:00:00.000Z", "2026-11-20T12:00:00.001Z").map((until) => ({
  test: "*",
  owner: "anna",
  reason: "PAY-811",
  until: until as Instant,
}))

const simpleTest: fc.Arbitrary<Omit<SimpleTest, "name">> = fc
  .record({
    category: fc.constantFrom(...CATEGORIES),
    critical: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    scope: fc.oneof(fc.constant("all" as const), fc.subarray([...PATH], { minLength: 1 })),
    retired: fc.option(fc.constant("gone"), { nil: undefined, freq: 12 }),
    quarantine: fc.option(quarantine, { nil: undefined, freq: 8 }),
    suiteLevel: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    known: fc.oneof(
      { weight: 6, arbitrary: fc.constant("own" as const) },
      { weight: 3, arbitrary: fc.constantFrom("both", "source", "target", "none") },
    ),
  })
  .map(({ retired, quarantine: until, ...test }) => ({
    ...test,
    ...(retired === undefined ? {} : { retired }),
    ...(until === undefined ? {} : { quarantine: until }),
  }))

const executedIn = fc.oneof(
  { weight: 4, arbitrary: fc.constant("upstream" as const) },
  { weight: 1, arbitrary: fc.constant("source" as const) },
  { weight: 1, arbitrary: fc.subarray([...PATH], { minLength: 1 }) },
)

/** Random catalogues, scopes, predecessors and histories, small enough that every test is named in its group. */
export const worlds: fc.Arbitrary<World> = fc
  .array(simpleTest, { maxLength: 14 })
  .map((tests) => tests.map((test, at): SimpleTest => ({ ...test, name: `t${String(at).padStart(2, "0")}` })))
  .chain((tests) =>
    fc.record({
      path: fc.constant(PATH),
      at: fc.nat(PATH.length - 2),
      executedIn,
      tests: fc.constant(tests),
      results: tests.length === 0 ? fc.constant([]) : fc.array(resultOf(tests), { maxLength: 40 }),
      now: fc.constant(NOW),
    }),
  )

/** A result of one of `tests`, anywhere in the path; most pass. */
export function resultOf(tests: readonly SimpleTest[]): fc.Arbitrary<SimpleResult> {
  return fc
    .record({
      test: fc.constantFrom(...tests),
      environment: fc.constantFrom(...PATH),
      state: fc.constantFrom("passed", "passed", "passed", "passed", "failed", "errored", "skipped"),
      flaky: fc.boolean(),
      isOld: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    })
    .map(({ test, ...result }) => ({ ...result, test: test.name, flaky: result.flaky && result.state === "passed" }))
}
