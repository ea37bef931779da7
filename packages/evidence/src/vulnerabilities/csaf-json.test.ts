import { describe, expect, test } from "vitest"
import { read, verdictOf } from "../../testing/reading.ts"

const DOCUMENT = {
  category: "csaf_vex",
  csaf_version: "2.0",
  publisher: { category: "vendor", name: "Example ProductCERT", namespace: "https://psirt.example" },
  title: "example",
  tracking: { id: "1", status: "final", version: "1", current_release_date: "2026-11-20T10:00:00+01:00" },
}
const product = (id: string, helper: object = { purl: `pkg:npm/${id}@1.0.0` }) => ({
  category: "product_version",
  name: "1.0.0",
  product: { product_id: id, name: `${id} 1.0.0`, product_identification_helper: helper },
})
const part = (id: string, reference: string, whole: string) => ({
  category: "default_component_of",
  product_reference: reference,
  relates_to_product_reference: whole,
  full_product_name: { product_id: id, name: `${reference} in ${whole}` },
})
const TREE = {
  branches: [
    {
      category: "vendor",
      name: "v",
      branches: [{ category: "product_name", name: "n", branches: [product("a"), product("b")] }],
    },
    product("lib"),
    product("os", { cpe: "cpe:/o:example:os:1" }),
  ],
  full_product_names: [{ product_id: "bare", name: "Bare 1.0" }],
  relationships: [part("lib-in-a", "lib", "a"), part("lib-in-b", "lib", "b"), part("deep", "lib-in-a", "os")],
  product_groups: [{ group_id: "all", product_ids: ["a", "b"] }],
}
const report = (vulnerabilities: unknown, document: object = {}, product_tree: object = TREE) =>
  JSON.stringify({ document: { ...DOCUMENT, ...document }, product_tree, vulnerabilities })
const said = (product_status: object, more: object = {}) => report([{ cve: "CVE-2026-0001", product_status, ...more }])

test("each status of a vulnerability is a statement about its products", () => {
  const { report: told, items } = read(
    said(
      {
        known_affected: ["a"],
        first_affected: ["bare"],
        fixed: ["b"],
        under_investigation: ["os"],
        recommended: ["b"],
      },
      { ids: [{ system_name: "GitHub", text: "GHSA-aaaa-bbbb-cccc" }] },
    ),
  )
  expect(told).toMatchObject({
    outcome: "accepted",
    kind: "vex",
    formatVersion: "2.0",
    producedAt: "2026-11-20T09:00:00.000Z",
    counts: { statements: 3, affected: 1, fixed: 1, underInvestigation: 1, notAffected: 0, vulnerabilities: 1 },
  })
  expect(items[0]).toEqual({
    type: "vex",
    vulnerability: "CVE-2026-0001",
    aliases: ["GHSA-aaaa-bbbb-cccc"],
    status: "affected",
    products: ["pkg:npm/a@1.0.0", "Bare 1.0"],
    author: "Example ProductCERT",
    issuedAt: "2026-11-20T09:00:00.000Z",
    at: 1,
    pointer: "/vulnerabilities/0",
  })
  expect(items.slice(1)).toMatchObject([{ products: ["pkg:npm/b@1.0.0"] }, { products: ["cpe:/o:example:os:1"] }])
})

test("a part of a product is meant in that product alone", () => {
  const { items } = read(said({ fixed: ["lib-in-a", "lib-in-b", "deep"] }))
  expect(items).toMatchObject([
    { products: ["pkg:npm/a@1.0.0"], subcomponents: ["pkg:npm/lib@1.0.0"] },
    { products: ["pkg:npm/b@1.0.0"], subcomponents: ["pkg:npm/lib@1.0.0"] },
    { products: ["cpe:/o:example:os:1"], subcomponents: ["pkg:npm/lib@1.0.0"] },
  ])
})

test("reasons belong to the products they name, by group too, and to all when they name none", () => {
  const flag = { label: "component_not_present", group_ids: ["all"], date: "2026-11-01T00:00:00Z" }
  const threats = [
    { category: "impact", details: "never called" },
    { category: "exploit_status", details: "exploited" },
  ]
  const { items } = read(said({ known_not_affected: ["a", "b", "bare"] }, { flags: [flag], threats }))
  expect(items).toMatchObject([
    {
      products: ["pkg:npm/a@1.0.0", "pkg:npm/b@1.0.0"],
      justification: "component_not_present",
      impact: "never called",
      issuedAt: "2026-11-01T00:00:00.000Z",
    },
    { products: ["Bare 1.0"], impact: "never called", issuedAt: "2026-11-20T09:00:00.000Z" },
  ])
  expect(items[1]).not.toHaveProperty("justification")
})

test("in 2.1 a product may have several package URLs, and a status may be unknown", () => {
  const purls = ["pkg:npm/c@1", "pkg:generic/c@1"]
  const { report: told, items } = read(
    report(
      [{ cve: "CVE-2026-0001", product_status: { unknown: ["c"] } }],
      { csaf_version: "2.1" },
      { branches: [product("c", { purls })] },
    ),
  )
  expect(told).toMatchObject({ outcome: "accepted", formatVersion: "2.1" })
  expect(items).toMatchObject([{ status: "under_investigation", products: purls }])
})

test("a vulnerability without CVE is named by its other id, else by its title", () => {
  const status = { product_status: { fixed: ["a"] } }
  const { items } = read(
    report([
      { ids: [{ text: "X-1" }], ...status },
      { title: "a flaw", ...status },
    ]),
  )
  expect(items).toMatchObject([{ vulnerability: "X-1" }, { vulnerability: "a flaw" }])
})

test("a status that is not known is never one that hides", () => {
  const { report: told, items } = read(said({ harmless: ["a"] }))
  expect(items).toMatchObject([{ status: "affected" }])
  expect(told.warnings).toMatchObject([{ code: "unknown-vex-status" }])
})

describe("what would hide a finding must be whole", () => {
  const fixed = [{ cve: "CVE-2026-0001", product_status: { fixed: ["a"] } }]
  test.for([
    ["no vulnerabilities", report([]), "unfit"],
    ["vulnerabilities without a status", report([{ cve: "CVE-2026-0001" }]), "unfit"],
    ["a draft", report(fixed, { tracking: { ...DOCUMENT.tracking, status: "draft" } }), "unfit"],
    ["one that was withdrawn", report(fixed, { category: "csaf_withdrawn", csaf_version: "2.1" }), "unfit"],
    ["no publisher", report(fixed, { publisher: {} }), "unfit"],
    ["no date", report(fixed, { tracking: { status: "final" } }), "unfit"],
    ["a product that is not in the tree", said({ fixed: ["z"] }), "unfit"],
    ["a part of nothing", report(fixed, {}, { relationships: [part("a", "lib", "b")] }), "unfit"],
    ["a part of itself", report(fixed, {}, { relationships: [part("a", "a", "a")] }), "unfit"],
    ["two statuses that contradict", said({ fixed: ["a"], known_affected: ["a"] }), "unfit"],
    ["a vulnerability without id", report([{ product_status: { fixed: ["a"] } }]), "unfit"],
    ["another version", report(fixed, { csaf_version: "1.2" }), "unsupported-version"],
  ] as const)("%s: %s", ([, file, code]) => {
    const found = read(file)
    expect(found.report.format).toBe("csaf")
    expect(verdictOf(found)).toBe(code)
  })
})

test("the product tree may stand behind what speaks of it", () => {
  const { document, product_tree, vulnerabilities } = JSON.parse(said({ fixed: ["lib-in-a"] }))
  expect(read(JSON.stringify({ vulnerabilities, document, product_tree })).items).toEqual(
    read(JSON.stringify({ document, product_tree, vulnerabilities })).items,
  )
})
