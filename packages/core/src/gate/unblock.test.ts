import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { CATEGORY_OF_KIND } from "../catalog/evidence-kind.ts"
import { OTHER, type CategoryName } from "../catalog/names.ts"
import type { CheckRule } from "../catalog/policy.ts"
import { edgeOf, standings, type SimpleResult, type SimpleTest } from "../coverage/naive.contract.ts"
import { arenas, checkRules, inputOf, type Arena } from "./arenas.contract.ts"
import { joinedRemedies, type Remedy } from "./checks/check-kind.ts"
import { CHECK_KINDS } from "./checks/registry.ts"
import { doneToReports, uploaded as uploadedReports } from "./done-reports.contract.ts"
import { evaluateGate } from "./evaluate.ts"
import { factsOf, type Facts } from "./facts.ts"
import type { Action, UnblockSet } from "./outcome.ts"
import { JUDGED_KINDS } from "../reports/uploads.contract.ts"
import { verdictOf } from "./verdict.ts"
import {
  ask,
  blockedRule,
  category,
  coverageRule,
  environment,
  evidenceRule,
  excluded,
  fresh,
  group,
  instant,
  policy,
  regressionRule,
  situation,
  upstreamRule,
  WEEK_MS,
  type Situation,
} from "./situations.contract.ts"

const countOf = (action: Action) => ("count" in action ? action.count : 1)

/** Sets that are smaller by one action, or by one test of one action. */
function lesser(set: UnblockSet): UnblockSet[] {
  return set.flatMap((action, at) => [
    set.toSpliced(at, 1),
    ...("count" in action && action.count > 1 ? [set.with(at, { ...action, count: action.count - 1 })] : []),
  ])
}

/** The input after a set, by the remedies' own hypotheticals. */
function afterInThought(checks: readonly CheckRule[], facts: Facts, set: UnblockSet): Facts {
  const remedies = joinedRemedies(
    checks.flatMap((rule): readonly Remedy[] => CHECK_KINDS[rule.kind].remedies(rule as never, facts)),
  )
  return set.reduce((hypothetical, action) => {
    const count = countOf(action)
    const remedy = remedies.find((one) => JSON.stringify(one.describe(count)) === JSON.stringify(action))
    if (remedy === undefined) throw new Error(`no remedy is ${JSON.stringify(action)}`)
    return remedy.apply(hypothetical, count)
  }, facts)
}

/** All checks of a gate, as the evaluator finds them. */
function found(checks: readonly CheckRule[], facts: Facts) {
  return checks.flatMap((rule) =>
    CHECK_KINDS[rule.kind].evaluate(rule as never, facts).map(({ outcome }) => ({ severity: rule.severity, outcome })),
  )
}

/** The world after a set was really done: new results, uploads, a deployment. */
function afterInTheWorld(arena: Arena, set: UnblockSet): Arena {
  return set.reduce(done, arena)
}

function done(arena: Arena, action: Action): Arena {
  const { world } = arena
  switch (action.action) {
    case "lift-block":
      return { ...arena, isBlocked: false }
    case "promote-upstream":
      return { ...arena, isPromoted: true }
    case "upload-report":
    case "fix-findings":
    case "fix-vulnerabilities":
    case "fix-violations":
    case "settle-licence":
    case "meet-budget":
    case "meet-thresholds":
    case "cover-code":
      return { ...arena, reports: doneToReports(arena.reports, action) }
    case "pass-tests": {
      const [here, also] = [action.environments[0], action.alsoIn[0]]
      const results = action.tests.slice(0, action.count).flatMap((test): SimpleResult[] =>
        [here, also].flatMap((place) =>
          place === undefined
            ? []
            : [
                {
                  test,
                  environment: place,
                  state: action.suiteLevel ? "not_run" : "passed",
                  flaky: false,
                  isOld: false,
                },
              ],
        ),
      )
      return reported(arena, results)
    }
    case "report-tests": {
      const added: SimpleTest = {
        name: `new-${action.category}`,
        category: action.category ?? OTHER,
        critical: false,
        scope: [action.environment],
        suiteLevel: false,
        known: "none",
      }
      const grown = { ...arena, world: { ...world, tests: [...world.tests, added] } }
      return reported(grown, [
        { test: added.name, environment: action.environment, state: "passed", flaky: false, isOld: false },
      ])
    }
    case "report-evidence": {
      // The category's tests run again and end as they did, and where they stand among the others' results stays as it
      // was: what else a re-run may bring nobody can foresee. One that counts and never ran fails.
      const counted = standings(world)
        .filter(
          ({ test: { category: of }, exit, excluded: reason }) =>
            of === action.category && exit !== null && reason === null,
        )
        .map(({ test }) => test)
      const names = new Set(counted.map(({ name }) => name))
      const isAgain = (result: SimpleResult) => result.environment === action.environment && names.has(result.test)
      const never = counted.find(({ suiteLevel }) => !suiteLevel)
      if (world.results.some(isAgain) || never === undefined) {
        const results = world.results.map((result) => (isAgain(result) ? { ...result, isOld: false } : result))
        return {
          ...arena,
          refused: arena.refused.filter((one) => one !== action.category),
          world: { ...world, results },
        }
      }
      return reported(arena, [
        { test: never.name, environment: action.environment, state: "failed", flaky: false, isOld: false },
      ])
    }
  }
}

/** Whether a first report from the source would stand before what the same tests did elsewhere: nobody can foresee it. */
function mayOverrule({ world }: Arena, action: Action): boolean {
  if (action.action !== "report-evidence") return false
  const names = new Set(world.tests.filter(({ category: of }) => of === action.category).map(({ name }) => name))
  const ran = world.results.filter(({ test: name }) => names.has(name))
  return ran.length > 0 && ran.every(({ environment: place }) => place !== action.environment)
}

/** Accepted uploads: what was refused before in the source is superseded. */
function reported(arena: Arena, results: readonly SimpleResult[]): Arena {
  const { source } = edgeOf(arena.world)
  const categoryOf = new Map(arena.world.tests.map((one) => [one.name, one.category]))
  const uploaded = new Set(
    results.filter((result) => result.environment === source).map((result) => categoryOf.get(result.test)),
  )
  return {
    ...arena,
    refused: arena.refused.filter((one) => !uploaded.has(one)),
    world: { ...arena.world, results: [...arena.world.results, ...results] },
  }
}

const stopped = fc.tuple(arenas, checkRules).map(([arena, checks]) => {
  const input = inputOf(arena)
  return { arena, checks, input, answer: evaluateGate(policy(checks), input) }
})

describe("each set opens the gate and no part of it does", () => {
  test("in thought: by the remedies' own hypotheticals", () => {
    fc.assert(
      fc.property(stopped, ({ checks, input, answer }) => {
        const facts = factsOf(input)
        const allows = (set: UnblockSet) => verdictOf(found(checks, afterInThought(checks, facts, set))) === "allow"
        for (const set of answer.unblock) {
          expect(allows(set)).toBe(true)
          for (const less of lesser(set)) expect(allows(less)).toBe(false)
        }
      }),
      { numRuns: 1_500 },
    )
  })

  test("in the world: results really reported, counted again", () => {
    fc.assert(
      fc.property(stopped, ({ arena, checks, answer }) => {
        // Mending the last broken suite of a category takes its old upload away with it, which no hypothesis foresees.
        fc.pre(!hasOnlySuites(arena))
        const allows = (set: UnblockSet) =>
          evaluateGate(policy(checks), inputOf(afterInTheWorld(arena, set))).verdict === "allow"
        // Which results are the old ones is not in the input: a re-run may happen to replace just these.
        const reports = (set: UnblockSet) => set.filter(({ action }) => action === "report-evidence").length
        for (const set of answer.unblock) {
          if (set.some((action) => mayOverrule(arena, action))) continue
          expect(allows(set)).toBe(true)
          for (const less of lesser(set)) expect(reports(less) < reports(set) || !allows(less)).toBe(true)
        }
      }),
      { numRuns: 1_500 },
    )
  })

  test("at most three, all different, the least work first, and none for an open gate", () => {
    fc.assert(
      fc.property(stopped, ({ answer: { verdict, unblock } }) => {
        const efforts = unblock.map((set) => set.reduce((sum, action) => sum + countOf(action), 0))
        expect(unblock.length).toBeLessThanOrEqual(3)
        expect(new Set(unblock.map((set) => JSON.stringify(set))).size).toBe(unblock.length)
        expect(efforts).toStrictEqual(efforts.toSorted((a, b) => a - b))
        expect(unblock.length === 0 || verdict === "deny" || verdict === "hold").toBe(true)
      }),
      { numRuns: 700 },
    )
  })

  test("there is none only where nothing that can be done to this release would help", () => {
    fc.assert(
      fc.property(stopped, ({ arena, checks, answer }) => {
        fc.pre(answer.verdict === "deny" || answer.verdict === "hold")
        // Where no check applies it is the policy that has to change.
        fc.pre(checks.some(({ kind }) => kind === "coverage"))
        // Where a narrowed entry looks at places a test may not run in, even the best world cannot please it.
        fc.pre(arena.world.executedIn === "upstream")
        // Mending the last broken suite of a category takes its old upload away with it, which no hypothesis foresees.
        fc.pre(!hasOnlySuites(arena))
        const open = evaluateGate(policy(checks), inputOf(bestOf(arena))).verdict === "allow"
        expect(answer.unblock.length > 0).toBe(open)
      }),
      { numRuns: 700 },
    )
  })
})

/** Whether broken suites are all that counts of some category. */
function hasOnlySuites({ world }: Arena): boolean {
  const counted = standings(world).filter(({ exit, excluded: reason }) => exit !== null && reason === null)
  return [...Map.groupBy(counted, ({ test: { category: of } }) => of).values()].some((members) =>
    members.every(({ test: { suiteLevel } }) => suiteLevel),
  )
}

/** Everything passes wherever it counts, fresh; each category has a test; it is promoted and not blocked. */
function bestOf(arena: Arena): Arena {
  const { source } = edgeOf(arena.world)
  const { world } = arena
  const fillers = ["unit", "smoke", "functional"].map((of): SimpleTest => ({
    name: `best-${of}`,
    category: category(of),
    critical: false,
    scope: [source],
    suiteLevel: false,
    known: "own",
  }))
  const tests = [...world.tests, ...fillers]
  const results = [source, ...edgeOf(world).upstream].flatMap((place) =>
    tests.map((one): SimpleResult => ({
      test: one.name,
      environment: place,
      state: one.suiteLevel ? "not_run" : "passed",
      flaky: false,
      isOld: false,
    })),
  )
  const nothing: Arena["reports"] = { uploads: [], refused: [], baseline: null }
  return {
    ...arena,
    refused: [],
    reports: [...JUDGED_KINDS, "vex" as const].reduce(
      (reports, kind) => uploadedReports(reports, kind, CATEGORY_OF_KIND[kind] as CategoryName),
      nothing,
    ),
    isBlocked: false,
    isPromoted: true,
    world: { ...world, tests, results: [...world.results, ...results] },
  }
}

type Row = {
  readonly when: string
  readonly checks: readonly CheckRule[]
  readonly told: Situation
  readonly sets: readonly unknown[]
}
const day = instant("2026-10-01T00:00:00.000Z")

describe("what people are told to do", () => {
  test.for<Row>([
    {
      when: "one of seven failing tests",
      checks: [coverageRule()],
      told: { counted: [group("integration", "passed", 33), group("integration", "failed", 7)] },
      sets: [[{ action: "pass-tests", count: 1, of: 7, state: "failing" }]],
    },
    {
      when: "either what failed or what did not run",
      checks: [coverageRule()],
      told: { counted: [group("unit", "passed", 80), group("unit", "failed", 10), group("unit", "not_run", 10)] },
      sets: [
        [{ action: "pass-tests", count: 5, state: "failing" }],
        [{ action: "pass-tests", count: 5, state: "not-run" }],
      ],
    },
    {
      when: "critical tests, all of them",
      checks: [coverageRule()],
      told: { counted: [group("smoke", "passed", 90), group("smoke", "failed", 3, { critical: true })] },
      sets: [[{ action: "pass-tests", count: 3, of: 3, critical: true }]],
    },
    {
      when: "a fresh report and nothing else",
      checks: [coverageRule(), evidenceRule(undefined, WEEK_MS)],
      told: {
        counted: [group("smoke", "passed", 9), group("smoke", "failed", 1)],
        evidence: [fresh("smoke", { oldest: { id: "u", receivedAt: day, producedAt: null } })],
      },
      sets: [[{ action: "report-evidence", category: "smoke", environment: "staging" }]],
    },
    {
      when: "passing tests do not make the older results of the others fresh",
      checks: [coverageRule(), evidenceRule(undefined, WEEK_MS)],
      told: {
        counted: [group("smoke", "passed", 8), group("smoke", "failed", 2)],
        evidence: [fresh("smoke", { oldest: { id: "u", receivedAt: day, producedAt: null } })],
      },
      sets: [[{ action: "pass-tests", count: 1 }, { action: "report-evidence" }]],
    },
    {
      when: "nor where a refused upload is superseded by them",
      checks: [coverageRule(), evidenceRule(undefined, WEEK_MS)],
      told: {
        counted: [group("smoke", "passed", 8), group("smoke", "failed", 2)],
        evidence: [
          fresh("smoke", {
            oldest: { id: "u", receivedAt: day, producedAt: null },
            refused: { id: "r", outcome: "rejected", reason: "truncated" },
          }),
        ],
      },
      sets: [[{ action: "pass-tests", count: 1 }, { action: "report-evidence" }]],
    },
    {
      when: "the refused upload is superseded by the tests that must pass",
      checks: [coverageRule(), evidenceRule(undefined, WEEK_MS)],
      told: {
        counted: [group("smoke", "passed", 8), group("smoke", "failed", 2)],
        evidence: [fresh("smoke", { refused: { id: "r", outcome: "rejected", reason: "truncated" } })],
      },
      sets: [[{ action: "pass-tests", count: 1 }]],
    },
    {
      when: "the missing report of a category comes with the tests that must pass",
      checks: [coverageRule(), evidenceRule(["smoke"])],
      told: { counted: [group("smoke", "not_run", 10)] },
      sets: [[{ action: "pass-tests", count: 9, of: 10, state: "not-run" }]],
    },
    {
      when: "evidence of a category without tests needs a test",
      checks: [coverageRule(), evidenceRule(["smoke"])],
      told: { counted: [group("unit", "passed", 10)], evidence: [fresh("unit")] },
      sets: [[{ action: "report-tests", category: "smoke" }]],
    },
    {
      when: "nothing counts in the source",
      checks: [coverageRule()],
      told: { excluded: [excluded("smoke", "out-of-scope")] },
      sets: [[{ action: "report-tests", category: null, environment: "staging" }]],
    },
    {
      when: "a required category without tests",
      checks: [coverageRule({ required: [category("smoke")] })],
      told: { counted: [group("unit", "passed", 10)] },
      sets: [[{ action: "report-tests", category: "smoke" }]],
    },
    {
      when: "a required category that is nothing but a broken suite: mend it, and report a test",
      checks: [coverageRule({ required: [category("smoke")] })],
      told: { counted: [group("unit", "passed", 10), group("smoke", "errored", 1, { suiteLevel: true })] },
      sets: [
        [
          { action: "pass-tests", suiteLevel: true },
          { action: "report-tests", category: "smoke" },
        ],
      ],
    },
    {
      when: "the block lifted, then promoted upstream",
      checks: [coverageRule(), blockedRule, upstreamRule],
      told: { counted: [group("unit", "passed", 10)], upstream: null, blocked: { reason: "r", by: "b", at: day } },
      sets: [[{ action: "lift-block" }, { action: "promote-upstream", environment: "staging" }]],
    },
    {
      when: "what fell against the running release",
      checks: [regressionRule()],
      told: {
        counted: [group("smoke", "passed", 8), group("smoke", "failed", 2)],
        baseline: {
          release: situation().subject.release,
          categories: [{ category: category("smoke"), passed: 9, inScope: 10, executed: 10 }],
        },
      },
      sets: [[{ action: "pass-tests", count: 1, of: 2 }]],
    },
    {
      when: "nothing helps where the policy looks only where the tests may not run",
      checks: [coverageRule()],
      told: { counted: [group("unit", "passed", 10), group("smoke", null, 3, { entry: "not_run", runIn: [] })] },
      sets: [],
    },
    {
      when: "one large group rather than several small ones",
      checks: [coverageRule({ perCategory: false })],
      told: {
        counted: [
          group("unit", "passed", 80),
          group("a", "failed", 4),
          group("b", "failed", 12),
          group("c", "failed", 4),
        ],
      },
      sets: [
        [{ action: "pass-tests", category: "b", count: 5 }],
        [
          { category: "a", count: 4 },
          { category: "c", count: 1 },
        ],
      ],
    },
  ])("$when", ({ checks, told, sets }) => {
    expect(ask(checks, told).unblock).toMatchObject(sets)
  })

  test("who can do it is said", () => {
    const told = { counted: [group("unit", "failed", 1)], upstream: null, blocked: { reason: "r", by: "b", at: day } }
    const [set] = ask([coverageRule(), blockedRule, upstreamRule], told).unblock
    expect(set?.map(({ action, who }) => [action, who])).toStrictEqual([
      ["pass-tests", "developer"],
      ["lift-block", "release manager"],
      ["promote-upstream", "release manager"],
    ])
  })

  test("both places are said where the entry looks elsewhere", () => {
    const counted = [group("unit", "failed", 1, { entry: "failed", alsoRunIn: [environment("dev")] })]
    expect(ask([coverageRule()], { counted }).unblock).toMatchObject([[{ environments: ["staging"], alsoIn: ["dev"] }]])
  })
})

test("two hundred groups of fifty categories, all failing, are searched with few questions", () => {
  const counted = Array.from({ length: 200 }, (_, at) =>
    group(`c${at % 50}`, at % 4 === 0 ? "passed" : "failed", 900 + at),
  )
  const { verdict, unblock } = ask([coverageRule()], { counted })
  expect(verdict).toBe("deny")
  expect(unblock.map((set) => set.length)).toStrictEqual([150, 150])
})
