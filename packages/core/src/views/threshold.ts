import type { CategoryName, EnvironmentName } from "../catalog/names.ts"
import type { AggregateRule, Policy } from "../catalog/policy.ts"
import type { BasisPoints } from "../kernel/ratio.ts"

export type Threshold = {
  readonly minimum: BasisPoints
  readonly target: BasisPoints
  /** What stops at the gate: all of it, critical tests alone (`perCategory: false`), or nothing (it only warns). */
  readonly blocks: "all" | "critical" | "nothing"
  /** How categories are put together, where all of them are asked for. */
  readonly aggregate: AggregateRule
}

/**
 * The minimum and target that apply when leaving `environment`; for the last one of the path, when entering it.
 * `category: null` asks for the aggregate's. `undefined` where the gate asks for no coverage.
 */
export function thresholdAt(
  policy: Policy,
  environment: EnvironmentName,
  category: CategoryName | null,
): Threshold | undefined {
  const next = policy.path[policy.path.indexOf(environment) + 1] ?? environment
  const gate = policy.gates.find((one) => one.environment === next)
  if (gate === undefined || gate.checks === "none") return undefined
  const rule = gate.checks.find((check) => check.kind === "coverage")
  if (rule === undefined) return undefined
  const { categories, perCategory, required, aggregate } = rule.parameters
  const { minimum, target } = categories.find((own) => own.category === category) ?? rule.parameters
  const isGated = category === null || perCategory || required.includes(category)
  return { minimum, target, aggregate, blocks: rule.severity !== "block" ? "nothing" : isGated ? "all" : "critical" }
}
