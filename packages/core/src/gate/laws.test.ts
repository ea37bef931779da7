import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { CheckRule, Gate } from "../catalog/policy.ts"
import { snapshotOf, standings, type SimpleResult, type SimpleTest, type World } from "../coverage/naive.contract.ts"
import { PATH, resultOf } from "../coverage/worlds.contract.ts"
import { canonicalJson, type Json } from "../kernel/canonical-json.ts"
import { CHECK_KINDS } from "./checks/registry.ts"
import { factsOf } from "./facts.ts"
import { evaluateGate } from "./evaluate.ts"
import { arenas, checkRules, inputOf, testArenas, testRules, type Arena } from "./arenas.contract.ts"
import { category, policy } from "./situations.contract.ts"

const bytes = (value: unknown) => canonicalJson(value as Json)
const verdictOf = (checks: Gate["checks"], arena: Arena) => evaluateGate(policy(checks), inputOf(arena)).verdict

type Case = {
  readonly arena: Arena
  readonly checks: readonly CheckRule[]
  readonly tests: readonly SimpleTest[]
  readonly results: readonly SimpleResult[]
}

describe("the laws of decisions §3, over random policies and histories", () => {
  test("another failing result of this release never turns deny or hold into allow", () => {
    const bad = fc.constantFrom("failed", "errored", "skipped")
    const cases: fc.Arbitrary<Case> = fc.tuple(arenas, checkRules).chain(([arena, checks]) => {
      const reported = new Set(arena.world.results.map((result) => result.test))
      // A test that nobody knew of may bring its category with it; that is another fact than its failing.
      const known = arena.world.tests.filter(({ name, known: by }) => by !== "none" || reported.has(name))
      const added: SimpleTest = {
        name: "new",
        category: category("unit"),
        critical: false,
        scope: "all",
        suiteLevel: false,
        known: "own",
      }
      const results = fc
        .array(fc.tuple(resultOf([...known, added]), bad), { minLength: 1, maxLength: 5 })
        .map((pairs) => pairs.map(([result, state]): SimpleResult => ({ ...result, state, flaky: false })))
      const tests = fc.boolean().map((isNew) => (isNew ? [...arena.world.tests, added] : arena.world.tests))
      return fc.record({ arena: fc.constant(arena), checks: fc.constant(checks), results, tests })
    })
    fc.assert(
      fc.property(cases, ({ arena, checks, results, tests }) => {
        const before = inputOf(arena)
        const fitting = results.filter((result) => tests.some(({ name }) => name === result.test))
        const world: World = { ...arena.world, tests, results: [...arena.world.results, ...fitting] }
        // Fresh evidence is a fact of its own, so what is known of uploads stays as it was.
        const after = { ...before, coverage: snapshotOf(world) }
        const was = evaluateGate(policy(checks), before).verdict
        const is = evaluateGate(policy(checks), after).verdict
        expect(was === "allow" || is !== "allow").toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })

  test("one test more that passes, of those that count, never closes an open gate", () => {
    fc.assert(
      fc.property(testArenas, testRules, fc.nat(), (arena, checks, pick) => {
        const counted = standings(arena.world).filter(({ exit }) => exit !== null)
        const chosen = counted[pick % Math.max(1, counted.length)]
        fc.pre(chosen !== undefined && !chosen.test.suiteLevel && verdictOf(checks, arena) === "allow")
        const source = PATH[arena.world.at]
        fc.pre(source !== undefined && arena.world.executedIn === "upstream")
        const passed: SimpleResult = {
          test: chosen.test.name,
          environment: source,
          state: "passed",
          flaky: false,
          isOld: false,
        }
        const world = { ...arena.world, results: [...arena.world.results, passed] }
        expect(verdictOf(checks, { ...arena, world })).toBe("allow")
      }),
      { numRuns: 1_000 },
    )
  })

  test("the same input gives the same bytes", () => {
    fc.assert(
      fc.property(arenas, checkRules, (arena, checks) => {
        const input = inputOf(arena)
        const before = bytes(input)
        const first = bytes(evaluateGate(policy(checks), input))
        expect(bytes(evaluateGate(policy(checks), JSON.parse(before) as typeof input))).toBe(first)
        expect(bytes(input)).toBe(before)
      }),
    )
  })

  test("every check is evaluated, also after one failed", () => {
    fc.assert(
      fc.property(arenas, checkRules, (arena, checks) => {
        const input = inputOf(arena)
        const alone = checks.flatMap((rule) => evaluateGate(policy([rule]), input).checks)
        expect(evaluateGate(policy(checks), input).checks).toStrictEqual(alone)
      }),
    )
  })

  test("outcomes without words are those with words", () => {
    fc.assert(
      fc.property(arenas, checkRules, (arena, checks) => {
        const facts = factsOf(inputOf(arena))
        for (const rule of checks) {
          const { evaluate, outcomes } = CHECK_KINDS[rule.kind]
          const told = evaluate(rule as never, facts).map(({ outcome }) => outcome)
          expect(outcomes?.(rule as never, facts) ?? told).toStrictEqual(told)
        }
      }),
    )
  })

  test("an evaluation error never allows", () => {
    const broken = fc.constantFrom<CheckRule>(
      { kind: "coverage", severity: "block", parameters: null } as unknown as CheckRule,
      { kind: "no-such-kind", severity: "block", parameters: {} } as unknown as CheckRule,
    )
    fc.assert(
      fc.property(arenas, checkRules, broken, fc.nat(), (arena, checks, rule, at) => {
        const verdict = verdictOf(checks.toSpliced(at % (checks.length + 1), 0, rule), arena)
        expect([null, "deny"]).toContain(verdict)
      }),
    )
  })

  test("who asks, when results came in between and what the release is called change nothing", () => {
    fc.assert(
      fc.property(arenas, checkRules, fc.string(), (arena, checks, actor) => {
        const input = inputOf(arena)
        expect(evaluateGate(policy(checks), { ...input, actor, ledgerSize: 99, mode: "advisory" })).toStrictEqual(
          evaluateGate(policy(checks), input),
        )
      }),
    )
  })

  test("checks that only warn or observe never change the verdict", () => {
    fc.assert(
      fc.property(
        arenas,
        checkRules,
        fc.constantFrom("warn" as const, "observe" as const),
        (arena, checks, severity) => {
          const quiet = checks.map((rule): CheckRule => ({ ...rule, severity }))
          expect(verdictOf([...checks, ...quiet], arena)).toBe(verdictOf(checks, arena))
        },
      ),
    )
  })
})
