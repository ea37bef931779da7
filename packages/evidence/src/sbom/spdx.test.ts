import { describe, expect, test } from "vitest"
import { read } from "../../testing/reading.ts"

type Parts = Readonly<Record<string, unknown>>
const two = (parts: Parts, spdxVersion = "SPDX-2.3") =>
  JSON.stringify({ spdxVersion, SPDXID: "SPDXRef-DOCUMENT", name: "x", ...parts })
const pack = (name: string, more: Parts = {}) => ({
  SPDXID: `SPDXRef-${name}`,
  name,
  downloadLocation: "NOASSERTION",
  ...more,
})
const three = (elements: readonly Parts[], context: unknown = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld") =>
  JSON.stringify({ "@context": context, "@graph": elements })
const related = (from: string, relationshipType: string, ...to: string[]) => ({
  type: "Relationship",
  from,
  relationshipType,
  to,
})
/** The code of a refusal, or whether a gate may rely on what was read. */
const verdictOf = (file: string) => read(file).report.code ?? (read(file).report.unfit === null ? "fit" : "unfit")
const componentsOf = (file: string) => read(file).items.filter((item) => item.type === "component")
const licencesOf = (file: string) =>
  componentsOf(file).map(({ licences }) => licences.map(({ text, form, source }) => `${form} ${source} ${text}`))
const depthsOf = (file: string) =>
  Object.fromEntries(componentsOf(file).map(({ name, depth }) => [name, depth ?? null]))

describe("SPDX 2 in JSON", () => {
  test("a package says name, version, package URL, CPE, purpose and both licences", () => {
    const externalRefs = [
      { referenceCategory: "SECURITY", referenceType: "cpe23Type", referenceLocator: "cpe:2.3:a:a:a:1" },
      { referenceCategory: "PACKAGE-MANAGER", referenceType: "purl", referenceLocator: "pkg:npm/a@1" },
    ]
    const said = {
      versionInfo: "1",
      licenseDeclared: "MIT",
      licenseConcluded: "MIT AND ISC",
      primaryPackagePurpose: "LIBRARY",
      externalRefs,
    }
    const { report, items } = read(two({ packages: [pack("a", said)], files: [{}, {}] }))
    expect(report).toMatchObject({
      formatVersion: "2.3",
      counts: { components: 1, packages: 1, files: 2, licensed: 1 },
    })
    expect(items).toEqual([
      {
        type: "component",
        name: "a",
        version: "1",
        purl: "pkg:npm/a@1",
        cpe: "cpe:2.3:a:a:a:1",
        componentType: "library",
        licences: [
          { text: "MIT", form: "expression", source: "declared" },
          { text: "MIT AND ISC", form: "expression", source: "concluded" },
        ],
        at: 1,
        pointer: "/packages/0",
      },
    ])
  })

  test.for([["NOASSERTION"], ["NONE"], ["none"], [""], [undefined]])("a licence of %s is none", ([said]) => {
    const file = two({ packages: [pack("a", { licenseDeclared: said, licenseConcluded: said })] })
    expect(read(file).report.counts).toMatchObject({ components: 1, licensed: 0, unlicensed: 1 })
  })

  test.for<[what: string, relationships: readonly (readonly [string, string, string])[]]>([
    ["DEPENDS_ON", [["SPDXRef-a", "DEPENDS_ON", "SPDXRef-b"]]],
    ["CONTAINS", [["SPDXRef-a", "CONTAINS", "SPDXRef-b"]]],
    ["DEPENDENCY_OF, the other way round", [["SPDXRef-b", "DEPENDENCY_OF", "SPDXRef-a"]]],
    ["DEV_DEPENDENCY_OF, the other way round", [["SPDXRef-b", "DEV_DEPENDENCY_OF", "SPDXRef-a"]]],
    ["CONTAINED_BY, the other way round", [["SPDXRef-b", "CONTAINED_BY", "SPDXRef-a"]]],
    [
      "a cycle",
      [
        ["SPDXRef-a", "DEPENDS_ON", "SPDXRef-b"],
        ["SPDXRef-b", "DEPENDS_ON", "SPDXRef-a"],
      ],
    ],
  ])("depth by %s", ([, relationships]) => {
    const told = [["SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-a"], ...relationships]
    const file = two({
      packages: [pack("a"), pack("b"), pack("lost")],
      relationships: told.map(([spdxElementId, relationshipType, relatedSpdxElement]) => ({
        spdxElementId,
        relationshipType,
        relatedSpdxElement,
      })),
    })
    expect(depthsOf(file)).toEqual({ a: 0, b: 1, lost: null })
  })

  test("what the document describes may be a list of its own, and files may stand in between", () => {
    const file = two({
      documentDescribes: ["SPDXRef-a"],
      packages: [pack("a", { hasFiles: ["SPDXRef-file"] }), pack("b")],
      relationships: [{ spdxElementId: "SPDXRef-file", relationshipType: "CONTAINS", relatedSpdxElement: "SPDXRef-b" }],
    })
    expect(depthsOf(file)).toEqual({ a: 0, b: 2 })
  })

  test("GitHub's API puts the document into an object", () => {
    const inner = JSON.parse(two({ packages: [pack("a")] })) as Parts
    expect(read(JSON.stringify({ sbom: inner })).report).toMatchObject({
      format: "spdx-json",
      outcome: "accepted",
      counts: { components: 1 },
    })
  })

  test("time and tool are taken, persons are not", () => {
    const creationInfo = { created: "2026-01-02T03:04:05Z", creators: ["Person: A (a@b.c)", "Tool: trivy-0.60.0"] }
    const { report, items } = read(two({ creationInfo, packages: [pack("a", { supplier: "Person: Jane Doe" })] }))
    expect(report).toMatchObject({ producedAt: "2026-01-02T03:04:05.000Z", tool: { name: "trivy", version: "0.60.0" } })
    expect(JSON.stringify([report, items])).not.toMatch(/Jane|a@b/)
  })

  test.for([
    { what: "no package", file: two({ packages: [] }), code: "unfit" },
    {
      what: "relationships of packages that are not listed",
      file: two({
        packages: [],
        relationships: [{ spdxElementId: "SPDXRef-a", relationshipType: "CONTAINS", relatedSpdxElement: "SPDXRef-b" }],
      }),
      code: "nothing-measured",
    },
    { what: "files alone", file: two({ files: [{ SPDXID: "SPDXRef-f" }] }), code: "unfit" },
    { what: "a package without an id", file: two({ packages: [{ name: "a" }] }), code: "unfit" },
    { what: "a package without a name", file: two({ packages: [{ SPDXID: "a" }] }), code: "unfit" },
    { what: "packages that are no list", file: two({ packages: {} }), code: "unfit" },
    {
      what: "a relationship to nothing",
      file: two({ packages: [pack("a")], relationships: [{ spdxElementId: "x" }] }),
      code: "unfit",
    },
    {
      what: "no version",
      file: JSON.stringify({ SPDXID: "SPDXRef-DOCUMENT", packages: [pack("a")] }),
      code: "invalid",
    },
    { what: "version 1", file: two({ packages: [pack("a")] }, "SPDX-1.2"), code: "unsupported-version" },
    {
      what: "SPDX 3 that says so where SPDX 2 does",
      file: JSON.stringify({ spdxVersion: "SPDX-3.0", "@graph": [{ type: "software_Package", name: "b" }] }),
      code: "unfit",
    },
    {
      what: "SPDX 2 and 3 at once",
      file: JSON.stringify({
        spdxVersion: "SPDX-2.3",
        packages: [pack("a")],
        "@graph": [{ type: "software_Package", name: "b" }],
      }),
      code: "unfit",
    },
  ])("$what is refused", ({ file, code }) => {
    expect(read(file).report.format).toBe("spdx-json")
    expect(verdictOf(file)).toBe(code)
  })
})

describe("SPDX 3", () => {
  const a = {
    type: "software_Package",
    spdxId: "urn:a",
    name: "a",
    software_packageVersion: "1",
    software_packageUrl: "pkg:npm/a@1",
  }

  test.for([
    ["software_Package", "software_packageVersion"],
    ["software:Package", "software:packageVersion"],
    ["Package", "packageVersion"],
    ["https://spdx.org/rdf/3.0.0/terms/Software/Package", "https://spdx.org/rdf/3.0.0/terms/Software/packageVersion"],
    ["ai_AIPackage", "software_packageVersion"],
    ["dataset_DatasetPackage", "software_packageVersion"],
    ["dataset:Dataset", "packageVersion"],
    ["software_package", "packageversion"],
  ])("%s is a package, whatever its profile and naming", ([type, version]) => {
    const file = three([
      { type, spdxId: "urn:a", name: "a", [version!]: "1" },
      { type: "software_File", name: "f" },
    ])
    expect(read(file).report).toMatchObject({
      outcome: "accepted",
      formatVersion: "3.0.1",
      counts: { components: 1, files: 1 },
    })
    expect(componentsOf(file)).toMatchObject([{ name: "a", version: "1", pointer: "/@graph/0" }])
  })

  test.for<[what: string, licence: readonly Parts[], said: readonly string[]]>([
    [
      "an expression",
      [{ type: "simplelicensing_LicenseExpression", spdxId: "urn:l", simplelicensing_licenseExpression: "MIT OR ISC" }],
      ["expression declared MIT OR ISC"],
    ],
    [
      "NOASSERTION",
      [
        {
          type: "simplelicensing_LicenseExpression",
          spdxId: "urn:l",
          simplelicensing_licenseExpression: "NOASSERTION",
        },
      ],
      [],
    ],
    [
      "a licence of the list",
      [{ type: "expandedlicensing_ListedLicense", spdxId: "urn:l", name: "MIT" }],
      ["expression declared MIT"],
    ],
    [
      "a licence of one's own",
      [{ type: "expandedlicensing_CustomLicense", spdxId: "urn:l", name: "Our own" }],
      ["name declared Our own"],
    ],
    [
      "a set of which all hold",
      [
        {
          type: "expandedlicensing_ConjunctiveLicenseSet",
          spdxId: "urn:l",
          expandedlicensing_member: ["https://spdx.org/licenses/MIT", "urn:or"],
        },
        {
          type: "expandedlicensing_DisjunctiveLicenseSet",
          spdxId: "urn:or",
          expandedlicensing_member: ["https://spdx.org/licenses/ISC", "https://spdx.org/licenses/X11"],
        },
      ],
      ["expression declared MIT AND (ISC OR X11)"],
    ],
    [
      "an operator",
      [
        {
          type: "expandedlicensing_OrLaterOperator",
          spdxId: "urn:l",
          expandedlicensing_subjectLicense: "https://spdx.org/licenses/LGPL-2.1-only",
        },
      ],
      ["expression declared LGPL-2.1-only+"],
    ],
    [
      "a set with a member nobody knows",
      [
        {
          type: "expandedlicensing_ConjunctiveLicenseSet",
          spdxId: "urn:l",
          expandedlicensing_member: ["https://spdx.org/licenses/MIT", "urn:lost"],
        },
      ],
      [],
    ],
    [
      "a set that holds itself",
      [
        {
          type: "expandedlicensing_ConjunctiveLicenseSet",
          spdxId: "urn:l",
          expandedlicensing_member: ["urn:l", "urn:l"],
        },
      ],
      [],
    ],
    ["an id nobody explains", [], []],
  ])("a licence is found by its relationship: %s", ([, licence, said]) => {
    const elements = [a, related("urn:a", "hasDeclaredLicense", "urn:l"), ...licence]
    expect(licencesOf(three(elements))).toEqual([said])
    // The order of the elements says nothing.
    expect(licencesOf(three(elements.toReversed()))).toEqual([said])
  })

  test("concluded licences and those of drafts in capitals are found, too", () => {
    const licence = {
      type: "simplelicensing_LicenseExpression",
      spdxId: "urn:l",
      simplelicensing_licenseExpression: "MIT",
    }
    expect(licencesOf(three([a, licence, related("urn:a", "HAS_CONCLUDED_LICENSE", "urn:l")]))).toEqual([
      ["expression concluded MIT"],
    ])
  })

  test("depth is counted from the root elements of the document and of its SBOM", () => {
    const elements = [
      { type: "SpdxDocument", spdxId: "urn:d", rootElement: ["urn:s"] },
      { type: "software_Sbom", spdxId: "urn:s", rootElement: ["urn:a"] },
      a,
      { ...a, spdxId: "urn:b", name: "b" },
      { ...a, spdxId: "urn:c", name: "c" },
      related("urn:a", "dependsOn", "urn:b"),
      { ...related("urn:b", "contains", "urn:c"), type: "LifecycleScopedRelationship" },
    ]
    expect(depthsOf(three(elements))).toEqual({ a: 0, b: 1, c: 2 })
    expect(depthsOf(three(elements.toReversed()))).toEqual({ a: 0, b: 1, c: 2 })
  })

  test("package URL and CPE may be external identifiers", () => {
    const externalIdentifier = [
      { type: "ExternalIdentifier", externalIdentifierType: "packageUrl", identifier: "pkg:npm/b@1" },
      { type: "ExternalIdentifier", externalIdentifierType: "cpe23", identifier: "cpe:2.3:a:b:b:1" },
    ]
    const file = three([{ type: "software_Package", spdxId: "urn:b", name: "b", externalIdentifier }])
    expect(componentsOf(file)).toMatchObject([{ purl: "pkg:npm/b@1", cpe: "cpe:2.3:a:b:b:1" }])
  })

  test.for([
    { what: "no package", file: three([{ type: "SpdxDocument", spdxId: "urn:d" }]), code: "unfit" },
    { what: "a package without a name", file: three([{ type: "software_Package", spdxId: "urn:a" }]), code: "unfit" },
    { what: "an element without a type", file: three([a, { spdxId: "urn:x" }]), code: "unfit" },
    {
      what: "a relationship from nowhere",
      file: three([a, { type: "Relationship", relationshipType: "contains", to: ["urn:a"] }]),
      code: "unfit",
    },
    { what: "version 4", file: three([a, { type: "CreationInfo", specVersion: "4.0" }]), code: "unsupported-version" },
  ])("$what is refused", ({ file, code }) => {
    expect(verdictOf(file)).toBe(code)
  })
})

describe("SPDX tag-value", () => {
  const HEAD =
    "SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\nCreator: Person: A\nCreator: Tool: syft-1.0\nCreated: 2026-01-02T03:04:05Z\n"
  const PACKAGE = `
##### a package
PackageName: a
SPDXID: SPDXRef-a
PackageVersion: 1
PackageDownloadLocation: NOASSERTION
PackageLicenseConcluded: NOASSERTION
PackageLicenseDeclared: MIT
PackageCopyrightText: <text>many
PackageName: no package
lines</text>
ExternalRef: PACKAGE-MANAGER purl pkg:npm/a@1
Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-a
`
  const FILE = "FileName: ./f\nSPDXID: SPDXRef-f\nLicenseConcluded: NOASSERTION\n"

  test("it says what JSON says", () => {
    const { report, items } = read(HEAD + PACKAGE + FILE)
    expect(report).toMatchObject({
      format: "spdx-tag-value",
      outcome: "accepted",
      formatVersion: "2.3",
      producedAt: "2026-01-02T03:04:05.000Z",
      tool: { name: "syft", version: "1.0" },
      counts: { components: 1, files: 1, relationships: 1 },
    })
    expect(items).toEqual([
      {
        type: "component",
        name: "a",
        version: "1",
        purl: "pkg:npm/a@1",
        licences: [{ text: "MIT", form: "expression", source: "declared" }],
        depth: 0,
        at: 9,
      },
    ])
  })

  test.for([
    { what: "a cut inside a text", file: HEAD + PACKAGE.slice(0, PACKAGE.indexOf("lines")), code: "truncated" },
    {
      what: "a cut inside a package",
      file: HEAD + PACKAGE.slice(0, PACKAGE.indexOf("PackageDown")),
      code: "truncated",
    },
    {
      what: "a relationship of what is not there",
      file: `${HEAD}${PACKAGE}Relationship: SPDXRef-a CONTAINS SPDXRef-b\n`,
      code: "unfit",
    },
    { what: "no package", file: HEAD, code: "unfit" },
    { what: "version 1", file: HEAD.replace("2.3", "1.2") + PACKAGE, code: "unsupported-version" },
  ])("$what is refused", ({ file, code }) => {
    expect(verdictOf(file)).toBe(code)
  })
})

describe("GitHub dependency snapshot", () => {
  const snapshot = (resolved: unknown) =>
    JSON.stringify({
      version: 0,
      detector: { name: "d", version: "1" },
      ref: "refs/heads/main",
      scanned: "2026-01-02T03:04:05Z",
      manifests: { "a/package-lock.json": { name: "x", resolved } },
    })

  test("each resolved dependency is a component; what a direct one needs is two steps away", () => {
    const file = snapshot({
      a: { package_url: "pkg:npm/%40scope/a@1.0.0", relationship: "direct", dependencies: ["b@2.0.0"] },
      b: { package_url: "pkg:npm/b@2.0.0", relationship: "indirect" },
    })
    expect(read(file).report).toMatchObject({
      outcome: "accepted",
      tool: { name: "d", version: "1" },
      counts: { components: 2, unlicensed: 2, manifests: 1 },
    })
    expect(componentsOf(file)).toMatchObject([
      { name: "@scope/a", version: "1.0.0", depth: 1 },
      { name: "b", version: "2.0.0", depth: 2 },
    ])
  })

  test("without one it proves nothing", () => {
    expect(verdictOf(snapshot({}))).toBe("unfit")
  })
})
