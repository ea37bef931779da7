import type { Format, FormatInput, FormatReader } from "../format.ts"
import { RefusedInput } from "../refusal.ts"
import { openLines } from "../text/lines.ts"
import { shorten } from "../warnings.ts"
import { SPDX_2_VERSIONS, Spdx2Document } from "./spdx-2-document.ts"
import { SPDX_JSON } from "./spdx-json.ts"

/** SPDX 2 as lines of `Tag: value` (SPDX 2.3 clause 4.4, and the tags of each clause). */
export const SPDX_TAG_VALUE: Format = {
  id: "spdx-tag-value",
  kind: "sbom",
  title: "SPDX tag-value",
  versions: SPDX_2_VERSIONS,
  recognisedBy: "a line `SPDXVersion:`",
  takes: SPDX_JSON.takes ?? [],
  refuses: [
    ...SPDX_JSON.refuses,
    "files that end inside a `<text>` or a package without a download location: the format has no end of its own, and such files were cut",
  ],
  distrusts: [
    ...(SPDX_JSON.distrusts ?? []),
    "packages without a download location, relationships of elements that the file does not list",
  ],
  commands: ["syft . -o spdx-tag-value", "trivy fs --format spdx ."],
  recognise: ({ lines }) => lines.slice(0, 20).some((line) => line.startsWith("SPDXVersion:")),
  open,
}

/** Characters of one value that are kept; licence texts are longer, and wanted by nobody here. */
const ROOM = 8 * 1024

/** What the lines of one package said so far. */
class OpenPackage {
  id = ""
  version = ""
  purpose = ""
  declared = ""
  concluded = ""
  isWhole = false
  readonly references: (readonly [string, string])[] = []
  readonly name: string
  readonly line: number

  constructor(name: string, line: number) {
    this.name = name
    this.line = line
  }
}

function open(input: FormatInput): FormatReader {
  const reader = new TagValueReader(new Spdx2Document(input))
  return openLines(
    input,
    (text, at) => reader.line(text, at),
    (lines) => reader.finish(lines),
  )
}

class TagValueReader {
  private readonly document: Spdx2Document
  private package: OpenPackage | undefined
  /** The element that `SPDXID` names next, and those that were named. */
  private awaits: "document" | "package" | "other" = "document"
  private readonly ids = new Set<string>()
  private readonly referred = new Map<string, number>()
  /** A value between `<text>` and `</text>`, which may have many lines. */
  private tag = ""
  private text: string | undefined
  private textAt = 0

  constructor(document: Spdx2Document) {
    this.document = document
  }

  line(line: string, at: number): void {
    if (this.text !== undefined) return this.continueText(line)
    const colon = line.indexOf(":")
    if (colon < 0 || line.startsWith("#")) return undefined
    const tag = line.slice(0, colon).trim()
    const value = line.slice(colon + 1).trim()
    if (!value.startsWith("<text>")) return this.take(tag, value, at)
    this.tag = tag
    this.text = ""
    this.textAt = at
    return this.continueText(value.slice("<text>".length))
  }

  finish(lines: number) {
    if (this.text !== undefined) {
      throw new RefusedInput({ kind: "truncated", line: lines, within: "inside a <text>" })
    }
    if (this.package?.isWhole === false) {
      throw new RefusedInput({ kind: "truncated", line: lines, within: "inside a package" })
    }
    this.closePackage()
    for (const [id, line] of this.referred) {
      if (!this.ids.has(id))
        this.document.invalid(line, `the relationship is one of ${shorten(id)}, which is not listed`)
    }
    return this.document.finish()
  }

  private continueText(line: string): void {
    const end = line.indexOf("</text>")
    if ((this.text ?? "").length < ROOM) this.text += end < 0 ? `${line}\n` : line.slice(0, end)
    if (end < 0) return
    const text = this.text ?? ""
    this.text = undefined
    this.take(this.tag, text, this.textAt)
  }

  private take(tag: string, value: string, at: number): void {
    const { document } = this
    switch (tag) {
      case "SPDXVersion":
        return document.spdxVersion(value, at)
      case "Created":
        return document.created(value)
      case "Creator":
        return document.creator(value)
      case "PackageName":
        this.closePackage()
        this.package = new OpenPackage(value, at)
        this.awaits = "package"
        return undefined
      case "FileName":
        this.closePackage()
        document.files++
        this.awaits = "other"
        return undefined
      case "SnippetSPDXID":
      case "LicenseID":
        if (tag === "SnippetSPDXID") this.closePackage()
        this.ids.add(value)
        return undefined
      case "SPDXID":
        this.ids.add(value)
        if (this.awaits === "package" && this.package !== undefined) this.package.id = value
        this.awaits = "other"
        return undefined
      case "Relationship":
        return this.relationship(value, at)
      default:
        return this.package === undefined ? undefined : takeOfPackage(this.package, tag, value)
    }
  }

  private relationship(value: string, at: number): void {
    const [from = "", type = "", to = ""] = value.split(/\s+/)
    // A document of its own is named before a colon, and is not here.
    for (const end of [from, to]) {
      if (end.startsWith("SPDXRef-") && !this.referred.has(end)) this.referred.set(end, at)
    }
    this.document.relationship(from, type, to, at)
  }

  private closePackage(): void {
    const done = this.package
    this.package = undefined
    if (done === undefined) return
    const { line, isWhole, ...found } = done
    if (!isWhole) this.document.invalid(line, `the package ${shorten(found.name)} has no download location`)
    this.document.package(found, line)
  }
}

function takeOfPackage(open: OpenPackage, tag: string, value: string): void {
  if (tag === "PackageVersion") open.version = value
  else if (tag === "PrimaryPackagePurpose") open.purpose = value
  else if (tag === "PackageLicenseDeclared") open.declared = value
  else if (tag === "PackageLicenseConcluded") open.concluded = value
  else if (tag === "PackageDownloadLocation") open.isWhole = true
  else if (tag === "ExternalRef") {
    const [, type = "", locator = ""] = value.split(/\s+/)
    open.references.push([type, locator])
  }
}
