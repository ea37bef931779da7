import { Doubt } from "../doubt.ts"
import type { FormatInput, Reading } from "../format.ts"
import { at as member, isJsonObject, type Json, type JsonPlace, list, number, text } from "../json/json.ts"
import type { JsonKind } from "../json/rules.ts"
import { RefusedInput, type Refusal } from "../refusal.ts"
import { FoundVulnerabilities } from "./found.ts"
import { said } from "./said.ts"
import { fromAdvisory, fromDependence, fromVia, fromYarnTree } from "./npm-advisory.ts"

const WORDS = ["info", "low", "moderate", "high", "critical"] as const

/** An audit as it is read: one document, or one value a line. */
export class NpmAudit {
  private readonly found: FoundVulnerabilities
  private readonly input: FormatInput
  private readonly doubt = new Doubt()
  /** The members of one line of Yarn, until the line has ended. */
  private members = new Map<string, Json>()
  private reportVersion: string | undefined
  private fault: string | undefined
  private hasList = false
  private yarnAdvisories = 0
  private yarnSummaries = 0
  private deprecations = 0
  private dependencies = 0
  /** What the summaries say, and what can be compared with them: vulnerable packages, or ways to them. */
  private promised = 0
  private comparable = 0

  constructor(input: FormatInput) {
    this.input = input
    this.found = new FoundVulnerabilities(input)
  }

  /** The beginning of the document, or of one line. */
  begin(): void {
    this.members = new Map()
  }

  /** `auditReportVersion`. */
  version(value: Json): void {
    this.reportVersion = typeof value === "string" || typeof value === "number" ? String(value) : "?"
  }

  /** `advisories` or `vulnerabilities`: an empty object is a list of none; anything else is no list of theirs. */
  beginList(kind: JsonKind, line: number): void {
    if (kind !== "object") this.doubt.invalid(line, "what was found is no object")
    this.hasList = true
  }

  /** One of `advisories`. */
  advisory(value: Json, place: JsonPlace): void {
    if (!isJsonObject(value)) {
      throw new RefusedInput({ kind: "invalid", line: place.at, what: "an advisory is no object" })
    }
    for (const finding of list(value, "findings")) this.comparable += list(finding, "paths").length
    this.found.add(fromAdvisory(value, "", inDocument(place), this.input.warnings))
  }

  /** One of `vulnerabilities`. */
  vulnerablePackage(value: Json, place: JsonPlace): void {
    if (!isJsonObject(value)) {
      throw new RefusedInput({ kind: "invalid", line: place.at, what: "a vulnerable package is no object" })
    }
    this.comparable++
    const { warnings } = this.input
    const { at, pointer } = inDocument(place)
    const name = text(value, "name") || place.key
    const [first, ...more] = list(value, "via").flatMap((via, index) =>
      isJsonObject(via) ? [fromVia(via, name, value, { at, pointer: `${pointer}/via/${index}` }, warnings)] : [],
    )
    this.found.add(first ?? fromDependence(name, value, { at, pointer }, warnings), ...more)
  }

  /** `metadata` of a document, or the last line of Yarn 1. */
  summary(value: Json): void {
    const promised = member(value, "vulnerabilities")
    this.promised += number(promised, "total") ?? WORDS.reduce((sum, word) => sum + (number(promised, word) ?? 0), 0)
    this.dependencies +=
      number(value, "totalDependencies") ?? number(value, "dependencies", "total") ?? number(value, "dependencies") ?? 0
  }

  /** What the package manager says in place of a report. */
  failed(value: Json): void {
    const parts = [text(value, "code"), text(value, "summary") || text(value, "message")].filter((part) => part !== "")
    const words = typeof value === "string" ? value : parts.join(": ")
    this.fault ??= words === "" ? "it reports an error" : `it reports ${said(words)}`
  }

  /** A member of one line of Yarn. */
  member(name: string, value: Json): void {
    this.members.set(name, value)
  }

  /** The end of the document, or of one line. */
  endOfValue({ at }: JsonPlace): void {
    const { warnings } = this.input
    const data = this.members.get("data") ?? null
    const type = this.members.get("type")
    if (type === "auditAdvisory") {
      this.yarnAdvisories++
      this.comparable++
      const path = text(data, "resolution", "path")
      return this.found.add(fromAdvisory(member(data, "advisory") ?? null, path, { at }, warnings))
    }
    if (type === "auditSummary") {
      this.yarnSummaries++
      return this.summary(data)
    }
    if (type === "error") return this.failed(data)
    const children = this.members.get("children")
    if (!isJsonObject(children) || !this.members.has("value")) return undefined
    // Yarn lists packages that are merely deprecated, too.
    if (text(children, "ID").endsWith("(deprecation)")) return void this.deprecations++
    const tree = { value: this.members.get("value") ?? null, children }
    return this.found.add(fromYarnTree(tree, { at }, warnings))
  }

  /** What was found, once the file has ended. */
  finish(): Reading {
    const { promised, comparable, input } = this
    const counts: Record<string, number> = {
      ...this.found.counts(),
      dependencies: this.dependencies,
      deprecations: this.deprecations,
    }
    const refusal = this.refusal()
    this.doubt.note(this.doubts(counts["vulnerabilities"] ?? 0))
    if (refusal === null && promised > 0 && promised !== comparable) {
      input.warnings.add("summary-disagrees", `${promised} stated, ${comparable} listed`)
    }
    const { reportVersion } = this
    return {
      refusal,
      ...this.doubt.told,
      counts,
      ...(reportVersion === undefined ? {} : { formatVersion: reportVersion }),
    }
  }

  private refusal(): Refusal | null {
    const { reportVersion } = this
    if (this.fault !== undefined) return { kind: "not-finished", what: this.fault }
    if (reportVersion !== undefined && reportVersion !== "1" && reportVersion !== "2") {
      return { kind: "unsupported-version", title: "npm audit JSON", version: reportVersion, reads: "versions 1 and 2" }
    }
    return null
  }

  private doubts(listed: number): Refusal | null {
    if (this.yarnAdvisories > 0 && this.yarnSummaries === 0) {
      return { kind: "not-finished", what: "its last line, the summary, is missing" }
    }
    if (listed > 0) return null
    if (this.promised > 0) {
      return {
        kind: "invalid",
        line: 1,
        what: `the summary counts ${this.promised} vulnerabilities, and none is listed`,
      }
    }
    const isTold = (this.hasList || this.yarnSummaries > 0) && this.dependencies > 0
    return isTold ? null : { kind: "nothing-measured", what: "dependencies" }
  }
}

/** The place in the one document of a file, which is read as the first of many values. */
const inDocument = ({ at, pointer }: JsonPlace) => ({ at, pointer: pointer.replace(/^\/0(?=\/|$)/, "") })
