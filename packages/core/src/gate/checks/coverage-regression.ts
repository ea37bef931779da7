import type { CategoryName } from "../../catalog/names.ts"
import type { RegressionParameters } from "../../catalog/policy.ts"
import type { Ratio } from "../../kernel/ratio.ts"
import { executedOf } from "../counts.ts"
import type { Facts } from "../facts.ts"
import type { CheckOutcome, CoverageCounts, Reason } from "../outcome.ts"
import { finding, type CheckKind } from "./check-kind.ts"
import { passTests } from "./pass-tests.ts"

/** Coverage at the exit, category by category, against the release that runs in the target (decisions §2). */
export const coverageRegression: CheckKind<"coverage.regression"> = {
  kind: "coverage.regression",
  title: "Coverage has not fallen against the release that runs in the target.",
  evaluate({ parameters }, facts) {
    const compared = comparable(facts, parameters)
    return [finding("coverage.regression", outcomeOf(compared, parameters), reasonsOf(compared, parameters, facts))]
  },
  outcomes: ({ parameters }, facts) => [outcomeOf(comparable(facts, parameters), parameters)],
  remedies: (_rule, facts) => passTests(facts),
}

function outcomeOf(compared: readonly Compared[], parameters: RegressionParameters): CheckOutcome {
  if (compared.length === 0) return "not_applicable"
  if (compared.some((one) => hasFallen(one, parameters))) return "fail"
  return compared.some(isSilent) ? "unknown" : "pass"
}

function reasonsOf(compared: readonly Compared[], parameters: RegressionParameters, facts: Facts): readonly Reason[] {
  const { baseline, edge } = facts
  if (baseline === null) return []
  const fallen = compared.filter((one) => hasFallen(one, parameters))
  return [
    ...fallen.map(({ category, before, now: { passed, inScope } }): Reason => ({
      code: "coverage.regressed",
      category,
      before: { release: baseline.release, ...before },
      now: { passed, inScope },
    })),
    ...(compared.some(isSilent) ? [{ code: "coverage.not_executed", environments: [edge.from] } as const] : []),
  ]
}

type Compared = { readonly category: CategoryName; readonly before: Ratio; readonly now: CoverageCounts }

/**
 * Categories that were executed for the running release, could fall further than is tolerated, and have tests in scope
 * now. What cannot fall establishes nothing: a failing result there must not be the one that opens the gate.
 */
function comparable({ baseline, coverage: { categories } }: Facts, { tolerance }: RegressionParameters): Compared[] {
  if (baseline === null) return []
  return baseline.categories.flatMap(({ category, passed, inScope, executed }) => {
    const now = categories.find((measured) => measured.category === category)?.exit.counts
    const mayFall = executed > 0 && passed * 10_000 > tolerance * inScope
    if (!mayFall || now === undefined || now.inScope === 0) return []
    return [{ category, before: { passed, inScope }, now }]
  })
}

/** What did not run has not fallen: nothing is known of it yet. */
function isSilent({ now }: Compared): boolean {
  return executedOf(now) === 0
}

/** now < before − tolerance, as integers; the products of three large counts need BigInt. */
function hasFallen(compared: Compared, { tolerance }: RegressionParameters): boolean {
  if (isSilent(compared)) return false
  const { before, now } = compared
  const nowScaled = BigInt(now.passed) * BigInt(before.inScope) * 10_000n
  const beforeScaled = BigInt(before.passed) * BigInt(now.inScope) * 10_000n
  return nowScaled + BigInt(tolerance) * BigInt(now.inScope) * BigInt(before.inScope) < beforeScaled
}
