import { baseOf, checkReader, commonKeys, type CheckReader } from "./policy-check.ts"
import {
  maxAge,
  measuredAtLeast,
  nothingToLimit,
  severityLimitKeys,
  severityLimits,
  spotOf,
  standingOf,
  unknownAs,
} from "./policy-check-report.ts"
import { described, mapping, mappingWithNames } from "./policy-shape.ts"
import { categoryName, truth } from "./policy-values.ts"

const category = mapping("a category's findings", {}, severityLimitKeys)

const written = mappingWithNames(
  "`findings`",
  {
    newOnly: described(truth, "true: count only what is not open in what runs in the target. Default: false."),
    unknownAs,
    minimum: measuredAtLeast("rules", "files", "classes", "checks", "requests", "pages", "sites", "targets"),
    maxAge,
    ...commonKeys,
  },
  categoryName,
  described(category, "A category of findings, such as static or dynamic. Its report must be there."),
)

/** `findings`: limits by category and severity. */
export const findingsCheck: CheckReader = checkReader(written, ({ own, named }, { value: tree }, reading) => {
  if (named.length === 0) return nothingToLimit(tree, "{ static: { critical: 0, high: 0 } }", reading)
  let good = true
  for (const [name, limits] of named) {
    const at = spotOf(tree, name)
    if (Object.keys(limits).length === 0) good = nothingToLimit(at, "{ critical: 0, high: 0 }", reading) ?? false
  }
  if (!good) return undefined
  const categories = named.map(([name, limits]) => ({ category: name, ...severityLimits(limits, own.unknownAs) }))
  const parameters = { ...standingOf(own), categories, newOnly: own.newOnly ?? false }
  return [{ kind: "findings", ...baseOf(own), parameters }]
})
