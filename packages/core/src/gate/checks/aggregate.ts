import type { AggregateRule } from "../../catalog/policy.ts"
import { above, atLeast, needed, type BasisPoints, type Ratio } from "../../kernel/ratio.ts"
import type { CoverageCounts } from "../outcome.ts"

/** Counts of categories that have tests in scope, by category. */
export type CountsByCategory = ReadonlyMap<string, CoverageCounts>

/** Whether categories together reach a threshold, compared in integers whatever the rule. */
export function aggregateReaches(
  together: Ratio,
  countsByCategory: CountsByCategory,
  aggregate: AggregateRule,
  threshold: BasisPoints,
  comparison: "at-least" | "above" = "at-least",
): boolean {
  const compare = comparison === "above" ? above : atLeast
  switch (aggregate.rule) {
    case "pooled":
      return compare(together, threshold)
    case "min":
      return countsByCategory.values().every((counts) => compare(counts, threshold))
    case "weighted": {
      const weights = new Map<string, number>(aggregate.weights.map(({ category, weight }) => [category, weight]))
      const terms = countsByCategory.entries().map(([category, { passed, inScope }]) => ({
        passed,
        inScope,
        weight: weights.get(category) ?? 1,
      }))
      return weighted([...terms], threshold, comparison)
    }
  }
}

/** How many more passes would do: exact for pooled and min; weights have no single answer, so 0 there says nothing. */
export function shortOf(
  together: Ratio,
  countsByCategory: CountsByCategory,
  { rule }: AggregateRule,
  minimum: BasisPoints,
): number {
  const short = ({ passed, inScope }: Ratio) => Math.max(0, needed(inScope, minimum) - passed)
  if (rule === "weighted") return 0
  if (rule === "pooled") return short(together)
  return countsByCategory.values().reduce((sum, counts) => sum + short(counts), 0)
}

/** Σ weight·passed/inScope ÷ Σ weight against the threshold, as one exact fraction: products outgrow doubles. */
function weighted(
  terms: readonly (Ratio & { readonly weight: number })[],
  threshold: BasisPoints,
  comparison: "at-least" | "above",
): boolean {
  let numerator = 0n
  let denominator = 1n
  let weights = 0n
  for (const { passed, inScope, weight } of terms) {
    numerator = numerator * BigInt(inScope) + BigInt(weight) * BigInt(passed) * denominator
    denominator *= BigInt(inScope)
    weights += BigInt(weight)
  }
  const measured = numerator * 10_000n
  const wanted = BigInt(threshold) * weights * denominator
  return comparison === "above" ? measured > wanted : measured >= wanted
}
