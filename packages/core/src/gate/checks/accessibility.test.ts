import { describe, expect, test } from "vitest"
import type { Item } from "../../catalog/items.ts"
import { violationItem } from "../../reports/uploads.contract.ts"
import type { ReasonCode } from "../reason-codes.ts"
import { accessibilityRule } from "../report-rules.contract.ts"
import { answered, report, type Row, expected } from "./report-rows.contract.ts"

describe("accessibility", () => {
  const id = "accessibility"
  const pages = (...items: Item[]) => report("accessibility", items)
  const reasons: readonly ReasonCode[] = ["accessibility.over_limit"]
  test.for<Row>([
    { when: "nothing found", rule: accessibilityRule(), uploads: pages(), id, outcome: "pass" },
    {
      when: "a serious one",
      rule: accessibilityRule(),
      uploads: pages(violationItem("a")),
      id,
      outcome: "fail",
      reasons,
    },
    {
      when: "a critical one",
      rule: accessibilityRule(),
      uploads: pages(violationItem("a", { impact: "critical" })),
      id,
      outcome: "fail",
      reasons,
    },
    {
      when: "one of unknown impact counts as serious",
      rule: accessibilityRule(),
      uploads: pages(violationItem("a", { impact: "unknown" })),
      id,
      outcome: "fail",
      reasons,
    },
    {
      when: "a moderate one",
      rule: accessibilityRule(),
      uploads: pages(violationItem("a", { impact: "moderate" })),
      id,
      outcome: "pass",
    },
    {
      when: "what needs review is no violation, nor part of the total",
      rule: accessibilityRule({ limits: [{ impact: "total", most: 0 }] }),
      uploads: pages(violationItem("a", { needsReview: true })),
      id,
      outcome: "pass",
    },
    {
      when: "but has a limit of its own",
      rule: accessibilityRule({ limits: [{ impact: "needs-review", most: 0 }] }),
      uploads: pages(violationItem("a", { needsReview: true })),
      id,
      outcome: "fail",
      reasons,
    },
  ])("$when: $outcome", (row) => {
    expect(answered(row)).toStrictEqual(expected(row))
  })
})
