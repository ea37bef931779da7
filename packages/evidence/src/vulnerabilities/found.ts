import type { FindingSeverity, FindingState, VulnerabilityItem } from "@promotrail/core"
import type { FormatInput } from "../format.ts"
import { Items } from "../items.ts"
import { fingerprintOf } from "./identity.ts"

/** A vulnerability as a reader found it: what is empty or undefined was not told. */
export type FoundVulnerability = {
  readonly id: string
  readonly aliases?: readonly string[] | undefined
  readonly component: string
  readonly version: string
  readonly purl?: string | undefined
  readonly path?: string | undefined
  readonly severity: FindingSeverity
  readonly native: string
  readonly score10?: number | undefined
  readonly fixedIn?: readonly string[] | undefined
  readonly state?: FindingState | undefined
  readonly suppressedBy?: string | undefined
  readonly title?: string | undefined
  readonly at: number
  readonly pointer?: string | undefined
}

/** The item of a vulnerability, without what was not told. */
export function vulnerabilityItem(found: FoundVulnerability): VulnerabilityItem {
  const { id, component, version, purl, path, severity, native, score10, state = "open", title, at, pointer } = found
  const { suppressedBy } = found
  const aliases = distinct(found.aliases).filter((alias) => alias !== id)
  const fixedIn = distinct(found.fixedIn)
  return {
    type: "vulnerability",
    id,
    ...(aliases.length === 0 ? {} : { aliases }),
    component,
    version,
    ...(isTold(purl) ? { purl } : {}),
    ...(isTold(path) ? { path } : {}),
    severity,
    native,
    ...(score10 === undefined ? {} : { score10 }),
    ...(fixedIn.length === 0 ? {} : { fixedIn }),
    state,
    ...(isTold(suppressedBy) ? { suppressedBy } : {}),
    ...(isTold(title) ? { title } : {}),
    fingerprint: fingerprintOf(id, component, purl),
    at,
    ...(pointer === undefined ? {} : { pointer }),
  }
}

const isTold = (text: string | undefined): text is string => text !== undefined && text !== ""
const distinct = (texts: readonly string[] = []): string[] => [...new Set(texts.filter(isTold))]

/** Where readers of vulnerabilities put what they find; counts it the way scanners do. */
export class FoundVulnerabilities {
  readonly items: Items
  private listed = 0
  private open = 0
  private suppressed = 0
  private readonly textLimit: number

  constructor(input: FormatInput) {
    this.items = new Items(input)
    this.textLimit = input.limits.textPerItem
  }

  /** A vulnerability that the report lists, whatever its state is; `more` is what it lists as one with it. */
  add(found: FoundVulnerability, ...more: readonly FoundVulnerability[]): void {
    this.listed++
    if ((found.state ?? "open") === "open") this.open++
    else this.suppressed++
    this.pass(found)
    for (const other of more) this.pass(other)
  }

  /** One that the report has moved out of its list, because somebody decided that it does not count. */
  addSetAside(found: FoundVulnerability): void {
    this.suppressed++
    this.pass({ ...found, state: "suppressed" })
  }

  counts(): Readonly<Record<string, number>> {
    return { vulnerabilities: this.listed, open: this.open, suppressed: this.suppressed }
  }

  private pass(found: FoundVulnerability): void {
    this.items.add(vulnerabilityItem({ ...found, title: found.title?.slice(0, this.textLimit) }))
  }
}
