import { describe, expect, test } from "vitest"
import type { Item } from "../../catalog/items.ts"
import { measureItem, thresholdItem } from "../../reports/uploads.contract.ts"
import type { ReasonCode } from "../reason-codes.ts"
import { performanceRule } from "../report-rules.contract.ts"
import { answered, report, type Row, expected } from "./report-rows.contract.ts"

describe("performance", () => {
  const id = "performance"
  const run = (...items: Item[]) => report("performance", items)
  const p95 = (limit: number) => [{ metric: "p95" as const, limit }]
  const pages = [measureItem("lcp", 1_000, "/a"), measureItem("lcp", 3_000, "/b")]
  const lcp = (limit: number) => ({ budgets: [{ metric: "lcp" as const, limit }] })
  const over: readonly ReasonCode[] = ["performance.over_budget"]
  test.for<Row>([
    {
      when: "exactly the budget",
      rule: performanceRule(),
      uploads: run(measureItem("p95", 500_000)),
      id,
      outcome: "pass",
    },
    {
      when: "a microsecond more",
      rule: performanceRule(),
      uploads: run(measureItem("p95", 500_001)),
      id,
      outcome: "fail",
      reasons: over,
    },
    {
      when: "what has a budget and is not stated",
      rule: performanceRule(),
      uploads: run(measureItem("mean", 1)),
      id,
      outcome: "unknown",
      reasons: ["evidence.insufficient"],
    },
    {
      when: "a label beyond the budget of the whole",
      rule: performanceRule(),
      uploads: run(measureItem("p95", 1), measureItem("p95", 900_000, "pay")),
      id,
      outcome: "pass",
    },
    {
      when: "a label beyond its own",
      rule: performanceRule({ labels: [{ label: "p*", budgets: p95(800_000) }] }),
      uploads: run(measureItem("p95", 1), measureItem("p95", 900_000, "pay")),
      id,
      outcome: "fail",
      reasons: over,
    },
    {
      when: "a label that was never called",
      rule: performanceRule({ labels: [{ label: "check*", budgets: p95(1) }] }),
      uploads: run(measureItem("p95", 1)),
      id,
      outcome: "unknown",
      reasons: ["evidence.insufficient"],
    },
    {
      when: "every page within the budget",
      rule: performanceRule(lcp(3_000)),
      uploads: run(...pages),
      id,
      outcome: "pass",
    },
    {
      when: "one page beyond it",
      rule: performanceRule(lcp(2_999)),
      uploads: run(...pages),
      id,
      outcome: "fail",
      reasons: over,
    },
    {
      when: "a page that has a budget of its own instead",
      rule: performanceRule({ ...lcp(2_999), labels: [{ label: "/b", budgets: lcp(4_000).budgets }] }),
      uploads: run(...pages),
      id,
      outcome: "pass",
    },
    {
      when: "a label that stands for everything does not stand for the whole",
      rule: performanceRule({ labels: [{ label: "*", budgets: p95(900_000) }] }),
      uploads: run(measureItem("p95", 600_000), measureItem("p95", 1, "pay")),
      id,
      outcome: "fail",
      reasons: over,
    },
    {
      when: "a score below its minimum",
      rule: performanceRule({ budgets: [{ metric: "score-performance", limit: 900_000 }] }),
      uploads: run(measureItem("score-performance", 899_999)),
      id,
      outcome: "fail",
      reasons: over,
    },
    {
      when: "a threshold of the tool itself is crossed",
      rule: performanceRule({ budgets: [] }),
      uploads: run(thresholdItem("p(95)<500", false)),
      id,
      outcome: "fail",
      reasons: ["performance.threshold_crossed"],
    },
    {
      when: "the same where the policy ignores them",
      rule: performanceRule({ budgets: p95(2), thresholds: "ignore" }),
      uploads: run(measureItem("p95", 1), thresholdItem("p(95)<500", false)),
      id,
      outcome: "pass",
    },
    {
      when: "a run that is too short",
      rule: performanceRule({ measured: [{ what: "duration", least: 300_000_000 }] }),
      uploads: run(measureItem("p95", 1), measureItem("duration", 299_999_999)),
      id,
      outcome: "unknown",
      reasons: ["evidence.insufficient"],
    },
    {
      when: "a long run beside a short one",
      rule: performanceRule({ measured: [{ what: "duration", least: 100 }] }),
      uploads: [
        ...run(measureItem("p95", 1), measureItem("duration", 100)),
        ...report("performance", [measureItem("p95", 1), measureItem("duration", 99)], { id: "b" }),
      ],
      id,
      outcome: "unknown",
      reasons: ["evidence.insufficient"],
    },
  ])("$when: $outcome", (row) => {
    expect(answered(row)).toStrictEqual(expected(row))
  })
})
