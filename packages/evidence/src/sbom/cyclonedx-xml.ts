import type { Format, FormatInput, Reading } from "../format.ts"
import type { XmlAttributes } from "../xml/attributes.ts"
import { openXml } from "../xml/document.ts"
import type { XmlHandler } from "../xml/scanner.ts"
import type { RawComponent, RawLicence } from "./cyclonedx-component.ts"
import { CycloneDxDocument, type Role } from "./cyclonedx-document.ts"
import { CYCLONEDX_JSON } from "./cyclonedx-json.ts"
import { CYCLONEDX_VERSIONS } from "./cyclonedx-version.ts"
import type { Node } from "./dependency-graph.ts"

const NAMESPACE = /^https?:\/\/cyclonedx\.org\/schema\/bom\/(.*)$/i

/**
 * CycloneDX in XML, by the same rules as in JSON, but for one: the product counts as a component, with depth 0, as the
 * tools that read XML count it. A document about nothing else still lists no component.
 */
export const CYCLONEDX_XML: Format = {
  id: "cyclonedx-xml",
  kind: "sbom",
  title: "CycloneDX XML",
  versions: CYCLONEDX_VERSIONS,
  recognisedBy: "root `bom` in the CycloneDX namespace",
  takes: CYCLONEDX_JSON.takes ?? [],
  refuses: [...CYCLONEDX_JSON.refuses],
  distrusts: [...(CYCLONEDX_JSON.distrusts ?? []), "documents of vulnerabilities alone: those are read in JSON"],
  commands: [
    "mvn org.cyclonedx:cyclonedx-maven-plugin:makeAggregateBom",
    "dotnet CycloneDX app.sln",
    "cyclonedx-py environment --of XML",
  ],
  recognise: ({ xml }) => xml?.root === "bom" && /cyclonedx/i.test(xml.namespace),
  open(input) {
    const handler = new CycloneDxHandler(input)
    return openXml(input, handler, VOCABULARY, () => handler.finish())
  },
}

/** What an element is to us, by what it stands in. Whatever is not here is passed over with all that it holds. */
const GRAMMAR: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  document: { bom: "bom" },
  bom: {
    metadata: "metadata",
    components: "components",
    dependencies: "dependencies",
    services: "services",
    vulnerabilities: "vulnerabilities",
  },
  metadata: { timestamp: "timestamp", tools: "tools", component: "component" },
  tools: { tool: "tool", components: "tools", component: "tool" },
  tool: { name: "tool-name", version: "tool-version" },
  components: { component: "component" },
  component: {
    components: "components",
    group: "field",
    name: "field",
    version: "field",
    versionRange: "field",
    purl: "field",
    cpe: "field",
    scope: "field",
    hashes: "hashes",
    licenses: "licenses",
    // The extension of the time before 1.4 put them here.
    vulnerabilities: "vulnerabilities",
  },
  hashes: { hash: "hash" },
  licenses: { license: "license", expression: "expression" },
  license: { id: "license-id", name: "license-name" },
  dependencies: { dependency: "dependency" },
  dependency: { dependency: "dependency", provides: "dependency-on" },
  services: { service: "service" },
  vulnerabilities: { vulnerability: "vulnerability" },
}
const KINDS: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map(
  Object.entries(GRAMMAR).map(([kind, inside]) => [kind, new Map(Object.entries(inside))]),
)
/** Elements whose own text is wanted. */
const TEXTS: ReadonlySet<string> = new Set([
  "timestamp",
  "tool-name",
  "tool-version",
  "field",
  "hash",
  "expression",
  "license-id",
  "license-name",
])
const VOCABULARY: readonly string[] = [
  ...new Set(Object.values(GRAMMAR).flatMap((inside) => Object.keys(inside))),
  ..."type bom-ref isExternal ref alg acknowledgement serialNumber xmlns".split(" "),
]

/** Characters of one value that are kept: names, versions and package URLs are short. */
const ROOM = 8 * 1024

/** A component that is being read. */
class OpenComponent {
  readonly type: string | undefined
  readonly ref: string | undefined
  readonly isExternal: boolean
  readonly line: number
  readonly fields = new Map<string, string>()
  readonly hashes: { alg: string | undefined; content: string }[] = []
  readonly licences: RawLicence[] = []
  /** Components that stand inside it: they are handed on behind it, which has its node only then. */
  readonly nested: OpenComponent[] = []

  constructor(attributes: XmlAttributes, line: number) {
    this.type = attributes.get("type")
    this.ref = attributes.get("bom-ref")
    this.isExternal = attributes.get("isExternal") === "true"
    this.line = line
  }

  get raw(): RawComponent {
    const { type, ref, isExternal, hashes, licences, fields } = this
    return {
      type,
      ref,
      group: fields.get("group"),
      name: fields.get("name"),
      version: fields.get("version"),
      versionRange: fields.get("versionRange"),
      isExternal,
      purl: fields.get("purl"),
      cpe: fields.get("cpe"),
      scope: fields.get("scope"),
      hashes,
      licences,
    }
  }
}

/** Reads the elements of a CycloneDX document. */
class CycloneDxHandler implements XmlHandler {
  private readonly document: CycloneDxDocument
  private readonly kinds: string[] = ["document"]
  private readonly components: OpenComponent[] = []
  private readonly dependencies: string[] = []
  private tool = { name: "", version: "" }
  private alg: string | undefined
  /** Where the element began that was opened last. */
  private line = 1
  private licence: { id?: string; name?: string } = {}
  private acknowledgement: string | undefined

  constructor(input: FormatInput) {
    this.document = new CycloneDxDocument(input, true)
  }

  open(name: string, attributes: XmlAttributes, line: number): number {
    const kind = KINDS.get(this.kinds.at(-1) ?? "")?.get(name) ?? "other"
    this.kinds.push(kind)
    this.line = line
    this.enter(kind, attributes, line)
    return TEXTS.has(kind) ? ROOM : 0
  }

  close(name: string, text: string): void {
    const kind = this.kinds.pop() ?? ""
    this.leave(kind, name, text.trim())
  }

  finish(): Reading {
    return this.document.finish()
  }

  private enter(kind: string, attributes: XmlAttributes, line: number): void {
    switch (kind) {
      case "bom":
        return this.enterDocument(attributes, line)
      case "component":
        this.components.push(new OpenComponent(attributes, line))
        return undefined
      case "tool":
        this.tool = { name: "", version: "" }
        return undefined
      case "hash":
        this.alg = attributes.get("alg")
        return undefined
      case "license":
        this.licence = {}
        this.acknowledgement = attributes.get("acknowledgement")
        return undefined
      case "expression":
        this.acknowledgement = attributes.get("acknowledgement")
        return undefined
      case "dependency":
      case "dependency-on":
        return this.enterDependency(kind, attributes.get("ref") ?? "", line)
      case "service":
        this.document.services++
        return undefined
      case "vulnerability":
        this.document.vulnerabilities.addUnread()
        return undefined
      default:
        return undefined
    }
  }

  private leave(kind: string, name: string, text: string): void {
    const component = this.components.at(-1)
    switch (kind) {
      case "component":
        return this.leaveComponent()
      case "field":
        component?.fields.set(name, text)
        return undefined
      case "hash":
        component?.hashes.push({ alg: this.alg, content: text })
        return undefined
      case "license":
        return this.addLicence({ ...this.licence, isLicence: true })
      case "expression":
        return this.addLicence({ expression: text, isLicence: false })
      case "license-id":
        this.licence.id = text
        return undefined
      case "license-name":
        this.licence.name = text
        return undefined
      case "dependency":
        this.dependencies.pop()
        return undefined
      case "timestamp":
        return this.document.timestamp(text, this.line)
      case "tool":
        return this.document.writtenBy(this.tool.name, this.tool.version)
      case "tool-name":
        this.tool.name = text
        return undefined
      case "tool-version":
        this.tool.version = text
        return undefined
      default:
        return undefined
    }
  }

  /** The namespace tells the version, also under a prefix. */
  private enterDocument(attributes: XmlAttributes, line: number): void {
    const { document } = this
    for (let i = 0; i < attributes.count; i++) {
      const version = NAMESPACE.exec(attributes.valueAt(i))?.[1]
      if (version !== undefined && attributes.nameAt(i).startsWith("xmlns")) document.specVersion(version, line)
    }
    const serialNumber = attributes.get("serialNumber")
    if (serialNumber !== undefined) document.serialNumber(serialNumber, line)
    const version = attributes.get("version")
    if (version !== undefined) document.bomVersion(/^\s*\d+\s*$/.test(version) ? Number(version) : undefined, line)
  }

  private enterDependency(kind: string, ref: string, line: number): void {
    const from = this.dependencies.at(-1)
    if (from === undefined) this.document.dependency(ref, [], line)
    else this.document.dependency(from, [ref], line)
    if (kind === "dependency") this.dependencies.push(ref)
  }

  private addLicence(licence: RawLicence): void {
    const { acknowledgement } = this
    this.components.at(-1)?.licences.push({ ...licence, ...(acknowledgement === undefined ? {} : { acknowledgement }) })
  }

  private leaveComponent(): void {
    const done = this.components.pop()
    if (done === undefined) return
    const outer = this.components.at(-1)
    if (outer !== undefined) outer.nested.push(done)
    else this.handOn(done, this.kinds.at(-1) === "metadata" ? "product" : "listed", undefined)
  }

  private handOn(component: OpenComponent, role: Role, inside: Node | undefined): void {
    const node = this.document.component(component.raw, role, inside, component.line)
    for (const nested of component.nested) this.handOn(nested, role === "product" ? "part" : role, node)
  }
}
