import type { CategoryName } from "@promotrail/core"
import type { Intake } from "../ports/reader.ts"
import type { ReleaseCoverage } from "./coverage.ts"

/**
 * Says which tests of an upload do not take the category it was sent under: within a release the category of a test is
 * fixed by its first upload, or by a rule of the policy (decisions §1).
 */
export function categoryWarnings(
  { results, warnings }: Intake,
  { vectors: { own }, classification: { classes, classOf } }: ReleaseCoverage,
  category: CategoryName | undefined,
): Intake["warnings"] {
  if (results === null || category === undefined) return warnings
  const kept = new Set<CategoryName>()
  let count = 0
  for (const ordinal of results.ordinals) {
    const code = own[ordinal] ?? 0
    if (code === 0 || code - 1 === results.categoryCode) continue
    const counted = classes[classOf(ordinal, code - 1)]?.category
    if (counted === undefined || counted === category) continue
    count++
    kept.add(counted)
  }
  if (count === 0) return warnings
  const text = `${count} test(s) keep the category they have in this release (${[...kept].toSorted().join(", ")}) and do not become ${category}.`
  return [...warnings, { code: "category-fixed", text, count }]
}
