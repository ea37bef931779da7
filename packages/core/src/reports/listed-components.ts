import type { ComponentItem } from "../catalog/items.ts"
import { compareText, groupsOf, keyOf, told } from "./alike.ts"
import { itemsOf, type ItemsByUpload } from "./items-by-upload.ts"
import type { LicenceGroup, ReportContent } from "./state.ts"

type Licence = LicenceGroup["licences"][number]
type Listed = { readonly item: ComponentItem; readonly evidence: string; readonly licences: Map<string, Licence> }

/** Longer than any honest expression; one that is cut can no longer be read, and so is unknown. */
const LICENCE = 2_000

/**
 * Components by the licences they are under. A component that several documents list is one, under all the licences any
 * of them names. The product itself is left out where a document names exactly one: its own licence is not a supplier's.
 */
export function componentContent(uploads: ItemsByUpload): Extract<ReportContent, { kind: "sbom" }> {
  const components = new Map<string, Listed>()
  for (const upload of uploads) {
    const listed = itemsOf(upload, "component")
    const products = listed.filter(({ depth }) => depth === 0)
    for (const item of listed) {
      if (products.length === 1 && item === products[0]) continue
      const key = item.purl ?? keyOf(item.name, item.version)
      const known: Listed = components.get(key) ?? { item, evidence: upload.id, licences: new Map() }
      components.set(key, known)
      for (const licence of licencesOf(item)) known.licences.set(keyOf(licence.form, licence.text), licence)
    }
  }
  const groups = groupsOf(
    components.values(),
    ({ licences }) => keyOf(...[...licences.keys()].toSorted()),
    ({ item, evidence }) => keyOf(item.name, item.version, evidence),
  )
  return {
    kind: "sbom",
    components: components.size,
    licences: groups.flatMap(({ members, named }): LicenceGroup[] => {
      const [first] = members
      if (first === undefined) return []
      const licences = [...first.licences].toSorted(([a], [b]) => compareText(a, b)).map(([, licence]) => licence)
      return [
        {
          licences,
          count: members.length,
          components: named.map(({ item, evidence }) => ({
            name: told(item.name),
            version: told(item.version),
            evidence,
          })),
        },
      ]
    }),
  }
}

/** SPDX: NOASSERTION says nothing. NONE says that there is no licence, which no list of licences can allow. */
function licencesOf({ licences }: ComponentItem): Licence[] {
  return licences.flatMap(({ text, form }) => {
    const trimmed = text.trim()
    return trimmed === "" || trimmed === "NOASSERTION" ? [] : [{ text: told(trimmed, LICENCE), form }]
  })
}
