import { describe, expect, test } from "vitest"
import { findingItem, vexItem, vulnerabilityItem } from "../../reports/uploads.contract.ts"
import { findingsRule, vulnerabilitiesRule } from "../report-rules.contract.ts"
import { category } from "../situations.contract.ts"
import { answered, report, type Row, expected } from "./report-rows.contract.ts"

describe("findings", () => {
  const id = "findings.static"
  const found = (...severities: ("critical" | "high" | "medium" | "unknown")[]) =>
    report(
      "findings",
      severities.map((severity, at) => findingItem(`r${at}`, { severity })),
    )
  const limits = (of: Record<string, number>, unknownAs: "high" | "low" | null = "high") =>
    findingsRule({
      categories: [
        {
          category: category("static"),
          limits: Object.entries(of).map(([severity, most]) => ({ severity: severity as "high", most })),
          unknownAs,
        },
      ],
    })
  test.for<Row>([
    { when: "exactly the limit", rule: limits({ high: 2 }), uploads: found("high", "high"), id, outcome: "pass" },
    {
      when: "one more than the limit",
      rule: limits({ high: 2 }),
      uploads: found("high", "high", "high"),
      id,
      outcome: "fail",
      reasons: ["findings.over_limit"],
    },
    {
      when: "a worse one counts towards the limit",
      rule: limits({ high: 0 }),
      uploads: found("critical"),
      id,
      outcome: "fail",
      reasons: ["findings.over_limit"],
    },
    { when: "a better one does not", rule: limits({ high: 0 }), uploads: found("medium"), id, outcome: "pass" },
    {
      when: "an unknown one counts as high",
      rule: limits({ high: 0 }),
      uploads: found("unknown"),
      id,
      outcome: "fail",
      reasons: ["findings.over_limit"],
    },
    {
      when: "unless the policy says otherwise",
      rule: limits({ high: 0 }, "low"),
      uploads: found("unknown"),
      id,
      outcome: "pass",
    },
    {
      when: "or gives it a limit of its own",
      rule: limits({ high: 0, unknown: 1 }, null),
      uploads: found("unknown"),
      id,
      outcome: "pass",
    },
    {
      when: "which is kept",
      rule: limits({ high: 0, unknown: 1 }, null),
      uploads: found("unknown", "unknown"),
      id,
      outcome: "fail",
      reasons: ["findings.over_limit"],
    },
    {
      when: "all together",
      rule: limits({ total: 1 }),
      uploads: found("medium", "high"),
      id,
      outcome: "fail",
      reasons: ["findings.over_limit"],
    },
    {
      when: "suppressed ones do not count",
      rule: limits({ high: 0 }),
      uploads: report("findings", [findingItem("a", { state: "suppressed" })]),
      id,
      outcome: "pass",
    },
    {
      when: "another category's report is no report of this one",
      rule: limits({ high: 0 }),
      uploads: report("findings", [], { category: category("dynamic") }),
      id,
      outcome: "unknown",
      reasons: ["evidence.missing"],
    },
  ])("$when: $outcome", (row) => {
    expect(answered(row)).toStrictEqual(expected(row))
  })

  const known = { baseline: { release: "v2.4.0" as never, uploads: report("findings", [findingItem("r0")]) } }
  test.for<Row>([
    {
      when: "an old one does not count where only new ones do",
      rule: findingsRule({ newOnly: true }),
      uploads: found("high"),
      over: known,
      id,
      outcome: "pass",
    },
    {
      when: "it counts where all do",
      rule: findingsRule(),
      uploads: found("high"),
      over: known,
      id,
      outcome: "fail",
      reasons: ["findings.over_limit"],
    },
    {
      when: "without a baseline everything is new",
      rule: findingsRule({ newOnly: true }),
      uploads: found("high"),
      id,
      outcome: "fail",
      reasons: ["findings.over_limit"],
    },
  ])("$when: $outcome", (row) => {
    expect(answered(row)).toStrictEqual(expected(row))
  })
})

describe("vulnerabilities", () => {
  const id = "vulnerabilities"
  const one = (over: Parameters<typeof vulnerabilityItem>[1] = {}) =>
    report("vulnerabilities", [vulnerabilityItem("CVE-1", over)])
  const vex = report("vex", [vexItem("CVE-1")])
  test.for<Row>([
    {
      when: "one that is hidden by a VEX",
      rule: vulnerabilitiesRule(),
      uploads: [...one(), ...vex],
      id,
      outcome: "pass",
    },
    {
      when: "the same where the policy ignores VEX",
      rule: vulnerabilitiesRule({ vex: "ignore" }),
      uploads: [...one(), ...vex],
      id,
      outcome: "fail",
      reasons: ["vulnerabilities.over_limit"],
    },
    {
      when: "one that nobody can fix, where only fixable ones count",
      rule: vulnerabilitiesRule({ fixableOnly: true }),
      uploads: one(),
      id,
      outcome: "pass",
    },
    {
      when: "one that can be fixed",
      rule: vulnerabilitiesRule({ fixableOnly: true }),
      uploads: one({ fixedIn: ["3.0.2"] }),
      id,
      outcome: "fail",
      reasons: ["vulnerabilities.over_limit"],
    },
    {
      when: "one that the file suppresses stays suppressed where VEX is ignored",
      rule: vulnerabilitiesRule({ vex: "ignore" }),
      uploads: [...one({ state: "suppressed" }), ...vex],
      id,
      outcome: "pass",
    },
  ])("$when: $outcome", (row) => {
    expect(answered(row)).toStrictEqual(expected(row))
  })
})
