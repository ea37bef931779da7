import type { CategoryName } from "../../catalog/names.ts"
import type { EvidenceRule } from "../../catalog/policy.ts"
import { epochMs } from "../../kernel/instant.ts"
import { partOf } from "../counts.ts"
import type { EvidenceState, GateInput, UploadState } from "../input.ts"
import { reportTests, withFreshEvidence } from "../hypothetical.ts"
import type { Reason } from "../outcome.ts"
import type { CheckFinding, CheckKind, Remedy } from "./check-kind.ts"

/** Whether the kinds of evidence that the policy names are there, fresh, and not superseded by a refused upload. */
export const evidence: CheckKind<"evidence"> = {
  kind: "evidence",
  title: "The evidence the policy asks for is present, accepted and fresh.",
  evaluate: ({ parameters }, input) => parameters.kinds.map((rule) => evaluateKind(rule, input)),
  remedies: ({ parameters }, input) => parameters.kinds.flatMap((rule) => remediesOf(rule, input)),
}

function evaluateKind(rule: EvidenceRule, input: GateInput): CheckFinding {
  const reasons = reasonsOf(rule, input)
  return {
    id: `evidence.${rule.evidence}`,
    // Not there, too old or unreadable: nothing is known, which can change without a new release.
    outcome: reasons.length === 0 ? "pass" : "unknown",
    reasons,
    evidence: statesOf(rule, input).flatMap(({ oldest }) => (oldest === null ? [] : [oldest.id])),
  }
}

function statesOf(rule: EvidenceRule, { evidence: states }: GateInput): EvidenceState[] {
  return states.filter(
    ({ kind, category }) =>
      kind === rule.evidence && (rule.categories === undefined || rule.categories.includes(category)),
  )
}

function reasonsOf(rule: EvidenceRule, input: GateInput): Reason[] {
  const states = statesOf(rule, input)
  const environment = input.edge.from
  const present = states.filter(({ oldest }) => oldest !== null)
  const missing: readonly (CategoryName | null)[] =
    rule.categories === undefined
      ? present.length === 0
        ? [null]
        : []
      : rule.categories.filter((category) => !present.some((state) => state.category === category))
  return [
    ...missing.map((category): Reason => ({ code: "evidence.missing", category, environment })),
    ...states.flatMap((state) => reasonsOfState(rule, state, input)),
  ]
}

function reasonsOfState(
  rule: EvidenceRule,
  { category, oldest, refused }: EvidenceState,
  { now }: GateInput,
): Reason[] {
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

/** Freshness goes by the older of the two times; a producer's clock that runs ahead cannot make evidence younger. */
export function agedFrom({ producedAt, receivedAt }: UploadState): UploadState["receivedAt"] {
  return producedAt !== null && producedAt < receivedAt ? producedAt : receivedAt
}

function remediesOf(rule: EvidenceRule, input: GateInput): Remedy[] {
  const environment = input.edge.from
  return reasonsOf(rule, input).flatMap((reason): Remedy[] => {
    if (reason.code === "evidence.missing" && reason.category === null) return [reportTests(null, environment)]
    if (!("category" in reason) || reason.category === null) return []
    const { category } = reason
    // A report can only be evidence where something in it counts.
    const counts = partOf("exit", input.coverage.counted).some(
      ({ group }) => group.category === category && !group.suiteLevel,
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
