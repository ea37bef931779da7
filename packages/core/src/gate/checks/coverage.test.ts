import { describe, expect, test } from "vitest"
import type { CoverageParameters } from "../../catalog/policy.ts"
import type { CheckOutcome, Verdict } from "../outcome.ts"
import type { ReasonCode } from "../reason-codes.ts"
import {
  ask,
  category,
  checkOf,
  coverageRule,
  environment,
  excluded,
  fresh,
  group,
  type Situation,
} from "../situations.contract.ts"

type Row = {
  readonly when: string
  readonly rule?: Partial<CoverageParameters>
  readonly told: Situation
  readonly check: string
  readonly outcome: CheckOutcome
  readonly reasons?: readonly ReasonCode[]
  readonly verdict: Verdict
}

const answered = ({ rule, told, check }: Row) => {
  const answer = ask([coverageRule(rule)], told)
  const found = checkOf(answer, check)
  return [found.outcome, found.reasons.map(({ code }) => code), answer.verdict]
}

describe("thresholds", () => {
  test.for<Row>([
    {
      when: "33 of 40 deny although all categories together are at 96 %",
      told: {
        counted: [group("unit", "passed", 157), group("integration", "passed", 33), group("integration", "failed", 7)],
      },
      check: "coverage.exit.integration",
      outcome: "fail",
      reasons: ["coverage.below_minimum"],
      verdict: "deny",
    },
    {
      when: "exactly the minimum is amber and passes",
      told: { counted: [group("integration", "passed", 34), group("integration", "failed", 6)] },
      check: "coverage.exit.integration",
      outcome: "warn",
      verdict: "allow",
    },
    {
      when: "exactly the target is amber",
      told: { counted: [group("integration", "passed", 90), group("integration", "failed", 10)] },
      check: "coverage.exit.integration",
      outcome: "warn",
      verdict: "allow",
    },
    {
      when: "above the target is green",
      told: { counted: [group("integration", "passed", 91), group("integration", "failed", 9)] },
      check: "coverage.exit.integration",
      outcome: "pass",
      verdict: "allow",
    },
    {
      when: "84.999 % is not 85 %",
      told: { counted: [group("unit", "passed", 84_999), group("unit", "failed", 15_001)] },
      check: "coverage.exit.unit",
      outcome: "fail",
      reasons: ["coverage.below_minimum"],
      verdict: "deny",
    },
    {
      when: "everything passed is green under a target of 100 %",
      rule: { minimum: 10_000, target: 10_000 },
      told: { counted: [group("unit", "passed", 12)] },
      check: "coverage.exit.unit",
      outcome: "pass",
      verdict: "allow",
    },
    {
      when: "a category may ask for more",
      rule: { categories: [{ category: category("functional"), minimum: 9_500, target: 9_900 }] },
      told: { counted: [group("functional", "passed", 94), group("functional", "failed", 6)] },
      check: "coverage.exit.functional",
      outcome: "fail",
      reasons: ["coverage.below_minimum"],
      verdict: "deny",
    },
    {
      when: "a category may ask for less, and the aggregate does not",
      rule: { categories: [{ category: category("functional"), minimum: 5_000, target: 9_900 }] },
      told: { counted: [group("functional", "passed", 60), group("functional", "failed", 40)] },
      check: "coverage.exit",
      outcome: "fail",
      reasons: ["coverage.below_minimum"],
      verdict: "deny",
    },
    {
      when: "skipped and not-run tests stay in the denominator",
      told: { counted: [group("unit", "passed", 84), group("unit", "skipped", 8), group("unit", "not_run", 8)] },
      check: "coverage.exit.unit",
      outcome: "fail",
      reasons: ["coverage.below_minimum"],
      verdict: "deny",
    },
    {
      when: "vanished tests stay in the denominator with that word",
      told: { counted: [group("unit", "passed", 90), group("unit", "not_run", 10, { vanished: true })] },
      check: "coverage.exit.unit",
      outcome: "warn",
      reasons: ["coverage.vanished"],
      verdict: "allow",
    },
    {
      when: "a minimum of 0 still wants a pass",
      rule: { minimum: 0, target: 0 },
      told: { counted: [group("unit", "failed", 3)] },
      check: "coverage.exit.unit",
      outcome: "fail",
      reasons: ["coverage.below_minimum"],
      verdict: "deny",
    },
  ])("$when", (row) => {
    expect(answered(row)).toStrictEqual([row.outcome, row.reasons ?? [], row.verdict])
  })
})

describe("different nothings", () => {
  test.for<Row>([
    {
      when: "nothing arrived",
      told: { counted: [group("smoke", "not_run", 12)] },
      check: "coverage.exit.smoke",
      outcome: "unknown",
      reasons: ["coverage.no_report"],
      verdict: "hold",
    },
    {
      when: "reports arrived, and everything in them was skipped",
      told: { counted: [group("smoke", "not_run", 2), group("smoke", "skipped", 10)] },
      check: "coverage.exit.smoke",
      outcome: "unknown",
      reasons: ["coverage.not_executed"],
      verdict: "hold",
    },
    {
      when: "a report arrived in which nothing of this counts",
      told: { counted: [group("smoke", "not_run", 2)], evidence: [fresh("smoke")] },
      check: "coverage.exit.smoke",
      outcome: "unknown",
      reasons: ["coverage.not_executed"],
      verdict: "hold",
    },
    {
      when: "as soon as one ran, the comparison decides",
      told: { counted: [group("smoke", "failed", 1), group("smoke", "not_run", 11)] },
      check: "coverage.exit.smoke",
      outcome: "fail",
      reasons: ["coverage.below_minimum"],
      verdict: "deny",
    },
    {
      when: "nothing counts in the source",
      told: { counted: [] },
      check: "coverage.exit",
      outcome: "unknown",
      reasons: ["coverage.empty_scope"],
      verdict: "hold",
    },
    {
      when: "nothing is due at the entry",
      told: { counted: [group("smoke", "passed", 12)], excluded: [excluded("functional", "not-due", 95)] },
      check: "coverage.entry",
      outcome: "not_applicable",
      verdict: "allow",
    },
    {
      when: "an optional category with nothing in scope",
      told: { counted: [group("smoke", "passed", 12)], excluded: [excluded("functional", "out-of-scope", 95)] },
      check: "coverage.exit.functional",
      outcome: "not_applicable",
      verdict: "allow",
    },
    {
      when: "a required category that is empty in the source and the target",
      rule: { required: [category("smoke")] },
      told: { counted: [group("unit", "passed", 12)], excluded: [excluded("smoke", "out-of-scope", 3)] },
      check: "coverage.exit.smoke",
      outcome: "unknown",
      reasons: ["coverage.empty_scope"],
      verdict: "hold",
    },
    {
      when: "a required category of which everything is quarantined",
      rule: { required: [category("smoke")] },
      told: { counted: [group("unit", "passed", 12)], excluded: [excluded("smoke", "quarantined", 3)] },
      check: "coverage.exit.smoke",
      outcome: "unknown",
      reasons: ["coverage.empty_scope"],
      verdict: "hold",
    },
    {
      when: "a required category with nothing but tests that are not due",
      rule: { required: [category("smoke")] },
      told: { counted: [group("unit", "passed", 12)], excluded: [excluded("smoke", "not-due", 3)] },
      check: "coverage.exit.smoke",
      outcome: "not_applicable",
      verdict: "allow",
    },
    {
      when: "a required category that counts at the entry alone",
      rule: { required: [category("smoke")] },
      told: { counted: [group("unit", "passed", 12), group("smoke", null, 3, { entry: "passed" })] },
      check: "coverage.exit.smoke",
      outcome: "not_applicable",
      verdict: "allow",
    },
    {
      when: "a required category that is due and did not run",
      rule: { required: [category("smoke")] },
      told: { counted: [group("unit", "passed", 12), group("smoke", null, 3, { entry: "not_run" })] },
      check: "coverage.entry.smoke",
      outcome: "unknown",
      reasons: ["coverage.no_report"],
      verdict: "hold",
    },
  ])("$when", (row) => {
    expect(answered(row)).toStrictEqual([row.outcome, row.reasons ?? [], row.verdict])
  })

  test("where a report is missing is said: the source at the exit, what upstream would do at the entry", () => {
    const counted = [
      group("smoke", "not_run", 1),
      group("smoke", null, 1, { entry: "not_run", runIn: ["staging", "dev"].map(environment) }),
    ]
    const answer = ask([coverageRule()], { counted })
    expect(checkOf(answer, "coverage.exit.smoke").reasons).toMatchObject([{ environments: ["staging"] }])
    expect(checkOf(answer, "coverage.entry.smoke").reasons).toMatchObject([{ environments: ["dev", "staging"] }])
  })
})

describe("perCategory: false", () => {
  const rule = { perCategory: false }
  const lopsided = [group("unit", "passed", 157), group("integration", "passed", 33), group("integration", "failed", 7)]

  test("gates the aggregate and the required categories alone", () => {
    expect(ask([coverageRule(rule)], { counted: lopsided }).checks.map(({ id }) => id)).toStrictEqual([
      "coverage.exit",
      "coverage.entry",
    ])
    const required = ask([coverageRule({ ...rule, required: [category("integration")] })], { counted: lopsided })
    expect(checkOf(required, "coverage.exit.integration").outcome).toBe("fail")
  })

  test.for<Row>([
    {
      when: "the aggregate decides",
      rule,
      told: { counted: lopsided },
      check: "coverage.exit",
      outcome: "pass",
      verdict: "allow",
    },
    {
      when: "critical tests must pass all the same",
      rule,
      told: { counted: [...lopsided, group("smoke", "failed", 1, { critical: true })] },
      check: "coverage.exit",
      outcome: "fail",
      reasons: ["coverage.critical_failed"],
      verdict: "deny",
    },
    {
      when: "vanished tests are told",
      rule,
      told: { counted: [...lopsided, group("smoke", "not_run", 1, { vanished: true })] },
      check: "coverage.exit",
      outcome: "pass",
      reasons: ["coverage.vanished"],
      verdict: "allow",
    },
  ])("$when", (row) => {
    expect(answered(row)).toStrictEqual([row.outcome, row.reasons ?? [], row.verdict])
  })
})

describe("critical tests", () => {
  test.for(["failed", "errored", "skipped", "not_run"] as const)(
    "one that is %s denies, whatever the percentage",
    (state) => {
      const answer = ask([coverageRule()], {
        counted: [group("smoke", "passed", 999), group("smoke", state, 1, { critical: true })],
      })
      expect(checkOf(answer, "coverage.exit.smoke").reasons).toMatchObject([
        { code: "coverage.critical_failed", count: 1 },
      ])
      expect(answer.verdict).toBe("deny")
    },
  )

  test("none of them executed, and nothing else of the category: not known", () => {
    const answer = ask([coverageRule()], {
      counted: [group("smoke", "not_run", 3, { critical: true }), group("unit", "passed", 97)],
    })
    expect(answer.verdict).toBe("hold")
  })
})

test("exit and entry are measured on their own", () => {
  const counted = [group("smoke", "passed", 9, { entry: "failed" }), group("smoke", "failed", 1, { entry: "passed" })]
  const answer = ask([coverageRule()], { counted })
  expect(checkOf(answer, "coverage.exit.smoke").measured).toMatchObject({ passed: 9, inScope: 10 })
  expect(checkOf(answer, "coverage.entry.smoke").measured).toMatchObject({ passed: 1, inScope: 10 })
})

test("how many passes are short is exact", () => {
  const counted = [group("unit", "passed", 33), group("unit", "failed", 7)]
  expect(checkOf(ask([coverageRule()], { counted }), "coverage.exit.unit").reasons).toMatchObject([
    { short: 1, tests: ["unit::one"] },
  ])
})
