import { describe, expect, test } from "vitest"
import type { CheckRule } from "../../catalog/policy.ts"
import {
  OLD,
  componentItem,
  coverageItem,
  findingItem,
  measureItem,
  thresholdItem,
  violationItem,
  vulnerabilityItem,
} from "../../reports/uploads.contract.ts"
import type { CurrentUpload } from "../../reports/uploads.ts"
import { explainCheck, explainSet, titleOf } from "../explain.ts"
import {
  accessibilityRule,
  codeCoverageRule,
  findingsRule,
  licencesRule,
  performanceRule,
  reportEvidenceRule,
  vulnerabilitiesRule,
} from "../report-rules.contract.ts"
import { WEEK_MS, ask, category, fresh } from "../situations.contract.ts"
import { answer, answered, refused, report, type Row, expected } from "./report-rows.contract.ts"

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
  ])("$when: $outcome", (row) => {
    expect(answered(row)).toStrictEqual(expected(row))
  })

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
  ])("$when: $outcome", (row) => {
    expect(answered(row)).toStrictEqual(expected(row))
  })

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
