import type { Instant } from "@promotrail/core"
import type { FormatInput, Reading } from "../format.ts"
import { entries, isJsonList, isJsonObject, type Json } from "../json/json.ts"
import type { Refusal } from "../refusal.ts"
import { readTime } from "../values/time.ts"
import { Components, type DraftComponent } from "./components.ts"
import { keptPurl } from "./purl.ts"
import { type Spdx3Licence, Spdx3Licences } from "./spdx-3-licences.ts"
import { relate } from "./spdx-relations.ts"

/** A package that waits for its licences, which are elements of their own anywhere in the document. */
type Waiting = { readonly id: string; readonly draft: Omit<DraftComponent, "licences"> }

/**
 * The elements of an SPDX 3 document (https://spdx.github.io/spdx-spec/v3.0.1/), by their types. Names carry their
 * profile before an underscore; drafts of the standard wrote a colon, the whole address, or nothing, and small letters
 * where there are capitals now, so only what stands behind it is looked at, in small letters.
 */
export class Spdx3Document {
  /** Elements of every type: whether this is SPDX 3 at all. */
  elements = 0
  private files = 0
  private relationships = 0
  private version: string | undefined
  private producedAt: Instant | undefined
  private fault: Refusal | undefined
  private readonly packages: Waiting[] = []
  private readonly licences = new Spdx3Licences()
  private readonly declared = new Map<string, string[]>()
  private readonly concluded = new Map<string, string[]>()
  private readonly components: Components
  private readonly input: FormatInput

  constructor(input: FormatInput) {
    this.input = input
    this.components = new Components(input)
  }

  /** The document's context names the version where no element does. */
  context(value: Json): void {
    const contexts = isJsonList(value) ? value : [value]
    for (const context of contexts) {
      const version = typeof context === "string" ? /\b(3\.\d+(?:\.\d+)?)\b/.exec(context)?.[1] : undefined
      if (version !== undefined) this.version ??= version
    }
  }

  element(value: Json, at: number, pointer: string): void {
    const element = new Element(value)
    const { type } = element
    if (type === "") return this.invalid(at, "an element has no type")
    this.elements++
    if (/(package|^dataset)$/.test(type)) return this.package(element, at, pointer)
    if (type === "file") this.files++
    else if (type === "creationinfo") this.creationInfo(element)
    else if (type.endsWith("relationship")) this.relationship(element, at)
    else if (/(^spdxdocument|bom|^bundle)$/.test(type)) this.roots(element)
    else this.licence(element)
    return undefined
  }

  finish(): Reading {
    const { version, producedAt, components, files, relationships } = this
    for (const { id, draft } of this.packages) {
      const licences = [
        ...this.licencesOf(this.declared, id, "declared"),
        ...this.licencesOf(this.concluded, id, "concluded"),
      ]
      components.add({ ...draft, licences }, components.graph.node(id))
    }
    const counts = components.finish()
    const nothing: Refusal | undefined =
      components.count === 0 ? { kind: "nothing-measured", what: "components" } : undefined
    const unfit = this.fault ?? nothing
    return {
      refusal: this.unread() ?? null,
      ...(unfit === undefined ? {} : { unfit }),
      counts: { ...counts, packages: components.count, files, relationships },
      ...(version === undefined ? {} : { formatVersion: version }),
      ...(producedAt === undefined ? {} : { producedAt }),
    }
  }

  private unread(): Refusal | undefined {
    const { version } = this
    if (version === undefined || version.startsWith("3.")) return undefined
    return { kind: "unsupported-version", title: "SPDX", version, reads: "2.0 to 2.3, and 3" }
  }

  private licencesOf(of: ReadonlyMap<string, readonly string[]>, id: string, source: "declared" | "concluded") {
    return (of.get(id) ?? []).flatMap((licence) => this.licences.resolve(licence, source))
  }

  private package(element: Element, at: number, pointer: string): void {
    const name = element.text("name")
    if (name === "") this.invalid(at, "a package has no name")
    const { warnings } = this.input
    const purl = keptPurl(element.text("packageUrl") || element.identifier("packageurl", "purl"), warnings)
    const cpe = element.identifier("cpe23", "cpe22")
    const purpose = element.text("primaryPurpose")
    const draft = {
      name,
      version: element.text("packageVersion"),
      ...(purl === undefined ? {} : { purl }),
      ...(cpe === "" ? {} : { cpe }),
      ...(purpose === "" ? {} : { componentType: purpose }),
      at,
      pointer,
    }
    this.packages.push({ id: element.id, draft })
  }

  private creationInfo(element: Element): void {
    const version = element.text("specVersion")
    if (version !== "") this.version = version
    const read = readTime(element.text("created"))
    if (read.kind === "instant" && (this.producedAt === undefined || read.at > this.producedAt))
      this.producedAt = read.at
  }

  private roots(element: Element): void {
    const { graph } = this.components
    for (const root of element.ids("rootElement")) graph.root(graph.node(root))
  }

  private relationship(element: Element, at: number): void {
    const [from = ""] = element.ids("from")
    const type = element.text("relationshipType")
    if (from === "" || type === "") return this.invalid(at, "a relationship does not say from what, or which")
    this.relationships++
    const letters = type.replaceAll(/[^a-z]/gi, "").toLowerCase()
    const licences =
      letters === "hasdeclaredlicense" ? this.declared : letters === "hasconcludedlicense" ? this.concluded : undefined
    for (const to of element.ids("to")) {
      if (licences === undefined) relate(this.components.graph, from, type, to, at)
      else licences.set(from, [...(licences.get(from) ?? []), to])
    }
    return undefined
  }

  private licence(element: Element): void {
    const licence = licenceFrom(element)
    if (licence !== undefined && element.id !== "") this.licences.add(element.id, licence)
  }

  private invalid(line: number, what: string): void {
    this.fault ??= { kind: "invalid", line, what }
  }
}

function licenceFrom(element: Element): Spdx3Licence | undefined {
  switch (element.type) {
    case "licenseexpression":
      return { kind: "expression", text: element.text("licenseExpression") }
    case "listedlicense":
    case "listedlicenseexception": {
      const id = /licenses\/([^/]+)$/.exec(element.id)?.[1] ?? element.text("name")
      return { kind: "expression", text: id }
    }
    case "customlicense":
    case "customlicenseaddition":
    case "simplelicensingtext":
      return { kind: "name", text: element.text("name") || element.id }
    case "noassertionlicense":
    case "nonelicense":
      return { kind: "expression", text: "NOASSERTION" }
    case "conjunctivelicenseset":
      return { kind: "set", word: "AND", members: element.ids("member") }
    case "disjunctivelicenseset":
      return { kind: "set", word: "OR", members: element.ids("member") }
    case "withadditionoperator": {
      const [licence = ""] = element.ids("subjectExtendableLicense")
      const [addition = ""] = element.ids("subjectAddition")
      return { kind: "with", licence, addition }
    }
    case "orlateroperator": {
      const [licence = ""] = element.ids("subjectLicense")
      return { kind: "or-later", licence }
    }
    default:
      return undefined
  }
}

/** One element of the graph, its type and members by their names without profile. */
class Element {
  readonly id: string
  readonly type: string
  private readonly members: ReadonlyMap<string, Json>

  constructor(value: Json) {
    this.members = new Map(entries(value).map(([key, member]) => [withoutProfile(key).toLowerCase(), member]))
    this.id = this.text("spdxId") || this.text("@id")
    this.type = withoutProfile(this.text("type") || this.text("@type")).toLowerCase()
  }

  text(name: string): string {
    const member = this.members.get(name.toLowerCase())
    return typeof member === "string" ? member : ""
  }

  /** The ids that a member names: one or several, as texts or as objects that have an id. */
  ids(name: string): readonly string[] {
    const member = this.members.get(name.toLowerCase())
    const listed = isJsonList(member) ? member : member === undefined ? [] : [member]
    return listed
      .map((one) => (typeof one === "string" ? one : isJsonObject(one) ? new Element(one).id : ""))
      .filter((id) => id !== "")
  }

  /** The first external identifier of one of these types, compared by their letters and digits. */
  identifier(...types: readonly string[]): string {
    const listed = this.members.get("externalidentifier")
    for (const one of isJsonList(listed) ? listed : []) {
      const identifier = new Element(one)
      const type = withoutProfile(identifier.text("externalIdentifierType")).toLowerCase()
      if (types.includes(type)) return identifier.text("identifier")
    }
    return ""
  }
}

/** `software_Package`, `software:Package` and `https://spdx.org/rdf/3.0.1/terms/Software/Package` are all `Package`. */
function withoutProfile(name: string): string {
  if (name.startsWith("@")) return name
  return name.slice(
    Math.max(name.lastIndexOf("_"), name.lastIndexOf(":"), name.lastIndexOf("/"), name.lastIndexOf("#")) + 1,
  )
}
