import type { FindingItem } from "@promotrail/core"
import type { Doubt } from "../doubt.ts"
import type { FormatInput } from "../format.ts"
import { entries, isJsonObject, type Json, type JsonPlace, number, text } from "../json/json.ts"
import type { JsonRules } from "../json/rules.ts"
import { RefusedInput } from "../refusal.ts"
import { type CvssScore, score10Of } from "./cvss.ts"
import type { FoundVulnerabilities, FoundVulnerability } from "./found.ts"
import { severityOf } from "./severity.ts"

/** What is held of a target's finding until the target has ended: its name may stand behind what was found in it. */
type Held =
  | { readonly kind: "listed" | "set-aside"; readonly found: FoundVulnerability }
  | { readonly kind: "finding"; readonly item: FindingItem }

type Kind = "misconfiguration" | "secret" | "license"

/** The targets of a Trivy report (`Results[]`), with what was found in each. */
export class TrivyTargets {
  /** How many targets there were. */
  count = 0
  private packages = 0
  private readonly kinds = { misconfiguration: 0, secret: 0, license: 0 }
  private target = ""
  private isNamed = false
  private held: Held[] = []
  private readonly input: FormatInput
  private readonly found: FoundVulnerabilities
  private readonly doubt: Doubt

  constructor(input: FormatInput, found: FoundVulnerabilities, doubt: Doubt) {
    this.input = input
    this.found = found
    this.doubt = doubt
  }

  counts(): Readonly<Record<string, number>> {
    const { misconfiguration: misconfigurations, secret: secrets, license: licences } = this.kinds
    return { targets: this.count, packages: this.packages, misconfigurations, secrets, licences }
  }

  /** The rules for targets at `path`, which hold only while `isHere` says so. */
  rules(path: string, isHere: () => boolean = () => true): JsonRules {
    const here =
      (take: (value: Json, place: JsonPlace) => void) =>
      (value: Json, place: JsonPlace): void => {
        if (isHere()) take(value, place)
      }
    return {
      [path]: {
        open: (kind, { at }) => {
          if (!isHere()) return
          if (kind !== "object") throw new RefusedInput({ kind: "invalid", line: at, what: "a target is no object" })
          this.begin()
        },
        close: ({ at, pointer }) => {
          if (!isHere()) return
          // In the old list of targets, what names no target could be a list of anything.
          if (!this.isNamed && pointer.lastIndexOf("/") === 0)
            throw new RefusedInput({ kind: "invalid", line: at, what: "an entry is no target" })
          this.end(at)
        },
      },
      [`${path}/Target`]: here((value) => {
        this.isNamed = true
        this.target = typeof value === "string" ? value : ""
      }),
      [`${path}/Vulnerabilities/*`]: here((value, place) =>
        this.held.push({ kind: "listed", found: this.vulnerability(value, place) }),
      ),
      [`${path}/Misconfigurations/*`]: here((value, place) => this.misconfiguration(value, place)),
      [`${path}/Secrets/*`]: here((value, place) => this.finding("secret", value, place)),
      [`${path}/Licenses/*`]: here((value, place) => this.finding("license", value, place)),
      [`${path}/Packages/*`]: { open: () => isHere() && this.packages++ },
      [`${path}/ExperimentalModifiedFindings/*`]: here((value, place) => this.modified(value, place)),
      [`${path}/ModifiedFindings/*`]: here((value, place) => this.modified(value, place)),
    }
  }

  private begin(): void {
    this.target = ""
    this.isNamed = false
    this.held = []
  }

  private end(line: number): void {
    if (!this.isNamed) this.doubt.invalid(line, "a target has no name")
    this.count++
    for (const held of this.held) {
      if (held.kind === "finding") this.found.items.add(withTarget(held.item, this.target))
      else if (held.kind === "listed") this.found.add({ ...held.found, path: held.found.path ?? this.target })
      else this.found.addSetAside({ ...held.found, path: held.found.path ?? this.target })
    }
    this.held = []
  }

  private vulnerability(value: Json, { at, pointer }: Pick<JsonPlace, "at" | "pointer">): FoundVulnerability {
    if (!isJsonObject(value))
      throw new RefusedInput({ kind: "invalid", line: at, what: "a vulnerability is no object" })
    const native = text(value, "Severity")
    const vendorIds = text(value, "VendorIDs", 0)
    const fixed = text(value, "FixedVersion")
    return {
      id: text(value, "VulnerabilityID"),
      aliases: vendorIds === "" ? [] : [vendorIds],
      component: text(value, "PkgName"),
      version: text(value, "InstalledVersion"),
      purl: text(value, "PkgIdentifier", "PURL") || purlOf(text(value, "PkgRef")) || purlOf(text(value, "Ref")),
      path: text(value, "PkgPath") || undefined,
      severity: severityOf(native, this.input.warnings),
      native,
      score10: score10Of(scoresOf(value)),
      fixedIn: fixed.split(",").map((version) => version.trim()),
      title: text(value, "Title"),
      at,
      pointer,
    }
  }

  /** Trivy lists checks that passed and exceptions, too, if asked. A status that is missing is that of old versions: failed. */
  private misconfiguration(value: Json, place: JsonPlace): void {
    const status = text(value, "Status").toUpperCase()
    if (status !== "PASS" && status !== "EXCEPTION") this.finding("misconfiguration", value, place)
  }

  private finding(kind: Kind, value: Json, place: JsonPlace): void {
    this.kinds[kind]++
    this.held.push({ kind: "finding", item: this.item(kind, value, place) })
  }

  private item(kind: Kind, value: Json, { at, pointer }: Pick<JsonPlace, "at" | "pointer">): FindingItem {
    if (!isJsonObject(value)) throw new RefusedInput({ kind: "invalid", line: at, what: `a ${kind} is no object` })
    const native = text(value, "Severity")
    const line = number(value, "CauseMetadata", "StartLine") ?? number(value, "StartLine")
    const rule = ruleOf(kind, value)
    const file = text(value, "FilePath")
    const title = kind === "license" ? text(value, "PkgName") : text(value, "Title")
    // Where exactly: two containers of one file fail the same check, and are two findings.
    const where = kind === "license" ? text(value, "PkgName") : text(value, "CauseMetadata", "Resource")
    return {
      type: "finding",
      rule,
      severity: severityOf(native, this.input.warnings),
      native,
      state: "open",
      ...(title === "" ? {} : { title: title.slice(0, this.input.limits.textPerItem) }),
      ...(file === "" ? {} : { file }),
      ...(line === undefined || !Number.isInteger(line) || line < 1 ? {} : { line }),
      fingerprint: `${kind}|${rule}|${where}`,
      at,
      pointer,
    }
  }

  /** What somebody decided: by VEX, an ignore file or a policy (`--show-suppressed`). */
  private modified(value: Json, place: JsonPlace): void {
    const status = text(value, "Status")
    const said = [status, text(value, "Statement"), text(value, "Source")].filter((part) => part !== "")
    const suppressedBy = said.join(": ").slice(0, this.input.limits.textPerItem)
    const finding = isJsonObject(value) ? (value["Finding"] ?? null) : null
    const inside = { at: place.at, pointer: `${place.pointer}/Finding` }
    const type = text(value, "Type")
    if (type === "misconfiguration" || type === "secret" || type === "license") {
      const item: FindingItem = { ...this.item(type, finding, inside), state: "suppressed", suppressedBy }
      this.held.push({ kind: "finding", item })
    } else this.held.push({ kind: "set-aside", found: { ...this.vulnerability(finding, inside), suppressedBy } })
  }
}

function ruleOf(kind: Kind, value: Json): string {
  if (kind === "license") return text(value, "Name")
  return kind === "secret" ? text(value, "RuleID") : text(value, "ID") || text(value, "AVDID")
}

function withTarget(item: FindingItem, target: string): FindingItem {
  const { file = target } = item
  return { ...item, ...(file === "" ? {} : { file }), fingerprint: `${item.fingerprint}|${file}` }
}

const purlOf = (ref: string): string => (ref.startsWith("pkg:") ? ref : "")

const SCORES = ["V40Score", "V4Score", "V3Score", "V2Score"] as const

/** `CVSS` is keyed by source; the one that the severity was taken from is Trivy's own choice. */
function scoresOf(value: Json): CvssScore[] {
  const own = text(value, "SeveritySource")
  return entries(value, "CVSS").flatMap(([source, scores]) =>
    SCORES.map((name) => ({ version: name, score: number(scores, name), isOwn: source === own })),
  )
}
