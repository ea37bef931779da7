import type { AggregateRule } from "../../catalog/policy.ts"
import { above, atLeast, type BasisPoints, type Ratio } from "../../kernel/ratio.ts"
import { countsOf, type PartGroups } from "../counts.ts"

/** Whether categories together reach a threshold, compared in integers whatever the rule. */
export function aggregateReaches(
  groups: PartGroups,
  aggregate: AggregateRule,
  threshold: BasisPoints,
  comparison: "at-least" | "above" = "at-least",
): boolean {
  const compare = comparison === "above" ? above : atLeast
  if (aggregate.rule === "pooled") return compare(countsOf(groups), threshold)
  const ratios = [...Map.groupBy(groups, ({ group }) => group.category)].map(
    ([category, members]) => [category, countsOf(members)] as const,
  )
  if (aggregate.rule === "min") return ratios.every(([, ratio]) => compare(ratio, threshold))
  const weightOf = (category: string) => aggregate.weights.find((entry) => entry.category === category)?.weight ?? 1
  return weighted(
    ratios.map(([category, ratio]) => ({ ...ratio, weight: weightOf(category) })),
    threshold,
    comparison,
  )
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
