import { describe, expect, test } from "vitest"
import type { CheckRule } from "../../catalog/policy.ts"
import type { Baseline, UpstreamState } from "../input.ts"
import type { CheckOutcome, Verdict } from "../outcome.ts"
import type { ReasonCode } from "../reason-codes.ts"
import {
  ask,
  blockedRule,
  category,
  checkOf,
  coverageRule,
  environment,
  evidenceRule,
  fresh,
  group,
  instant,
  NOW,
  regressionRule,
  release,
  situation,
  unavailableRule,
  upstreamRule,
  WEEK_MS,
  type Situation,
} from "../situations.contract.ts"

type Row = {
  readonly when: string
  readonly rule: CheckRule
  readonly told: Situation
  readonly outcome: CheckOutcome
  readonly reasons?: readonly ReasonCode[]
}

const answered = (id: string, { rule, told }: Row) => {
  const { outcome, reasons } = checkOf(ask([rule], told), id)
  return [outcome, reasons.map(({ code }) => code)]
}

describe("coverage against what runs in the target", () => {
  const before = (passed: number, inScope: number, executed = inScope): Baseline => ({
    release: release("v2.4.0"),
    categories: [{ category: category("smoke"), passed, inScope, executed }],
  })
  const now = (passed: number, failed: number) => [group("smoke", "passed", passed), group("smoke", "failed", failed)]

  test.for<Row>([
    {
      when: "the same",
      rule: regressionRule(),
      told: { counted: now(90, 10), baseline: before(9, 10) },
      outcome: "pass",
    },
    {
      when: "one of a million less",
      rule: regressionRule(),
      told: { counted: now(899_999, 100_001), baseline: before(9, 10) },
      outcome: "fail",
      reasons: ["coverage.regressed"],
    },
    {
      when: "exactly the tolerance",
      rule: regressionRule(50),
      told: { counted: now(895, 105), baseline: before(9, 10) },
      outcome: "pass",
    },
    {
      when: "more than the tolerance",
      rule: regressionRule(50),
      told: { counted: now(894, 106), baseline: before(9, 10) },
      outcome: "fail",
      reasons: ["coverage.regressed"],
    },
    {
      when: "nothing runs in the target",
      rule: regressionRule(),
      told: { counted: now(1, 9) },
      outcome: "not_applicable",
    },
    {
      when: "what runs there was never executed here",
      rule: regressionRule(),
      told: { counted: now(1, 9), baseline: before(0, 10, 0) },
      outcome: "not_applicable",
    },
    {
      when: "what runs there had nothing that could fall",
      rule: regressionRule(),
      told: { counted: now(1, 9), baseline: before(0, 10) },
      outcome: "not_applicable",
    },
    {
      when: "everything that runs there is tolerated to fall",
      rule: regressionRule(1_000),
      told: { counted: now(1, 9), baseline: before(1, 10) },
      outcome: "not_applicable",
    },
    {
      when: "the category has no test any more",
      rule: regressionRule(),
      told: { counted: [group("unit", "passed", 1)], baseline: before(10, 10) },
      outcome: "not_applicable",
    },
    {
      when: "what did not run yet has not fallen, and is not known",
      rule: regressionRule(),
      told: { counted: [group("smoke", "not_run", 10)], baseline: before(10, 10) },
      outcome: "unknown",
      reasons: ["coverage.not_executed"],
    },
  ])("$when: $outcome", (row) => {
    expect(answered("coverage.regression", row)).toStrictEqual([row.outcome, row.reasons ?? []])
  })
})

describe("evidence", () => {
  const at = (text: string) => instant(text)
  const upload = (receivedAt: string, producedAt: string | null) => ({
    oldest: { id: "u1", receivedAt: at(receivedAt), producedAt: producedAt === null ? null : at(producedAt) },
  })
  const week = evidenceRule(undefined, WEEK_MS)

  test.for<Row>([
    { when: "there and fresh", rule: week, told: { evidence: [fresh("smoke")] }, outcome: "pass" },
    { when: "none at all", rule: week, told: {}, outcome: "unknown", reasons: ["evidence.missing"] },
    {
      when: "uploads that supply no result",
      rule: week,
      told: { evidence: [fresh("smoke", { oldest: null })] },
      outcome: "unknown",
      reasons: ["evidence.missing"],
    },
    {
      when: "a named category is missing",
      rule: evidenceRule(["smoke"]),
      told: { evidence: [fresh("unit")] },
      outcome: "unknown",
      reasons: ["evidence.missing"],
    },
    {
      when: "named categories are there",
      rule: evidenceRule(["smoke"]),
      told: { evidence: [fresh("unit"), fresh("smoke")] },
      outcome: "pass",
    },
    {
      when: "exactly as old as allowed",
      rule: week,
      told: { evidence: [fresh("smoke", upload("2026-11-13T12:00:00.000Z", null))] },
      outcome: "pass",
    },
    {
      when: "a millisecond older",
      rule: week,
      told: { evidence: [fresh("smoke", upload("2026-11-13T11:59:59.999Z", null))] },
      outcome: "unknown",
      reasons: ["evidence.stale"],
    },
    {
      when: "received just now, produced too long ago",
      rule: week,
      told: { evidence: [fresh("smoke", upload(NOW, "2026-11-01T00:00:00.000Z"))] },
      outcome: "unknown",
      reasons: ["evidence.stale"],
    },
    {
      when: "a producer's clock that runs ahead does not make it younger",
      rule: week,
      told: { evidence: [fresh("smoke", upload("2026-11-01T00:00:00.000Z", "2027-01-01T00:00:00.000Z"))] },
      outcome: "unknown",
      reasons: ["evidence.stale"],
    },
    {
      when: "one category of several is stale",
      rule: week,
      told: { evidence: [fresh("unit"), fresh("smoke", upload("2026-11-01T00:00:00.000Z", null))] },
      outcome: "unknown",
      reasons: ["evidence.stale"],
    },
    {
      when: "the newest upload was refused",
      rule: week,
      told: { evidence: [fresh("smoke", { refused: { id: "u2", outcome: "rejected", reason: "truncated" } })] },
      outcome: "unknown",
      reasons: ["evidence.rejected"],
    },
    {
      when: "a refused upload of a category that is not asked for",
      rule: evidenceRule(["unit"]),
      told: {
        evidence: [fresh("unit"), fresh("smoke", { refused: { id: "u2", outcome: "rejected", reason: "truncated" } })],
      },
      outcome: "pass",
    },
  ])("$when: $outcome", (row) => {
    expect(answered("evidence.tests", row)).toStrictEqual([row.outcome, row.reasons ?? []])
  })
})

describe("upstream", () => {
  const state = (over: Partial<UpstreamState>): UpstreamState => ({
    deployment: "d1",
    release: release("v2.5.0"),
    at: NOW,
    decision: { id: "1", verdict: "allow" },
    ...over,
  })
  const first = { ...situation().edge, first: true }

  test.for<Row>([
    {
      when: "deployed by way of an enforced allow",
      rule: upstreamRule,
      told: { upstream: state({}) },
      outcome: "pass",
    },
    {
      when: "never deployed",
      rule: upstreamRule,
      told: { upstream: null },
      outcome: "unknown",
      reasons: ["upstream.not_promoted"],
    },
    {
      when: "another release runs there now",
      rule: upstreamRule,
      told: { upstream: state({ release: release("v2.5.1") }) },
      outcome: "unknown",
      reasons: ["upstream.not_promoted"],
    },
    {
      when: "deployed without any decision",
      rule: upstreamRule,
      told: { upstream: state({ decision: null }) },
      outcome: "unknown",
      reasons: ["upstream.not_promoted"],
    },
    ...(["deny", "hold", "error"] as const).map((verdict) => ({
      when: `deployed in spite of ${verdict}`,
      rule: upstreamRule,
      told: { upstream: state({ decision: { id: "1", verdict } }) },
      outcome: "unknown" as const,
      reasons: ["upstream.not_promoted"] as const,
    })),
    {
      when: "the source is the first of the path",
      rule: upstreamRule,
      told: { upstream: null, edge: first },
      outcome: "not_applicable",
    },
  ])("$when: $outcome", (row) => {
    expect(answered("upstream", row)).toStrictEqual([row.outcome, row.reasons ?? []])
  })
})

const blocked = { reason: "data loss", by: "anna", at: NOW }
const good = { counted: [group("smoke", "passed", 10)] }

describe("blocks, unknown kinds and empty gates", () => {
  test.for<{
    when: string
    checks: readonly CheckRule[] | "none"
    told: Situation
    verdict: Verdict
    reasons: readonly ReasonCode[]
  }>([
    {
      when: "a blocked release, everything else in order",
      checks: [coverageRule(), blockedRule],
      told: { ...good, blocked },
      verdict: "deny",
      reasons: ["release.blocked"],
    },
    {
      when: "not being blocked establishes nothing",
      checks: [blockedRule],
      told: good,
      verdict: "hold",
      reasons: ["policy.no_checks"],
    },
    {
      when: "a kind that this version cannot evaluate",
      checks: [coverageRule(), unavailableRule("soak")],
      told: good,
      verdict: "hold",
      reasons: ["check.not_available"],
    },
    {
      when: "the same, observed only",
      checks: [coverageRule(), unavailableRule("soak", "observe")],
      told: good,
      verdict: "allow",
      reasons: [],
    },
    {
      when: "a failing check that only warns",
      checks: [coverageRule(), regressionRule(), coverageRule({ minimum: 10_000 }, "warn")],
      told: good,
      verdict: "allow",
      reasons: [],
    },
    { when: "no check at all", checks: [], told: good, verdict: "hold", reasons: ["policy.no_checks"] },
    {
      when: "nothing but checks that do not block",
      checks: [coverageRule({}, "warn")],
      told: good,
      verdict: "hold",
      reasons: ["policy.no_checks"],
    },
    { when: "`checks: none` means it", checks: "none", told: {}, verdict: "allow", reasons: [] },
    {
      when: "`checks: none` does not lift a block",
      checks: "none",
      told: { blocked },
      verdict: "deny",
      reasons: ["release.blocked"],
    },
  ])("$when: $verdict", ({ checks, told, verdict, reasons }) => {
    const answer = ask(checks, told)
    expect([answer.verdict, answer.reasons]).toStrictEqual([verdict, reasons])
  })

  test("entering a first environment cannot be asked", () => {
    expect(() => ask([coverageRule()], { edge: { ...situation().edge, to: environment("dev") } })).toThrow(
      "no gate into dev",
    )
  })
})

describe("an evaluator that fails", () => {
  const broken = { kind: "coverage", severity: "block", parameters: null } as unknown as CheckRule
  const strange = { kind: "no-such-kind", severity: "block", parameters: {} } as unknown as CheckRule

  test.for([
    { when: "a check that throws is no verdict", checks: [coverageRule(), broken], told: good, verdict: null },
    { when: "a kind that nobody knows is no verdict", checks: [coverageRule(), strange], told: good, verdict: null },
    {
      when: "a failure outranks it",
      checks: [strange, broken, blockedRule],
      told: { ...good, blocked },
      verdict: "deny",
    },
    { when: "it outranks what is not known", checks: [strange, upstreamRule], told: { upstream: null }, verdict: null },
  ] as const)("$when", ({ checks, told, verdict }) => {
    const answer = ask(checks, told)
    expect(answer.verdict).toBe(verdict)
    expect(answer.reasons).toContain("engine.error")
  })

  test("the other checks are evaluated all the same, and with `checks: none` an error does not allow", () => {
    const answer = ask([strange, coverageRule(), upstreamRule], good)
    expect(answer.checks.map(({ id }) => id)).toContain("coverage.exit.smoke")
    const hostile = {
      get reason(): string {
        throw new Error("unreadable")
      },
      by: "x",
      at: NOW,
    }
    expect(ask("none", { blocked: hostile }).verdict).toBeNull()
  })
})

test("what the policy says of a check stands beside its outcome", () => {
  const rule: CheckRule = {
    ...upstreamRule,
    owner: "team:release",
    why: "order",
    fix: "promote first",
    controls: ["CC8.1"],
  }
  expect(checkOf(ask([rule], {}), "upstream")).toMatchObject({
    owner: "team:release",
    why: "order",
    fix: "promote first",
    controls: ["CC8.1"],
  })
})
