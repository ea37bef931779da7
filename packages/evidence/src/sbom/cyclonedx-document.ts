import type { Instant } from "@promotrail/core"
import type { FormatInput, Reading } from "../format.ts"
import type { Refusal } from "../refusal.ts"
import { readTime } from "../values/time.ts"
import { shorten } from "../warnings.ts"
import { Components } from "./components.ts"
import { draftOf, type RawComponent } from "./cyclonedx-component.ts"
import { cycloneDxVersion, isSerialNumber } from "./cyclonedx-version.ts"
import { CycloneDxVulnerabilities, type Product } from "./cyclonedx-vulnerabilities.ts"
import type { Node } from "./dependency-graph.ts"
import { Faults } from "./faults.ts"

/**
 * Where a component stands: in the list, as the product that the document is about, or as a part of that product.
 * Whether the product itself is counted is the business of the format.
 */
export type Role = "listed" | "product" | "part"

/** Vulnerabilities that are counted and not read must not look like none. */
const UNREAD: Refusal = {
  kind: "unsupported-format",
  title: "A CycloneDX document of vulnerabilities in XML",
  advice: "Write it as JSON.",
}

/** A CycloneDX document as it is read: what JSON and XML have in common. */
export class CycloneDxDocument {
  readonly faults = new Faults()
  readonly components: Components
  services = 0
  readonly vulnerabilities: CycloneDxVulnerabilities
  private version: { readonly text: string; readonly line: number } = { text: "", line: 1 }
  private tool: { readonly name: string; readonly version?: string } | undefined
  private producedAt: Instant | undefined
  /** Components apart from the product: a document about nothing but the product lists none. */
  private listed = 0
  private product: Product | undefined
  private author = { name: "", rank: Number.POSITIVE_INFINITY }
  private readonly input: FormatInput
  private readonly countsProduct: boolean

  /** `countsProduct`: whether the component in the metadata is one of those counted. */
  constructor(input: FormatInput, countsProduct: boolean) {
    this.input = input
    this.countsProduct = countsProduct
    this.components = new Components(input)
    this.vulnerabilities = new CycloneDxVulnerabilities(input)
  }

  specVersion(text: string, line: number): void {
    this.version = { text, line }
  }

  serialNumber(text: string, line: number): void {
    if (!isSerialNumber(text)) this.faults.add(line, "the serial number is no UUID")
  }

  /** `bomVersion`: how often the document was issued, from 1. */
  bomVersion(value: number | undefined, line: number): void {
    if (value === undefined || !Number.isInteger(value) || value < 1)
      this.faults.add(line, "the version of the document is no whole number from 1")
  }

  timestamp(text: string, line: number): void {
    const read = readTime(text)
    if (read.kind === "unreadable") this.faults.add(line, `the timestamp ${shorten(text)} is none`)
    if (read.kind !== "instant") return
    if (read.zone === "assumed") this.input.warnings.add("time-without-zone", text)
    this.producedAt = read.at
  }

  /** The first tool that is named wrote the document. */
  writtenBy(name: string, version: string): void {
    if (name !== "") this.tool ??= { name, ...(version === "" ? {} : { version }) }
  }

  /** Somebody who answers for the document; an organisation (the lower rank) before a person. */
  writtenFor(name: string, rank: number): void {
    if (name !== "" && rank < this.author.rank) this.author = { name, rank }
  }

  /** Takes a component; answers its node, for what stands inside it. */
  component(raw: RawComponent, role: Role, inside: Node | undefined, at: number, pointer?: string): Node {
    const { graph } = this.components
    this.faults.component(raw, at)
    const node = graph.node(raw.ref ?? "")
    if (inside !== undefined) graph.contains(inside, node, at)
    const draft = { ...draftOf(raw, this.input.warnings), at, ...(pointer === undefined ? {} : { pointer }) }
    if (role === "product") {
      graph.root(node)
      const { name, version, purl } = draft
      this.product = { ref: raw.ref ?? "", name, version, ...(purl === undefined ? {} : { purl }) }
    }
    if (role === "listed" && this.listed++ === 0) this.vulnerabilities.beside()
    if (role === "listed" || (role === "product" && this.countsProduct)) this.components.add(draft, node)
    else if (role === "part") this.components.addPart(draft, node)
    return node
  }

  /** What one component needs, by their bom-refs. */
  dependency(ref: string | undefined, on: readonly (string | undefined)[], line: number): void {
    if (ref === undefined || ref === "") return this.faults.add(line, "a dependency does not say whose it is")
    const { graph } = this.components
    const from = graph.node(ref)
    for (const needed of on) {
      if (needed === undefined || needed === "") this.faults.add(line, "a dependency does not say on what")
      else graph.depends(from, graph.node(needed), line)
    }
    return undefined
  }

  /** What was found, once the document has ended. */
  finish(): Reading {
    const { text, line } = this.version
    const version = cycloneDxVersion(text, line, this.input.warnings)
    const counts = { ...this.components.finish(), services: this.services, vulnerabilities: this.vulnerabilities.count }
    const { tool, producedAt } = this
    const fault = "refusal" in version ? null : this.faults.refusalIn(version.minor)
    const told = {
      refusal: "refusal" in version ? version.refusal : null,
      ...(fault === null ? {} : { unfit: fault }),
      counts,
      ...(text === "" ? {} : { formatVersion: text }),
      ...(tool === undefined ? {} : { tool }),
      ...(producedAt === undefined ? {} : { producedAt }),
    }
    if (this.listed > 0) {
      this.input.warnings.add("vulnerabilities-beside-components", "", this.vulnerabilities.count)
      return told
    }
    if (this.vulnerabilities.count === 0) {
      const nothing = { kind: "nothing-measured", what: "components" } as const
      // One that relates components which it does not list was cut; one that is about nothing says so.
      if (this.components.graph.dependencies > 0) return { ...told, refusal: told.refusal ?? nothing }
      return { ...told, unfit: fault ?? nothing }
    }
    if (!this.vulnerabilities.areRead) return { ...told, unfit: fault ?? UNREAD }
    const { kind, counts: disclosed } = this.vulnerabilities.disclose(this.author.name, producedAt, this.product)
    return { ...told, kind, counts: { ...counts, ...disclosed } }
  }
}
