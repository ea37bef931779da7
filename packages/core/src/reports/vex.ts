import type { VexItem, VexStatus, VulnerabilityItem } from "../catalog/items.ts"
import type { Digest } from "../kernel/digest.ts"
import { parseInstant, type Instant } from "../kernel/instant.ts"
import { groupsOf, told, toldOrNull } from "./alike.ts"
import { itemsOf, type ItemsByUpload } from "./items-by-upload.ts"
import { coversPurl, parsePurl, type Purl } from "./purl.ts"
import type { ReportContent, VexFlaw, VexRecord } from "./state.ts"

/** The release that statements about a whole product are compared with. */
export type Product = {
  readonly release: string
  readonly artifacts: readonly { readonly name: string; readonly digest: Digest }[]
}

/** Answers on whose word a vulnerability is hidden, if on any. */
export type VexBook = (vulnerability: VulnerabilityItem) => VexRecord | null

/** The worse of two statements of the same moment wins. */
const WORST_FIRST: readonly VexStatus[] = ["affected", "under_investigation", "fixed", "not_affected"]

type Statement = {
  readonly item: VexItem
  readonly evidence: string
  readonly issuedAt: Instant | null
  readonly products: readonly (Purl | string)[]
  readonly subcomponents: readonly Purl[] | null
}

/**
 * The statements of `uploads`, ready to be asked. Of those that are about a vulnerability in a component the newest by
 * date of issue wins, and of two from the same moment the worse. One that would hide and lacks an author, a date, a
 * product or (OpenVEX, "status: not_affected") a justification hides nothing; one that would not hide and has no date
 * counts as the newest.
 */
export function vexBook(uploads: ItemsByUpload, product: Product): VexBook {
  const byId = new Map<string, Statement[]>()
  for (const statement of statementsOf(uploads)) {
    if (hides(statement.item.status) && flawOf(statement.item) !== null) continue
    for (const id of idsOf(statement.item.vulnerability, statement.item.aliases)) {
      const known = byId.get(id)
      if (known === undefined) byId.set(id, [statement])
      else known.push(statement)
    }
  }
  if (byId.size === 0) return () => null
  return (vulnerability) => {
    const purl = vulnerability.purl === undefined ? undefined : parsePurl(vulnerability.purl)
    const about = [...idsOf(vulnerability.id, vulnerability.aliases)]
      .flatMap((id) => byId.get(id) ?? [])
      .filter((statement) => isAbout(statement, purl, product))
    const [newest] = about.toSorted(compareStatements)
    if (newest === undefined || newest.issuedAt === null) return null
    const { item, issuedAt, evidence } = newest
    if (item.status !== "not_affected" && item.status !== "fixed") return null
    return {
      author: told(item.author),
      issuedAt,
      status: item.status,
      justification: toldOrNull(item.justification) ?? toldOrNull(item.impact),
      evidence,
    }
  }
}

/** What VEX uploads contain, and how much of it hides nothing. */
export function vexContent(uploads: ItemsByUpload): Extract<ReportContent, { kind: "vex" }> {
  const items = uploads.flatMap((upload) => itemsOf(upload, "vex"))
  const flaws = items.flatMap((item) => (hides(item.status) ? (flawOf(item) ?? []) : []))
  const same = (word: string) => word
  return {
    kind: "vex",
    statements: groupsOf(
      items.map(({ status }) => status),
      same,
      same,
    ).flatMap(({ members }) => (members[0] === undefined ? [] : [{ status: members[0], count: members.length }])),
    ignored: groupsOf(flaws, same, same).flatMap(({ members }) =>
      members[0] === undefined ? [] : [{ because: members[0], count: members.length }],
    ),
  }
}

function statementsOf(uploads: ItemsByUpload): Statement[] {
  return uploads.flatMap((upload) =>
    itemsOf(upload, "vex").map((item): Statement => ({
      item,
      evidence: upload.id,
      issuedAt: dateOf(item),
      products: item.products.map((text) => parsePurl(text) ?? text),
      subcomponents:
        item.subcomponents === undefined || item.subcomponents.length === 0
          ? null
          : item.subcomponents.flatMap((text) => parsePurl(text) ?? []),
    })),
  )
}

/** Whether a statement of this status takes vulnerabilities out, provided that it lacks nothing. */
export function hides(status: VexStatus): boolean {
  return status === "not_affected" || status === "fixed"
}

/** What a statement lacks to hide anything. */
export function flawOf(item: VexItem): VexFlaw | null {
  if (item.author.trim() === "") return "no-author"
  if (dateOf(item) === null) return "no-date"
  if (item.products.length === 0) return "no-product"
  const isJustified = [item.justification, item.impact].some((text) => text !== undefined && text.trim() !== "")
  return item.status === "not_affected" && !isJustified ? "no-justification" : null
}

function dateOf({ issuedAt }: VexItem): Instant | null {
  const parsed = parseInstant(issuedAt)
  return parsed.ok ? parsed.value : null
}

function idsOf(id: string, aliases: readonly string[] = []): ReadonlySet<string> {
  return new Set([id, ...aliases].map((one) => one.trim().toUpperCase()).filter((one) => one !== ""))
}

/**
 * A product is the component itself, or this release as a whole. With subcomponents a statement is about these inside
 * the product, never about all of it.
 */
function isAbout({ products, subcomponents }: Statement, purl: Purl | undefined, product: Product): boolean {
  const covers = (stated: Purl) => purl !== undefined && coversPurl(stated, purl)
  if (subcomponents !== null) return products.some((one) => isProduct(one, product)) && subcomponents.some(covers)
  return products.some((one) => (typeof one !== "string" && covers(one)) || isProduct(one, product))
}

/** Whether a product is what is promoted: by digest, or by an artifact's name with this very version. */
function isProduct(stated: Purl | string, { release, artifacts }: Product): boolean {
  if (typeof stated === "string") return artifacts.some(({ digest }) => stated === digest)
  if (stated.version.startsWith("sha256:")) return artifacts.some(({ digest }) => stated.version === digest)
  return stated.version === release && artifacts.some(({ name }) => name.toLowerCase() === stated.name.toLowerCase())
}

function compareStatements(a: Statement, b: Statement): number {
  if (a.issuedAt !== b.issuedAt) {
    if (a.issuedAt === null) return -1
    if (b.issuedAt === null) return 1
    return a.issuedAt > b.issuedAt ? -1 : 1
  }
  return WORST_FIRST.indexOf(a.item.status) - WORST_FIRST.indexOf(b.item.status)
}
