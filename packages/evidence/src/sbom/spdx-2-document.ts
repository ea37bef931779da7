import type { Instant } from "@promotrail/core"
import type { FormatInput, Reading } from "../format.ts"
import type { Refusal } from "../refusal.ts"
import { readTime } from "../values/time.ts"
import { shorten } from "../warnings.ts"
import { Components } from "./components.ts"
import { licenceOf } from "./licences.ts"
import { keptPurl } from "./purl.ts"
import { relate } from "./spdx-relations.ts"

/** A package as JSON and tag-value have it in common; undefined is "not there". */
export type SpdxPackage = {
  readonly id: string | undefined
  readonly name: string | undefined
  readonly version: string
  readonly purpose: string
  readonly declared: string
  readonly concluded: string
  /** Type and locator of the external references. */
  readonly references: readonly (readonly [type: string, locator: string])[]
}

/** The versions as the reference names them. */
export const SPDX_2_VERSIONS = "2.0 to 2.3"

/** An SPDX 2 document as it is read, whatever it is written in. */
export class Spdx2Document {
  readonly components: Components
  files = 0
  relationships = 0
  private version: { readonly text: string; readonly line: number } | undefined
  private fault: Refusal | undefined
  private tool: { readonly name: string; readonly version?: string } | undefined
  private producedAt: Instant | undefined
  private readonly input: FormatInput

  constructor(input: FormatInput) {
    this.input = input
    this.components = new Components(input)
  }

  /** Whether anything said that this is SPDX 2. */
  get isBegun(): boolean {
    return this.version !== undefined
  }

  /** Whether it says so where SPDX 2 has its version, and SPDX 3 has none. */
  get isOfVersion3(): boolean {
    return /^SPDX-3\b/i.test(this.version?.text ?? "")
  }

  spdxVersion(text: string, line: number): void {
    this.version = { text, line }
  }

  created(text: string): void {
    const read = readTime(text)
    if (read.kind === "unreadable") this.input.warnings.add("unreadable-time", text)
    if (read.kind === "instant") this.producedAt = read.at
  }

  /** A creator; only tools are noted, never persons. */
  creator(text: string): void {
    const [, name, version] = /^Tool:\s*(.+?)(?:-(v?\d\S*))?\s*$/i.exec(text) ?? []
    if (name !== undefined) this.tool ??= { name, ...(version === undefined ? {} : { version }) }
  }

  package(
    { id, name, version, purpose, declared, concluded, references }: SpdxPackage,
    at: number,
    pointer?: string,
  ): void {
    if (id === undefined || id === "") this.invalid(at, "a package has no SPDXID")
    else if (name === undefined || name === "") this.invalid(at, `the package ${shorten(id)} has no name`)
    const purl = keptPurl(references.find(([type]) => type === "purl")?.[1] ?? "", this.input.warnings)
    const cpe = references.find(([type]) => /^cpe2[23]Type$/i.test(type))?.[1]
    this.components.add(
      {
        name: name ?? "",
        version,
        ...(purl === undefined ? {} : { purl }),
        ...(cpe === undefined ? {} : { cpe }),
        ...(purpose === "" ? {} : { componentType: purpose.toLowerCase() }),
        licences: [
          ...licenceOf(declared, "expression", "declared"),
          ...licenceOf(concluded, "expression", "concluded"),
        ],
        at,
        ...(pointer === undefined ? {} : { pointer }),
      },
      this.components.graph.node(id ?? ""),
    )
  }

  describes(id: string): void {
    const { graph } = this.components
    graph.root(graph.node(id))
  }

  /** A package that lists its files itself. */
  holds(id: string, part: string, line: number): void {
    const { graph } = this.components
    graph.contains(graph.node(id), graph.node(part), line)
  }

  relationship(from: string, type: string, to: string, line: number): void {
    if (from === "" || type === "" || to === "")
      return this.invalid(line, "a relationship does not say from what to what, or which")
    this.relationships++
    return relate(this.components.graph, from, type, to, line)
  }

  invalid(line: number, what: string): void {
    this.fault ??= { kind: "invalid", line, what }
  }

  finish(): Reading {
    const { version, tool, producedAt, components, files, relationships } = this
    const counts = components.finish()
    const nothing = components.count === 0 ? ({ kind: "nothing-measured", what: "components" } as const) : undefined
    // A document that relates packages which it does not list was cut; one about files alone, or about nothing, says so.
    const isCut = nothing !== undefined && files === 0 && relationships > 0
    const unfit = this.fault ?? nothing
    return {
      refusal: this.refusalOf(version) ?? (isCut ? nothing : null),
      ...(unfit === undefined ? {} : { unfit }),
      counts: { ...counts, packages: components.count, files, relationships },
      ...(version === undefined ? {} : { formatVersion: version.text.replace(/^SPDX-/i, "") }),
      ...(tool === undefined ? {} : { tool }),
      ...(producedAt === undefined ? {} : { producedAt }),
    }
  }

  private refusalOf(version: Spdx2Document["version"]): Refusal | undefined {
    const what = "the document does not say which version of SPDX it is"
    if (version === undefined || version.text === "") return { kind: "invalid", line: version?.line ?? 1, what }
    const minor = /^SPDX-2\.(\d{1,3})$/i.exec(version.text)?.[1]
    if (minor === undefined)
      return {
        kind: "unsupported-version",
        title: "SPDX",
        version: version.text,
        reads: `${SPDX_2_VERSIONS}, and 3 in JSON`,
      }
    if (Number(minor) > 3) this.input.warnings.add("unknown-field-version", version.text)
    return undefined
  }
}
