import { createHash } from "node:crypto"
import { describe, expect, test } from "vitest"
import type { EnvironmentName, ReleaseVersion } from "../catalog/names.ts"
import { readPolicy } from "../catalog/policy-read.ts"
import type { Policy } from "../catalog/policy.ts"
import { evaluateGate } from "../gate/evaluate.ts"
import { reportChecks } from "../gate/report-checks.ts"
import { situation } from "../gate/situations.contract.ts"
import { reportStates } from "../reports/report-states.ts"
import type { CurrentUpload, ReleaseReports } from "../reports/uploads.ts"
import {
  componentItem,
  coverageItem,
  findingItem,
  measureItem,
  NOW,
  OLD,
  reportsOf,
  STAGING,
  uploadOf,
  vulnerabilityItem,
} from "../reports/uploads.contract.ts"
import { matrixOf } from "./matrix.ts"
import type { MatrixRow } from "./matrix-view.ts"
import { matrixInput, place, ran } from "./places.contract.ts"

const sha256 = (text: string | Uint8Array) => createHash("sha256").update(text).digest("hex")

const policyWith = (gate: string): Policy => {
  const read = readPolicy(`schema: promotrail/policy/v1
application: checkout
environments:
  dev: { tier: development }
  staging: { tier: staging }
  prod: { tier: production }
path: [dev, staging, prod]
gates:
  default: ${gate}
`)
  if (!read.ok) throw new Error(JSON.stringify(read.error))
  return read.value.policy
}

/** Rows of a release that stands in staging, with these uploads from there. */
function rowsOf(policy: Policy, uploads: readonly CurrentUpload[], over: Partial<ReleaseReports> = {}): MatrixRow[] {
  const places = ["dev", "staging", "prod"].map((name, index) =>
    place(name, {
      reached: index < 2,
      reports: reportStates(reportsOf(uploads, over), { environment: name as EnvironmentName }, sha256),
    }),
  )
  return matrixOf(matrixInput(places, { policy, at: NOW })).groups.flatMap(({ rows }) => [...rows])
}

const brief = ({ key, isWide, cells }: MatrixRow) =>
  `${key}${isWide ? " wide" : ""}: ${cells.map(({ state, value }) => `${state} ${value}`).join(" | ")}`

const STATIC = uploadOf("findings", [findingItem("a"), findingItem("b", { severity: "low" })])
const LOAD = uploadOf("performance", [measureItem("p95", 350_000), measureItem("requests", 1_000)], {
  counts: { requests: 1_000 },
})

describe("rows of reports", () => {
  test.for([
    {
      when: "measured on the artifact it is one cell for all environments",
      gate: "{ findings: { static: { high: 0 } } }",
      uploads: [STATIC],
      rows: ["findings:static wide: fail 2 open"],
    },
    {
      when: "a limit that only warns does not shout",
      gate: "{ findings: { static: { high: 0 }, severity: warn } }",
      uploads: [STATIC],
      rows: ["findings:static wide: warn 2 open"],
    },
    {
      when: "within the limits it passes",
      gate: "{ findings: { static: { critical: 0 } } }",
      uploads: [STATIC],
      rows: ["findings:static wide: pass 2 open"],
    },
    {
      when: "nobody asked, and there is something to look at",
      gate: "{ upstream: { severity: observe } }",
      uploads: [STATIC],
      rows: ["findings:static wide: warn 2 open"],
    },
    {
      when: "nobody asked, and there is nothing to mend",
      gate: "{ upstream: { severity: observe } }",
      uploads: [uploadOf("sbom", [componentItem("left", "MIT")])],
      rows: ["sbom:sbom wide: pass 1 component"],
    },
    {
      when: "measured where it ran, each environment has its own; later ones are not due",
      gate: "{ performance: { p95: 500ms } }",
      uploads: [LOAD],
      rows: ["performance:performance: missing No evidence | pass 350 ms | pending Pending"],
    },
    {
      when: "what only warns is awaited where it is not due, and a warning where it is",
      gate: "{ performance: { p95: 500ms, severity: warn } }",
      uploads: [LOAD],
      rows: ["performance:performance: warn No evidence | pass 350 ms | pending Pending"],
    },
    {
      when: "asked for, and nothing arrived",
      gate: "{ vulnerabilities: { critical: 0 } }",
      uploads: [],
      rows: ["vulnerabilities:vulnerabilities wide: missing No evidence"],
    },
    {
      when: "too old is not known",
      gate: "{ findings: { static: { critical: 0 }, maxAge: 7d } }",
      uploads: [{ ...STATIC, receivedAt: OLD }],
      rows: ["findings:static wide: missing 2 open"],
    },
    {
      when: "lines before branches, and of two uploads, each of which has to do, the worse",
      gate: "{ upstream: { severity: observe } }",
      uploads: [
        uploadOf("code-coverage", [coverageItem("branch", 1, 10), coverageItem("line", 8, 10)]),
        uploadOf("code-coverage", [coverageItem("line", 7, 10)], { id: "01OTHER", variant: "arm" }),
      ],
      rows: ["code-coverage:code-coverage wide: pass 70 %"],
    },
    {
      when: "in reading order: code, security, experience, supply",
      gate: "{ upstream: { severity: observe } }",
      uploads: [
        uploadOf("sbom", [componentItem("left", "MIT")]),
        LOAD,
        uploadOf("vulnerabilities", [vulnerabilityItem("CVE-2026-1")]),
        uploadOf("code-coverage", [coverageItem("line", 8, 10)]),
      ],
      rows: [
        "code-coverage:code-coverage wide: pass 80 %",
        "vulnerabilities:vulnerabilities wide: warn 1 open",
        "performance:performance: not-applicable n/a | pass 350 ms | not-applicable n/a",
        "sbom:sbom wide: pass 1 component",
      ],
    },
  ])("$when", ({ gate, uploads, rows }) => {
    expect(rowsOf(policyWith(gate), uploads).map(brief)).toEqual(rows)
  })

  test("the newest report was refused: the cell says so and is not decided", () => {
    const refused = {
      id: "01R",
      kind: "findings",
      category: STATIC.category,
      environment: STAGING,
      outcome: "rejected",
      reason: "cut off",
    } as const
    const gate = policyWith("{ findings: { static: { critical: 0 } } }")
    const [row] = rowsOf(gate, [STATIC], { refused: [refused] })
    expect(row?.cells[0]).toMatchObject({
      state: "missing",
      detail: expect.stringContaining("a newer one was refused"),
    })
  })

  test("tests and measurements of one category are two rows", () => {
    const counted = ran("performance", { passed: 3 })
    const reports = reportStates(reportsOf([LOAD]), { environment: STAGING }, sha256)
    const places = [place("dev"), place("staging", { counted, reports }), place("prod")]
    const { groups } = matrixOf(matrixInput(places, { policy: policyWith("{ performance: { p95: 500ms } }"), at: NOW }))
    expect(groups.map(({ title, rows }) => [title, ...rows.map((row) => `${row.key} is ${row.title}`)])).toEqual([
      ["Experience", "performance is performance", "performance:performance is performance, measured"],
    ])
  })

  test.for([
    [
      "{ findings: { static: { critical: 0, high: 2 }, newOnly: true } }",
      "findings",
      "static",
      "no critical, 2 high, new only",
    ],
    [
      "{ vulnerabilities: { high: 0, fixableOnly: true } }",
      "vulnerabilities",
      "vulnerabilities",
      "no high, fixable only",
    ],
    ["{ performance: { p95: 500ms, errorRate: 1% } }", "performance", "performance", "p95 500 ms, error-rate 1 %"],
    ["{ code-coverage: { line: 80 } }", "code-coverage", "code-coverage", "line 80 %"],
    ["{ licences: { deny: [MIT] } }", "sbom", "sbom", "1 licence denied"],
    ["{ evidence: { sbom: {} } }", "sbom", "sbom", "must be there"],
  ] as const)("what %s asks of %s is said in few words", ([gate, kind, category, words]) => {
    const [row] = rowsOf(policyWith(gate), [])
    expect(row).toMatchObject({ kind, category, requirement: words })
  })
})

test("what only a later gate asks for is judged as that gate will", () => {
  const read = readPolicy(`schema: promotrail/policy/v1
application: checkout
environments: { dev: { tier: development }, staging: { tier: staging }, prod: { tier: production } }
path: [dev, staging, prod]
gates: { staging: { upstream: { severity: observe } }, prod: { findings: { static: { high: 0 } } } }
`)
  if (!read.ok) throw new Error("the test's policy is refused")
  const places = ["dev", "staging", "prod"].map((name) =>
    place(name, { reports: reportStates(reportsOf([STATIC]), { environment: name as EnvironmentName }, sha256) }),
  )
  const { groups } = matrixOf(matrixInput(places, { policy: read.value.policy, at: NOW }))
  expect(groups[0]?.rows[0]?.cells).toMatchObject([
    { state: "fail", value: "2 open", detail: expect.stringContaining("asked for on leaving staging") },
  ])
})

test("the matrix hears of reports exactly what the gate does", () => {
  const policy = policyWith(
    "{ findings: { static: { high: 0 } }, performance: { p95: 300ms }, licences: { deny: [GPL-3.0-only] }, evidence: { sbom: { maxAge: 7d } } }",
  )
  const edge = { lane: null, from: STAGING, to: "prod" as EnvironmentName, first: false }
  const uploads = [STATIC, LOAD, uploadOf("sbom", [componentItem("left", "GPL-3.0-only")], { receivedAt: OLD })]
  const reports = reportStates(reportsOf(uploads), { environment: STAGING, release: "v1" as ReleaseVersion }, sha256)
  const gate = evaluateGate(policy, situation({ now: NOW, edge, reports }))
  expect(reportChecks(policy, { edge, now: NOW, reports })).toEqual(
    gate.checks.filter(({ report }) => report !== undefined),
  )
  expect(gate.checks.filter(({ report }) => report !== undefined)).toHaveLength(4)
})
