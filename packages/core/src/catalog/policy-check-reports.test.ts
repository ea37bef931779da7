import { describe, expect, test } from "vitest"
import { REPORTS_POLICY, SMALL_POLICY as SMALL } from "./policy-example.ts"
import { explainMistake } from "./policy-mistake.ts"
import { readPolicy } from "./policy-read.ts"
import type { CheckRule } from "./policy.ts"

/** The rules of the gate into prod, and what the writer is warned of. */
function read(text: string) {
  const answer = readPolicy(text)
  if (!answer.ok) throw new Error(answer.error.map((mistake) => explainMistake(mistake)).join("\n"))
  const checks = answer.value.policy.gates.find(({ environment }) => environment === "prod")?.checks
  return {
    rules: checks === "none" ? [] : (checks ?? []),
    warnings: answer.value.warnings.map((one) => explainMistake(one)),
  }
}

const prod = (gate: string) => `${SMALL}  prod: { ${gate} }\n`
const parametersOf = (text: string, kind: CheckRule["kind"]) =>
  read(text).rules.find((rule) => rule.kind === kind)?.parameters

function refused(text: string): string[] {
  const answer = readPolicy(text)
  if (answer.ok) throw new Error("the policy was accepted")
  return answer.error.map((mistake) => explainMistake(mistake))
}

test("every key is read, in integers", () => {
  const { rules, warnings } = read(REPORTS_POLICY)
  expect(warnings).toEqual([])
  expect(rules.map(({ kind, parameters }) => [kind, parameters])).toEqual([
    ["evidence", { kinds: [{ evidence: "findings", categories: ["static", "dynamic"] }] }],
    ["evidence", { kinds: [{ evidence: "sbom", maxAgeMs: 2_592_000_000, producers: ["ci-*"], subject: "artifact" }] }],
    [
      "code-coverage",
      {
        measured: [{ what: "linesValid", least: 1 }],
        minimums: [
          { metric: "line", minimum: 8_000 },
          { metric: "branch", minimum: 7_050 },
          { metric: "mutation", minimum: 6_000 },
        ],
        categories: [],
      },
    ],
    ["code-coverage.regression", { tolerance: 50 }],
    [
      "findings",
      {
        measured: [
          { what: "rules", least: 1 },
          { what: "files", least: 1 },
        ],
        maxAgeMs: 604_800_000,
        newOnly: true,
        categories: [
          {
            category: "static",
            unknownAs: null,
            limits: [
              { severity: "critical", most: 0 },
              { severity: "high", most: 0 },
              { severity: "medium", most: 10 },
              { severity: "unknown", most: 0 },
              { severity: "total", most: 50 },
            ],
          },
          { category: "dynamic", unknownAs: "high", limits: [{ severity: "high", most: 0 }] },
        ],
      },
    ],
    [
      "vulnerabilities",
      {
        measured: [],
        limits: [
          { severity: "critical", most: 0 },
          { severity: "high", most: 2 },
        ],
        unknownAs: "critical",
        categories: [
          {
            category: "images",
            unknownAs: "critical",
            limits: [
              { severity: "critical", most: 0 },
              { severity: "high", most: 5 },
            ],
          },
        ],
        newOnly: false,
        fixableOnly: true,
        vex: "honour",
      },
    ],
    [
      "licences",
      {
        measured: [{ what: "components", least: 1 }],
        allow: ["MIT", "Apache-2.0"],
        deny: ["AGPL-3.0-only"],
        unknown: "hold",
      },
    ],
    [
      "performance",
      {
        measured: [
          { what: "requests", least: 1_000 },
          { what: "duration", least: 300_000_000 },
          { what: "pages", least: 1 },
        ],
        budgets: [
          { metric: "p95", limit: 500_000 },
          { metric: "error-rate", limit: 10_000 },
          { metric: "lcp", limit: 2_500_000 },
          { metric: "cls", limit: 100_000 },
          { metric: "score-performance", limit: 900_000 },
        ],
        labels: [{ label: "checkout*", budgets: [{ metric: "p95", limit: 300_000 }] }],
        thresholds: "honour",
        categories: [],
      },
    ],
    [
      "accessibility",
      {
        measured: [
          { what: "passes", least: 10 },
          { what: "pages", least: 1 },
        ],
        limits: [
          { impact: "critical", most: 0 },
          { impact: "serious", most: 0 },
          { impact: "moderate", most: 5 },
          { impact: "unknown", most: 0 },
          { impact: "needs-review", most: 20 },
        ],
        unknownAs: null,
      },
    ],
    ["upstream", {}],
    ["release.blocked", {}],
  ])
})

describe("what nobody wrote has its default", () => {
  test.for<[gate: string, kind: CheckRule["kind"], parameters: unknown]>([
    [
      "findings: { static: { high: 0 } }",
      "findings",
      { newOnly: false, measured: [], categories: [{ unknownAs: "high" }] },
    ],
    ["vulnerabilities: { high: 0 }", "vulnerabilities", { vex: "honour", fixableOnly: false, categories: [] }],
    ["licences: { deny: [AGPL-3.0-only] }", "licences", { allow: [], unknown: "hold" }],
    ["performance: { p95: 1s }", "performance", { thresholds: "honour", labels: [] }],
    ["accessibility: { serious: 0 }", "accessibility", { unknownAs: "serious" }],
    ["code-coverage: { regression: {} }", "code-coverage.regression", { tolerance: 0 }],
  ])("%s", ([gate, kind, parameters]) => {
    expect(parametersOf(prod(gate), kind)).toMatchObject(parameters as object)
  })

  test("a regression alone asks for no minimum", () => {
    expect(read(prod("code-coverage: { regression: {} }")).rules.map(({ kind }) => kind)).not.toContain("code-coverage")
  })
})

describe("a gate inherits key by key, also into a category", () => {
  test("limits", () => {
    const gates =
      "{ default: { findings: { static: { high: 0, medium: 5 } } }, prod: { findings: { static: { medium: 9 } } } }"
    expect(parametersOf(SMALL.replace(/gates:[^]*/, `gates: ${gates}\n`), "findings")).toMatchObject({
      categories: [
        {
          limits: [
            { severity: "high", most: 0 },
            { severity: "medium", most: 9 },
          ],
        },
      ],
    })
  })
})

const NUMBERS: readonly (readonly [written: string, kind: CheckRule["kind"], limit: number])[] = [
  ["p95: 0.5ms", "performance", 500],
  ["p95: 1us", "performance", 1],
  ["p95: 1.000001s", "performance", 1_000_001],
  ["errorRate: 0.0001%", "performance", 1],
  ["errorRate: 2", "performance", 20_000],
  ["errorRate: 0%", "performance", 0],
  ["cls: 0.000001", "performance", 1],
  ["cls: 0.1000000", "performance", 100_000],
  ["score: 89.5", "performance", 895_000],
  ["throughput: 2.5", "performance", 2_500_000],
  ["pageWeight: 1.5MB", "performance", 1_500_000],
]

test.for(NUMBERS)("%s is read exactly", ([written, kind, limit]) => {
  expect(parametersOf(prod(`performance: { ${written} }`), kind)).toMatchObject({ budgets: [{ limit }] })
})

describe("a mistake is told with its place and what to do", () => {
  test.for<[gate: string, ...said: string[]]>([
    ["findings: {}", "11:21 gates.prod.findings: `findings` limits nothing. Write what it may not exceed, such as"],
    ["findings: { newOnly: true }", "11:21 gates.prod.findings: `findings` limits nothing."],
    ["findings: { static: {} }", "11:31 gates.prod.findings.static: `static` limits nothing."],
    ["findings: { critical: 0 }", "11:23 gates.prod.findings.critical: `critical` is not a key of `findings`."],
    ["findings: { newOnyl: true }", "`newOnyl` is not a key of `findings`. Did you mean `newOnly`?"],
    ["findings: { static: { hihg: 0 } }", "`hihg` is not a key of a category's findings. Did you mean `high`?"],
    ["findings: { static: { high: -1 } }", "`-1` is not a whole number from 0 to 1000000000."],
    ["findings: { static: { high: 1.5 } }", "`1.5` is not a whole number"],
    ["findings: { Static: { high: 1 } }", "`Static` is not a category name."],
    [
      "findings: { static: { high: 0 }, minimum: { rule: 1 } }",
      "`rule` is not a key of `minimum`. Did you mean `rules`?",
    ],
    ["findings: { static: { high: 0 }, minimum: { rules: 0 } }", "`0` is not a whole number from 1"],
    ["vulnerabilities: {}", "`vulnerabilities` limits nothing."],
    ["vulnerabilities: { fixableOnly: true }", "`vulnerabilities` limits nothing."],
    ["vulnerabilities: { categories: { images: {} } }", "`images` limits nothing."],
    ["vulnerabilities: { high: 0, vex: honor }", "`honor` is not a value of `vex`. Did you mean `honour`?"],
    ["vulnerabilities: { high: 0, unknownAs: higher }", "Did you mean `high`?"],
    ["licences: {}", "`licences` limits nothing."],
    [
      "licences: { deny: [AGPL-3.0-onyl] }",
      "11:30 gates.prod.licences.deny[0]: `AGPL-3.0-onyl` is no SPDX licence id. Did you mean `AGPL-3.0-only`?",
    ],
    ["licences: { allow: [MIT OR ISC] }", "`MIT OR ISC` is an expression. List each licence on its own"],
    ["licences: { allow: [] }", "`allow` has 0 entries and needs at least 1."],
    ["licences: { deny: [MIT], unknown: block }", "`block` is not a value of `unknown`."],
    ["performance: {}", "`performance` limits nothing."],
    ["performance: { minimum: { requests: 1 } }", "`performance` limits nothing."],
    ["performance: { p95: 500 }", "`p95` must be a time such as 300ms, 2.5s or 5m; this is a number"],
    ["performance: { p95: 0ms }", "`0ms` is not a time such as"],
    ["performance: { p95: 0.5us }", "`0.5us` is not a time such as"],
    ["performance: { p95: 1.0005ms }", "`1.0005ms` is not a time such as"],
    ["performance: { p59: 1s }", "`p59` is not a key of `performance`. Did you mean"],
    ["performance: { errorRate: 101% }", "`101%` is not a percentage"],
    ["performance: { score: 101 }", "`101` is not a score from 0 to 100"],
    ["performance: { cls: 0.0000001 }", "`0.0000001` is not a number such as 0.1"],
    ["performance: { p95: 1s, labels: { a: {} } }", "`a` limits nothing."],
    ["accessibility: {}", "`accessibility` limits nothing."],
    ["accessibility: { seriuos: 0 }", "Did you mean `serious`?"],
    ["code-coverage: {}", "`code-coverage` limits nothing."],
    ["code-coverage: { lines: 80 }", "`lines` is not a key of `code-coverage`. Did you mean `line`?"],
    ["code-coverage: { line: 80.555 }", "has more than two decimals"],
    ["evidence: { sbom: { subject: artefact } }", "Did you mean `artifact`?"],
    ["evidence: { sbmo: {} }", "Did you mean `sbom`?"],
    ["evidence: { tests: { subject: artifact } }", "`subject` is not a key of `tests` evidence."],
    ["evidence: { vex: { producers: [] } }", "`producers` has 0 entries"],
  ])("%s", ([gate, ...said]) => {
    const told = refused(prod(gate))
    expect(told).toHaveLength(said.length)
    for (const [at, text] of said.entries()) expect(told[at]).toContain(text)
  })
})

test("a word that is no licence id may be a name, and whoever allows it is warned", () => {
  const { warnings } = read(prod('licences: { allow: [MTI, "Apache License, Version 2.0", LicenseRef-own] }'))
  expect(warnings).toEqual([
    expect.stringContaining(
      "`MTI` is no SPDX licence id. Did you mean `MIT`? It is compared with names as documents have them.",
    ),
  ])
})
