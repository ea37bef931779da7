import type { CategoryName } from "../../catalog/names.ts"
import type { EvidenceRule } from "../../catalog/policy.ts"
import { epochMs } from "../../kernel/instant.ts"
import type { Facts } from "../facts.ts"
import { agedFrom } from "../../reports/age.ts"
import type { EvidenceState } from "../input.ts"
import { reportTests, withFreshEvidence } from "../hypothetical.ts"
import type { Reason } from "../outcome.ts"
import type { CheckFinding, CheckKind, Remedy } from "./check-kind.ts"

/** Whether the kinds of evidence that the policy names are there, fresh, and not superseded by a refused upload. */
export const evidence: CheckKind<"evidence"> = {
  kind: "evidence",
  title: "The evidence the policy asks for is present, accepted and fresh.",
  evaluate: ({ parameters }, facts) => parameters.kinds.map((rule) => evaluateKind(rule, facts)),
  remedies: ({ parameters }, facts) => parameters.kinds.flatMap((rule) => remediesOf(rule, facts)),
}

function evaluateKind(rule: EvidenceRule, facts: Facts): CheckFinding {
  const reasons = reasonsOf(rule, facts)
  return {
    id: `evidence.${rule.evidence}`,
    // Not there, too old or unreadable: nothing is known, which can change without a new release.
    outcome: reasons.length === 0 ? "pass" : "unknown",
    reasons,
    evidence: statesOf(rule, facts).flatMap(({ oldest }) => (oldest === null ? [] : [oldest.id])),
  }
}

function statesOf(rule: EvidenceRule, { evidence: states }: Facts): EvidenceState[] {
  return states.filter(
    ({ kind, category }) =>
      kind === rule.evidence && (rule.categories === undefined || rule.categories.includes(category)),
  )
}

function reasonsOf(rule: EvidenceRule, facts: Facts): Reason[] {
  const states = statesOf(rule, facts)
  const environment = facts.edge.from
  const present = states.filter(({ oldest }) => oldest !== null)
  const missing: readonly (CategoryName | null)[] =
    rule.categories === undefined
      ? present.length === 0
        ? [null]
        : []
      : rule.categories.filter((category) => !present.some((state) => state.category === category))
  return [
    ...missing.map((category): Reason => ({ code: "evidence.missing", category, environment })),
    ...states.flatMap((state) => reasonsOfState(rule, state, facts)),
  ]
}

function reasonsOfState(rule: EvidenceRule, { category, oldest, refused }: EvidenceState, { now }: Facts): Reason[] {
  const reasons: Reason[] = []
  if (refused !== null) {
    reasons.push({ code: "evidence.rejected", category, evidence: refused.id, because: refused.reason })
  }
  if (rule.maxAgeMs !== undefined && oldest !== null) {
    const since = agedFrom(oldest)
    if (epochMs(now) - epochMs(since) > rule.maxAgeMs) {
      reasons.push({ code: "evidence.stale", category, evidence: oldest.id, since, maxAgeMs: rule.maxAgeMs })
    }
  }
  return reasons
}

function remediesOf(rule: EvidenceRule, facts: Facts): Remedy[] {
  const environment = facts.edge.from
  return reasonsOf(rule, facts).flatMap((reason): Remedy[] => {
    if (reason.code === "evidence.missing" && reason.category === null) return [reportTests(null, environment)]
    if (!("category" in reason) || reason.category === null) return []
    const { category } = reason
    // A report can only be evidence where something in it counts.
    const counts = facts.coverage.counted.some(
      (group) => group.category === category && group.exit !== null && !group.suiteLevel,
    )
    if (!counts) return [reportTests(category, environment)]
    return [
      {
        key: `report-evidence:${category}`,
        most: 1,
        apply: (hypothetical, count) => (count === 0 ? hypothetical : withFreshEvidence(hypothetical, category)),
        describe: () => ({ action: "report-evidence", who: "pipeline", category, environment }),
      },
    ]
  })
}
