import type { VexStatus } from "@promotrail/core"
import type { Doubt } from "../doubt.ts"
import { at as member, entries, type Json, type JsonPlace, list, text } from "../json/json.ts"
import type { Tally } from "../warnings.ts"
import { type CsafProduct, type CsafProducts, textsIn } from "./csaf-products.ts"
import { type FoundStatement, instantIn } from "./statements.ts"

/** `product_status` (CSAF 2.0 §3.2.3.9), and `unknown` of 2.1. `recommended` says what to use, not what is affected. */
const STATUSES: ReadonlyMap<string, VexStatus> = new Map<string, VexStatus>([
  ["first_affected", "affected"],
  ["known_affected", "affected"],
  ["last_affected", "affected"],
  ["first_fixed", "fixed"],
  ["fixed", "fixed"],
  ["known_not_affected", "not_affected"],
  ["under_investigation", "under_investigation"],
  ["unknown", "under_investigation"],
])

/** Why, for some products: a justification (`flags`) or a sentence (`threats` of category impact), and since when. */
type Reason = { readonly products: ReadonlySet<string>; readonly why: string; readonly date: string }

/** What a CSAF vulnerability says, as far as it can be said before the product tree was seen. */
export type CsafVulnerability = {
  readonly id: string
  readonly aliases: readonly string[]
  readonly statuses: readonly (readonly [status: VexStatus, productIds: readonly string[]])[]
  readonly flags: readonly RawReason[]
  readonly impacts: readonly RawReason[]
  readonly at: number
  readonly pointer: string
}

type RawReason = {
  readonly products: readonly string[]
  readonly groups: readonly string[]
  readonly why: string
  readonly date: string
}

/** Takes of a vulnerability what a statement needs, so that the rest need not be held. */
export function csafVulnerability(
  value: Json,
  { at, pointer }: JsonPlace,
  warnings: Tally,
  doubt: Doubt,
): CsafVulnerability {
  const cve = text(value, "cve")
  const ids = list(value, "ids").map((id) => text(id, "text"))
  const id = cve || ids.find((other) => other !== "") || text(value, "title")
  if (id === "") doubt.invalid(at, "a vulnerability has no id")
  const statuses = new Map<VexStatus, string[]>()
  for (const [word] of entries(value, "product_status")) {
    if (word === "recommended") continue
    const known = STATUSES.get(word)
    if (known === undefined) warnings.add("unknown-vex-status", word)
    const status = known ?? "affected"
    statuses.set(status, [...(statuses.get(status) ?? []), ...textsIn(member(value, "product_status") ?? null, word)])
  }
  return {
    id,
    aliases: ids,
    statuses: [...statuses],
    flags: list(value, "flags").map((flag) => reason(flag, text(flag, "label"))),
    impacts: list(value, "threats")
      .filter((threat) => text(threat, "category") === "impact")
      .map((threat) => reason(threat, text(threat, "details"))),
    at,
    pointer,
  }
}

function reason(value: Json, why: string): RawReason {
  return {
    products: textsIn(value, "product_ids"),
    groups: textsIn(value, "group_ids"),
    why,
    date: text(value, "date"),
  }
}

/** The statements of a vulnerability: one for each status, reason and product whose parts are meant. */
export function csafStatements(
  vulnerability: CsafVulnerability,
  tree: CsafProducts,
  document: { readonly author: string; readonly issuedAt: string },
  { warnings, doubt }: { readonly warnings: Tally; readonly doubt: Doubt },
): readonly FoundStatement[] {
  const { at, pointer } = vulnerability
  const statusOf = new Map<string, VexStatus>()
  const flags = vulnerability.flags.map((flag) => resolved(flag, tree))
  const impacts = vulnerability.impacts.map((impact) => resolved(impact, tree))
  const statements = new Map<string, { found: FoundStatement; products: Set<string>; parts: Set<string> }>()
  for (const [status, productIds] of vulnerability.statuses) {
    for (const productId of productIds) {
      const other = statusOf.get(productId)
      if (other !== undefined && other !== status) {
        const what = `${JSON.stringify(productId.slice(0, 100))} is ${other} and ${status} at once`
        doubt.invalid(at, what)
      }
      statusOf.set(productId, status)
      const defined = tree.find(productId)
      if (defined === undefined) {
        doubt.invalid(at, `the product ${JSON.stringify(productId.slice(0, 100))} is not in the product tree`)
      }
      const product: CsafProduct = defined ?? { product: [productId], parts: [] }
      const flag = status === "not_affected" ? reasonFor(productId, flags) : undefined
      const impact = reasonFor(productId, impacts)
      const key = JSON.stringify([status, flag, impact, product.parts.length > 0 ? product.product : null])
      const known = statements.get(key)
      if (known === undefined) {
        const date = instantIn(flag?.date ?? "", warnings) ?? document.issuedAt
        statements.set(key, {
          found: {
            vulnerability: vulnerability.id,
            aliases: vulnerability.aliases,
            status,
            products: [],
            justification: flag?.why ?? "",
            impact: impact?.why ?? "",
            author: document.author,
            issuedAt: date,
            at,
            pointer,
          },
          products: new Set(product.product),
          parts: new Set(product.parts),
        })
      } else {
        for (const one of product.product) known.products.add(one)
        for (const one of product.parts) known.parts.add(one)
      }
    }
  }
  return [...statements.values()].map(({ found, products, parts }) => ({
    ...found,
    products: [...products],
    subcomponents: [...parts],
  }))
}

/** A reason that names no product is one for all of them (CSAF 2.0 §3.2.3.5, §3.2.3.14). */
function resolved(
  { products, groups, why, date }: RawReason,
  tree: CsafProducts,
): Reason & { readonly isForAll: boolean } {
  const isForAll = products.length === 0 && groups.length === 0
  return { products: new Set([...products, ...tree.inGroups(groups)]), why, date, isForAll }
}

function reasonFor(
  productId: string,
  reasons: readonly (Reason & { readonly isForAll: boolean })[],
): { readonly why: string; readonly date: string } | undefined {
  const found = reasons.find(({ products, isForAll }) => isForAll || products.has(productId))
  return found === undefined ? undefined : { why: found.why, date: found.date }
}
