import { at as member, isJsonObject, type Json, list, text } from "../json/json.ts"

/** What a CSAF product id stands for: the product, and the part of it that is meant. */
export type CsafProduct = { readonly product: readonly string[]; readonly parts: readonly string[] }

type Relationship = { readonly part: string; readonly whole: string; readonly name: string }

/** A product that is part of a product that is part …: deeper than any honest document. */
const DEEPEST = 16

/** The product tree of a CSAF document (CSAF 2.0 §3.2.2): what the ids in its statements mean outside of it. */
export class CsafProducts {
  private readonly products = new Map<string, readonly string[]>()
  private readonly relationships = new Map<string, Relationship>()
  private readonly groups = new Map<string, readonly string[]>()

  /** A branch, with all that hang on it. */
  branch(branch: Json): void {
    const waiting: Json[] = [branch]
    for (let here = waiting.pop(); here !== undefined; here = waiting.pop()) {
      this.fullName(member(here, "product") ?? null)
      waiting.push(...list(here, "branches"))
    }
  }

  /** A `full_product_name_t`. */
  fullName(product: Json): void {
    const id = text(product, "product_id")
    if (id !== "") this.products.set(id, idsOf(product))
  }

  relationship(relationship: Json): void {
    const product = member(relationship, "full_product_name")
    const id = text(product, "product_id")
    if (id === "") return
    this.relationships.set(id, {
      part: text(relationship, "product_reference"),
      whole: text(relationship, "relates_to_product_reference"),
      name: text(product, "name") || id,
    })
  }

  group(group: Json): void {
    this.groups.set(text(group, "group_id"), textsIn(group, "product_ids"))
  }

  /** The product ids of groups. */
  inGroups(groups: readonly string[]): readonly string[] {
    return groups.flatMap((group) => this.groups.get(group) ?? [])
  }

  /** Undefined for an id that the tree does not define. */
  find(id: string, depth = 0): CsafProduct | undefined {
    const relationship = this.relationships.get(id)
    if (relationship === undefined) {
      const product = this.products.get(id)
      return product === undefined ? undefined : { product, parts: [] }
    }
    if (depth > DEEPEST) return undefined
    const whole = this.find(relationship.whole, depth + 1)
    const part = this.find(relationship.part, depth + 1)
    if (whole === undefined || part === undefined) return undefined
    return { product: whole.product, parts: part.parts.length > 0 ? part.parts : part.product }
  }
}

/** The texts of a list; what is no text is left out. */
export function textsIn(value: Json, key: string): readonly string[] {
  return list(value, key).filter((entry) => typeof entry === "string")
}

/** Package URLs if there are, else the CPE, else the name: an id means nothing outside of its document. */
function idsOf(product: Json): readonly string[] {
  const helper = member(product, "product_identification_helper") ?? null
  const purls = [text(helper, "purl"), ...textsIn(helper, "purls")].filter((purl) => purl !== "")
  if (isJsonObject(helper) && purls.length > 0) return purls
  return [text(helper, "cpe") || text(product, "name") || text(product, "product_id")]
}
