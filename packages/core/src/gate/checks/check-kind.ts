import type { CheckKindName, CheckRule } from "../../catalog/policy.ts"
import type { Facts } from "../facts.ts"
import type { Action, Check, CheckOutcome, Reason } from "../outcome.ts"

/**
 * One kind of check: from its rule in the policy and the frozen facts to checks. Pure, and monotone: a worse input
 * never gives a better outcome. A new kind is one file that exports this and one line in `registry.ts`.
 */
export type CheckKind<Kind extends CheckKindName> = {
  readonly kind: Kind
  /** What it establishes, in one sentence, for the reference. */
  readonly title: string
  readonly evaluate: (rule: Extract<CheckRule, { kind: Kind }>, facts: Facts) => readonly CheckFinding[]
  /** The outcomes of the same checks in the same order without their words; the search for unblock sets asks often. */
  readonly outcomes?: (rule: Extract<CheckRule, { kind: Kind }>, facts: Facts) => readonly CheckOutcome[]
  /** What could be done about it, at its largest; the search for unblock sets makes it small. */
  readonly remedies: (rule: Extract<CheckRule, { kind: Kind }>, facts: Facts) => readonly Remedy[]
}

/** A check without what every kind shares (severity, owner, …), which the evaluator adds. */
export type CheckFinding = Omit<Check, "kind" | "severity" | "owner" | "why" | "fix" | "controls">

/** A hypothetical: something that could be done `count` times at the most, and the facts after it. */
export type Remedy = {
  /** Same key, same remedy: several checks may propose it. */
  readonly key: string
  readonly most: number
  readonly apply: (facts: Facts, count: number) => Facts
  readonly describe: (count: number) => Action
  /** The two as one, where several checks ask for the same thing in different words. Without: the other stands for both. */
  readonly joinedWith?: (other: Remedy) => Remedy
}

/** Remedies by key, each once, in the order in which they were first proposed. */
export function joinedRemedies(proposed: Iterable<Remedy>): Remedy[] {
  const byKey = new Map<string, Remedy>()
  for (const remedy of proposed) byKey.set(remedy.key, byKey.get(remedy.key)?.joinedWith?.(remedy) ?? remedy)
  return [...byKey.values()]
}

/** A finding with one reason, for the kinds that have just one. */
export function finding(id: string, outcome: Check["outcome"], reasons: readonly Reason[] = []): CheckFinding {
  return { id, outcome, reasons }
}
