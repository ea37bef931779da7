import { describe, expect, test } from "vitest"
import { coverageItem } from "../../reports/uploads.contract.ts"
import type { CurrentUpload } from "../../reports/uploads.ts"
import type { ReasonCode } from "../reason-codes.ts"
import { codeCoverageRegressionRule, codeCoverageRule } from "../report-rules.contract.ts"
import { answered, report, type Row, expected } from "./report-rows.contract.ts"

describe("code coverage", () => {
  const id = "code-coverage"
  const covered = (lines: number, over: Partial<CurrentUpload> = {}) =>
    report("code-coverage", [coverageItem("line", lines, 1_000)], over)
  const low: readonly ReasonCode[] = ["code_coverage.below_minimum"]
  test.for<Row>([
    { when: "exactly the minimum", rule: codeCoverageRule(), uploads: covered(800), id, outcome: "pass" },
    { when: "a line less", rule: codeCoverageRule(), uploads: covered(799), id, outcome: "fail", reasons: low },
    {
      when: "another metric is no line coverage",
      rule: codeCoverageRule(),
      uploads: report("code-coverage", [coverageItem("statement", 9, 10)]),
      id,
      outcome: "unknown",
      reasons: ["evidence.insufficient"],
    },
    {
      when: "nothing to cover is no data",
      rule: codeCoverageRule({ minimums: [{ metric: "line", minimum: 0 }] }),
      uploads: report("code-coverage", [coverageItem("line", 0, 0)]),
      id,
      outcome: "unknown",
      reasons: ["evidence.insufficient"],
    },
    {
      when: "each upload has to reach it",
      rule: codeCoverageRule(),
      uploads: [...covered(1_000), ...covered(1, { id: "b", variant: "web" })],
      id,
      outcome: "fail",
      reasons: low,
    },
  ])("$when: $outcome", (row) => {
    expect(answered(row)).toStrictEqual(expected(row))
  })

  const regression = "code-coverage.regression"
  const before = (...uploads: CurrentUpload[]) => ({ baseline: { release: "v2.4.0" as never, uploads } })
  const fell: readonly ReasonCode[] = ["code_coverage.regressed"]
  const rule = codeCoverageRegressionRule(50)
  test.for<Row>([
    { when: "no report", rule, id: regression, outcome: "unknown", reasons: ["evidence.missing"] },
    { when: "nothing runs in the target", rule, uploads: covered(1), id: regression, outcome: "not_applicable" },
    { when: "the same", rule, uploads: covered(800), over: before(...covered(800)), id: regression, outcome: "pass" },
    {
      when: "exactly the tolerance",
      rule,
      uploads: covered(795),
      over: before(...covered(800)),
      id: regression,
      outcome: "pass",
    },
    {
      when: "more than it",
      rule,
      uploads: covered(794),
      over: before(...covered(800)),
      id: regression,
      outcome: "fail",
      reasons: fell,
    },
    {
      when: "another tool's numbers are not compared",
      rule,
      uploads: covered(1),
      over: before(...covered(800, { tool: "other" })),
      id: regression,
      outcome: "not_applicable",
    },
    {
      when: "one of two tools fell",
      rule,
      uploads: [...covered(800), ...covered(1, { id: "b", tool: "other" })],
      over: before(...covered(800), ...covered(800, { id: "b", tool: "other" })),
      id: regression,
      outcome: "fail",
      reasons: fell,
    },
    {
      when: "what had nothing to lose establishes nothing",
      rule,
      uploads: covered(0),
      over: before(...covered(5)),
      id: regression,
      outcome: "not_applicable",
    },
  ])("$when: $outcome", (row) => {
    expect(answered(row)).toStrictEqual(expected(row))
  })
})
