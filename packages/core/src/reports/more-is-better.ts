import type { MeasureMetric } from "../catalog/items.ts"

/** Of these more is better; of all others less is. */
const MORE_IS_BETTER: ReadonlySet<MeasureMetric> = new Set<MeasureMetric>([
  "requests",
  "duration",
  "throughput",
  "score-performance",
  "score-accessibility",
  "score-best-practices",
  "score-seo",
  "score-pwa",
])

/** Whether more of a metric is better. */
export function moreIsBetter(metric: MeasureMetric): boolean {
  return MORE_IS_BETTER.has(metric)
}
