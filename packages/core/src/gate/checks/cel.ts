import { askExpression, readGateExpression, type GateExpression } from "../../expressions/gate-expression.ts"
import type { Json } from "../../kernel/canonical-json.ts"
import type { Facts, Sums } from "../facts.ts"
import { finding, type CheckFinding, type CheckKind } from "./check-kind.ts"

/**
 * Conditions that a policy writes itself, in CEL over what the gate saw. True passes and false fails; what has no value,
 * a missing member or a wrong type, is an error and no answer.
 */
export const cel: CheckKind<"cel"> = {
  kind: "cel",
  title: "A condition of the policy's own, in CEL over the frozen input, is true.",
  evaluate({ parameters }, facts) {
    const input = viewOf(facts)
    return parameters.expressions.map(({ name, expression }) => answered(name, expression, input))
  },
  // What would make any expression true is not known.
  remedies: () => [],
}

function answered(name: string, expression: string, input: Json): CheckFinding {
  const id = `cel.${name}`
  const answer = askExpression(expressionOf(expression), input)
  if (answer.met === true) return finding(id, "pass")
  if (answer.met === false) return finding(id, "fail", [{ code: "cel.not_met", clauses: answer.clauses }])
  const { clause, because } = answer
  return finding(id, "error", [{ code: "cel.no_value", clause, because }])
}

const KEPT = 500
const known = new Map<string, GateExpression>()

/** Policies are asked again and again, and their expressions are few. */
function expressionOf(text: string): GateExpression {
  const kept = known.get(text)
  if (kept !== undefined) return kept
  const read = readGateExpression(text)
  // The policy was read before, and this with it.
  if (!read.ok) throw new Error(read.error.why)
  known.set(text, read.value)
  if (known.size > KEPT) known.delete(known.keys().next().value as string)
  return read.value
}

/** What expressions call `input`: the frozen input, with its coverage added up, and categories by their names. */
export function viewOf({ coverage, reports, ...rest }: Facts): Json {
  const { exit, entry, categories } = coverage
  const sums = ({ counts, criticalBroken }: Sums) => ({ counts, criticalBroken })
  return {
    ...rest,
    coverage: {
      exit: sums(exit),
      entry: sums(entry),
      categories: Object.fromEntries(
        categories.map(({ category, exit: out, entry: into }) => [category, { exit: sums(out), entry: sums(into) }]),
      ),
    },
    // What a hypothetical upload assumes is no part of any input.
    reports: reports.map((report) => ({ ...report, assumed: undefined })),
  } as unknown as Json
}
