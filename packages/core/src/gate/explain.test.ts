import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { arenas, checkRules, inputOf } from "./arenas.contract.ts"
import { evaluateGate } from "./evaluate.ts"
import { explainAction, explainCheck, explainReason, explainSet, explainVerdict, titleOf } from "./explain.ts"
import type { Action, Reason } from "./outcome.ts"
import {
  ask,
  blockedRule,
  checkOf,
  coverageRule,
  environment,
  evidenceRule,
  group,
  instant,
  NOW,
  policy,
  regressionRule,
  release,
  situation,
  unavailableRule,
  upstreamRule,
} from "./situations.contract.ts"
import { renderDuration } from "./words.ts"

const { edge } = situation()
const good = { counted: [group("smoke", "passed", 10)] }

describe("the line that a person reads first", () => {
  test.for([
    { checks: [coverageRule()], told: good, says: "v2.5.0 from staging to preprod: allowed." },
    {
      checks: [coverageRule()],
      told: { counted: [group("smoke", "passed", 9), group("smoke", "failed", 1)] },
      says: "v2.5.0 from staging to preprod: allowed, with 2 warnings.",
    },
    {
      checks: [coverageRule()],
      told: { counted: [group("smoke", "failed", 1), group("unit", "passed", 99)] },
      says: "v2.5.0 from staging to preprod: denied by 1 check.",
    },
    {
      checks: [coverageRule(), upstreamRule],
      told: { ...good, upstream: null },
      says: "v2.5.0 from staging to preprod: on hold, 1 check cannot be answered yet.",
    },
    { checks: [], told: good, says: "v2.5.0 from staging to preprod: on hold, because no blocking check applies." },
    {
      checks: [unavailableRule("soak"), { ...coverageRule(), parameters: null as never }],
      told: good,
      says: "v2.5.0 from staging to preprod: could not be evaluated.",
    },
  ])("$says", ({ checks, told, says }) => {
    expect(explainVerdict("v2.5.0", edge, ask(checks, told))).toBe(says)
  })
})

describe("one sentence per check", () => {
  const counted = [group("integration", "passed", 33), group("integration", "failed", 7), group("smoke", "not_run", 12)]
  const answer = ask([coverageRule(), evidenceRule(["smoke"]), upstreamRule, blockedRule], { counted, upstream: null })

  test.for([
    [
      "coverage.exit.integration",
      "coverage at exit: integration",
      "33/40 passed (82.5 %, minimum 85 %); 1 more pass needed",
    ],
    ["coverage.exit.smoke", "coverage at exit: smoke", "12 tests that count: no report has arrived from staging"],
    [
      "coverage.exit",
      "coverage at exit: all categories, pooled",
      "33/52 passed (63.46 %, minimum 85 %); 12 more passes needed",
    ],
    ["coverage.entry", "coverage at entry: all categories, pooled", "does not apply here"],
    ["evidence.tests", "evidence.tests", "no accepted evidence of smoke from staging"],
    ["upstream", "upstream", "not running in staging (nothing is)"],
    ["release.blocked", "release.blocked", "does not apply here"],
  ] as const)("%s", ([id, title, says]) => {
    const check = checkOf(answer, id)
    expect([titleOf(check), explainCheck(check)]).toStrictEqual([title, says])
  })
})

describe("one sentence per reason", () => {
  test.for<[Reason, string]>([
    [{ code: "coverage.below_minimum", short: 0, tests: [] }, "below the minimum"],
    [{ code: "coverage.critical_failed", count: 1, tests: [] }, "1 critical test did not pass"],
    [{ code: "coverage.vanished", count: 2, tests: [] }, "2 tests of the predecessor vanished"],
    [{ code: "coverage.no_report", environments: [] }, "no report has arrived from where the policy looks"],
    [
      { code: "coverage.not_executed", environments: ["dev", "staging"].map(environment) },
      "nothing was executed in dev or staging",
    ],
    [{ code: "coverage.empty_scope", environment: environment("dev") }, "no test counts in dev"],
    [
      {
        code: "coverage.regressed",
        category: "smoke" as never,
        before: { release: release("v2.4.0"), passed: 9, inScope: 10 },
        now: { passed: 2, inScope: 3 },
      },
      "smoke fell from 90 % (v2.4.0) to 66.66 %",
    ],
    [
      {
        code: "evidence.stale",
        category: "smoke" as never,
        evidence: "u",
        since: instant("2026-11-01T00:00:00.000Z"),
        maxAgeMs: 604_800_000,
      },
      "smoke evidence is from 2026-11-01T00:00:00.000Z, older than 7 days",
    ],
    [
      { code: "evidence.rejected", category: "smoke" as never, evidence: "u", because: "line 3\u001b[31m" },
      "the newest smoke upload was refused: line 3�[31m",
    ],
    [
      { code: "upstream.not_promoted", environment: environment("staging"), running: null, missing: "allow" },
      "was deployed to staging without an enforced allow",
    ],
    [{ code: "release.blocked", because: "data\nloss", by: "anna\u202e" }, "blocked by anna�: data loss"],
    [{ code: "check.not_available", wanted: "soak" }, "`soak` is not evaluated by this version"],
    [{ code: "policy.no_checks" }, "no blocking check applies"],
    [{ code: "engine.error", detail: "TypeError: x" }, "the evaluator failed: TypeError: x"],
  ])("$1", ([reason, says]) => {
    expect(explainReason(reason)).toBe(says)
  })
})

describe("one instruction per action", () => {
  const tests = (over: Partial<Extract<Action, { action: "pass-tests" }>>): Action => ({
    action: "pass-tests",
    who: "developer",
    count: 2,
    of: 6,
    state: "failing",
    category: "integration" as never,
    critical: false,
    vanished: false,
    suiteLevel: false,
    environments: [environment("dev")],
    alsoIn: [],
    tests: [],
    group: 0,
    ...over,
  })
  test.for<[Action, string]>([
    [tests({}), "make 2 of these 6 failing integration tests pass in dev"],
    [tests({ count: 6 }), "make the 6 failing integration tests pass in dev"],
    [tests({ count: 1, of: 1, critical: true }), "make the failing critical integration test pass in dev"],
    [tests({ state: "not-run" }), "run 2 of the 6 integration tests that have not run in dev, passing"],
    [
      tests({ state: "not-run", count: 6, vanished: true }),
      "run the 6 vanished integration tests that have not run in dev, passing",
    ],
    [tests({ state: "not-run", count: 1, of: 1 }), "run the integration test that has not run in dev, passing"],
    [tests({ suiteLevel: true, count: 1, of: 1 }), "mend the broken integration suite in dev"],
    [tests({ suiteLevel: true, count: 2, of: 2 }), "mend all of 2 broken integration suites in dev"],
    [tests({ suiteLevel: true }), "mend 2 of 6 broken integration suites in dev"],
    [
      tests({ environments: ["dev", "qa"].map(environment), alsoIn: [environment("staging")] }),
      "make 2 of these 6 failing integration tests pass in dev or qa and in staging",
    ],
    [
      { action: "report-tests", who: "pipeline", category: null, environment: environment("dev") },
      "report at least one passing test that counts in dev",
    ],
    [
      { action: "report-evidence", who: "pipeline", category: "smoke" as never, environment: environment("dev") },
      "upload a new report of all smoke tests from dev",
    ],
    [
      { action: "promote-upstream", who: "release manager", environment: environment("staging") },
      "promote it to staging first: an allowed gate into staging, then the recorded deployment",
    ],
    [{ action: "lift-block", who: "release manager" }, "have the block of this release lifted"],
  ])("$1", ([action, says]) => {
    expect(explainAction(action)).toBe(says)
  })

  test("a set names who can do what", () => {
    const told = { counted: [group("unit", "failed", 1)], blocked: { reason: "r", by: "b", at: NOW } }
    const [set = []] = ask([coverageRule(), blockedRule], told).unblock
    expect(explainSet(set)).toBe(
      "make the failing unit test pass in staging (developer); and have the block of this release lifted (release manager)",
    )
  })
})

test("whatever happens, every sentence can be made, and making it changes nothing", () => {
  fc.assert(
    fc.property(arenas, checkRules, (arena, checks) => {
      const outcome = evaluateGate(policy([...checks, regressionRule()]), inputOf(arena))
      const before = JSON.stringify(outcome)
      const said = [
        explainVerdict("v1", edge, outcome),
        ...outcome.checks.flatMap((check) => [titleOf(check), explainCheck(check)]),
        ...outcome.unblock.map(explainSet),
      ]
      expect(said.every((text) => text !== "" && !/undefined|NaN|\bin ,|\bfrom $/.test(text))).toBe(true)
      expect(JSON.stringify(outcome)).toBe(before)
    }),
  )
})

test.for([
  [604_800_000, "7 days"],
  [86_400_000, "1 day"],
  [129_600_000, "36 hours"],
  [5_400_000, "90 minutes"],
  [1_500, "2 seconds"],
] as const)("%i ms is %s", ([ms, text]) => {
  expect(renderDuration(ms)).toBe(text)
})
