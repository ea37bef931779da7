import { COVERAGE_METRICS } from "./items.ts"
import { baseOf, checkReader, commonKeys, type CheckReader } from "./policy-check.ts"
import { maxAge, measuredAtLeast, nothingToLimit, spotOf, standingOf } from "./policy-check-report.ts"
import type { MetricMinimum } from "./policy-reports.ts"
import type { CheckRule } from "./policy.ts"
import { described, mapOf, mapping, type Shape } from "./policy-shape.ts"
import { categoryName, percent } from "./policy-values.ts"

type Metric = (typeof COVERAGE_METRICS)[number]
const COVERED: Readonly<Record<Metric, string>> = {
  line: "Lines that tests reach",
  branch: "Branches that tests take",
  statement: "Statements that tests reach",
  function: "Functions that tests call",
  instruction: "Instructions that tests reach",
  class: "Classes that tests reach",
  complexity: "Paths that tests take",
  mutation: "Mutants that tests notice",
}
const metricKeys = Object.fromEntries(
  COVERAGE_METRICS.map((metric) => [metric, described(percent, `${COVERED[metric]}, at the least.`)]),
) as { readonly [Key in Metric]: Shape<number> }

const own = mapping("a category's code coverage", {}, metricKeys)
const regression = mapping("`regression`", {}, { tolerance: described(percent, "Percentage points."), ...commonKeys })

const written = mapping(
  "`code-coverage`",
  {},
  {
    ...metricKeys,
    regression: described(regression, "Fail if any metric falls against what runs in the target."),
    categories: described(
      mapOf(categoryName, own, { min: 1 }),
      "Categories whose report must be there, with minimums of their own over the general ones.",
    ),
    minimum: measuredAtLeast("lines", "branches", "files"),
    maxAge,
    ...commonKeys,
  },
)

/** The readers' words for what there is to cover. */
const WORDS: Readonly<Record<string, string>> = { lines: "linesValid", branches: "branchesValid" }

/** `code-coverage`: one rule for the minimums, and one for the regression, each where it is written. */
export const codeCoverageCheck: CheckReader = checkReader(written, (read, { value: tree }, reading) => {
  const minimums = minimumsOf(read)
  const { categories = [] } = read
  let good = true
  const example = "{ line: 80 }"
  if (minimums.length === 0 && categories.length === 0 && read.regression === undefined) {
    good = nothingToLimit(tree, example, reading) ?? false
  }
  for (const [name, limits] of categories) {
    const isEmpty = minimumsOf(limits).length === 0 && minimums.length === 0 && read.regression === undefined
    if (isEmpty) good = nothingToLimit(spotOf(tree, "categories", name), example, reading) ?? false
  }
  if (!good) return undefined
  const rules: CheckRule[] = []
  const asksForEvidence = read.minimum !== undefined || read.maxAge !== undefined
  if (minimums.length > 0 || categories.length > 0 || asksForEvidence) {
    const parameters = {
      ...standingOf(read, (word) => WORDS[word] ?? word),
      minimums,
      categories: categories.map(([category, limits]) => ({ category, minimums: minimumsOf({ ...read, ...limits }) })),
    }
    rules.push({ kind: "code-coverage", ...baseOf(read), parameters })
  }
  if (read.regression !== undefined) {
    const { severity, owner, controls } = baseOf(read) // its own words stay its own
    const inherited = {
      severity,
      ...(owner === undefined ? {} : { owner }),
      ...(controls === undefined ? {} : { controls }),
    }
    const parameters = {
      tolerance: read.regression.tolerance ?? 0,
      ...(categories.length === 0 ? {} : { categories: categories.map(([category]) => category) }),
    }
    rules.push({ kind: "code-coverage.regression", ...baseOf({ ...inherited, ...read.regression }), parameters })
  }
  return rules
})

function minimumsOf(limits: { readonly [Key in Metric]?: number }): MetricMinimum[] {
  return COVERAGE_METRICS.flatMap((metric) => {
    const minimum = limits[metric]
    return minimum === undefined ? [] : [{ metric, minimum }]
  })
}
