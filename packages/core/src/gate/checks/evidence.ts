import type { ReportKind } from "../../catalog/evidence-kind.ts"
import type { CategoryName } from "../../catalog/names.ts"
import type { EvidenceRule } from "../../catalog/policy.ts"
import { glob } from "../../kernel/glob.ts"
import { epochMs } from "../../kernel/instant.ts"
import { agedFrom } from "../../reports/age.ts"
import type { Facts, ReportFact } from "../facts.ts"
import type { EvidenceState } from "../input.ts"
import { reportTests, withFreshEvidence } from "../hypothetical.ts"
import { uploadReport } from "../hypothetical-reports.ts"
import type { Reason } from "../outcome.ts"
import type { CheckFinding, CheckKind, Remedy } from "./check-kind.ts"
import { missing, standingReasons } from "./report-check.ts"

/**
 * Whether the kinds of evidence that the policy names are there, fresh, from whom they should be, of what they should
 * be, and not superseded by a refused upload.
 */
export const evidence: CheckKind<"evidence"> = {
  kind: "evidence",
  title: "The evidence the policy asks for is present, accepted, fresh and from an allowed producer.",
  evaluate: ({ parameters }, facts) =>
    parameters.kinds.map((rule) =>
      rule.evidence === "tests" ? evaluateTests(rule, facts) : evaluateReports(rule, rule.evidence, facts),
    ),
  remedies: ({ parameters }, facts) =>
    parameters.kinds.flatMap((rule) =>
      rule.evidence === "tests" ? remediesOfTests(rule, facts) : remediesOfReports(rule, rule.evidence, facts),
    ),
}

function evaluateReports(rule: EvidenceRule, kind: ReportKind, facts: Facts): CheckFinding {
  const states = wantedOf(rule, kind, facts)
  const reasons = states.flatMap(({ category, state }) => reasonsOfReport(rule, kind, category, state, facts))
  return {
    id: `evidence.${kind}`,
    outcome: reasons.length === 0 ? "pass" : "unknown",
    reasons,
    report: kind,
    evidence: states.flatMap(({ state }) => state?.oldest?.id ?? []),
  }
}

type Wanted = { readonly category: CategoryName | null; readonly state: ReportFact | undefined }

function wantedOf({ categories }: EvidenceRule, kind: ReportKind, { reports }: Facts): Wanted[] {
  const states = reports.filter((state) => state.kind === kind)
  if (categories !== undefined) {
    return categories.map((category) => ({ category, state: states.find((state) => state.category === category) }))
  }
  if (states.length === 0) return [{ category: null, state: undefined }]
  return states.map((state) => ({ category: state.category, state }))
}

function reasonsOfReport(
  rule: EvidenceRule,
  kind: ReportKind,
  category: CategoryName | null,
  state: ReportFact | undefined,
  facts: Facts,
): Reason[] {
  if (state === undefined) return [missing(kind, category, facts)]
  const reasons = standingReasons(kind, state, rule.maxAgeMs, facts)
  if (state.assumed === true || state.oldest === null) return reasons
  const untrusted = untrustedOf(rule, state.producers)
  if (untrusted !== undefined) {
    reasons.push({
      code: "evidence.untrusted_producer",
      kind,
      category: state.category,
      producers: untrusted,
      allowed: rule.producers ?? [],
    })
  }
  const isWrong = rule.subject !== state.subject || state.isMixed === true
  if (rule.subject !== undefined && isWrong) {
    // Of a mixture it is the others that are wrong.
    const subject = rule.subject === "environment" ? "artifact" : "environment"
    reasons.push({ code: "evidence.wrong_subject", kind, category: state.category, subject, wanted: rule.subject })
  }
  return reasons
}

const NAMED = 20

/** Who sent it and may not; nobody by name where it is not known who did. `undefined`: everybody may. */
function untrustedOf(
  { producers: allowed }: EvidenceRule,
  producers: readonly string[],
): readonly string[] | undefined {
  if (allowed === undefined) return undefined
  const patterns = allowed.map((pattern) => glob(pattern))
  const others = producers.filter((name) => !patterns.some((matches) => matches(name)))
  return producers.length > 0 && others.length === 0 ? undefined : others.slice(0, NAMED)
}

function remediesOfReports(rule: EvidenceRule, kind: ReportKind, facts: Facts): Remedy[] {
  return wantedOf(rule, kind, facts).flatMap(({ category, state }) =>
    reasonsOfReport(rule, kind, category, state, facts).length === 0
      ? []
      : [
          uploadReport(kind, category, facts.edge.from, {
            ...(rule.producers === undefined ? {} : { producers: rule.producers }),
            ...(rule.subject === undefined ? {} : { subject: rule.subject }),
          }),
        ],
  )
}

function evaluateTests(rule: EvidenceRule, facts: Facts): CheckFinding {
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

function reasonsOfState(
  rule: EvidenceRule,
  { category, oldest, refused, producers = [] }: EvidenceState,
  { now }: Facts,
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
  const untrusted = oldest === null ? undefined : untrustedOf(rule, producers)
  if (untrusted !== undefined) {
    reasons.push({ code: "evidence.untrusted_producer", category, producers: untrusted, allowed: rule.producers ?? [] })
  }
  return reasons
}

function remediesOfTests(rule: EvidenceRule, facts: Facts): Remedy[] {
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
