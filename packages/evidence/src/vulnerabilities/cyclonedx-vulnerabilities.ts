import type { FindingState, VexItem, VexStatus, VulnerabilityItem } from "@promotrail/core"
import { type Json, type JsonPlace, list, number, text } from "../json/json.ts"
import { readTime } from "../values/time.ts"
import type { Tally } from "../warnings.ts"
import { type CvssScore, score10Of } from "./cvss.ts"
import { vulnerabilityItem } from "./found.ts"
import { severityOf, severityOfScore } from "./severity.ts"
import { vexItem } from "./statements.ts"

/** What the document around a CycloneDX vulnerability knows. */
export type CycloneDxContext = {
  /** Who speaks: supplier, manufacturer or author of the document; "" when it names none. */
  readonly author: string
  /** The document's timestamp; "" when it has none. */
  readonly issuedAt: string
  /** The component behind a bom-ref; undefined when the document has none of that ref. */
  readonly component: (
    ref: string,
  ) => { readonly name: string; readonly version: string; readonly purl?: string } | undefined
  readonly warnings: Tally
}

type Place = Pick<JsonPlace, "at" | "pointer">

/** `vulnerabilities[].analysis.state` (CycloneDX, "Vulnerability Exploitability eXchange"). */
const STATES: ReadonlyMap<string, VexStatus> = new Map<string, VexStatus>([
  ["resolved", "fixed"],
  ["resolved_with_pedigree", "fixed"],
  ["exploitable", "affected"],
  ["in_triage", "under_investigation"],
  ["false_positive", "not_affected"],
  ["not_affected", "not_affected"],
])

/** The VEX statement of one CycloneDX vulnerability; undefined when nobody analysed it. */
export function vexOfCycloneDx(vulnerability: Json, place: Place, context: CycloneDxContext): VexItem | undefined {
  const state = text(vulnerability, "analysis", "state")
  if (state === "") return undefined
  const said = text(vulnerability, "analysis", "lastUpdated") || text(vulnerability, "analysis", "firstIssued")
  const read = readTime(said)
  return vexItem({
    vulnerability: text(vulnerability, "id"),
    aliases: referencesOf(vulnerability),
    status: statusOf(state, context.warnings),
    products: list(vulnerability, "affects").map((affected) => productOf(text(affected, "ref"), context)),
    justification: text(vulnerability, "analysis", "justification"),
    impact: text(vulnerability, "analysis", "detail"),
    author: context.author,
    issuedAt: read.kind === "instant" ? read.at : context.issuedAt,
    ...place,
  })
}

/** One item for each component that a CycloneDX vulnerability affects; a single one when it names none. */
export function vulnerabilitiesOfCycloneDx(
  vulnerability: Json,
  place: Place,
  context: CycloneDxContext,
): readonly VulnerabilityItem[] {
  const source = text(vulnerability, "source", "name")
  const ratings = list(vulnerability, "ratings")
  const scores = ratings.map((rating): CvssScore => ({
    version: /^CVSS/i.test(text(rating, "method")) ? text(rating, "method") : "",
    score: /^(CVSS|$)/i.test(text(rating, "method")) ? number(rating, "score") : undefined,
    isOwn: source !== "" && text(rating, "source", "name") === source,
  }))
  const native = nativeOf(ratings, source)
  const score10 = score10Of(scores)
  const severity =
    native === "" && score10 !== undefined ? severityOfScore(score10 / 10) : severityOf(native, context.warnings)
  const state = text(vulnerability, "analysis", "state")
  const status = state === "" ? undefined : STATES.get(state)
  const isHidden = status === "not_affected" || status === "fixed"
  const common = {
    id: text(vulnerability, "id"),
    aliases: referencesOf(vulnerability),
    severity,
    native,
    score10,
    state: (isHidden ? "suppressed" : "open") as FindingState,
    suppressedBy: isHidden ? `analysis: ${state}` : undefined,
    title: text(vulnerability, "description"),
  }
  const affects = list(vulnerability, "affects")
  if (affects.length === 0) return [vulnerabilityItem({ ...common, component: "", version: "", ...place })]
  return affects.map((affected, index) => {
    const ref = text(affected, "ref")
    const known = context.component(ref)
    const purl = known?.purl ?? purlIn(ref)
    const version = known?.version ?? text(affected, "versions", 0, "version")
    const pointer = `${place.pointer}/affects/${index}`
    return vulnerabilityItem({ ...common, component: known?.name ?? purl ?? ref, version, purl, at: place.at, pointer })
  })
}

function statusOf(state: string, warnings: Tally): VexStatus {
  const status = STATES.get(state)
  if (status === undefined) warnings.add("unknown-vex-status", state)
  return status ?? "affected"
}

/** The word of the document's own source, else the worst one that is given. */
function nativeOf(ratings: readonly Json[], source: string): string {
  const own = ratings.find((rating) => source !== "" && text(rating, "source", "name") === source)
  if (text(own, "severity") !== "") return text(own, "severity")
  const words = ratings.map((rating) => text(rating, "severity"))
  const order = ["critical", "high", "medium", "low", "info", "none", "unknown"]
  return order.find((word) => words.includes(word)) ?? words.find((word) => word !== "") ?? ""
}

/** Ids of the same vulnerability elsewhere (`references[].id`). */
function referencesOf(vulnerability: Json): readonly string[] {
  return list(vulnerability, "references").map((reference) => text(reference, "id"))
}

/** What a product is called outside of this document: its package URL, else the ref as written. */
function productOf(ref: string, { component }: CycloneDxContext): string {
  return component(ref)?.purl ?? purlIn(ref) ?? ref
}

/** The package URL at the end of a ref or BOM-Link (`urn:cdx:serial/version#bom-ref`). */
function purlIn(ref: string): string | undefined {
  const behind = ref.startsWith("urn:cdx:") ? ref.slice(ref.indexOf("#") + 1) : ref
  return behind.startsWith("pkg:") ? behind : undefined
}
