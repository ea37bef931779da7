import type { CheckRule, CheckRuleBase } from "./policy.ts"
import { baseOf, checkReader, commonKeys, type CheckReader, type Common } from "./policy-check.ts"
import { mapping, wrongType, type Shape } from "./policy-shape.ts"
import type { Reading, Spot } from "./policy-tree.ts"

const common = mapping("a check", {}, commonKeys)

/** The mapping of a check this version knows by name only: what every check may say is read, the rest is let be. */
export const parametersOfAnyKind: Shape<Common> = {
  expects: "a mapping",
  schema: { ...common.schema, additionalProperties: true },
  read(tree, reading) {
    if (tree.kind !== "map") return wrongType(tree, this.expects, reading)
    return common.read({ ...tree, entries: new Map([...tree.entries].filter(([key]) => key in commonKeys)) }, reading)
  },
}

/** The rule that stands for such a check. It never passes, and whoever applies the policy is told. */
export function notEvaluated(wanted: string, at: Spot, base: CheckRuleBase, reading: Reading): CheckRule {
  const text = `\`${wanted}\` is not evaluated by this version; its outcome is unknown, so a blocking one holds the gate.`
  reading.warn("not-evaluated", at, text)
  return { kind: "unavailable", ...base, parameters: { wanted } }
}

/** A key of a gate this version knows by name only. */
export function unavailableCheck(wanted: string): CheckReader {
  return checkReader(parametersOfAnyKind, (written, entry, reading) => [
    notEvaluated(wanted, entry, baseOf(written), reading),
  ])
}
