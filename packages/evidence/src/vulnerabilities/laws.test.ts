import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { bytesOf, read, type Read, verdictOf } from "../../testing/reading.ts"

type Document = { readonly [key: string]: unknown } | readonly unknown[]

const trivy = {
  VulnerabilityID: "CVE-2026-0001",
  PkgName: "größe",
  InstalledVersion: "1",
  Severity: "HIGH",
  CVSS: { nvd: { V3Score: 7.5 } },
}
/** A document of each format, with something found in it. */
const DOCUMENTS: Readonly<Record<string, Document>> = {
  "trivy-json": {
    SchemaVersion: 2,
    CreatedAt: "2026-11-20T10:00:00Z",
    Results: [
      {
        Target: "a",
        Class: "os-pkgs",
        Vulnerabilities: [trivy, { ...trivy, VulnerabilityID: "CVE-2026-0002" }],
        ExperimentalModifiedFindings: [{ Type: "vulnerability", Status: "fixed", Finding: trivy }],
      },
      { Target: "b", Class: "config", Misconfigurations: [{ ID: "X", Status: "FAIL", Severity: "LOW" }] },
    ],
  },
  "trivy k8s": { ClusterName: "c", Resources: [{ Name: "p", Results: [{ Target: "a", Vulnerabilities: [trivy] }] }] },
  "trivy old": [{ Target: "a", Vulnerabilities: [trivy] }],
  "grype-json": {
    matches: [{ vulnerability: { id: "CVE-2026-0001", severity: "Low" }, artifact: { name: "größe", version: "1" } }],
    ignoredMatches: [
      { vulnerability: { id: "CVE-2026-0002", severity: "Low" }, artifact: { name: "b", version: "1" } },
    ],
    source: { type: "image", target: {} },
    descriptor: { name: "grype", timestamp: "2026-11-20T10:00:00Z", db: { built: "2026-11-20T01:00:00Z" } },
  },
  "osv-scanner-json": {
    results: [
      {
        source: { path: "a", type: "lockfile" },
        packages: [
          {
            package: { name: "größe", version: "1", ecosystem: "npm" },
            vulnerabilities: [{ id: "GHSA-1", database_specific: { severity: "HIGH" } }, { id: "GHSA-2" }],
            groups: [{ ids: ["GHSA-2"], max_severity: "5.0" }],
          },
        ],
      },
    ],
  },
  "npm-audit-json": {
    auditReportVersion: 2,
    vulnerabilities: {
      größe: {
        name: "größe",
        severity: "low",
        via: [
          { source: 1, severity: "low" },
          { source: 2, severity: "high" },
        ],
      },
      b: { name: "b", severity: "low", via: ["größe"] },
    },
    metadata: { vulnerabilities: { total: 2 }, dependencies: { total: 3 } },
  },
  "npm 6": {
    actions: [],
    advisories: { 1: { id: 1, module_name: "größe", severity: "low", findings: [{ version: "1", paths: ["a"] }] } },
    metadata: { vulnerabilities: { low: 1 }, totalDependencies: 3 },
  },
  "dependency-track-fpf": {
    version: "1.2",
    meta: { application: "Dependency-Track", timestamp: "2026-11-20T10:00:00Z" },
    project: { name: "p" },
    findings: [{ component: { name: "größe" }, vulnerability: { vulnId: "CVE-2026-0001", severity: "LOW" } }],
  },
  openvex: {
    "@context": "https://openvex.dev/ns/v0.2.0",
    author: "größe",
    timestamp: "2026-11-20T10:00:00Z",
    statements: [
      { vulnerability: { name: "CVE-2026-0001" }, products: [{ "@id": "pkg:npm/a" }], status: "fixed" },
      { vulnerability: { name: "CVE-2026-0002" }, products: [{ "@id": "pkg:npm/a" }], status: "affected" },
    ],
  },
  csaf: {
    document: {
      csaf_version: "2.0",
      publisher: { name: "größe" },
      tracking: { status: "final", current_release_date: "2026-11-20T10:00:00Z" },
    },
    product_tree: {
      full_product_names: [
        { product_id: "a", name: "A" },
        { product_id: "b", name: "B" },
      ],
      relationships: [
        {
          product_reference: "b",
          relates_to_product_reference: "a",
          full_product_name: { product_id: "ab", name: "AB" },
        },
      ],
    },
    vulnerabilities: [
      { cve: "CVE-2026-0001", product_status: { fixed: ["ab"] }, flags: [] },
      {
        cve: "CVE-2026-0002",
        product_status: { known_not_affected: ["a"] },
        flags: [{ label: "x", product_ids: ["a"] }],
      },
    ],
  },
}
const NAMES = Object.keys(DOCUMENTS)
const fileOf = (name: string) => JSON.stringify(DOCUMENTS[name], null, 1)

/** What was read, without where in the file it stood, and in no order. */
function meaning({ report, items }: Read) {
  const plain = items.map((item) => JSON.stringify({ ...item, at: 0, pointer: "" }, Object.keys(item).sort()))
  return { report, items: plain.sort() }
}

function shuffled(value: unknown, random: () => number): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => shuffled(one, random))
  if (typeof value !== "object" || value === null) return value
  const members = Object.entries(value).map(([key, one]) => [random(), key, shuffled(one, random)] as const)
  return Object.fromEntries(members.sort(([a], [b]) => a - b).map(([, key, one]) => [key, one]))
}

function utf16(text: string): Uint8Array {
  const wide = new Uint8Array(2 + text.length * 2)
  wide.set([0xff, 0xfe])
  for (let i = 0; i < text.length; i++) new DataView(wide.buffer).setUint16(2 + i * 2, text.charCodeAt(i), true)
  return wide
}

describe.each(NAMES)("%s", (name) => {
  const file = fileOf(name)
  const whole = read(file)

  test("is accepted as it is", () => {
    expect(verdictOf(whole)).toBe("fit")
    expect(whole.items.length).toBeGreaterThan(0)
  })

  test("reads the same in chunks of any size", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99 }), (chunk) => {
        expect(read(file, { chunk })).toEqual(whole)
      }),
      { numRuns: 30 },
    )
  })

  test("reads the same with a byte order mark, in UTF-16, with other line ends, and on one line", () => {
    for (const other of [`\uFEFF${file}`, utf16(file), file.replaceAll("\n", "\r\n")])
      expect(read(other)).toEqual(whole)
    expect(meaning(read(JSON.stringify(JSON.parse(file))))).toEqual(meaning(whole))
  })

  test("reads the same whatever the order of its keys", () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.integer()), (numbers) => {
        const next = () => (numbers.next().value as number | undefined) ?? 0
        expect(meaning(read(JSON.stringify(shuffled(DOCUMENTS[name], next), null, 1)))).toEqual(meaning(whole))
      }),
      { numRuns: 50 },
    )
  })

  test("is refused wherever it is cut", () => {
    const bytes = bytesOf(file)
    for (let end = 0; end < bytes.length; end++)
      expect(read(bytes.subarray(0, end)).report.outcome).not.toBe("accepted")
  })

  test("never reads better for a value that is lost", () => {
    for (const path of placesOfMembers(DOCUMENTS[name])) {
      const lost: unknown = JSON.parse(file)
      blank(lost, path)
      const after = read(JSON.stringify(lost, null, 1))
      // A member of a finding may go; that there is a finding, and that it is open, does not go with it.
      const told = verdictOf(after) === "fit" ? after : whole
      expect({ path, open: open(told) }).toEqual({ path, open: open(whole) })
      expect(hidden(told)).toBeLessThanOrEqual(hidden(whole))
    }
  })
})

test("what is unfit is counted as what is fit", () => {
  const faults: Readonly<Record<string, (document: never) => void>> = {
    "trivy-json": (document: { Results: { Target?: string }[] }) => delete document.Results[0]!.Target,
    "trivy k8s": (document: { Resources: object[] }) => document.Resources.push({ Name: "q", Error: "no such image" }),
    "grype-json": (document: { descriptor: { db: object } }) => (document.descriptor.db = { error: "none" }),
    "osv-scanner-json": (document: { results: { packages: { package?: object }[] }[] }) =>
      delete document.results[0]!.packages[0]!.package,
    "npm-audit-json": (document: { vulnerabilities: unknown }) =>
      (document.vulnerabilities = Object.values(document.vulnerabilities as object)),
    "dependency-track-fpf": (document: { findings: { component?: object }[] }) =>
      delete document.findings[0]!.component,
    openvex: (document: { author?: string }) => delete document.author,
    csaf: (document: { document: { tracking: object } }) =>
      (document.document.tracking = { ...document.document.tracking, status: "draft" }),
  }
  for (const [name, fault] of Object.entries(faults)) {
    const faulty = JSON.parse(fileOf(name)) as never
    fault(faulty)
    const after = read(JSON.stringify(faulty))
    expect({ name, verdict: verdictOf(after), open: open(after), hidden: hidden(after) }).toEqual({
      name,
      verdict: "unfit",
      open: open(read(fileOf(name))),
      hidden: hidden(read(fileOf(name))),
    })
  }
})

const open = ({ report: { counts } }: Read) => (counts["open"] ?? 0) + (counts["affected"] ?? 0)
const hidden = ({ items }: Read) =>
  items.filter((item) => item.type === "vex" && (item.status === "fixed" || item.status === "not_affected")).length

/** Paths of every scalar that is the member of an object. */
function* placesOfMembers(value: unknown, path: readonly (string | number)[] = []): Generator<(string | number)[]> {
  if (typeof value !== "object" || value === null) {
    if (typeof path.at(-1) === "string") yield [...path]
    return
  }
  for (const [key, one] of Object.entries(value)) {
    yield* placesOfMembers(one, [...path, Array.isArray(value) ? Number(key) : key])
  }
}

function blank(document: unknown, path: readonly (string | number)[]): void {
  let here = document as Record<string | number, unknown>
  for (const step of path.slice(0, -1)) here = here[step] as Record<string | number, unknown>
  here[path.at(-1)!] = null
}
