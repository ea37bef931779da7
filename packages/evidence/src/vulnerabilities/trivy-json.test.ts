import { describe, expect, test } from "vitest"
import { read, verdictOf } from "../../testing/reading.ts"

const VULNERABILITY = {
  VulnerabilityID: "CVE-2026-0001",
  PkgName: "libfoo",
  PkgIdentifier: { PURL: "pkg:deb/debian/libfoo@1.0?arch=amd64&distro=debian-13" },
  InstalledVersion: "1.0",
  FixedVersion: "1.1, 2.0.1",
  SeveritySource: "debian",
  Severity: "HIGH",
  Title: "foo overflows",
}
const os = (members: object) => ({ Target: "image (debian 13)", Class: "os-pkgs", Type: "debian", ...members })
const report = (...Results: object[]) =>
  JSON.stringify({ SchemaVersion: 2, CreatedAt: "2026-11-20T10:00:00Z", ArtifactName: "image", Results })

describe("what Trivy looked at counts, what it did not proves nothing", () => {
  test.for([
    ["a target with vulnerabilities", report(os({ Vulnerabilities: [VULNERABILITY, VULNERABILITY] })), 2, 1],
    ["a clean target", report(os({})), 0, 1],
    ["a clean target, written out", report(os({ Vulnerabilities: [] }), os({ Vulnerabilities: null })), 0, 2],
    ["the old array", JSON.stringify([os({ Vulnerabilities: [VULNERABILITY] }), os({ Vulnerabilities: null })]), 1, 2],
    [
      "a cluster",
      JSON.stringify({
        ClusterName: "c",
        Resources: [
          { Kind: "Pod", Name: "a", Results: [os({ Vulnerabilities: [VULNERABILITY] })] },
          { Kind: "Pod", Name: "b", Results: [os({}), os({ Vulnerabilities: [VULNERABILITY] })] },
        ],
      }),
      2,
      3,
    ],
    [
      "a cluster, summed up",
      JSON.stringify({
        ClusterName: "c",
        Findings: [{ Name: "a", Results: [os({ Vulnerabilities: [VULNERABILITY] })] }],
      }),
      1,
      1,
    ],
    [
      "an old cluster",
      JSON.stringify({
        ClusterName: "c",
        Vulnerabilities: [{ Name: "a", Results: [os({ Vulnerabilities: [VULNERABILITY] })] }],
        Misconfigurations: [{ Name: "a", Results: [os({ Class: "config" })] }],
      }),
      1,
      2,
    ],
  ] as const)("%s", ([, file, vulnerabilities, targets]) => {
    const { report: told, items } = read(file)
    expect(told).toMatchObject({ outcome: "accepted", kind: "vulnerabilities", counts: { vulnerabilities, targets } })
    expect(items).toHaveLength(vulnerabilities)
  })

  test.for([
    ["no results", '{"SchemaVersion":2,"ArtifactName":"x","ArtifactType":"filesystem"}', "unfit"],
    ["results that are none", '{"SchemaVersion":2,"Results":null}', "unfit"],
    ["an empty list", '{"SchemaVersion":2,"Results":[]}', "unfit"],
    ["null", "null", "unfit"],
    ["a cluster without resources", '{"ClusterName":"c","Resources":[{"Name":"a"}]}', "unfit"],
    [
      "a resource that could not be scanned",
      JSON.stringify({ ClusterName: "c", Resources: [{ Results: [os({})] }, { Name: "b", Error: "no such image" }] }),
      "unfit",
    ],
    ["another schema", '{"SchemaVersion":3,"Results":[{"Target":"a"}]}', "unsupported-version"],
    ["a target without a name", report({ Class: "os-pkgs" }), "unfit"],
    ["a target that is none", '{"SchemaVersion":2,"Results":["a"]}', "invalid"],
    ["a vulnerability that is none", report(os({ Vulnerabilities: ["CVE"] })), "invalid"],
    ["a list of vulnerabilities alone", JSON.stringify([VULNERABILITY]), "invalid"],
  ] as const)("%s: %s", ([, file, code]) => {
    const found = read(file)
    expect(found.report.format).toBe("trivy-json")
    expect(verdictOf(found)).toBe(code)
  })
})

test("a vulnerability carries what a gate and a person ask for", () => {
  const { report: told, items } = read(report(os({ Vulnerabilities: [VULNERABILITY] })))
  expect(told).toMatchObject({ formatVersion: "2", producedAt: "2026-11-20T10:00:00.000Z", tool: { name: "Trivy" } })
  expect(items).toEqual([
    {
      type: "vulnerability",
      id: "CVE-2026-0001",
      component: "libfoo",
      version: "1.0",
      purl: "pkg:deb/debian/libfoo@1.0?arch=amd64&distro=debian-13",
      path: "image (debian 13)",
      severity: "high",
      native: "HIGH",
      fixedIn: ["1.1", "2.0.1"],
      state: "open",
      title: "foo overflows",
      fingerprint: "CVE-2026-0001|pkg:deb/debian/libfoo",
      at: 1,
      pointer: "/Results/0/Vulnerabilities/0",
    },
  ])
})

test.for([
  ["the source that Trivy followed", { debian: { V3Score: 5.5 }, nvd: { V3Score: 9.8 } }, 55],
  ["the newest version", { debian: { V3Score: 5.5 }, nvd: { V3Score: 9.8, V40Score: 6.1 } }, 61],
  ["the highest where none is followed", { ghsa: { V3Score: 7.5 }, nvd: { V3Score: 9.8 } }, 98],
  ["an old version where there is no other", { nvd: { V2Score: 4.3 } }, 43],
  ["none", {}, undefined],
  ["none out of range", { nvd: { V3Score: 98 } }, undefined],
] as const)("of CVSS scores counts %s", ([, CVSS, score10]) => {
  const { items } = read(report(os({ Vulnerabilities: [{ ...VULNERABILITY, CVSS }] })))
  expect(items.map((item) => item.type === "vulnerability" && item.score10)).toEqual([score10])
})

test.for([
  ["CRITICAL", "critical", 0],
  ["UNKNOWN", "unknown", 0],
  ["SEVERE", "unknown", 1],
  [undefined, "unknown", 1],
] as const)("severity %s is %s", ([Severity, severity, warnings]) => {
  const { report: told, items } = read(report(os({ Vulnerabilities: [{ ...VULNERABILITY, Severity }] })))
  expect(items[0]).toMatchObject({ severity })
  expect(told.warnings.filter(({ code }) => code === "unknown-severity")).toHaveLength(warnings)
})

test("what somebody set aside is suppressed, named, and not in the list", () => {
  const modified = { Type: "vulnerability", Status: "not_affected", Statement: "never called", Source: "vex.json" }
  const { report: told, items } = read(
    report(
      os({
        Vulnerabilities: [VULNERABILITY],
        ExperimentalModifiedFindings: [
          { ...modified, Finding: { ...VULNERABILITY, VulnerabilityID: "CVE-2026-0002" } },
          { Type: "secret", Status: "ignored", Finding: { RuleID: "key", Severity: "HIGH" } },
        ],
      }),
    ),
  )
  expect(told.counts).toMatchObject({ vulnerabilities: 1, open: 1, suppressed: 1, secrets: 0 })
  expect(
    items.map((item) => [item.type, "state" in item && item.state, "suppressedBy" in item && item.suppressedBy]),
  ).toEqual([
    ["vulnerability", "open", false],
    ["vulnerability", "suppressed", "not_affected: never called: vex.json"],
    ["finding", "suppressed", "ignored"],
  ])
})

test("checks that failed, secrets and licences are findings; what passed or is an exception is none", () => {
  const check = { ID: "DS002", Severity: "HIGH", Title: "root", CauseMetadata: { StartLine: 3, Resource: "r" } }
  const { report: told, items } = read(
    report(
      {
        Target: "Dockerfile",
        Class: "config",
        Misconfigurations: [
          { ...check, Status: "FAIL" },
          { ...check, Status: "PASS" },
          { ...check, Status: "EXCEPTION" },
          check,
        ],
      },
      {
        Target: "key.pem",
        Class: "secret",
        Secrets: [{ RuleID: "private-key", Severity: "CRITICAL", StartLine: 1, Match: "hunter2", Code: { Lines: [] } }],
      },
      {
        Target: "x",
        Class: "license",
        Licenses: [{ Severity: "LOW", PkgName: "a", Name: "MIT", FilePath: "" }],
      },
    ),
  )
  expect(told.counts).toMatchObject({ vulnerabilities: 0, misconfigurations: 2, secrets: 1, licences: 1, targets: 3 })
  expect(items).toMatchObject([
    { type: "finding", rule: "DS002", severity: "high", file: "Dockerfile", line: 3, state: "open" },
    { type: "finding", rule: "DS002" },
    { type: "finding", rule: "private-key", severity: "critical", file: "key.pem", line: 1 },
    { type: "finding", rule: "MIT", severity: "low", title: "a" },
  ])
  expect(JSON.stringify(items)).not.toContain("hunter2")
})

test("packages are counted where they are listed", () => {
  const file = report(os({ Packages: [{ Name: "a" }, { Name: "b" }] }))
  expect(read(file).report.counts).toMatchObject({ packages: 2, vulnerabilities: 0 })
})

test("the fingerprint stays when the package moves on, and differs between packages", () => {
  const of = (members: object) => read(report(os({ Vulnerabilities: [{ ...VULNERABILITY, ...members }] }))).items[0]
  const print = (members: object) => (of(members) as { fingerprint: string }).fingerprint
  const scoped = (version: string) => ({ PkgIdentifier: { PURL: `pkg:npm/@scope/name${version}` } })
  expect(print(scoped("@1.0.0"))).toBe(print(scoped("@2.0.0?x=y")))
  expect(print(scoped("@1.0.0"))).toBe(print(scoped("")))
  expect(print(scoped("@1.0.0"))).not.toBe(print({ PkgIdentifier: { PURL: "pkg:npm/@scope/other@1.0.0" } }))
  expect(print({ PkgIdentifier: undefined })).toBe("CVE-2026-0001|libfoo")
})
