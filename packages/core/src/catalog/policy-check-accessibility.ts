import { IMPACTS } from "./items.ts"
import { baseOf, checkReader, commonKeys, type CheckReader } from "./policy-check.ts"
import { maxAge, measuredAtLeast, nothingToLimit, standingOf } from "./policy-check-report.ts"
import { limit } from "./policy-quantities.ts"
import { described, listOf, mapping } from "./policy-shape.ts"
import { categoryName, oneOf } from "./policy-values.ts"

const written = mapping(
  "`accessibility`",
  {},
  {
    critical: described(limit, "Violations of critical impact at the most: rules, page by page."),
    serious: described(limit, "Serious and worse ones at the most."),
    moderate: described(limit, "Moderate and worse ones at the most."),
    minor: described(limit, "Minor and worse ones at the most."),
    unknown: described(limit, "Ones of unknown impact at the most. With it they count as nothing else."),
    total: described(limit, "All together at the most."),
    needsReview: described(limit, "What the tool could not decide and a person must look at, at the most."),
    unknownAs: described(
      oneOf(...IMPACTS),
      "What an unknown impact counts as. Default: serious, unless `unknown` has a limit of its own.",
    ),
    categories: described(listOf(categoryName, { min: 1, unique: true }), "Reports that must be there. Without: any."),
    minimum: measuredAtLeast("passes", "pages", "rules"),
    maxAge,
    ...commonKeys,
  },
)

const LEVELS = [...IMPACTS, "total"] as const

/** `accessibility`: limits by impact. */
export const accessibilityCheck: CheckReader = checkReader(written, (read, { value: tree }, reading) => {
  const limits = [
    ...LEVELS.flatMap((impact) => (read[impact] === undefined ? [] : [{ impact, most: read[impact] }])),
    ...(read.needsReview === undefined ? [] : [{ impact: "needs-review" as const, most: read.needsReview }]),
  ]
  if (limits.length === 0) return nothingToLimit(tree, "{ critical: 0, serious: 0 }", reading)
  const { categories, unknown } = read
  const parameters = {
    ...standingOf(read),
    limits,
    unknownAs: read.unknownAs ?? (unknown === undefined ? ("serious" as const) : null),
    ...(categories === undefined ? {} : { categories }),
  }
  return [{ kind: "accessibility", ...baseOf(read), parameters }]
})
