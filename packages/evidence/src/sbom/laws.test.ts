import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { bytesOf, type Read, read } from "../../testing/reading.ts"

const COMPONENT = (name: string) => ({
  type: "library",
  "bom-ref": name,
  name,
  version: "1 ü 😀",
  purl: `pkg:npm/${name}@1`,
  licenses: [{ license: { id: "MIT" } }],
})
const CYCLONEDX = {
  bomFormat: "CycloneDX",
  specVersion: "1.6",
  version: 1,
  metadata: {
    timestamp: "2026-01-02T03:04:05Z",
    component: { type: "application", "bom-ref": "app", name: "app", version: "1" },
  },
  components: [COMPONENT("a"), { ...COMPONENT("b"), components: [COMPONENT("c")] }],
  dependencies: [
    { ref: "app", dependsOn: ["a"] },
    { ref: "a", dependsOn: ["b"] },
  ],
}
const SPDX_2 = {
  spdxVersion: "SPDX-2.3",
  SPDXID: "SPDXRef-DOCUMENT",
  creationInfo: { created: "2026-01-02T03:04:05Z", creators: ["Tool: t-1"] },
  packages: [
    { SPDXID: "SPDXRef-a", name: "a ü", licenseDeclared: "MIT" },
    { SPDXID: "SPDXRef-b", name: "b", licenseConcluded: "ISC" },
  ],
  relationships: [
    { spdxElementId: "SPDXRef-DOCUMENT", relationshipType: "DESCRIBES", relatedSpdxElement: "SPDXRef-a" },
    { spdxElementId: "SPDXRef-a", relationshipType: "DEPENDS_ON", relatedSpdxElement: "SPDXRef-b" },
  ],
}
const SPDX_3 = {
  "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
  "@graph": [
    { type: "CreationInfo", "@id": "_:c", specVersion: "3.0.1", created: "2026-01-02T03:04:05Z" },
    { type: "SpdxDocument", spdxId: "urn:d", rootElement: ["urn:a"] },
    { type: "software_Package", spdxId: "urn:a", name: "a ü" },
    { type: "software_Package", spdxId: "urn:b", name: "b" },
    { type: "Relationship", spdxId: "urn:r", from: "urn:a", relationshipType: "dependsOn", to: ["urn:b"] },
    { type: "Relationship", spdxId: "urn:s", from: "urn:b", relationshipType: "hasDeclaredLicense", to: ["urn:l"] },
    { type: "simplelicensing_LicenseExpression", spdxId: "urn:l", simplelicensing_licenseExpression: "MIT" },
  ],
}
const SNAPSHOT = {
  version: 0,
  detector: { name: "d", version: "1" },
  ref: "refs/heads/main",
  manifests: { m: { name: "m", resolved: { a: { package_url: "pkg:npm/a@1", relationship: "direct" } } } },
}
const XML = `<?xml version="1.0" encoding="UTF-8"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1">
  <components>
    <component type="library" bom-ref="a"><name>a ü 😀</name><version>1</version><licenses><license><id>MIT</id></license></licenses>
      <components><component type="library"><name>b &amp; c</name><version>1</version></component></components>
    </component>
  </components>
  <dependencies><dependency ref="a"/></dependencies>
</bom>`

const JSONS: readonly { what: string; value: object }[] = [
  { what: "CycloneDX", value: CYCLONEDX },
  { what: "SPDX 2", value: SPDX_2 },
  { what: "SPDX 3", value: SPDX_3 },
  { what: "a snapshot", value: SNAPSHOT },
]
const FILES = [
  ...JSONS.map(({ what, value }) => ({ what, file: JSON.stringify(value, null, 1) })),
  { what: "CycloneDX XML", file: XML },
]

/** What was said, without where it was said. */
const saidBy = ({ report, items }: Read) => ({
  report,
  items: items
    .map(({ at: _at, pointer: _pointer, ...said }) => said)
    .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
})

/** The same value with the keys of every object in another order. */
const reordered = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reordered)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, member]) => [key, reordered(member)]),
  )
}

describe.for(FILES)("$what", ({ file }) => {
  const whole = read(file)

  test("is accepted", () => {
    expect(whole.report).toMatchObject({ kind: "sbom", outcome: "accepted", unfit: null })
    expect(whole.items.length).toBe(whole.report.counts["components"])
  })

  test("reads the same in any chunks", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: file.length }), (chunk) => {
        expect(read(file, { chunk })).toEqual(whole)
      }),
      { numRuns: 40 },
    )
  })

  test("reads the same with a byte order mark, in UTF-16 and with CRLF", () => {
    const wide = new Uint8Array(2 + file.length * 2)
    wide.set([0xff, 0xfe])
    for (let i = 0; i < file.length; i++) new DataView(wide.buffer).setUint16(2 + i * 2, file.charCodeAt(i), true)
    expect(read(`\uFEFF${file}`)).toEqual(whole)
    expect(read(wide)).toEqual(whole)
    expect(read(file.replaceAll("\n", "\r\n"))).toEqual(whole)
  })

  test("cut anywhere it is never accepted", () => {
    const bytes = bytesOf(file)
    for (let at = 0; at < bytes.length; at++)
      expect(read(bytes.subarray(0, at)).report.outcome, `cut at ${at}`).not.toBe("accepted")
  })
})

test.for(JSONS)("the order of keys means nothing: $what", ({ value }) => {
  const other = read(JSON.stringify(reordered(value)))
  const { items, report } = saidBy(read(JSON.stringify(value)))
  expect(saidBy(other).items).toEqual(items)
  expect(other.report).toEqual(report)
})

test("losing a component, a licence or all of a list never licenses more", () => {
  const licensed = read(JSON.stringify(CYCLONEDX)).report.counts["licensed"] ?? 0
  fc.assert(
    fc.property(fc.constantFrom("components", "licenses", "specVersion", "bomFormat", "name", "type"), (lost) => {
      const { report } = read(JSON.stringify(CYCLONEDX, (key, value: unknown) => (key === lost ? undefined : value)))
      expect(
        report.outcome === "accepted" && report.unfit === null && (report.counts["licensed"] ?? 0) >= licensed,
      ).toBe(false)
    }),
  )
})
