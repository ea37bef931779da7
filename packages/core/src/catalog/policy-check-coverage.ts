import { renderBasisPoints, type BasisPoints } from "../kernel/ratio.ts"
import type { AggregateRule, CategoryThreshold, CheckRule } from "./policy.ts"
import { baseOf, checkReader, commonKeys, type CheckReader } from "./policy-check.ts"
import { described, either, listOf, mapOf, mapping, type ReadBy } from "./policy-shape.ts"
import type { Reading, Spot, Tree } from "./policy-tree.ts"
import { categoryName, environmentName, oneOf, percent, truth, weight } from "./policy-values.ts"

const MINIMUM: BasisPoints = 8_500
const TARGET: BasisPoints = 9_000

const threshold = mapping("a category's coverage", {}, { minimum: percent, target: percent })
const regression = mapping("`regression`", {}, { tolerance: described(percent, "Percentage points."), ...commonKeys })

const written = mapping(
  "`coverage`",
  {},
  {
    minimum: described(percent, "Below it the check fails. Default: 85."),
    target: described(percent, "Up to it the check warns. Default: 90."),
    required: described(listOf(categoryName, { unique: true }), "Categories that may not be missing."),
    aggregate: described(oneOf("pooled", "min", "weighted"), "How categories are put together. Default: pooled."),
    weights: described(
      mapOf(categoryName, weight, { min: 1 }),
      "With `aggregate: weighted`. A category not named weighs 1.",
    ),
    perCategory: described(truth, "false: gate the aggregate and the required categories alone. Default: true."),
    executedIn: described(
      either(
        (tree) => tree.kind === "list",
        listOf(environmentName, { min: 1, unique: true }),
        oneOf("upstream", "source"),
      ),
      "Where results that count at the entry were made. Default: upstream.",
    ),
    categories: described(mapOf(categoryName, threshold), "Thresholds of single categories."),
    regression: described(regression, "Fail if coverage falls against what runs in the target."),
    ...commonKeys,
  },
)
type Written = ReadBy<typeof written>

/** `coverage`: one rule for the thresholds and, where written, one for the regression. */
export const coverageCheck: CheckReader = checkReader(written, (coverage, { value: tree }, reading) => {
  const minimum = coverage.minimum ?? MINIMUM
  // A target nobody wrote never contradicts a minimum somebody did.
  const target = coverage.target ?? Math.max(TARGET, minimum)
  const ordered = checkOrder(minimum, target, spotOf(tree, "target"), reading)
  const categories = thresholds(coverage, { minimum, target }, tree, reading)
  const aggregate = aggregateOf(coverage, tree, reading)
  if (!ordered || categories === undefined || aggregate === undefined) return undefined
  const { required = [], perCategory = true, executedIn = "upstream" } = coverage
  const rules: CheckRule[] = [
    {
      kind: "coverage",
      ...baseOf(coverage),
      parameters: { minimum, target, required, aggregate, perCategory, executedIn, categories },
    },
  ]
  if (coverage.regression !== undefined) {
    const { severity, owner, controls } = baseOf(coverage) // its own words stay its own
    const inherited = {
      severity,
      ...(owner === undefined ? {} : { owner }),
      ...(controls === undefined ? {} : { controls }),
    }
    const base = baseOf({ ...inherited, ...coverage.regression })
    rules.push({ kind: "coverage.regression", ...base, parameters: { tolerance: coverage.regression.tolerance ?? 0 } })
  }
  return rules
})

function thresholds(
  { categories = [] }: Written,
  gate: { readonly minimum: BasisPoints; readonly target: BasisPoints },
  tree: Tree,
  reading: Reading,
): readonly CategoryThreshold[] | undefined {
  let ordered = true
  const all = categories.map(([category, own]): CategoryThreshold => {
    const minimum = own.minimum ?? gate.minimum
    const target = own.target ?? Math.max(gate.target, minimum)
    ordered = checkOrder(minimum, target, spotOf(tree, "categories", category, "target"), reading) && ordered
    return { category, minimum, target }
  })
  return ordered ? all : undefined
}

function checkOrder(minimum: BasisPoints, target: BasisPoints, at: Spot, reading: Reading): boolean {
  if (target >= minimum) return true
  const text = `The target ${renderBasisPoints(target)} is below the minimum ${renderBasisPoints(minimum)}. Raise it or lower the minimum.`
  reading.mistake("target-below-minimum", at, text)
  return false
}

function aggregateOf({ aggregate, weights }: Written, tree: Tree, reading: Reading): AggregateRule | undefined {
  if (aggregate === "weighted") {
    if (weights === undefined) {
      const text = "`aggregate: weighted` needs `weights`, such as { unit: 1, functional: 3 }. Add them."
      return reading.mistake("weights-missing", spotOf(tree, "aggregate"), text)
    }
    return { rule: "weighted", weights: weights.map(([category, value]) => ({ category, weight: value })) }
  }
  const isOwn = (key: string) => spotOf(tree, key).path === `${tree.path}.${key}`
  // A gate may turn away from inherited weights; weights that nobody turned away from were meant to count.
  if (weights !== undefined && (isOwn("weights") || !isOwn("aggregate"))) {
    const text = `\`weights\` are used with \`aggregate: weighted\` alone. Write that, or remove them.`
    return reading.mistake("weights-unused", spotOf(tree, "weights"), text)
  }
  return { rule: aggregate ?? "pooled" }
}

/** Where a key was written: in this gate, or in the one it inherits from. */
function spotOf(tree: Tree, ...keys: readonly string[]): Spot {
  let at: Tree = tree
  for (const key of keys) {
    const next: Tree | undefined = at.kind === "map" ? at.entries.get(key)?.value : undefined
    if (next === undefined) return at
    at = next
  }
  return at
}
