import { FINDING_SEVERITIES, IMPACTS, type Item } from "@promotrail/core"

const PLENTY = 100

/** Where an item stands in a list that begins with what to look at first; smaller is more urgent. */
function urgencyOf(item: Item): number {
  switch (item.type) {
    case "finding":
    case "vulnerability":
      return (item.state === "open" ? 0 : PLENTY) + FINDING_SEVERITIES.indexOf(item.severity)
    case "violation":
      return (item.needsReview ? PLENTY : 0) + IMPACTS.indexOf(item.impact)
    case "threshold":
      return item.passed ? PLENTY : 0
    case "component":
      return item.licences.length === 0 ? 0 : 1
    // The whole of a report before its parts.
    case "coverage":
    case "measure":
      return item.scope === "" ? 0 : 1
    case "vex":
    case "attestation":
      return 0
  }
}

/** Compares items by urgency; those alike stay in the order of the file. */
export function byUrgency(a: Item, b: Item): number {
  return urgencyOf(a) - urgencyOf(b)
}
