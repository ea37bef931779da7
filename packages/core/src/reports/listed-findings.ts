import type { FindingItem } from "../catalog/items.ts"
import { groupsOf, keyOf, mergedByKey, told, toldOrNull } from "./alike.ts"
import { compareSeverity } from "./severity.ts"
import type { FindingGroup } from "./state.ts"
import { itemsOf, type ItemsByUpload } from "./items-by-upload.ts"

type Listed = { readonly item: FindingItem; readonly evidence: string; readonly isOpen: boolean }

/**
 * Findings of one category, each fingerprint once however many uploads list it: an open one outranks one that is
 * suppressed, then the worse severity counts. An unknown severity stands beside a known one and is not judged by it.
 *
 * A finding is old only if it was open in what runs in the target (same category, same fingerprint) and no upload
 * itself calls it new. Without a baseline everything is new: what is not known to be old counts.
 */
export function findingGroups(uploads: ItemsByUpload, before: ItemsByUpload): FindingGroup[] {
  const old = new Set(listedOf(before).flatMap((listed) => listed.filter(isOpen).map(fingerprintOf)))
  const listed = listedOf(uploads)
  const saidNew = new Set(
    listed.flatMap((of) => of.filter(({ item }) => item.isNew === true).map((one) => one.item.fingerprint)),
  )
  const merged = mergedByKey(
    listed,
    ({ item }) => keyOf(item.fingerprint, item.severity === "unknown"),
    (a, b) => Number(b.isOpen) - Number(a.isOpen) || compareSeverity(a.item.severity, b.item.severity),
  ).map((one) => ({
    ...one,
    isNew: saidNew.has(one.item.fingerprint) || !old.has(one.item.fingerprint),
    by: one.isOpen ? null : toldOrNull(one.item.suppressedBy),
  }))
  return groupsOf(
    merged,
    ({ item, isOpen: counts, isNew, by }) => keyOf(item.severity, counts, isNew, by),
    ({ item, evidence }) => keyOf(item.rule, item.file ?? item.url ?? "", item.line ?? 0, evidence),
  ).flatMap(({ members, named }): FindingGroup[] => {
    const [first] = members
    if (first === undefined) return []
    return [
      {
        severity: first.item.severity,
        state: first.isOpen ? "open" : "suppressed",
        isNew: first.isNew,
        by: first.by,
        count: members.length,
        items: named.map(({ item, evidence }) => ({
          rule: told(item.rule),
          file: toldOrNull(item.file),
          line: item.line ?? null,
          url: toldOrNull(item.url),
          evidence,
        })),
      },
    ]
  })
}

const isOpen = (listed: Listed) => listed.isOpen
const fingerprintOf = ({ item }: Listed) => item.fingerprint

/** What a file calls absent is not there. */
function listedOf(uploads: ItemsByUpload): Listed[][] {
  return uploads.map((upload) =>
    itemsOf(upload, "finding")
      .filter(({ state }) => state !== "absent")
      .map((item) => ({ item, evidence: upload.id, isOpen: item.state === "open" })),
  )
}
