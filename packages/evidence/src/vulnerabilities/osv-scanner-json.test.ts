import { describe, expect, test } from "vitest"
import { read, verdictOf } from "../../testing/reading.ts"

const ENTRY = {
  id: "GHSA-aaaa-bbbb-cccc",
  aliases: ["CVE-2026-0001"],
  summary: "left overflows",
  severity: [{ type: "CVSS_V3", score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H" }],
  affected: [
    {
      package: { ecosystem: "npm", name: "left", purl: "pkg:npm/left" },
      ranges: [
        { type: "SEMVER", events: [{ introduced: "0" }, { fixed: "1.2.3" }] },
        { type: "GIT", events: [{ fixed: "0123abcd" }] },
      ],
    },
    { package: { ecosystem: "npm", name: "right" }, ranges: [{ type: "SEMVER", events: [{ fixed: "9.9.9" }] }] },
  ],
  database_specific: { severity: "MODERATE" },
}
const pkg = (vulnerabilities?: object[], more: object = {}) => ({
  package: { name: "left", version: "1.0.0", ecosystem: "npm" },
  ...(vulnerabilities === undefined ? {} : { vulnerabilities }),
  ...more,
})
const report = (...packages: object[]) =>
  JSON.stringify({ results: [{ source: { path: "/src/package-lock.json", type: "lockfile" }, packages }] })

test("a vulnerability carries what a gate and a person ask for", () => {
  const { report: told, items } = read(report(pkg([ENTRY]), pkg()))
  expect(told).toMatchObject({ outcome: "accepted", counts: { vulnerabilities: 1, packages: 2, targets: 1 } })
  expect(items).toEqual([
    {
      type: "vulnerability",
      id: "GHSA-aaaa-bbbb-cccc",
      aliases: ["CVE-2026-0001"],
      component: "left",
      version: "1.0.0",
      purl: "pkg:npm/left@1.0.0",
      path: "/src/package-lock.json",
      severity: "medium",
      native: "MODERATE",
      score10: 75,
      fixedIn: ["1.2.3"],
      state: "open",
      title: "left overflows",
      fingerprint: "GHSA-aaaa-bbbb-cccc|pkg:npm/left",
      at: 1,
      pointer: "/results/0/packages/0/vulnerabilities/0",
    },
  ])
})

test.for([
  ["its database's word", { database_specific: { severity: "LOW" } }, {}, "low"],
  ["its vector", { database_specific: {} }, {}, "high"],
  [
    "the scanner's score",
    { database_specific: {}, severity: [] },
    { groups: [{ ids: [ENTRY.id], max_severity: "9.1" }] },
    "critical",
  ],
  ["nothing", { database_specific: {}, severity: [] }, { groups: [{ ids: [ENTRY.id], max_severity: "" }] }, "unknown"],
] as const)("severity comes from %s", ([, members, more, severity]) => {
  expect(read(report(pkg([{ ...ENTRY, ...members }], more))).items[0]).toMatchObject({ severity })
})

describe("a list of nothing does not say what was looked at", () => {
  test("a listed package without vulnerabilities does", () => {
    expect(read(report(pkg())).report).toMatchObject({
      outcome: "accepted",
      counts: { vulnerabilities: 0, packages: 1 },
    })
  })

  test.for([
    ["no results", { results: [], experimental_config: {} }, "unfit"],
    ["results that are none", { results: null, experimental_config: {} }, "unfit"],
    ["sources without packages", { results: [{ source: { path: "x" }, packages: [] }] }, "unfit"],
    ["a package that is none", { results: [{ source: { path: "x" }, packages: [{}] }] }, "unfit"],
    ["a vulnerability that is none", { results: [{ packages: [pkg(["x" as never])] }] }, "invalid"],
  ] as const)("%s: %s", ([, document, code]) => {
    const found = read(JSON.stringify(document))
    expect(found.report.format).toBe("osv-scanner-json")
    expect(verdictOf(found)).toBe(code)
  })
})

test("packages that violate the allowed licences are counted", () => {
  const file = report(pkg([], { licenses: ["MIT"], license_violations: ["MIT"] }), pkg([], { licenses: ["ISC"] }))
  expect(read(file).report.counts).toMatchObject({ licenceViolations: 1, packages: 2 })
})
