import { describe, expect, test } from "vitest"
import { readPolicy } from "../../catalog/policy-read.ts"
import { explainCheck } from "../explain.ts"
import type { CheckRule, Severity } from "../../catalog/policy.ts"
import { ask, checkOf, coverageRule, fresh, group, situation, type Situation } from "../situations.contract.ts"

const celRule = (expression: string, severity: Severity = "block"): CheckRule => ({
  kind: "cel",
  severity,
  parameters: { expressions: [{ name: "own", expression }] },
})
const good: Situation = {
  counted: [group("integration", "passed", 10, { flaky: 2 })],
  evidence: [fresh("integration")],
}
const asked = (expression: string, told: Situation = good, severity?: Severity) =>
  ask([coverageRule(), celRule(expression, severity)], told)

describe("a condition of the policy's own", () => {
  test.for([
    ["is met", "input.coverage.exit.counts.passed == 10", "pass", "allow", "pass"],
    ["knows categories", "input.coverage.categories.integration.exit.counts.flaky <= 2", "pass", "allow", "pass"],
    [
      "sees who asks, for what, into where",
      "input.edge.to == 'preprod' && input.mode == 'enforce'",
      "pass",
      "allow",
      "pass",
    ],
    [
      "is not met",
      "input.coverage.exit.counts.flaky == 0 && input.mode == 'enforce'",
      "fail",
      "deny",
      "`input.coverage.exit.counts.flaky == 0` is false (input.coverage.exit.counts.flaky is 2)",
    ],
    [
      "has no value where something is missing",
      "input.coverage.categories.e2e.exit.counts.failed == 0",
      "error",
      null,
      "`input.coverage.categories.e2e.exit.counts.failed == 0` has no value: field not found: e2e",
    ],
    [
      "has no value where it is neither true nor false",
      "input.coverage.exit.counts.passed",
      "error",
      null,
      "`input.coverage.exit.counts.passed` has no value: it is 10, and not true or false",
    ],
  ] as const)("%s", ([, expression, outcome, verdict, says]) => {
    const answer = asked(expression)
    const check = checkOf(answer, "cel.own")
    expect([check.outcome, answer.verdict, explainCheck(check)]).toStrictEqual([outcome, verdict, says])
  })

  test("that is only to warn stops nothing, whatever it says", () => {
    for (const expression of ["false", "input.nothing"]) {
      expect(asked(expression, good, "warn").verdict).toBe("allow")
    }
  })

  test("alone is enough for a gate, and by itself allows only where it is true", () => {
    expect(ask([celRule("true")], good).verdict).toBe("allow")
    expect(ask([celRule("false")], good).verdict).toBe("deny")
  })

  test("is asked again of everything that might be done: no way out is proposed that leaves it false", () => {
    const told = situation({ counted: [group("integration", "passed", 8), group("integration", "failed", 2)] })
    const passing = "input.coverage.exit.counts.failed == 0"
    const { unblock } = asked(passing, { ...good, counted: told.coverage.counted })
    expect(unblock.map((set) => set.map(({ action }) => action))).toStrictEqual([["pass-tests"]])
    expect(asked("false", { ...good, counted: told.coverage.counted }).unblock).toStrictEqual([])
  })
})

describe("in a policy", () => {
  const policyWith = (cel: string) =>
    readPolicy(`schema: promotrail/policy/v1
application: shop
environments: { dev: { tier: development }, prod: { tier: production } }
path: [dev, prod]
gates:
  prod:
    coverage: { minimum: 80 }
    cel: ${cel}
`)

  test("conditions are read with what every check says of itself, in their order", () => {
    const read = policyWith(`{ expressions: { second: "true", first: "input.mode == 'enforce'" }, owner: anna }`)
    if (!read.ok) throw new Error(JSON.stringify(read.error))
    const [gate] = read.value.policy.gates
    expect(gate?.checks).toContainEqual({
      kind: "cel",
      severity: "block",
      owner: "anna",
      parameters: {
        expressions: [
          { name: "second", expression: "true" },
          { name: "first", expression: "input.mode == 'enforce'" },
        ],
      },
    })
    expect(read.value.warnings).toStrictEqual([])
  })

  test.for([
    ['{ expressions: { a: "1 +" } }', "bad-expression", "`a` is no expression that can be asked, at 1:3 of it: "],
    ['{ expressions: { a: "output == 1" } }', "bad-expression", "`output` is nothing it knows"],
    ['{ expressions: { A_b: "true" } }', "bad-name", "`A_b` is no name of a condition"],
    ["{ expressions: {} }", "too-few", "needs at least 1"],
    ["{}", "missing-key", "expressions"],
    ["{ expressions: { a: true } }", "wrong-type", "must be an expression such as"],
  ] as const)("%s is a mistake", ([cel, code, says]) => {
    const read = policyWith(cel)
    expect(read.ok ? [] : read.error).toContainEqual(
      expect.objectContaining({ code, line: 8, text: expect.stringContaining(says) as string }),
    )
  })
})
