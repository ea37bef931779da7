import { describe, expect, test } from "vitest"
import type { CategoryName, EnvironmentName } from "../catalog/names.ts"
import { snapshotOf, type SimpleResult, type SimpleTest, type World } from "../coverage/naive.contract.ts"
import { PATH } from "../coverage/worlds.contract.ts"
import { evaluateGate } from "./evaluate.ts"
import { checkOf, coverageRule, fresh, NOW, policy, release, situation, upstreamRule } from "./situations.contract.ts"

// The worked example of decisions §1: the acceptance test of coverage.

const [DEV, STAGING, PREPROD, PROD] = PATH as readonly [
  EnvironmentName,
  EnvironmentName,
  EnvironmentName,
  EnvironmentName,
]

type Ran = { readonly in: EnvironmentName; readonly passed: number; readonly failed?: number }

function tests(category: string, count: number, scope: SimpleTest["scope"]): SimpleTest[] {
  return Array.from({ length: count }, (_, at) => ({
    name: `${category}-${at}`,
    category: category as CategoryName,
    critical: false,
    scope,
    suiteLevel: false,
    known: "own",
  }))
}

function results(category: string, { in: environment, passed, failed = 0 }: Ran): SimpleResult[] {
  return Array.from({ length: passed + failed }, (_, at) => ({
    test: `${category}-${at}`,
    environment,
    state: at < passed ? "passed" : "failed",
    flaky: false,
    isOld: false,
  }))
}

const V250: Pick<World, "path" | "executedIn" | "tests" | "now"> & { readonly results: World["results"] } = {
  path: PATH,
  executedIn: "upstream",
  now: NOW,
  tests: [
    ...tests("unit", 145, [DEV]),
    ...tests("integration", 40, [DEV]),
    ...tests("smoke", 12, "all"),
    ...tests("functional", 95, [STAGING, PREPROD, PROD]),
    ...tests("performance", 15, [STAGING, PREPROD, PROD]),
  ],
  results: [
    ...results("unit", { in: DEV, passed: 145 }),
    ...results("integration", { in: DEV, passed: 34, failed: 6 }),
    ...results("smoke", { in: DEV, passed: 12 }),
    ...results("smoke", { in: STAGING, passed: 12 }),
    ...results("functional", { in: STAGING, passed: 89, failed: 6 }),
    ...results("performance", { in: STAGING, passed: 15 }),
  ],
}

/** The gate from the environment at this place of the path, after these deployments. */
function gate(at: number, deployed: readonly EnvironmentName[] = [], more: readonly SimpleResult[] = []) {
  const from = PATH[at] ?? DEV
  const edge = { lane: null, from, to: PATH[at + 1] ?? PROD, first: at === 0 }
  const upstream = deployed.includes(from)
    ? { deployment: "d", release: release("v2.5.0"), at: NOW, decision: { id: "1", verdict: "allow" as const } }
    : null
  return evaluateGate(policy([coverageRule(), upstreamRule]), {
    ...situation({ edge, upstream, evidence: at < 2 ? [fresh("smoke")] : [] }),
    coverage: snapshotOf({ ...V250, at, results: [...V250.results, ...more] }),
  })
}

const numbers = (answer: ReturnType<typeof gate>, id: string) => {
  const { measured, outcome } = checkOf(answer, id)
  return [measured?.passed, measured?.inScope, outcome]
}

describe("v2.5.0", () => {
  test("dev → staging: 191 of 197, integration amber at exactly 85 %, 110 tests not due: allow", () => {
    const answer = gate(0)
    expect(answer.verdict).toBe("allow")
    expect(numbers(answer, "coverage.exit")).toStrictEqual([191, 197, "pass"])
    expect(numbers(answer, "coverage.exit.integration")).toStrictEqual([34, 40, "warn"])
    expect(numbers(answer, "coverage.entry")).toStrictEqual([12, 12, "pass"])
    expect(numbers(answer, "coverage.entry.functional")).toStrictEqual([0, 0, "not_applicable"])
    const { excluded } = snapshotOf({ ...V250, at: 0 })
    expect(
      excluded.filter(({ reason }) => reason === "not-due").map(({ category, count }) => [category, count]),
    ).toStrictEqual([
      ["functional", 95],
      ["performance", 15],
    ])
  })

  test("staging → preprod before the deployment is recorded: hold", () => {
    const answer = gate(1)
    expect([answer.verdict, answer.reasons]).toStrictEqual(["hold", ["upstream.not_promoted"]])
    expect(answer.unblock).toStrictEqual([
      [{ action: "promote-upstream", who: "release manager", environment: STAGING }],
    ])
  })

  test("staging → preprod: 116 of 122 at both parts, the failing integration tests appear nowhere: allow", () => {
    const answer = gate(1, [STAGING])
    expect(answer.verdict).toBe("allow")
    for (const part of ["exit", "entry"]) {
      expect(numbers(answer, `coverage.${part}`)).toStrictEqual([116, 122, "pass"])
      expect(numbers(answer, `coverage.${part}.functional`)).toStrictEqual([89, 95, "pass"])
      expect(numbers(answer, `coverage.${part}.integration`)).toStrictEqual([0, 0, "not_applicable"])
    }
  })

  test("preprod → prod: 0 of 122, nothing executed, and not deployed to preprod: hold", () => {
    const answer = gate(2, [STAGING])
    expect([answer.verdict, answer.reasons]).toStrictEqual(["hold", ["coverage.no_report", "upstream.not_promoted"]])
    expect(numbers(answer, "coverage.exit")).toStrictEqual([0, 122, "unknown"])
    expect(numbers(answer, "coverage.entry")).toStrictEqual([116, 122, "pass"])
  })

  test("a re-run of integration in dev with 33 of 40: deny, although all together are at 96 %", () => {
    const answer = gate(0, [], results("integration", { in: DEV, passed: 33, failed: 7 }))
    expect([answer.verdict, answer.reasons]).toStrictEqual(["deny", ["coverage.below_minimum"]])
    expect(numbers(answer, "coverage.exit.integration")).toStrictEqual([33, 40, "fail"])
    expect(numbers(answer, "coverage.exit")).toStrictEqual([190, 197, "pass"])
    expect(answer.unblock).toMatchObject([
      [{ action: "pass-tests", count: 1, of: 7, state: "failing", category: "integration" }],
    ])
  })
})
