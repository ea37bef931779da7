import type { EvidenceKind, ReportKind } from "../catalog/evidence-kind.ts"
import type { CategoryName } from "../catalog/names.ts"

/** How people read a matrix: from small tests to large ones, then what they are about. Others follow by name. */
const ORDER = ["unit", "component", "integration", "contract", "functional", "e2e", "regression", "smoke"]
const GROUP_OF: ReadonlyMap<string, string> = new Map([
  ["performance", "Experience"],
  ["load", "Experience"],
  ["accessibility", "Experience"],
  ["usability", "Experience"],
  ["security", "Security"],
])

/** Which group of rows a category stands in. */
export function groupOf(category: CategoryName): string {
  return GROUP_OF.get(category) ?? "Tests"
}

/** The groups in the order they are read. */
export const GROUPS: readonly string[] = ["Tests", "Code", "Security", "Experience", "Supply"]

const GROUP_OF_KIND: Readonly<Record<ReportKind, string>> = {
  "code-coverage": "Code",
  findings: "Security",
  vulnerabilities: "Security",
  vex: "Security",
  performance: "Experience",
  accessibility: "Experience",
  sbom: "Supply",
  provenance: "Supply",
}

/** Which group of rows reports stand in. What a static analysis finds is about the code. */
export function groupOfReport({ kind, category }: { readonly kind: EvidenceKind; readonly category: string }): string {
  if (kind === "tests" || (kind === "findings" && category === "static")) return kind === "tests" ? "Tests" : "Code"
  return GROUP_OF_KIND[kind]
}

/** Each category once, in reading order, groups together. */
export function inReadingOrder(categories: readonly CategoryName[]): CategoryName[] {
  const rank = (category: CategoryName) => {
    const known = ORDER.indexOf(category)
    return GROUPS.indexOf(groupOf(category)) * 100 + (known === -1 ? ORDER.length : known)
  }
  return [...new Set(categories)].toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0))
}
