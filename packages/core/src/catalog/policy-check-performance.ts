import type { MeasureMetric } from "./items.ts"
import { baseOf, checkReader, commonKeys, type CheckReader } from "./policy-check.ts"
import { maxAge, measuredAtLeast, nothingToLimit, spotOf, standingOf } from "./policy-check-report.ts"
import { latency, limit, perSecond, rate, score, shift, size } from "./policy-quantities.ts"
import type { Budget } from "./policy-reports.ts"
import { described, mapOf, mapping, type Shape } from "./policy-shape.ts"
import { categoryName, oneOf, pattern } from "./policy-values.ts"

/** Every budget by its key. */
const BUDGETS = {
  p50: { metric: "p50", shape: latency, text: "Half of all requests within it." },
  p75: { metric: "p75", shape: latency, text: "75 % of all requests within it." },
  p90: { metric: "p90", shape: latency, text: "90 % of all requests within it." },
  p95: { metric: "p95", shape: latency, text: "95 % of all requests within it." },
  p99: { metric: "p99", shape: latency, text: "99 % of all requests within it." },
  mean: { metric: "mean", shape: latency, text: "The mean response time." },
  max: { metric: "max", shape: latency, text: "The slowest response." },
  errorRate: { metric: "error-rate", shape: rate, text: "Requests that failed, at the most." },
  failures: { metric: "failures", shape: limit, text: "Requests that failed, at the most, as a number." },
  droppedIterations: { metric: "dropped-iterations", shape: limit, text: "Load that was meant and not applied." },
  throughput: { metric: "throughput", shape: perSecond, text: "Requests per second, at the least." },
  fcp: { metric: "fcp", shape: latency, text: "First contentful paint." },
  lcp: { metric: "lcp", shape: latency, text: "Largest contentful paint." },
  tbt: { metric: "tbt", shape: latency, text: "Total blocking time." },
  tti: { metric: "tti", shape: latency, text: "Time to interactive." },
  inp: { metric: "inp", shape: latency, text: "Interaction to next paint." },
  speedIndex: { metric: "speed-index", shape: latency, text: "Speed index." },
  cls: { metric: "cls", shape: shift, text: "Cumulative layout shift." },
  score: { metric: "score-performance", shape: score, text: "The performance score of a page, at the least." },
  accessibilityScore: { metric: "score-accessibility", shape: score, text: "Its accessibility score, at the least." },
  bestPracticesScore: { metric: "score-best-practices", shape: score, text: "Its best-practices score, at the least." },
  seoScore: { metric: "score-seo", shape: score, text: "Its SEO score, at the least." },
  pageWeight: { metric: "page-weight", shape: size, text: "All bytes of a page." },
} as const satisfies Record<string, { metric: MeasureMetric; shape: Shape<number>; text: string }>

type BudgetKey = keyof typeof BUDGETS
const budgetKeys = Object.fromEntries(
  Object.entries(BUDGETS).map(([key, { shape, text }]) => [key, described(shape, text)]),
) as { readonly [Key in BudgetKey]: Shape<number> }

const budgets = mapping("budgets", {}, budgetKeys)

const written = mapping(
  "`performance`",
  {},
  {
    ...budgetKeys,
    labels: described(
      mapOf(pattern, budgets, { min: 1 }),
      "Budgets of request labels, transactions or pages by pattern. For what they match they replace the general ones.",
    ),
    thresholds: described(
      oneOf("honour", "ignore"),
      "Whether a threshold that the tool itself calls crossed fails. Default: honour.",
    ),
    categories: described(
      mapOf(categoryName, budgets, { min: 1 }),
      "Categories whose report must be there, with budgets of their own over the general ones.",
    ),
    minimum: measuredAtLeast("requests", "duration", "pages"),
    maxAge,
    ...commonKeys,
  },
)

/** `performance`: budgets. */
export const performanceCheck: CheckReader = checkReader(written, (read, { value: tree }, reading) => {
  const general = budgetsOf(read)
  const { labels = [], categories = [], thresholds } = read
  const example = "{ p95: 500ms, errorRate: 1% }"
  const isLimited = general.length > 0 || labels.length > 0 || thresholds === "honour"
  let good = true
  if (!isLimited && categories.length === 0) good = nothingToLimit(tree, example, reading) ?? false
  for (const [name, own] of categories) {
    const isEmpty = budgetsOf(own).length === 0 && !isLimited
    if (isEmpty) good = nothingToLimit(spotOf(tree, "categories", name), example, reading) ?? false
  }
  for (const [label, own] of labels) {
    if (budgetsOf(own).length === 0) good = nothingToLimit(spotOf(tree, "labels", label), example, reading) ?? false
  }
  if (!good) return undefined
  return [
    {
      kind: "performance",
      ...baseOf(read),
      parameters: {
        ...standingOf(read),
        budgets: general,
        labels: labels.map(([label, own]) => ({ label, budgets: budgetsOf(own) })),
        thresholds: thresholds ?? "honour",
        categories: categories.map(([category, own]) => ({ category, budgets: budgetsOf({ ...read, ...own }) })),
      },
    },
  ]
})

function budgetsOf(own: { readonly [Key in BudgetKey]?: number }): Budget[] {
  return (Object.keys(BUDGETS) as BudgetKey[]).flatMap((key) => {
    const value = own[key]
    return value === undefined ? [] : [{ metric: BUDGETS[key].metric, limit: value }]
  })
}
