import { describe, expect, test } from "vitest"
import { read } from "../../testing/reading.ts"

type Parts = Readonly<Record<string, unknown>>
const bom = (parts: Parts, specVersion = "1.6") =>
  JSON.stringify({ bomFormat: "CycloneDX", specVersion, version: 1, ...parts })
const library = (name: string, more: Parts = {}) => ({ type: "library", name, version: "1", ...more })
const xml = (inside: string, version = "1.6", attributes = "") =>
  `<bom xmlns="http://cyclonedx.org/schema/bom/${version}" version="1"${attributes}>${inside}</bom>`
const xmlLibrary = (name: string, inside = "", attributes = "") =>
  `<component type="library"${attributes}><name>${name}</name><version>1</version>${inside}</component>`
/** Whether a gate may rely on it. */
const isFit = (file: string) => read(file).report.outcome === "accepted" && read(file).report.unfit === null
const namesOf = (file: string) => read(file).items.map((item) => (item.type === "component" ? item.name : item.type))
const licencesOf = (file: string) =>
  read(file).items.flatMap((item) =>
    item.type === "component" ? item.licences.map(({ text, form, source }) => `${form} ${source} ${text}`) : [],
  )
const depthsOf = (file: string) =>
  Object.fromEntries(
    read(file).items.flatMap((item) => (item.type === "component" ? [[item.name, item.depth ?? null]] : [])),
  )

describe("components", () => {
  test("a component says name, version, package URL, CPE, type and where it stands", () => {
    const file = bom({
      components: [library("b", { group: "org.a", purl: "pkg:maven/org.a/b@1", cpe: "cpe:2.3:a:a:b:1" })],
    })
    expect(read(file).items).toEqual([
      {
        type: "component",
        name: "org.a/b",
        version: "1",
        purl: "pkg:maven/org.a/b@1",
        cpe: "cpe:2.3:a:a:b:1",
        componentType: "library",
        licences: [],
        at: 1,
        pointer: "/components/0",
      },
    ])
  })

  test("nested components count like all others, with a pointer of their own", () => {
    const { report, items } = read(
      bom({ components: [library("a", { components: [library("b", { components: [library("c")] })] })] }),
    )
    expect(report.counts).toMatchObject({ components: 3, unlicensed: 3 })
    expect(items.map(({ pointer }) => pointer)).toEqual([
      "/components/0",
      "/components/0/components/0",
      "/components/0/components/0/components/0",
    ])
  })

  test("in XML, too, and neither ancestors nor tools are components", () => {
    const pedigree = `<pedigree><ancestors>${xmlLibrary("forked")}</ancestors></pedigree>`
    const tools = `<metadata><tools><components>${xmlLibrary("syft")}</components></tools></metadata>`
    const file = xml(
      `${tools}<components>${xmlLibrary("a", `<components>${xmlLibrary("b")}</components>${pedigree}`)}</components>`,
    )
    expect(namesOf(file)).toEqual(["a", "b"])
    expect(read(file).report).toMatchObject({ formatVersion: "1.6", tool: { name: "syft", version: "1" } })
  })

  test("the product is no component in JSON; what stands inside it is judged, and not counted", () => {
    const metadata = { component: library("app", { components: [library("module")] }) }
    const file = bom({ metadata, components: [library("a")] })
    expect(read(file).report.counts).toMatchObject({ components: 1 })
    expect(namesOf(file).sort()).toEqual(["a", "module"])
  })

  test("the product is counted in XML, where tools count it; alone it is nothing", () => {
    const metadata = `<metadata><component type="application"><name>app</name></component></metadata>`
    expect(read(xml(`${metadata}<components>${xmlLibrary("a")}</components>`)).report.counts).toMatchObject({
      components: 2,
    })
    expect(isFit(xml(`${metadata}<components/>`))).toBe(false)
  })

  test.for([
    { what: "an empty list", file: bom({ components: [] }) },
    { what: "no list", file: bom({}) },
    {
      what: "no list, and dependencies",
      file: bom({ components: [], dependencies: [{ ref: "x", dependsOn: ["y"] }] }),
    },
    { what: "services alone", file: bom({ services: [{ name: "x" }] }) },
    { what: "an empty list in XML", file: xml("<components/>") },
    { what: "nothing in XML", file: xml("") },
  ])("no data is no proof: $what", ({ file }) => {
    expect(isFit(file)).toBe(false)
    expect(read(file).report).toMatchObject({ kind: "sbom", counts: { components: 0 } })
  })

  test("a package URL that is none is left out with a warning", () => {
    const { report, items } = read(bom({ components: [library("a", { purl: "pkg:invalid" })] }))
    expect(items[0]).not.toHaveProperty("purl")
    expect(report.warnings.map(({ code }) => code)).toEqual(["broken-purl"])
  })

  test("hostile names stay what they are, and change nothing", () => {
    const names = ["__proto__", "constructor", "<script>", "\u202e", "=1+1", "x".repeat(10_000)]
    expect(namesOf(bom({ components: names.map((name) => library(name, { "bom-ref": name })) }))).toEqual(names)
  })
})

describe("licences", () => {
  const of = (licenses: unknown) => bom({ components: [library("a", { licenses })] }, "1.7")

  test.for<[what: string, licenses: unknown, said: readonly string[]]>([
    ["an id", [{ license: { id: "MIT" } }], ["expression declared MIT"]],
    ["a name", [{ license: { name: "Our own" } }], ["name declared Our own"]],
    ["an id beside a name", [{ license: { id: "MIT", name: "x" } }], ["expression declared MIT"]],
    ["an expression", [{ expression: "MIT OR GPL-3.0-only" }], ["expression declared MIT OR GPL-3.0-only"]],
    [
      "several, which all must be kept",
      [{ license: { id: "MIT" } }, { license: { id: "Apache-2.0" } }],
      ["expression declared MIT", "expression declared Apache-2.0"],
    ],
    [
      "a mix of 1.7, declared and concluded",
      [
        { license: { id: "MIT", acknowledgement: "declared" } },
        { expression: "GPL-2.0-only", acknowledgement: "concluded" },
      ],
      ["expression declared MIT", "expression concluded GPL-2.0-only"],
    ],
    ["NOASSERTION, which says nothing", [{ expression: "NOASSERTION" }], []],
    ["NONE, which says nothing", [{ license: { name: "NONE" } }], []],
    ["an empty licence, as retire.js writes it", [{ license: {} }], []],
    ["none", undefined, []],
  ])("%s", ([, licenses, said]) => {
    expect(licencesOf(of(licenses))).toEqual(said)
    expect(read(of(licenses)).report.counts).toMatchObject(
      said.length > 0 ? { licensed: 1, unlicensed: 0 } : { licensed: 0, unlicensed: 1 },
    )
  })

  test("XML says the same", () => {
    const licenses =
      '<licenses><license acknowledgement="concluded"><id>MIT</id><text>long <![CDATA[text]]></text></license><license><name>Ours</name></license></licenses>'
    const expression = "<licenses><expression>MIT OR X11</expression></licenses>"
    expect(
      licencesOf(xml(`<components>${xmlLibrary("a", licenses)}${xmlLibrary("b", expression)}</components>`)),
    ).toEqual(["expression concluded MIT", "name declared Ours", "expression declared MIT OR X11"])
  })
})

describe("depth", () => {
  const metadata = { component: library("app", { "bom-ref": "app" }) }
  const a = library("a", { "bom-ref": "a" })
  const b = library("b", { "bom-ref": "b" })

  test("steps are counted from the product, by the shortest way", () => {
    const dependencies = [
      { ref: "app", dependsOn: ["a"] },
      { ref: "a", dependsOn: ["b"] },
    ]
    expect(depthsOf(bom({ metadata, components: [a, b, library("lost")], dependencies }))).toEqual({
      a: 1,
      b: 2,
      lost: null,
    })
  })

  test("a cycle ends", () => {
    const dependencies = [
      { ref: "app", dependsOn: ["a"] },
      { ref: "a", dependsOn: ["b"] },
      { ref: "b", dependsOn: ["a", "b"] },
    ]
    expect(depthsOf(bom({ metadata, components: [a, b], dependencies }))).toEqual({ a: 1, b: 2 })
  })

  test("what stands inside a component is one step behind it", () => {
    const dependencies = [{ ref: "app", dependsOn: ["a"] }]
    expect(depthsOf(bom({ metadata, components: [{ ...a, components: [library("inner")] }], dependencies }))).toEqual({
      a: 1,
      inner: 2,
    })
  })

  test("without a product nothing is known of depth", () => {
    expect(depthsOf(bom({ components: [a], dependencies: [{ ref: "x", dependsOn: ["a"] }] }))).toEqual({ a: null })
  })

  test("XML nests its dependencies", () => {
    const file = xml(
      `<metadata><component type="application" bom-ref="app"><name>app</name></component></metadata>
       <components>${xmlLibrary("a", "", ' bom-ref="a"')}${xmlLibrary("b", "", ' bom-ref="b"')}</components>
       <dependencies><dependency ref="app"><dependency ref="a"/></dependency><dependency ref="a"><dependency ref="b"/></dependency></dependencies>`,
    )
    expect(depthsOf(file)).toEqual({ app: 0, a: 1, b: 2 })
    expect(read(file).report.counts).toMatchObject({ dependencies: 2 })
  })
})

test("a document that relates components and lists none was cut", () => {
  const file = bom({ components: [], dependencies: [{ ref: "x", dependsOn: ["y"] }] })
  expect(read(file).report).toMatchObject({ outcome: "empty", code: "nothing-measured" })
})

describe("a document that its own specification calls invalid is counted and proves nothing", () => {
  test.for([
    { what: "no type", file: bom({ components: [{ name: "a" }] }), says: "has no type" },
    { what: "a type nobody knows", file: bom({ components: [library("a", { type: "foo" })] }), says: '"foo"' },
    {
      what: "a type of a later version",
      file: bom({ components: [library("a", { type: "data" })] }, "1.4"),
      says: '"data"',
    },
    { what: "no name", file: bom({ components: [{ type: "library" }] }), says: "has no name" },
    {
      what: "no version, before 1.4",
      file: bom({ components: [{ type: "library", name: "a" }] }, "1.3"),
      says: "no version",
    },
    {
      what: "a version and a range",
      file: bom({ components: [library("a", { versionRange: "vers:npm/1", isExternal: true })] }),
      says: "a version and a range",
    },
    { what: "an empty ref", file: bom({ components: [library("a", { "bom-ref": "" })] }), says: "bom-ref" },
    { what: "a scope nobody knows", file: bom({ components: [library("a", { scope: "no" })] }), says: '"no"' },
    {
      what: "a hash nobody knows",
      file: bom({ components: [library("a", { hashes: [{ alg: "FOO", content: "0".repeat(32) }] })] }),
      says: '"FOO"',
    },
    {
      what: "a hash of no length",
      file: bom({ components: [library("a", { hashes: [{ alg: "MD5", content: "00" }] })] }),
      says: "hash",
    },
    {
      what: "a range of versions of a part of the product",
      file: bom({ components: [{ type: "library", name: "a", versionRange: "vers:npm/1" }] }, "1.7"),
      says: "not external",
    },
    {
      what: "an expression among several licences, before 1.7",
      file: bom({ components: [library("a", { licenses: [{ expression: "MIT" }, { license: { id: "MIT" } }] })] }),
      says: "among several",
    },
    {
      what: "a timestamp that is none",
      file: bom({ metadata: { timestamp: "yesterday" }, components: [library("a")] }),
      says: '"yesterday"',
    },
    {
      what: "a licence without id and name, as retire.js writes it",
      file: bom({ components: [library("a", { licenses: [{ license: {} }] })] }),
      says: "neither id nor name",
    },
    {
      what: "in XML a licence without id and name",
      file: xml(`<components>${xmlLibrary("a", "<licenses><license></license></licenses>")}</components>`),
      says: "neither id nor name",
    },
    {
      what: "an expression that is a licence, too",
      file: bom({ components: [library("a", { licenses: [{ expression: "MIT", license: { name: "x" } }] })] }),
      says: "at once",
    },
    {
      what: "a fault deep inside",
      file: bom({ components: [library("a", { components: [{ name: "b" }] })] }),
      says: "has no type",
    },
    { what: "a component that is none", file: bom({ components: ["a"] }), says: "no object" },
    { what: "components that are no list", file: bom({ components: { a: library("a") } }), says: "no list" },
    {
      what: "a dependency of nobody",
      file: bom({ components: [library("a")], dependencies: [{ dependsOn: [] }] }),
      says: "whose",
    },
    {
      what: "a dependency on nothing",
      file: bom({ components: [library("a")], dependencies: [{ ref: "a", dependsOn: [""] }] }),
      says: "on what",
    },
    {
      what: "a serial number that is none",
      file: bom({ serialNumber: "urn:uuid:1", components: [library("a")] }),
      says: "UUID",
    },
    { what: "a version that is none", file: bom({ version: 0, components: [library("a")] }), says: "whole number" },
    { what: "another bomFormat", file: bom({ bomFormat: "SPDX", components: [library("a")] }), says: "bomFormat" },
    {
      what: "no bomFormat",
      file: JSON.stringify({ specVersion: "1.6", components: [library("a")] }),
      says: "bomFormat",
    },
    {
      what: "in XML no type",
      file: xml("<components><component><name>a</name></component></components>"),
      says: "has no type",
    },
    {
      what: "in XML no version, before 1.4",
      file: xml('<components><component type="library"><name>a</name></component></components>', "1.2"),
      says: "no version",
    },
    {
      what: "in XML a serial number that is none",
      file: xml(`<components>${xmlLibrary("a")}</components>`, "1.6", ' serialNumber="1"'),
      says: "UUID",
    },
  ])("$what", ({ file, says }) => {
    const { report } = read(file)
    expect(report.outcome).toBe("accepted")
    expect(report.unfit).toContain(says)
  })

  test("what makes it invalid may stand before or behind the version", () => {
    const component = { type: "data", name: "a" }
    const before = JSON.stringify({ components: [component], bomFormat: "CycloneDX", specVersion: "1.4" })
    const behind = JSON.stringify({ bomFormat: "CycloneDX", specVersion: "1.4", components: [component] })
    expect(isFit(before)).toBe(false)
    expect(read(behind).report).toEqual(read(before).report)
    expect(isFit(before.replace("1.4", "1.5"))).toBe(true)
  })
})

describe("versions", () => {
  test.for(["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"])("%s is read", (version) => {
    expect(read(bom({ components: [library("a")] }, version)).report).toMatchObject({
      outcome: "accepted",
      unfit: null,
      formatVersion: version,
      warnings: [],
    })
  })

  test.for(["1.0", "1.1", "1.4", "1.7"])("%s is read in XML, under a prefix too", (version) => {
    const plain = xml(`<components>${xmlLibrary("a")}</components>`, version)
    const prefixed = plain.replaceAll(/<(\/?)/g, "<$1b:").replace("xmlns=", "xmlns:b=")
    expect(read(plain).report).toMatchObject({ outcome: "accepted", formatVersion: version })
    expect(read(prefixed).report).toEqual(read(plain).report)
  })

  test("a newer 1.x is read as far as it is known, with a warning; its words are not judged", () => {
    const { report } = read(bom({ components: [library("a", { type: "quantum" })] }, "1.8"))
    expect(report).toMatchObject({ outcome: "accepted", warnings: [{ code: "unknown-field-version" }] })
  })

  test("a document that does not say its version is refused", () => {
    const file = JSON.stringify({ bomFormat: "CycloneDX", components: [library("a")] })
    expect(read(file).report).toMatchObject({ outcome: "rejected", code: "invalid" })
  })

  test("another major version is not read", () => {
    expect(read(bom({ components: [library("a")] }, "2.0")).report).toMatchObject({
      outcome: "unsupported",
      code: "unsupported-version",
    })
  })
})

test("the document's time and tool are taken, as a list and as an object", () => {
  const metadata = (tools: unknown) => ({ timestamp: "2026-01-02T03:04:05+01:00", tools })
  const told = { producedAt: "2026-01-02T02:04:05.000Z", tool: { name: "syft", version: "1.2" } }
  const tool = { name: "syft", version: "1.2" }
  expect(read(bom({ metadata: metadata([tool]), components: [library("a")] })).report).toMatchObject(told)
  expect(
    read(bom({ metadata: metadata({ components: [{ type: "application", ...tool }] }), components: [library("a")] }))
      .report,
  ).toMatchObject(told)
})

describe("vulnerabilities in the document", () => {
  const analysed = {
    id: "CVE-2026-1",
    analysis: { state: "not_affected", justification: "code_not_present" },
    affects: [{ ref: "pkg:npm/a@1" }],
  }
  const open = { id: "CVE-2026-2", ratings: [{ severity: "high" }], affects: [{ ref: "pkg:npm/a@1" }] }

  test("beside components they are counted, warned about, and no items", () => {
    const { report, items } = read(bom({ vulnerabilities: [analysed, open], components: [library("a")] }))
    expect(report).toMatchObject({ kind: "sbom", outcome: "accepted", counts: { components: 1, vulnerabilities: 2 } })
    expect(report.warnings.map(({ code }) => code)).toEqual(["vulnerabilities-beside-components"])
    expect(items.map(({ type }) => type)).toEqual(["component"])
  })

  test("alone and all analysed they are a VEX, with the author and date of the document", () => {
    const metadata = { timestamp: "2026-01-02T03:04:05Z", authors: [{ name: "a person" }], supplier: { name: "Acme" } }
    const { report, items } = read(bom({ vulnerabilities: [analysed], metadata }))
    expect(report).toMatchObject({
      kind: "vex",
      category: "vex",
      outcome: "accepted",
      counts: { statements: 1, components: 0 },
    })
    expect(items).toMatchObject([
      {
        type: "vex",
        status: "not_affected",
        author: "Acme",
        issuedAt: "2026-01-02T03:04:05.000Z",
        products: ["pkg:npm/a@1"],
      },
    ])
  })

  test("in XML they are counted, and alone they are no evidence of there being none", () => {
    const file = xml("<vulnerabilities><vulnerability><id>CVE-2026-1</id></vulnerability></vulnerabilities>")
    expect(read(file).report).toMatchObject({ kind: "sbom", counts: { vulnerabilities: 1 } })
    expect(isFit(file)).toBe(false)
    const extension = `<v:vulnerabilities xmlns:v="http://cyclonedx.org/schema/ext/vulnerability/1.0"><v:vulnerability ref="a"/></v:vulnerabilities>`
    const inside = xml(`<components>${xmlLibrary("a", extension)}</components>${extension}`, "1.3")
    expect(read(inside).report.counts).toMatchObject({ components: 1, vulnerabilities: 2 })
  })

  test("one that nobody analysed makes them a report of vulnerabilities", () => {
    const { report, items } = read(bom({ vulnerabilities: [analysed, open] }))
    expect(report).toMatchObject({ kind: "vulnerabilities", outcome: "accepted", counts: { vulnerabilities: 2 } })
    expect(items.map((item) => (item.type === "vulnerability" ? item.state : item.type))).toEqual([
      "suppressed",
      "open",
    ])
  })
})

test("more components or relations than the limit are refused whole", () => {
  const components = Array.from({ length: 11 }, (_, i) => library(`c${i}`))
  expect(read(bom({ components }), { limits: { items: 10 } }).report).toMatchObject({
    outcome: "rejected",
    code: "too-large",
  })
  const dependsOn = Array.from({ length: 81 }, (_, i) => `c${i}`)
  expect(
    read(bom({ components: [library("a")], dependencies: [{ ref: "a", dependsOn }] }), { limits: { items: 10 } }).report
      .code,
  ).toBe("too-large")
})
