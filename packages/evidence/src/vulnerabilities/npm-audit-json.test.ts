import { describe, expect, test } from "vitest"
import { read, verdictOf } from "../../testing/reading.ts"

const NONE = { info: 0, low: 0, moderate: 0, high: 0, critical: 0 }
const VIA = {
  source: 1001,
  name: "left",
  title: "left overflows",
  url: "https://github.com/advisories/GHSA-aaaa-bbbb-cccc",
  severity: "moderate",
  cvss: { score: 5.3, vectorString: "CVSS:3.1/AV:N" },
  range: "<1.2.3",
}
const LEFT = { name: "left", severity: "high", via: [VIA], range: "<1.2.3", nodes: ["node_modules/left"] }
const version2 = (vulnerabilities: object, total: number, dependencies: object = { prod: 9, total: 8 }) =>
  JSON.stringify({
    auditReportVersion: 2,
    vulnerabilities,
    metadata: { vulnerabilities: { ...NONE, high: total, total }, dependencies },
  })

const ADVISORY = {
  id: 1001,
  module_name: "left",
  severity: "critical",
  findings: [{ version: "1.0.0", paths: ["a>left", "b>left"] }],
  cves: ["CVE-2026-0001"],
  github_advisory_id: "GHSA-aaaa-bbbb-cccc",
  patched_versions: ">=1.2.3",
  title: "left overflows",
  url: "https://advisories.example/1001",
}
const version1 = (advisories: object, counted: object = NONE, totalDependencies = 8) =>
  JSON.stringify({ actions: [], advisories, muted: [], metadata: { vulnerabilities: counted, totalDependencies } })

const lines = (...values: object[]) => values.map((value) => `${JSON.stringify(value)}\n`).join("")
const yarnAdvisory = { type: "auditAdvisory", data: { resolution: { id: 1001, path: "a>left" }, advisory: ADVISORY } }
const yarnSummary = (vulnerabilities: object, totalDependencies = 8) => ({
  type: "auditSummary",
  data: { vulnerabilities: { ...NONE, ...vulnerabilities }, dependencies: totalDependencies, totalDependencies },
})
const yarnTree = (ID: number | string) => ({
  value: "left",
  children: {
    ID,
    Issue: "left overflows",
    URL: VIA.url,
    Severity: "high",
    "Tree Versions": ["1.0.0"],
    Dependents: ["a"],
  },
})

describe("each package manager is counted as it lists", () => {
  test.for([
    ["npm 7: each vulnerable package", version2({ left: LEFT, right: { ...LEFT, via: ["left"] } }, 2), 2, 8],
    [
      "npm 7: two advisories of one package",
      version2({ left: { ...LEFT, via: [VIA, { ...VIA, source: 2 }] } }, 1),
      1,
      8,
    ],
    ["npm 7: none", version2({}, 0), 0, 8],
    ["npm 6: each advisory", version1({ 1001: ADVISORY }, { ...NONE, critical: 2 }), 1, 8],
    ["npm 6: none", version1({}), 0, 8],
    ["Yarn 1: each way", lines(yarnAdvisory, yarnAdvisory, yarnSummary({ critical: 2 })), 2, 8],
    ["Yarn 1: none", lines({ type: "warning", data: "no licence" }, yarnSummary({})), 0, 8],
    ["Yarn 4: each line", lines(yarnTree(1001), yarnTree(1002), yarnTree("left (deprecation)")), 2, 0],
  ] as const)("%s", ([, file, vulnerabilities, dependencies]) => {
    expect(read(file).report).toMatchObject({
      format: "npm-audit-json",
      outcome: "accepted",
      counts: { vulnerabilities, dependencies },
      warnings: [],
    })
  })
})

test("an advisory of npm 7 is named by its GHSA id; a package that only depends on it by what it depends on", () => {
  const { items } = read(version2({ left: LEFT, right: { ...LEFT, name: "right", via: ["left"] } }, 2))
  expect(items).toEqual([
    {
      type: "vulnerability",
      id: "GHSA-aaaa-bbbb-cccc",
      component: "left",
      version: "<1.2.3",
      path: "node_modules/left",
      severity: "medium",
      native: "moderate",
      score10: 53,
      state: "open",
      title: "left overflows",
      fingerprint: "GHSA-aaaa-bbbb-cccc|left",
      at: 1,
      pointer: "/vulnerabilities/left/via/0",
    },
    expect.objectContaining({
      id: "via left",
      component: "right",
      severity: "high",
      pointer: "/vulnerabilities/right",
    }),
  ])
})

test("an advisory of npm 6 brings its CVE, versions and places", () => {
  expect(read(version1({ 1001: ADVISORY }, { ...NONE, critical: 2 })).items).toMatchObject([
    {
      id: "GHSA-aaaa-bbbb-cccc",
      aliases: ["CVE-2026-0001"],
      component: "left",
      version: "1.0.0",
      path: "a>left",
      severity: "critical",
      fixedIn: [">=1.2.3"],
      pointer: "/advisories/1001",
    },
  ])
  const unmended = { ...ADVISORY, github_advisory_id: undefined, patched_versions: "<0.0.0" }
  const [item] = read(version1({ 1001: unmended })).items
  expect(item).toMatchObject({ id: "npm:1001" })
  expect(item).not.toHaveProperty("fixedIn")
})

describe("what is no audit, or one of nothing, proves nothing", () => {
  test.for([
    [
      "npm's error",
      '{"error":{"code":"ENOLOCK","summary":"This command requires a lockfile.","detail":"x"}}',
      "not-finished",
    ],
    [
      "an error beside a message",
      '{"message":"request failed","error":{"code":"ENOTFOUND","summary":"no network"}}',
      "not-finished",
    ],
    ["pnpm's error", '{"error":{"code":"ERR_PNPM_AUDIT_NO_LOCKFILE","message":"No lockfile"}}', "not-finished"],
    [
      "what the registry answered",
      '{"message":"bad gateway","method":"POST","uri":"https://host.example/-/npm/v1/security/audits/quick","statusCode":502}',
      "not-finished",
    ],
    ["a report with an error", '{"auditReportVersion":2,"vulnerabilities":{},"error":{"code":"EX"}}', "not-finished"],
    ["no dependencies", version2({}, 0, { prod: 1, total: 0 }), "unfit"],
    ["no dependencies in npm 6", version1({}, NONE, 0), "unfit"],
    ["no summary", '{"auditReportVersion":2,"vulnerabilities":{}}', "unfit"],
    ["no list", '{"auditReportVersion":2,"metadata":{"dependencies":{"total":8}}}', "unfit"],
    ["a list that is none", '{"auditReportVersion":2,"vulnerabilities":[]}', "unfit"],
    ["a summary of what is not listed", version2({}, 3), "unfit"],
    ["another version", '{"auditReportVersion":3,"vulnerabilities":{}}', "unsupported-version"],
    ["Yarn 1 without its summary", lines(yarnAdvisory), "unfit"],
    [
      "Yarn 1 that failed",
      lines(
        { type: "error", data: "https://host.example/-/npm/v1/security/audits: no network" },
        { type: "info", data: "" },
      ),
      "not-finished",
    ],
    [
      "Yarn 1 that failed later",
      lines(yarnAdvisory, { type: "error", data: "x" }, yarnSummary({ high: 1 })),
      "not-finished",
    ],
    ["nothing but what is deprecated", lines(yarnTree("left (deprecation)")), "unfit"],
  ] as const)("%s: %s", ([, file, code]) => {
    const found = read(file)
    expect(found.report.format).toBe("npm-audit-json")
    expect(verdictOf(found)).toBe(code)
  })
})

test("a summary that disagrees is told, and what is listed counts", () => {
  const { report } = read(version2({ left: LEFT }, 7))
  expect(report).toMatchObject({ outcome: "accepted", counts: { vulnerabilities: 1 } })
  expect(report.warnings).toMatchObject([{ code: "summary-disagrees" }])
})

test("packages may be named as they like", () => {
  const { report, items } = read(version2(JSON.parse('{"__proto__":{"severity":"low","via":["constructor"]}}'), 1))
  expect(report.counts).toMatchObject({ vulnerabilities: 1 })
  expect(items).toMatchObject([{ component: "__proto__", id: "via constructor" }])
})
