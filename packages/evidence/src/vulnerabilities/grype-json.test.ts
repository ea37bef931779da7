import { describe, expect, test } from "vitest"
import { read, verdictOf } from "../../testing/reading.ts"

const MATCH = {
  vulnerability: {
    id: "GHSA-aaaa-bbbb-cccc",
    severity: "High",
    cvss: [{ version: "3.1", metrics: { baseScore: 7.5 } }],
    fix: { versions: ["1.2.3"], state: "fixed" },
  },
  relatedVulnerabilities: [
    { id: "CVE-2026-0001", severity: "Critical", cvss: [{ version: "3.1", metrics: { baseScore: 9.8 } }] },
  ],
  matchDetails: [],
  artifact: {
    name: "left",
    version: "1.0.0",
    type: "npm",
    locations: [{ path: "/app/package-lock.json" }],
    purl: "pkg:npm/left@1.0.0",
  },
}
const SOURCE = { type: "image", target: { userInput: "registry.example/app:1" } }
const DESCRIPTOR = {
  name: "grype",
  version: "0.94.0",
  timestamp: "2026-11-20T10:00:00.123456789Z",
  db: { built: "2026-11-19T01:00:00Z", error: null },
  configuration: { registry: { auth: [{ password: "hunter2" }] } },
}
const report = (members: object = {}) =>
  JSON.stringify({ matches: [MATCH], source: SOURCE, distro: { name: "" }, descriptor: DESCRIPTOR, ...members })

test("a match carries what a gate and a person ask for, and no secret of the configuration", () => {
  const { report: told, items } = read(report())
  expect(told).toMatchObject({
    outcome: "accepted",
    producedAt: "2026-11-20T10:00:00.123Z",
    tool: { name: "grype", version: "0.94.0" },
    counts: { vulnerabilities: 1, open: 1, suppressed: 0, targets: 1 },
    warnings: [],
  })
  expect(items).toEqual([
    {
      type: "vulnerability",
      id: "GHSA-aaaa-bbbb-cccc",
      aliases: ["CVE-2026-0001"],
      component: "left",
      version: "1.0.0",
      purl: "pkg:npm/left@1.0.0",
      path: "/app/package-lock.json",
      severity: "high",
      native: "High",
      score10: 75,
      fixedIn: ["1.2.3"],
      state: "open",
      fingerprint: "GHSA-aaaa-bbbb-cccc|pkg:npm/left",
      at: 1,
      pointer: "/matches/0",
    },
  ])
  expect(JSON.stringify({ told, items })).not.toContain("hunter2")
})

test("the same vulnerability at several places is as many matches", () => {
  expect(read(report({ matches: [MATCH, MATCH, MATCH] })).report.counts).toMatchObject({ vulnerabilities: 3 })
})

test("ignored matches are suppressed, with their rule, and are no matches", () => {
  const ignored = { ...MATCH, appliedIgnoreRules: [{ vulnerability: "CVE-2026-0001", reason: "not used" }] }
  const { report: told, items } = read(report({ ignoredMatches: [ignored, { ...MATCH, appliedIgnoreRules: null }] }))
  expect(told.counts).toMatchObject({ vulnerabilities: 1, open: 1, suppressed: 2 })
  expect(items.slice(1)).toMatchObject([
    { state: "suppressed", suppressedBy: "not used, CVE-2026-0001" },
    { state: "suppressed", suppressedBy: "an ignore rule" },
  ])
})

test.for([
  ["Negligible", "info", 0],
  ["Unknown", "unknown", 0],
  [null, "unknown", 1],
  ["Dire", "unknown", 1],
] as const)("severity %s is %s", ([severity, wanted, warnings]) => {
  const match = { ...MATCH, vulnerability: { ...MATCH.vulnerability, severity } }
  const { report: told, items } = read(report({ matches: [match] }))
  expect(items[0]).toMatchObject({ severity: wanted })
  expect(told.warnings).toHaveLength(warnings)
})

describe("only a scan that looked at something proves something", () => {
  test("nothing found in a source is a result", () => {
    expect(read(report({ matches: [] })).report).toMatchObject({ outcome: "accepted", counts: { vulnerabilities: 0 } })
  })

  test.for([
    ["no source", { matches: [], source: null }, "unfit"],
    ["no source, in words", { matches: [], source: { type: "unknown", target: "unknown" } }, "unfit"],
    ["no matches, not even none", { matches: null }, "unfit"],
    ["a database that could not be read", { descriptor: { db: { error: "no such file" } } }, "unfit"],
    ["a database that is not valid", { descriptor: { db: { status: { valid: false } } } }, "unfit"],
    ["a match without artifact", { matches: [{ vulnerability: {} }] }, "unfit"],
    ["a match that is none", { matches: ["CVE-2026-0001"] }, "invalid"],
  ] as const)("%s: %s", ([, members, code]) => {
    const found = read(report(members))
    expect(found.report.format).toBe("grype-json")
    expect(verdictOf(found)).toBe(code)
  })

  test.for([
    ["2026-11-10T00:00:00Z", 1],
    ["2026-11-18T00:00:00Z", 0],
  ] as const)("a database built %s gives %d warnings", ([built, warnings]) => {
    for (const db of [{ built }, { status: { built, valid: true } }]) {
      const { report: told } = read(report({ descriptor: { ...DESCRIPTOR, db } }))
      expect(told.warnings.filter(({ code }) => code === "old-database")).toHaveLength(warnings)
    }
  })
})
