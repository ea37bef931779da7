import type { VulnerabilityItem } from "../catalog/items.ts"
import { groupsOf, keyOf, mergedByKey, told, toldOrNull } from "./alike.ts"
import { compareSeverity } from "./severity.ts"
import { itemsOf, type ItemsByUpload } from "./items-by-upload.ts"
import type { VexBook } from "./vex.ts"
import type { VexRecord, VulnerabilityGroup } from "./state.ts"

type Listed = {
  readonly item: VulnerabilityItem
  readonly evidence: string
  readonly state: VulnerabilityGroup["state"]
  readonly vex: VexRecord | null
}

/** Open counts whatever else is said; what a VEX hides counts where the policy ignores VEX. */
const WORST_FIRST: readonly VulnerabilityGroup["state"][] = ["open", "vex", "suppressed"]
const MOST_FIXES = 5

/**
 * Vulnerabilities of one category, each once however many uploads list it in the same version of a component: an open
 * one outranks a hidden one, then the worse severity counts, and one fix makes it fixable. Old and new as for findings;
 * what the VEX of the running release hides was not open there.
 */
export function vulnerabilityGroups(
  uploads: ItemsByUpload,
  vex: VexBook,
  before: ItemsByUpload,
  vexBefore: VexBook,
): VulnerabilityGroup[] {
  const old = new Set(
    listedOf(before, vexBefore).flatMap((listed) =>
      listed.filter(({ state }) => state === "open").map(({ item }) => item.fingerprint),
    ),
  )
  const listed = listedOf(uploads, vex)
  const fixes = Map.groupBy(
    listed
      .flat()
      .flatMap(({ item }) => (item.fixedIn ?? []).map((version) => ({ key: vulnerabilityKey(item), version }))),
    ({ key }) => key,
  )
  const merged = mergedByKey(
    listed,
    ({ item }) => keyOf(vulnerabilityKey(item), item.severity === "unknown"),
    (a, b) =>
      WORST_FIRST.indexOf(a.state) - WORST_FIRST.indexOf(b.state) || compareSeverity(a.item.severity, b.item.severity),
  ).map((one) => ({
    ...one,
    isNew: !old.has(one.item.fingerprint),
    fixedIn: [...new Set((fixes.get(vulnerabilityKey(one.item)) ?? []).map(({ version }) => version))],
    by: one.state === "open" ? null : one.state === "vex" ? one.vex : toldOrNull(one.item.suppressedBy),
  }))
  return groupsOf(
    merged,
    ({ item, state, isNew, fixedIn, by }) =>
      keyOf(item.severity, state, isNew, fixedIn.length > 0, typeof by === "object" ? JSON.stringify(by) : by),
    ({ item, evidence }) => keyOf(item.id, item.component, item.version, evidence),
  ).flatMap(({ members, named }): VulnerabilityGroup[] => {
    const [first] = members
    if (first === undefined) return []
    return [
      {
        severity: first.item.severity,
        state: first.state,
        isNew: first.isNew,
        isFixable: first.fixedIn.length > 0,
        by: first.by,
        count: members.length,
        items: named.map(({ item, evidence, fixedIn }) => ({
          id: told(item.id),
          component: told(item.component),
          version: told(item.version),
          fixedIn: fixedIn.slice(0, MOST_FIXES).map((version) => told(version)),
          evidence,
        })),
      },
    ]
  })
}

/** A fingerprint survives a change of version, so two versions side by side would look like one. */
function vulnerabilityKey({ fingerprint, component, version }: VulnerabilityItem): string {
  return keyOf(fingerprint, component, version)
}

function listedOf(uploads: ItemsByUpload, vex: VexBook): Listed[][] {
  return uploads.map((upload) =>
    itemsOf(upload, "vulnerability")
      .filter(({ state }) => state !== "absent")
      .map((item) => {
        const record = item.state === "open" ? vex(item) : null
        const state = item.state === "open" ? (record === null ? "open" : "vex") : "suppressed"
        return { item, evidence: upload.id, state, vex: record }
      }),
  )
}
