import { hasKeys, shapeAt } from "../detect/json-shape.ts"
import { Doubt } from "../doubt.ts"
import type { Format, FormatInput, FormatReader } from "../format.ts"
import { openJson } from "../json/document.ts"
import type { Json } from "../json/json.ts"
import type { Refusal } from "../refusal.ts"
import { CsafProducts } from "./csaf-products.ts"
import { csafStatements, type CsafVulnerability, csafVulnerability } from "./csaf-statements.ts"
import { instantIn, Statements } from "./statements.ts"

/**
 * The Common Security Advisory Framework (OASIS CSAF 2.0 and 2.1), as VEX (`csaf_vex`) or as an advisory: both say of
 * products whether a vulnerability affects them.
 */
export const CSAF: Format = {
  id: "csaf",
  kind: "vex",
  title: "CSAF",
  versions: "2.0 and 2.1",
  recognisedBy: "`document.csaf_version`",
  takes: [
    "for each vulnerability and status the products, by package URL, CPE or name, and which part of them is meant",
    "justification (`flags`) and impact (`threats`); publisher and date",
  ],
  refuses: ["versions other than 2.0 and 2.1"],
  distrusts: [
    "documents without a statement, drafts, and documents that were withdrawn or superseded",
    "documents without publisher or date; vulnerabilities without an id; products that the product tree does not define",
    "products with two statuses that contradict each other",
  ],
  commands: ["A vendor's advisory, published below https://HOST/.well-known/csaf/"],
  recognise: ({ first }) => hasKeys(shapeAt(first, "document"), "csaf_version"),
  open,
}

const KEPT = {
  "document/csaf_version": "version",
  "document/category": "category",
  "document/publisher/name": "author",
  "document/tracking/status": "status",
  "document/tracking/current_release_date": "released",
} as const
type Kept = { [Key in (typeof KEPT)[keyof typeof KEPT]]: string }

function open(input: FormatInput): FormatReader {
  const { warnings } = input
  const statements = new Statements(input)
  const doubt = new Doubt()
  const tree = new CsafProducts()
  const vulnerabilities: CsafVulnerability[] = []
  const kept: Kept = { version: "", category: "", author: "", status: "", released: "" }
  const keeping = Object.entries(KEPT).map(([path, name]) => [
    path,
    (value: Json) => void (kept[name] = typeof value === "string" ? value : ""),
  ])
  return openJson(
    input,
    {
      ...Object.fromEntries(keeping),
      "product_tree/branches/*": (branch: Json) => tree.branch(branch),
      "product_tree/full_product_names/*": (product: Json) => tree.fullName(product),
      "product_tree/relationships/*": (relationship: Json) => tree.relationship(relationship),
      "product_tree/product_groups/*": (group: Json) => tree.group(group),
      "vulnerabilities/*": (value, place) =>
        void vulnerabilities.push(csafVulnerability(value, place, warnings, doubt)),
    },
    () => {
      const issuedAt = instantIn(kept.released, warnings)
      const refusal = refusalOf(kept)
      doubt.note(doubtOf(kept, issuedAt !== undefined))
      const document = { author: kept.author, issuedAt: issuedAt ?? "" }
      for (const vulnerability of refusal === null ? vulnerabilities : []) {
        for (const found of csafStatements(vulnerability, tree, document, { warnings, doubt })) {
          statements.count(found.status)
          statements.add(found)
        }
      }
      const counts = { ...statements.counts(), vulnerabilities: vulnerabilities.length }
      if (statements.isEmpty) doubt.note({ kind: "nothing-measured", what: "statements" })
      return {
        refusal,
        ...doubt.told,
        counts,
        ...(kept.version === "" ? {} : { formatVersion: kept.version }),
        ...(issuedAt === undefined ? {} : { producedAt: issuedAt }),
      }
    },
  )
}

function refusalOf({ version }: Kept): Refusal | null {
  if (version === "2.0" || version === "2.1") return null
  return { kind: "unsupported-version", title: "CSAF", version: version.slice(0, 20), reads: "2.0 and 2.1" }
}

function doubtOf({ category, author, status }: Kept, isDated: boolean): Refusal | null {
  if (author === "") return { kind: "invalid", line: 1, what: "the document has no publisher" }
  if (!isDated) return { kind: "invalid", line: 1, what: "the document has no release date" }
  if (status === "draft") return { kind: "not-finished", what: "the document is a draft" }
  if (category === "csaf_withdrawn" || category === "csaf_superseded") {
    return { kind: "not-finished", what: `the document was ${category.slice("csaf_".length)}` }
  }
  return null
}
