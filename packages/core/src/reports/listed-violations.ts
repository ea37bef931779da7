import { IMPACTS, type ViolationItem } from "../catalog/items.ts"
import { groupsOf, keyOf, mergedByKey, told } from "./alike.ts"
import { itemsOf, type ItemsByUpload } from "./items-by-upload.ts"
import type { ViolationGroup } from "./state.ts"

type Listed = { readonly item: ViolationItem; readonly evidence: string }

/**
 * Accessibility violations of one category, each rule once per page however many uploads list it, with the worst impact
 * and then the most places. An unknown impact stands beside a known one; what a person must look at is counted apart.
 */
export function violationGroups(uploads: ItemsByUpload): ViolationGroup[] {
  const merged = mergedByKey(
    uploads.map((upload) => itemsOf(upload, "violation").map((item): Listed => ({ item, evidence: upload.id }))),
    ({ item }) => keyOf(item.rule, item.page, item.needsReview, item.impact === "unknown"),
    (a, b) => IMPACTS.indexOf(a.item.impact) - IMPACTS.indexOf(b.item.impact) || b.item.nodes - a.item.nodes,
  )
  return groupsOf(
    merged,
    ({ item }) => keyOf(item.needsReview, item.impact),
    ({ item, evidence }) => keyOf(item.rule, item.page, evidence),
  ).flatMap(({ members, named }): ViolationGroup[] => {
    const [first] = members
    if (first === undefined) return []
    return [
      {
        impact: first.item.impact,
        needsReview: first.item.needsReview,
        count: members.length,
        nodes: members.reduce((sum, { item }) => sum + item.nodes, 0),
        items: named.map(({ item: { rule, page, nodes }, evidence }) => ({
          rule: told(rule),
          page: told(page),
          nodes,
          evidence,
        })),
      },
    ]
  })
}
