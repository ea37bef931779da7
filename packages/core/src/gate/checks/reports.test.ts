import { describe, expect, test } from "vitest"
import type { ReportKind } from "../../catalog/evidence-kind.ts"
import type { Item } from "../../catalog/items.ts"
import type { CheckRule } from "../../catalog/policy.ts"
import { reportStates } from "../../reports/report-states.ts"
import {
  componentItem,
  coverageItem,
  findingItem,
  measureItem,
  OLD,
  PLACE,
  reportsOf,
  STAGING,
  thresholdItem,
  uploadOf,
  vexItem,
  violationItem,
  vulnerabilityItem,
} from "../../reports/uploads.contract.ts"
import type { CurrentUpload, ReleaseReports } from "../../reports/uploads.ts"
import { explainCheck, explainSet, titleOf } from "../explain.ts"
import type { CheckOutcome } from "../outcome.ts"
import type { ReasonCode } from "../reason-codes.ts"
import {
  accessibilityRule,
  codeCoverageRegressionRule,
  codeCoverageRule,
  findingsRule,
  licencesRule,
  performanceRule,
  reportEvidenceRule,
  vulnerabilitiesRule,
} from "../report-rules.contract.ts"
import { ask, category, fresh, WEEK_MS } from "../situations.contract.ts"

type Row = {
  readonly when: string
  readonly rule: CheckRule
  readonly uploads?: readonly CurrentUpload[]
  readonly over?: Partial<ReleaseReports>
  readonly id: string
  readonly outcome: CheckOutcome
  readonly reasons?: readonly ReasonCode[]
}

const answer = (rule: CheckRule, uploads: readonly CurrentUpload[], over: Partial<ReleaseReports> = {}) =>
  ask([rule], { reports: reportStates(reportsOf(uploads, over), PLACE, () => "0".repeat(64)) })

function check({ rule, uploads = [], over, id, outcome, reasons = [] }: Row): void {
  const found = answer(rule, uploads, over).checks.map((one) => [
    one.id,
    one.outcome,
    one.reasons.map(({ code }) => code),
  ])
  expect(found).toStrictEqual([[id, outcome, reasons]])
}

const report = (kind: ReportKind, items: readonly Item[], over: Partial<CurrentUpload> = {}) => [
  uploadOf(kind, items, over),
]
const refused = (kind: ReportKind, of: string) => ({
  refused: [{ id: "r", kind, category: category(of), environment: STAGING, outcome: "rejected", reason: "truncated" }],
})

describe("whatever the kind", () => {
  const rule = vulnerabilitiesRule({ maxAgeMs: WEEK_MS, measured: [{ what: "components", least: 10 }] })
  const enough = { counts: { components: 10 } }
  const bad = [vulnerabilityItem("CVE-1")]
  const id = "vulnerabilities"
  test.for<Row>([
    { when: "no report", rule, id, outcome: "unknown", reasons: ["evidence.missing"] },
    { when: "a clean one", rule, uploads: report("vulnerabilities", [], enough), id, outcome: "pass" },
    {
      when: "a refused newest one",
      rule,
      uploads: report("vulnerabilities", [], enough),
      over: refused("vulnerabilities", "vulnerabilities"),
      id,
      outcome: "unknown",
      reasons: ["evidence.rejected"],
    },
    {
      when: "nothing but a refused one",
      rule,
      over: refused("vulnerabilities", "vulnerabilities"),
      id,
      outcome: "unknown",
      reasons: ["evidence.rejected", "evidence.missing"],
    },
    {
      when: "an old one that arrived just now",
      rule,
      uploads: report("vulnerabilities", [], { ...enough, producedAt: OLD }),
      id,
      outcome: "unknown",
      reasons: ["evidence.stale"],
    },
    {
      when: "one that measured too little",
      rule,
      uploads: report("vulnerabilities", [], { counts: { components: 9 } }),
      id,
      outcome: "unknown",
      reasons: ["evidence.insufficient"],
    },
    {
      when: "one that does not say how much it measured",
      rule,
      uploads: report("vulnerabilities", []),
      id,
      outcome: "unknown",
      reasons: ["evidence.insufficient"],
    },
    {
      when: "what is found in an old one is found all the same",
      rule,
      uploads: report("vulnerabilities", bad, { ...enough, producedAt: OLD }),
      id,
      outcome: "fail",
      reasons: ["vulnerabilities.over_limit", "evidence.stale"],
    },
  ])("$when: $outcome", check)

  test("each category is a check, and another kind is none", () => {
    const uploads = [
      ...report("vulnerabilities", bad, { category: category("images"), ...enough }),
      ...report("vulnerabilities", [], enough),
      ...report("findings", [findingItem("a")]),
    ]
    const { checks, verdict } = answer(rule, uploads)
    expect(checks.map(({ id: of, outcome }) => [of, outcome])).toStrictEqual([
      ["vulnerabilities.images", "fail"],
      ["vulnerabilities", "pass"],
    ])
    expect(verdict).toBe("deny")
  })

  test("a category that is named has to be there", () => {
    const images = { category: category("images"), limits: [], unknownAs: null }
    const { checks } = answer(vulnerabilitiesRule({ categories: [images] }), report("vulnerabilities", []))
    expect(checks.map(({ id: of, outcome }) => [of, outcome])).toStrictEqual([
      ["vulnerabilities.images", "unknown"],
      ["vulnerabilities", "pass"],
    ])
  })
})

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
  ])("$when: $outcome", check)

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
  ])("$when: $outcome", check)
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
  ])("$when: $outcome", check)
})

describe("licences", () => {
  const id = "licences"
  const sbom = (...licences: (string | null)[]) =>
    report(
      "sbom",
      licences.map((licence, at) => componentItem(`c${at}`, licence)),
    )
  const rule = (unknown: "fail" | "hold" | "warn" | "allow") => licencesRule({ allow: ["MIT"], unknown })
  test.for<Row>([
    { when: "all are allowed", rule: rule("hold"), uploads: sbom("MIT", "MIT OR ISC"), id, outcome: "pass" },
    {
      when: "one is not",
      rule: rule("hold"),
      uploads: sbom("MIT", "ISC"),
      id,
      outcome: "fail",
      reasons: ["licences.denied"],
    },
    {
      when: "one is not stated",
      rule: rule("hold"),
      uploads: sbom("MIT", null),
      id,
      outcome: "unknown",
      reasons: ["licences.unknown"],
    },
    {
      when: "one is not stated, and that is a failure",
      rule: rule("fail"),
      uploads: sbom(null),
      id,
      outcome: "fail",
      reasons: ["licences.unknown"],
    },
    {
      when: "one is not stated, and that is a warning",
      rule: rule("warn"),
      uploads: sbom("MIT", null),
      id,
      outcome: "warn",
      reasons: ["licences.unknown"],
    },
    {
      when: "one is not stated, and that is nothing",
      rule: rule("allow"),
      uploads: sbom("MIT", null),
      id,
      outcome: "pass",
    },
    {
      when: "one is denied and one is not stated",
      rule: rule("hold"),
      uploads: sbom("ISC", null),
      id,
      outcome: "fail",
      reasons: ["licences.denied", "licences.unknown"],
    },
    {
      when: "nothing is in it but the product itself",
      rule: rule("allow"),
      uploads: report("sbom", [componentItem("shop", "MIT", { depth: 0 })]),
      id,
      outcome: "unknown",
      reasons: ["evidence.insufficient"],
    },
  ])("$when: $outcome", check)
})

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
  ])("$when: $outcome", check)
})

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
  ])("$when: $outcome", check)
})

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
  ])("$when: $outcome", check)

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
  ])("$when: $outcome", check)
})

describe("evidence of a kind", () => {
  const id = "evidence.sbom"
  const sbom = (over: Partial<CurrentUpload> = {}) => report("sbom", [componentItem("a", null)], over)
  const rule = (over: object = {}) => reportEvidenceRule({ evidence: "sbom", ...over })
  test.for<Row>([
    { when: "there", rule: rule(), uploads: sbom(), id, outcome: "pass" },
    {
      when: "not there",
      rule: rule(),
      uploads: report("findings", []),
      id,
      outcome: "unknown",
      reasons: ["evidence.missing"],
    },
    {
      when: "a category that is not there",
      rule: rule({ categories: ["images"] }),
      uploads: sbom(),
      id,
      outcome: "unknown",
      reasons: ["evidence.missing"],
    },
    {
      when: "too old",
      rule: rule({ maxAgeMs: WEEK_MS }),
      uploads: sbom({ receivedAt: OLD }),
      id,
      outcome: "unknown",
      reasons: ["evidence.stale"],
    },
    { when: "from an allowed producer", rule: rule({ producers: ["ci-*"] }), uploads: sbom(), id, outcome: "pass" },
    {
      when: "one of several from somebody else",
      rule: rule({ producers: ["ci-*"] }),
      uploads: [...sbom(), ...sbom({ id: "b", producer: "laptop" })],
      id,
      outcome: "unknown",
      reasons: ["evidence.untrusted_producer"],
    },
    {
      when: "of the wrong subject",
      rule: rule({ subject: "environment" }),
      uploads: sbom(),
      id,
      outcome: "unknown",
      reasons: ["evidence.wrong_subject"],
    },
    {
      when: "one of several of the wrong subject",
      rule: rule({ subject: "environment" }),
      uploads: [...sbom({ subject: "environment" }), ...sbom({ id: "b" })],
      id,
      outcome: "unknown",
      reasons: ["evidence.wrong_subject"],
    },
    {
      when: "the newest refused",
      rule: rule(),
      uploads: sbom(),
      over: refused("sbom", "sbom"),
      id,
      outcome: "unknown",
      reasons: ["evidence.rejected"],
    },
  ])("$when: $outcome", check)

  const tests = reportEvidenceRule({ evidence: "tests", producers: ["ci-*"] })
  test.for([
    { when: "tests from an allowed producer", evidence: [fresh("smoke", { producers: ["ci-1"] })], reasons: [] },
    {
      when: "tests from somebody else",
      evidence: [fresh("smoke", { producers: ["ci-1", "laptop"] })],
      reasons: ["evidence.untrusted_producer"],
    },
    {
      when: "tests from nobody knows whom, as in inputs of earlier versions",
      evidence: [fresh("smoke")],
      reasons: ["evidence.untrusted_producer"],
    },
  ])("$when", ({ evidence, reasons }) => {
    expect(ask([tests], { evidence }).reasons).toStrictEqual(reasons)
  })
})

describe("what people read", () => {
  const openssl = (id: string) => vulnerabilityItem(id, { severity: "critical", fixedIn: ["3.0.2"] })
  test.for<
    [rule: CheckRule, uploads: readonly CurrentUpload[], title: string, says: string, unblock: string | undefined]
  >([
    [
      vulnerabilitiesRule({ limits: [{ severity: "critical", most: 1 }] }),
      report("vulnerabilities", ["CVE-1", "CVE-2", "CVE-3"].map(openssl)),
      "vulnerabilities",
      "3 critical vulnerabilities, at most 1 allowed: CVE-1 in openssl 3.0.1 (fixed in 3.0.2), CVE-2 in openssl 3.0.1 (fixed in 3.0.2), CVE-3 in openssl 3.0.1 (fixed in 3.0.2)",
      "upgrade, or record a VEX for, 2 of these 3 critical vulnerabilities: CVE-1 in openssl 3.0.1 (fixed in 3.0.2), CVE-2 in openssl 3.0.1 (fixed in 3.0.2), CVE-3 in openssl 3.0.1 (fixed in 3.0.2) (developer)",
    ],
    [
      findingsRule(),
      report("findings", [findingItem("java:S2077", { file: "src/Dao.java", line: 12 })]),
      "findings: static",
      "1 high or worse finding, none allowed: java:S2077 in src/Dao.java:12",
      "fix or suppress the high static finding: java:S2077 in src/Dao.java:12 (developer)",
    ],
    [
      findingsRule({ measured: [{ what: "rules", least: 2 }] }),
      report("findings", [], { counts: { rules: 1 } }),
      "findings: static",
      "the static findings report measured 1 rule, and 2 rules are asked for",
      "upload a new static findings report that counts in staging, with at least 2 rules (pipeline)",
    ],
    [
      licencesRule({ deny: ["AGPL-3.0-only"] }),
      report("sbom", [componentItem("mongo", "AGPL-3.0-only"), componentItem("odd", null)]),
      "licences",
      "1 component under licences that are not accepted: AGPL-3.0-only (mongo 1.0.0); the licence of 1 component is not known: no licence stated (odd 1.0.0)",
      "replace 1 component under AGPL-3.0-only: mongo 1.0.0 (developer); and have the SBOM state a licence that the policy knows for 1 component (no licence stated): odd 1.0.0 (developer)",
    ],
    [
      performanceRule({ budgets: [{ metric: "error-rate", limit: 10_000 }] }),
      report("performance", [measureItem("error-rate", 592_357)]),
      "performance",
      "error-rate is 59.2357 %, budget 1 %",
      "bring error-rate from 59.2357 % to 1 % (developer)",
    ],
    [
      performanceRule(),
      report("performance", [measureItem("p95", 1_250_000), thresholdItem("p(95)<500", false)]),
      "performance",
      "p95 is 1.25 s, budget 500 ms; 1 threshold of the tool crossed: p(95)<500",
      "bring p95 from 1.25 s to 500 ms (developer); and meet the crossed threshold of the tool: p(95)<500 (developer)",
    ],
    [
      performanceRule({ measured: [{ what: "requests", least: 1_000 }] }),
      [],
      "performance",
      "no accepted performance report counts in staging",
      "upload a new performance report that counts in staging, with at least 1000 requests (pipeline)",
    ],
    [
      accessibilityRule(),
      report("accessibility", [violationItem("color-contrast")]),
      "accessibility",
      "1 serious or worse violation, none allowed, in 2 places: color-contrast on /cart",
      "mend the serious accessibility violation: color-contrast on /cart (developer)",
    ],
    [
      codeCoverageRule(),
      report("code-coverage", [coverageItem("line", 790, 1_000)]),
      "code coverage",
      "line coverage is 790/1000 (79 %, minimum 80 %)",
      "cover 10 of the 210 lines that no test reaches (code-coverage) (developer)",
    ],
    [
      vulnerabilitiesRule({ limits: [{ severity: "high", most: 2 }] }),
      report("vulnerabilities", [openssl("CVE-1")]),
      "vulnerabilities",
      "1 high or worse (limit 2)",
      undefined,
    ],
    [
      performanceRule(),
      report("performance", [measureItem("p95", 250_000)]),
      "performance",
      "p95 250 ms (limit 500 ms)",
      undefined,
    ],
    [
      reportEvidenceRule({ evidence: "sbom", producers: ["ci-*"], subject: "environment" }),
      report("sbom", [], { producer: "laptop" }),
      "evidence.sbom",
      "SBOM evidence has to come from ci-*; this came from laptop; SBOM evidence was measured on the artifact, not on the environment",
      "upload a new SBOM report that counts in staging, measured on the environment, sent by ci-* (pipeline)",
    ],
  ])("%#", ([rule, uploads, title, says, unblock]) => {
    const { checks, unblock: sets } = answer(rule, uploads)
    const [found] = checks
    if (found === undefined) throw new Error("no check")
    expect([titleOf(found), explainCheck(found), sets.map(explainSet)[0]]).toStrictEqual([title, says, unblock])
  })

  test("hostile names are made harmless", () => {
    const { checks } = answer(findingsRule(), report("findings", [findingItem("a\u202e", { file: "b\u001b[31m" })]))
    expect(checks.map(explainCheck)).toStrictEqual(["1 high or worse finding, none allowed: a\ufffd in b\ufffd[31m"])
  })

  test("one report that several checks ask for is one thing to do, with all they ask", () => {
    const asked = ask(
      [
        reportEvidenceRule({ evidence: "performance", producers: ["ci-*"] }),
        performanceRule({ measured: [{ what: "requests", least: 5 }] }),
      ],
      {},
    )
    expect(asked.unblock).toMatchObject([
      [{ action: "upload-report", producers: ["ci-*"], measured: [{ what: "requests", least: 5 }] }],
    ])
  })
})
