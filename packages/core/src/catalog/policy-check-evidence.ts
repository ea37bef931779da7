import type { CheckRule, EvidenceRule } from "./policy.ts"
import { baseOf, checkReader, commonKeys, type CheckReader } from "./policy-check.ts"
import { notEvaluated, parametersOfAnyKind } from "./policy-check-unavailable.ts"
import { described, listOf, mapping, type ReadBy } from "./policy-shape.ts"
import { categoryName, duration } from "./policy-values.ts"

/** Kinds of evidence the language knows besides tests. */
const OTHER_EVIDENCE = [
  "code-coverage",
  "findings",
  "vulnerabilities",
  "sbom",
  "performance",
  "accessibility",
  "provenance",
  "signature",
  "configuration",
] as const

const tests = mapping(
  "`tests` evidence",
  {},
  {
    maxAge: described(duration, "How old it may be, by the older of when it was made and when it arrived."),
    categories: described(listOf(categoryName, { min: 1, unique: true }), "One report of each. Without: of any."),
  },
)

const others = Object.fromEntries(OTHER_EVIDENCE.map((kind) => [kind, parametersOfAnyKind]))

/** `evidence`: which kinds must be there, and how fresh. */
export const evidenceCheck: CheckReader = checkReader(
  mapping("`evidence`", {}, { tests, ...others, ...commonKeys }),
  (written, { value: tree }, reading) => {
    const base = baseOf(written)
    const rules: CheckRule[] = []
    if (written.tests !== undefined)
      rules.push({ kind: "evidence", ...base, parameters: { kinds: [ruleOf(written.tests)] } })
    for (const kind of OTHER_EVIDENCE) {
      const entry = tree.kind === "map" ? tree.entries.get(kind) : undefined
      if (entry !== undefined) rules.push(notEvaluated(`evidence.${kind}`, entry, base, reading))
    }
    if (rules.length > 0) return rules
    return reading.mistake(
      "incomplete-rule",
      tree,
      "`evidence` names no kind of evidence. Write which, such as { tests: {} }.",
    )
  },
)

function ruleOf({ maxAge, categories }: ReadBy<typeof tests>): EvidenceRule {
  return {
    evidence: "tests",
    ...(maxAge === undefined ? {} : { maxAgeMs: maxAge }),
    ...(categories === undefined ? {} : { categories }),
  }
}
