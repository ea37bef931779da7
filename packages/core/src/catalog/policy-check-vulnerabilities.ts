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
import { described, mapOf, mapping } from "./policy-shape.ts"
import { categoryName, oneOf, truth } from "./policy-values.ts"

const own = mapping("a category's vulnerabilities", {}, severityLimitKeys)

const written = mapping(
  "`vulnerabilities`",
  {},
  {
    ...severityLimitKeys,
    newOnly: described(truth, "true: count only what is not open in what runs in the target. Default: false."),
    fixableOnly: described(truth, "true: count only what is mended in some version. Default: false."),
    unknownAs,
    vex: described(oneOf("honour", "ignore"), "Whether a VEX may hide vulnerabilities. Default: honour."),
    categories: described(
      mapOf(categoryName, own),
      "Categories whose report must be there, with limits of their own over the general ones.",
    ),
    minimum: measuredAtLeast("components", "packages", "dependencies", "targets", "files"),
    maxAge,
    ...commonKeys,
  },
)

/** `vulnerabilities`: limits by severity. */
export const vulnerabilitiesCheck: CheckReader = checkReader(written, (read, { value: tree }, reading) => {
  const { critical, high, medium, low, info, unknown, total, categories = [] } = read
  const general = defined({ critical, high, medium, low, info, unknown, total })
  const isLimited = Object.keys(general).length > 0
  let good = true
  const example = "{ critical: 0, high: 0 }"
  if (!isLimited && categories.length === 0) good = nothingToLimit(tree, example, reading) ?? false
  for (const [name, limits] of categories) {
    const isEmpty = Object.keys(limits).length === 0 && !isLimited
    if (isEmpty) good = nothingToLimit(spotOf(tree, "categories", name), example, reading) ?? false
  }
  if (!good) return undefined
  return [
    {
      kind: "vulnerabilities",
      ...baseOf(read),
      parameters: {
        ...standingOf(read),
        ...severityLimits(general, read.unknownAs),
        categories: categories.map(([category, limits]) => ({
          category,
          ...severityLimits(limits, read.unknownAs, general),
        })),
        newOnly: read.newOnly ?? false,
        fixableOnly: read.fixableOnly ?? false,
        vex: read.vex ?? "honour",
      },
    },
  ]
})

/** Without the members that nobody wrote. */
function defined<T extends object>(members: T): { readonly [Key in keyof T]?: NonNullable<T[Key]> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    readonly [Key in keyof T]?: NonNullable<T[Key]>
  }
}
