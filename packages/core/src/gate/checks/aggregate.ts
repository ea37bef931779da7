import type { AggregateRule } from "../../catalog/policy.ts"
import { above, atLeast, needed, type BasisPoints, type Ratio } from "../../kernel/ratio.ts"

/** One category of several that are put together; it has tests in scope. */
export type Term = Ratio & { readonly category: string }

/** Whether categories together reach a threshold, compared in integers whatever the rule. */
export function aggregateReaches(
  together: Ratio,
  parts: readonly Term[],
  aggregate: AggregateRule,
  threshold: BasisPoints,
  comparison: "at-least" | "above" = "at-least",
): boolean {
  const compare = comparison === "above" ? above : atLeast
  switch (aggregate.rule) {
    case "pooled":
      return compare(together, threshold)
    case "min":
      return parts.every((part) => compare(part, threshold))
    case "weighted":
      return weighted(parts, aggregate.weights, threshold, comparison)
  }
}

/** How many more passes would do: exact for pooled and min; weights have no single answer, so 0 there says nothing. */
export function shortOf(
  together: Ratio,
  parts: readonly Term[],
  { rule }: AggregateRule,
  minimum: BasisPoints,
): number {
  const short = ({ passed, inScope }: Ratio) => Math.max(0, needed(inScope, minimum) - passed)
  if (rule === "weighted") return 0
  return rule === "pooled" ? short(together) : parts.reduce((sum, part) => sum + short(part), 0)
}

/** Σ weight·passed/inScope ÷ Σ weight against the threshold, as one exact fraction: products outgrow doubles. */
function weighted(
  parts: readonly Term[],
  weights: Extract<AggregateRule, { rule: "weighted" }>["weights"],
  threshold: BasisPoints,
  comparison: "at-least" | "above",
): boolean {
  let numerator = 0n
  let denominator = 1n
  let total = 0n
  for (const { category, passed, inScope } of parts) {
    const weight = BigInt(weights.find((own) => own.category === category)?.weight ?? 1)
    numerator = numerator * BigInt(inScope) + weight * BigInt(passed) * denominator
    denominator *= BigInt(inScope)
    total += weight
  }
  const measured = numerator * 10_000n
  const wanted = BigInt(threshold) * total * denominator
  return comparison === "above" ? measured > wanted : measured >= wanted
}
