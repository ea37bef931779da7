import type { CategoryName } from "../catalog/names.ts"

/** How people read a matrix: from small tests to large ones, then what they are about. Others follow by name. */
const ORDER = ["unit", "component", "integration", "contract", "functional", "e2e", "regression", "smoke"]
const GROUPS: ReadonlyMap<string, string> = new Map([
  ["performance", "Experience"],
  ["load", "Experience"],
  ["accessibility", "Experience"],
  ["usability", "Experience"],
  ["security", "Security"],
])

/** Which group of rows a category stands in. */
export function groupOf(category: CategoryName): string {
  return GROUPS.get(category) ?? "Tests"
}

const GROUP_ORDER = ["Tests", "Security", "Experience"]

/** Each category once, in reading order, groups together. */
export function inReadingOrder(categories: readonly CategoryName[]): CategoryName[] {
  const rank = (category: CategoryName) => {
    const known = ORDER.indexOf(category)
    return GROUP_ORDER.indexOf(groupOf(category)) * 100 + (known === -1 ? ORDER.length : known)
  }
  return [...new Set(categories)].toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0))
}
