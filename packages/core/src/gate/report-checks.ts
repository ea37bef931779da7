import type { CheckRule, Gate, Policy } from "../catalog/policy.ts"
import type { Digest } from "../kernel/digest.ts"
import type { ReleaseVersion } from "../catalog/names.ts"
import type { Instant } from "../kernel/instant.ts"
import type { ReportState } from "../reports/state.ts"
import { findingsOf } from "./evaluate.ts"
import { factsOf } from "./facts.ts"
import type { Edge } from "./input.ts"
import type { Check } from "./outcome.ts"

/** Where reports stand, and when they are looked at. */
export type ReportPlace = { readonly edge: Edge; readonly now: Instant; readonly reports: readonly ReportState[] }

/**
 * What the checks of a gate say of reports, by the very code that the gate is evaluated with, and without the other
 * checks: so that a matrix and a gate cannot disagree.
 */
export function reportChecks(policy: Policy, { edge, now, reports }: ReportPlace): readonly Check[] {
  const gate = policy.gates.find(({ environment }) => environment === edge.to)
  if (gate === undefined) return []
  const facts = factsOf({
    schema: "promotrail/gate-input/v1",
    now,
    actor: "",
    mode: "enforce",
    subject: { application: policy.application, release: "" as ReleaseVersion, artifacts: [] },
    edge,
    policy: "" as Digest,
    ledgerSize: 0,
    coverage: { counted: [], excluded: [] },
    baseline: null,
    evidence: [],
    reports,
    upstream: null,
    blocked: null,
  })
  return reportRules(gate)
    .flatMap((rule) => findingsOf(rule, facts))
    .filter(({ report }) => report !== undefined)
}

/** The rules of a gate that are about reports. */
export function reportRules({ checks }: Gate): readonly CheckRule[] {
  return checks === "none" ? [] : checks.filter(({ kind }) => ABOUT_REPORTS.has(kind))
}

const ABOUT_REPORTS: ReadonlySet<string> = new Set([
  "evidence",
  "code-coverage",
  "code-coverage.regression",
  "findings",
  "vulnerabilities",
  "licences",
  "performance",
  "accessibility",
  "signature",
  "provenance",
])
