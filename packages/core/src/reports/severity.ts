import { FINDING_SEVERITIES, type FindingSeverity } from "../catalog/items.ts"

/** The worse of two first. `unknown` is never compared with the others: what is not known is kept apart. */
export function compareSeverity(a: FindingSeverity, b: FindingSeverity): number {
  return FINDING_SEVERITIES.indexOf(a) - FINDING_SEVERITIES.indexOf(b)
}
