import { EVIDENCE_KINDS } from "./evidence-kind.ts"
import type { CheckRule, EvidenceRule } from "./policy.ts"
import { baseOf, checkReader, commonKeys, type CheckReader } from "./policy-check.ts"
import { notEvaluated, parametersOfAnyKind } from "./policy-check-unavailable.ts"
import { described, listOf, mapping, type ReadBy } from "./policy-shape.ts"
import { categoryName, duration, oneOf, pattern } from "./policy-values.ts"

/** Kinds of evidence the language knows and this version does not read. */
const NOT_READ = ["signature", "configuration"] as const

const shared = {
  maxAge: described(duration, "How old it may be, by the older of when it was made and when it arrived."),
  categories: described(listOf(categoryName, { min: 1, unique: true }), "One report of each. Without: of any."),
  producers: described(
    listOf(pattern, { min: 1, unique: true }),
    "Names of the tokens that may send it, with `*` for any text. All that counts must come from them.",
  ),
}
const tests = mapping("`tests` evidence", {}, shared)
const report = mapping(
  "evidence of this kind",
  {},
  { ...shared, subject: described(oneOf("artifact", "environment"), "What it must have been measured on.") },
)

const kinds = EVIDENCE_KINDS.filter((kind) => kind !== "tests")
const reports = Object.fromEntries(kinds.map((kind) => [kind, report])) as Record<(typeof kinds)[number], typeof report>
const others = Object.fromEntries(NOT_READ.map((kind) => [kind, parametersOfAnyKind]))

/** `evidence`: which kinds must be there, how fresh, and from whom. */
export const evidenceCheck: CheckReader = checkReader(
  mapping("`evidence`", {}, { tests, ...reports, ...others, ...commonKeys }),
  (written, { value: tree }, reading) => {
    const base = baseOf(written)
    const rules = EVIDENCE_KINDS.flatMap((kind): CheckRule[] => {
      const asked = written[kind]
      return asked === undefined ? [] : [{ kind: "evidence", ...base, parameters: { kinds: [ruleOf(kind, asked)] } }]
    })
    for (const kind of NOT_READ) {
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

function ruleOf(
  evidence: EvidenceRule["evidence"],
  { maxAge, categories, producers, subject }: ReadBy<typeof report>,
): EvidenceRule {
  return {
    evidence,
    ...(maxAge === undefined ? {} : { maxAgeMs: maxAge }),
    ...(categories === undefined ? {} : { categories }),
    ...(producers === undefined ? {} : { producers }),
    ...(subject === undefined ? {} : { subject }),
  }
}
