import { describe, expect, test } from "vitest"
import { read, verdictOf } from "../../testing/reading.ts"

const FINDING = {
  component: { name: "left", group: "org", version: "1.0.0", purl: "pkg:maven/org/left@1.0.0", project: "p" },
  vulnerability: {
    vulnId: "CVE-2026-0001",
    source: "NVD",
    severity: "HIGH",
    cvssV2BaseScore: 9,
    cvssV3BaseScore: 7.5,
    aliases: [{ cveId: "CVE-2026-0001", ghsaId: "GHSA-aaaa-bbbb-cccc" }],
  },
  analysis: { isSuppressed: false, state: "NOT_AFFECTED" },
  matrix: "p:c:v",
}
const SUPPRESSED = { ...FINDING, analysis: { isSuppressed: true, state: "FALSE_POSITIVE" } }
const report = (members: object = {}) =>
  JSON.stringify({
    version: "1.2",
    meta: { application: "Dependency-Track", version: "4.10.1", timestamp: "2026-11-20T10:00:00Z" },
    project: { name: "shop", version: "1.0" },
    findings: [FINDING, SUPPRESSED],
    ...members,
  })

test("a finding is open until it is suppressed, whatever its analysis says", () => {
  const { report: told, items } = read(report())
  expect(told).toMatchObject({
    outcome: "accepted",
    formatVersion: "1.2",
    producedAt: "2026-11-20T10:00:00.000Z",
    tool: { name: "Dependency-Track", version: "4.10.1" },
    counts: { vulnerabilities: 2, open: 1, suppressed: 1, targets: 1 },
  })
  expect(items[0]).toEqual({
    type: "vulnerability",
    id: "CVE-2026-0001",
    aliases: ["GHSA-aaaa-bbbb-cccc"],
    component: "org/left",
    version: "1.0.0",
    purl: "pkg:maven/org/left@1.0.0",
    severity: "high",
    native: "HIGH",
    score10: 75,
    state: "open",
    fingerprint: "CVE-2026-0001|pkg:maven/org/left",
    at: 1,
    pointer: "/findings/0",
  })
  expect(items[1]).toMatchObject({ state: "suppressed", suppressedBy: "FALSE_POSITIVE" })
})

test("the findings of the API are read, too", () => {
  const { report: told, items } = read(JSON.stringify([FINDING, SUPPRESSED]))
  expect(told).toMatchObject({ format: "dependency-track-fpf", outcome: "accepted", counts: { vulnerabilities: 2 } })
  expect(items[1]).toMatchObject({ pointer: "/1" })
})

describe("none is a result only of a project", () => {
  test("of a project it is", () => {
    expect(read(report({ findings: [] })).report).toMatchObject({ outcome: "accepted", counts: { vulnerabilities: 0 } })
  })

  test.for([
    ["no project", { findings: [], project: null }, "unfit"],
    ["no list", { findings: undefined }, "unfit"],
    ["a list that is none", { findings: null }, "unfit"],
    ["a finding of nothing", { findings: [{ vulnerability: {} }] }, "unfit"],
    ["a finding that is none", { findings: ["CVE-2026-0001"] }, "invalid"],
  ] as const)("%s: %s", ([, members, code]) => {
    const found = read(report(members))
    expect(found.report.format).toBe("dependency-track-fpf")
    expect(verdictOf(found)).toBe(code)
  })
})
