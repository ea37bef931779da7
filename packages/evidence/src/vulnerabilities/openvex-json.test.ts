import { describe, expect, test } from "vitest"
import { read, verdictOf } from "../../testing/reading.ts"

const STATEMENT = {
  vulnerability: { name: "CVE-2026-0001", aliases: ["GHSA-aaaa-bbbb-cccc"] },
  products: [{ "@id": "pkg:oci/shop?tag=1" }],
  status: "not_affected",
  justification: "vulnerable_code_not_present",
}
const DOCUMENT = {
  "@context": "https://openvex.dev/ns/v0.2.0",
  author: "Example Security",
  timestamp: "2026-11-20T04:00:00.123456789-06:00",
  version: 1,
}
const report = (statements: unknown, members: object = {}) => JSON.stringify({ ...DOCUMENT, ...members, statements })

test("a statement carries who said it, when, of what and why", () => {
  const { report: told, items } = read(report([STATEMENT]))
  expect(told).toMatchObject({
    outcome: "accepted",
    kind: "vex",
    formatVersion: "0.2.0",
    producedAt: "2026-11-20T10:00:00.123Z",
    counts: { statements: 1, notAffected: 1, affected: 0, fixed: 0, underInvestigation: 0 },
  })
  expect(items).toEqual([
    {
      type: "vex",
      vulnerability: "CVE-2026-0001",
      aliases: ["GHSA-aaaa-bbbb-cccc"],
      status: "not_affected",
      products: ["pkg:oci/shop?tag=1"],
      justification: "vulnerable_code_not_present",
      author: "Example Security",
      issuedAt: "2026-11-20T10:00:00.123Z",
      at: 1,
      pointer: "/statements/0",
    },
  ])
})

test("a statement's own time and author win", () => {
  const own = { ...STATEMENT, timestamp: "2026-11-01T00:00:00Z", author: "Somebody" }
  expect(read(report([own])).items).toMatchObject([{ author: "Somebody", issuedAt: "2026-11-01T00:00:00.000Z" }])
})

test("products that differ in what is meant of them are apart, and one statement all the same", () => {
  const statement = {
    ...STATEMENT,
    products: [
      { "@id": "pkg:oci/a", subcomponents: [{ "@id": "pkg:npm/x" }] },
      { "@id": "pkg:oci/b", subcomponents: [{ "@id": "pkg:npm/y" }] },
      { "@id": "pkg:oci/c", identifiers: { cpe23: "cpe:2.3:a:c:c:1" } },
      { "@id": "pkg:oci/d" },
    ],
  }
  const { report: told, items } = read(report([statement]))
  expect(told.counts).toMatchObject({ statements: 1 })
  expect(items).toMatchObject([
    { products: ["pkg:oci/c", "cpe:2.3:a:c:c:1", "pkg:oci/d"], pointer: "/statements/0" },
    { products: ["pkg:oci/a"], subcomponents: ["pkg:npm/x"], pointer: "/statements/0/products/0" },
    { products: ["pkg:oci/b"], subcomponents: ["pkg:npm/y"] },
  ])
})

test("version 0.0.1 names vulnerability and products by bare strings", () => {
  const old = { vulnerability: "CVE-2026-0001", products: ["pkg:oci/a"], subcomponents: ["pkg:npm/x"], status: "fixed" }
  const { report: told, items } = read(report([old], { "@context": "https://openvex.dev/ns" }))
  expect(told).toMatchObject({ outcome: "accepted", formatVersion: "0.0.1", counts: { statements: 1, fixed: 1 } })
  expect(items).toMatchObject([
    { vulnerability: "CVE-2026-0001", products: ["pkg:oci/a"], subcomponents: ["pkg:npm/x"] },
  ])
})

test("a document without statements hides nothing", () => {
  expect(read(report([])).report).toMatchObject({ outcome: "accepted", counts: { statements: 0 } })
})

test("a status that is not known is never one that hides", () => {
  const { report: told, items } = read(report([{ ...STATEMENT, status: "harmless" }]))
  expect(items).toMatchObject([{ status: "affected" }])
  expect(told.warnings).toMatchObject([{ code: "unknown-vex-status" }])
})

describe("what would hide a finding must be whole", () => {
  test.for([
    ["no author", report([STATEMENT], { author: undefined }), "unfit"],
    ["a blank author", report([STATEMENT], { author: " " }), "unfit"],
    ["no time", report([STATEMENT], { timestamp: undefined }), "unfit"],
    ["a time that is none", report([STATEMENT], { timestamp: "yesterday" }), "unfit"],
    ["no statements", report(undefined), "unfit"],
    ["statements that are no list", report({}), "unfit"],
    ["no status", report([{ ...STATEMENT, status: undefined }]), "unfit"],
    ["no vulnerability", report([{ ...STATEMENT, vulnerability: {} }]), "unfit"],
    ["no reason", report([{ ...STATEMENT, justification: undefined }]), "unfit"],
    ["another version", report([STATEMENT], { "@context": "https://openvex.dev/ns/v1.0.0" }), "unsupported-version"],
  ] as const)("%s: %s", ([, file, code]) => {
    const found = read(file)
    expect(found.report.format).toBe("openvex")
    expect(verdictOf(found)).toBe(code)
  })
})
