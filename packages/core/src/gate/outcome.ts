import type { CategoryName, EnvironmentName, ReleaseVersion } from "../catalog/names.ts"
import type { AggregateRule, Severity } from "../catalog/policy.ts"
import type { EvidenceSubject, ReportKind } from "../catalog/evidence-kind.ts"
import type { CoverageMetric, FindingSeverity, Impact, MeasureMetric, MeasureUnit } from "../catalog/items.ts"
import type { UnmetClause } from "../expressions/gate-expression.ts"
import type { BasisPoints } from "../kernel/ratio.ts"
import type { Instant } from "../kernel/instant.ts"
import type { Amount } from "../catalog/policy-reports.ts"
import type { TrustAnswer, TrustStep } from "../reports/attestation.ts"
import type { NamedComponent, NamedFinding, NamedVulnerability, ViolationGroup } from "../reports/state.ts"
import type { ReasonCode } from "./reason-codes.ts"

/** What became of one check. `waived` covers fail and unknown, never error. */
export type CheckOutcome = "pass" | "warn" | "fail" | "unknown" | "error" | "waived" | "not_applicable"

/** `hold`: may become allow without a new release. */
export type Verdict = "allow" | "deny" | "hold"

/** How a coverage number looks: red < minimum ≤ amber ≤ target < green. Grey: no data. */
export type Band = "red" | "amber" | "green" | "grey" | "not-applicable"

/** Counts behind a coverage number; `passed ÷ inScope` is the coverage. */
export type CoverageCounts = {
  readonly inScope: number
  readonly passed: number
  readonly failed: number
  readonly errored: number
  readonly skipped: number
  readonly notRun: number
  /** Part of `notRun`: known from the predecessor alone. */
  readonly vanished: number
  /** Part of `passed`. */
  readonly flaky: number
}

/** Which half of a gate a coverage check is about. */
export type Part = "exit" | "entry"

/** One reason of one check, with the values its sentence needs. */
export type Reason =
  | { readonly code: "coverage.below_minimum"; readonly short: number; readonly tests: readonly string[] }
  | { readonly code: "coverage.critical_failed"; readonly count: number; readonly tests: readonly string[] }
  | { readonly code: "coverage.vanished"; readonly count: number; readonly tests: readonly string[] }
  | { readonly code: "coverage.no_report"; readonly environments: readonly EnvironmentName[] }
  | { readonly code: "coverage.not_executed"; readonly environments: readonly EnvironmentName[] }
  | { readonly code: "coverage.empty_scope"; readonly environment: EnvironmentName }
  | {
      readonly code: "coverage.regressed"
      readonly category: CategoryName
      readonly before: { readonly release: ReleaseVersion; readonly passed: number; readonly inScope: number }
      readonly now: { readonly passed: number; readonly inScope: number }
    }
  | {
      readonly code: "evidence.missing"
      readonly category: CategoryName | null
      readonly environment: EnvironmentName
      /** Absent: tests. */
      readonly kind?: ReportKind
    }
  | {
      readonly code: "evidence.stale"
      readonly kind?: ReportKind
      readonly category: CategoryName
      readonly evidence: string
      readonly since: Instant
      readonly maxAgeMs: number
    }
  | {
      readonly code: "evidence.rejected"
      readonly kind?: ReportKind
      readonly category: CategoryName
      readonly evidence: string
      readonly because: string
    }
  | {
      readonly code: "evidence.insufficient"
      readonly kind: ReportKind
      readonly category: CategoryName
      readonly evidence: string | null
      /** The reader's word for what was measured, or a metric; of `scope`, where it is of one label. */
      readonly what: string
      readonly scope?: string
      readonly measured: number
      readonly least: number
    }
  | {
      readonly code: "evidence.untrusted_producer"
      readonly kind?: ReportKind
      readonly category: CategoryName
      /** Who sent it and is not allowed to; empty where it is not known who did. */
      readonly producers: readonly string[]
      readonly allowed: readonly string[]
    }
  | {
      readonly code: "evidence.wrong_subject"
      readonly kind?: ReportKind
      readonly category: CategoryName
      readonly subject: EvidenceSubject
      readonly wanted: EvidenceSubject
    }
  | {
      readonly code: "evidence.wrong_subject"
      readonly kind: "provenance"
      readonly category: CategoryName
      readonly evidence: string
      /** Artifacts of the release that no attestation is about. */
      readonly artifacts: readonly string[]
    }
  | {
      readonly code: "signature.missing"
      readonly category: CategoryName
      /** Those that are not signed; empty: all, or the release names none. */
      readonly artifacts: readonly string[]
      readonly evidence: string | null
      readonly because: "no-artifact" | "no-attestation" | "unsigned" | "not-checked"
      /** Why nobody could check. */
      readonly detail: string | null
    }
  | {
      readonly code: "signature.invalid"
      readonly category: CategoryName
      readonly artifacts: readonly string[]
      readonly evidence: string
      /** The first question that was answered with no. */
      readonly step: TrustStep | "identity"
      readonly because: string | null
      readonly signedBy: readonly string[]
      readonly allowed: readonly string[]
    }
  | {
      readonly code: "provenance.missing"
      readonly category: CategoryName
      readonly artifacts: readonly string[]
      readonly evidence: string | null
      readonly because: "no-artifact" | "no-attestation" | "other-predicate"
      readonly detail: string | null
    }
  | {
      readonly code: "provenance.builder"
      readonly category: CategoryName
      readonly artifacts: readonly string[]
      readonly evidence: string
      /** What of the build, or of the summary of a verifier, is not as the policy asks. */
      readonly problem: "builder" | "build-type" | "level" | "verifier" | "result" | "resource" | "verified-levels"
      readonly found: string
      readonly wanted: readonly string[]
    }
  | {
      readonly code: "provenance.source"
      readonly category: CategoryName
      readonly artifacts: readonly string[]
      readonly evidence: string
      readonly found: string
      readonly wanted: readonly string[]
    }
  | ({ readonly code: "findings.over_limit"; readonly items: readonly NamedFinding[] } & OverLimit<FindingSeverity>)
  | ({
      readonly code: "vulnerabilities.over_limit"
      readonly items: readonly NamedVulnerability[]
    } & OverLimit<FindingSeverity>)
  | ({
      readonly code: "accessibility.over_limit"
      readonly items: ViolationGroup["items"]
      readonly nodes: number
    } & OverLimit<Impact | "needs-review">)
  | {
      readonly code: "licences.denied"
      readonly category: CategoryName
      readonly count: number
      readonly licences: readonly LicenceFound[]
    }
  | {
      readonly code: "licences.unknown"
      readonly category: CategoryName
      readonly count: number
      readonly licences: readonly LicenceFound[]
    }
  | {
      readonly code: "performance.over_budget"
      readonly category: CategoryName
      readonly metric: MeasureMetric
      readonly scope: string
      readonly value: number
      readonly limit: number
      readonly evidence: string
    }
  | {
      readonly code: "performance.threshold_crossed"
      readonly category: CategoryName
      readonly count: number
      readonly names: readonly string[]
    }
  | {
      readonly code: "code_coverage.below_minimum"
      readonly category: CategoryName
      readonly metric: CoverageMetric
      readonly covered: number
      readonly total: number
      readonly minimum: BasisPoints
      readonly evidence: string
    }
  | {
      readonly code: "code_coverage.regressed"
      readonly category: CategoryName
      readonly metric: CoverageMetric
      readonly before: { readonly release: ReleaseVersion; readonly covered: number; readonly total: number }
      readonly now: { readonly covered: number; readonly total: number }
      readonly evidence: string
    }
  | {
      readonly code: "upstream.not_promoted"
      readonly environment: EnvironmentName
      readonly running: ReleaseVersion | null
      /** What is missing: the deployment itself, or the enforced allow before it. */
      readonly missing: "deployment" | "allow"
    }
  | { readonly code: "release.blocked"; readonly because: string; readonly by: string }
  | { readonly code: "cel.not_met"; readonly clauses: readonly UnmetClause[] }
  | { readonly code: "cel.no_value"; readonly clause: string; readonly because: string }
  | { readonly code: "check.not_available"; readonly wanted: string }
  | { readonly code: "policy.no_checks" }
  | { readonly code: "engine.error"; readonly detail: string }

/** More of one level or worse than the policy lets through. `items`: the first of them. */
export type OverLimit<Level extends string> = {
  readonly category: CategoryName
  readonly level: Level | "total"
  readonly count: number
  readonly most: number
}

/** Components under one licence, or under none that is known (`licence: ""`). */
export type LicenceFound = {
  readonly licence: string
  readonly count: number
  readonly components: readonly NamedComponent[]
}

/** One number that a check over reports looked at, against what the policy asks. */
export type Measurement = {
  /** A severity, an impact, a metric, or the reader's word for how much was measured. */
  readonly what: string
  /** The label or page it is of. */
  readonly scope?: string
  /** `null`: nothing states it. */
  readonly value: number | null
  /** What `value` is a part of, for ratios. */
  readonly of?: number
  readonly unit: MeasureUnit | "basis-points"
  readonly rule: "at-most" | "at-least"
  readonly limit: number
  readonly met: boolean
}

/** Everything that was asked of one attestation, in the order of evidence.md §10, and what was answered. */
export type AttestedAnswers = {
  readonly evidence: string
  readonly at: number
  readonly predicateType: string
  readonly signedBy: readonly string[]
  readonly answers: { readonly [Step in TrustStep | "subject" | "identity" | "builder" | "source"]: TrustAnswer }
  /** Why the first no is one, where it is not the policy's. */
  readonly because: string | null
}

/** One testable condition of a gate, and how it came out. The text for people is made from this, never the reverse. */
export type Check = {
  /** Stable: `coverage.exit.integration`, `upstream`. */
  readonly id: string
  readonly kind: string
  readonly severity: Severity
  readonly outcome: CheckOutcome
  readonly reasons: readonly Reason[]
  readonly measured?: CoverageCounts
  readonly required?: {
    readonly minimum: BasisPoints
    readonly target: BasisPoints
    /** For aggregates: how the categories were put together. */
    readonly aggregate?: AggregateRule["rule"]
  }
  readonly band?: Band
  readonly part?: Part
  readonly category?: CategoryName
  /** Of checks over reports: what they are reports of, and the numbers against their limits. */
  readonly report?: ReportKind
  readonly measurements?: readonly Measurement[]
  /** Of checks over attestations: what was asked of each, the first of them. */
  readonly attested?: readonly AttestedAnswers[]
  /** Evidence that was looked at, by id. */
  readonly evidence?: readonly string[]
  readonly owner?: string
  readonly why?: string
  readonly fix?: string
  readonly controls?: readonly string[]
}

/** Something a person or a pipeline can do. Each says who. */
export type Action =
  | {
      readonly action: "pass-tests"
      readonly who: "developer"
      /** How many of `of` must pass. */
      readonly count: number
      readonly of: number
      readonly state: "failing" | "not-run"
      readonly category: CategoryName
      readonly critical: boolean
      readonly vanished: boolean
      readonly suiteLevel: boolean
      /** Where a passing run would count; any of them. */
      readonly environments: readonly EnvironmentName[]
      /** Where they must pass as well (any of them); empty unless the policy looks elsewhere at the entry. */
      readonly alsoIn: readonly EnvironmentName[]
      /** Some of the tests by name. */
      readonly tests: readonly string[]
      /** Identifies the group of the input that this is about. */
      readonly group: number
    }
  | {
      readonly action: "report-tests"
      readonly who: "pipeline"
      /** At least one passing test of this category (any, if null) that counts in the environment. */
      readonly category: CategoryName | null
      readonly environment: EnvironmentName
    }
  | {
      readonly action: "report-evidence"
      readonly who: "pipeline"
      readonly category: CategoryName
      readonly environment: EnvironmentName
    }
  | {
      readonly action: "upload-report"
      readonly who: "pipeline"
      readonly kind: ReportKind
      /** `null`: any category does. */
      readonly category: CategoryName | null
      readonly environment: EnvironmentName
      /** How much it must have measured, from whom it must come and of what it must be; empty and `null`: any. */
      readonly measured: readonly Amount[]
      readonly producers: readonly string[]
      readonly subject: EvidenceSubject | null
      /** Of attestations: who has to have signed them, where and from what they have to say it was built. */
      readonly attested?: AttestedWants
    }
  | ({
      readonly action: "fix-findings"
      readonly severity: FindingSeverity
      readonly items: readonly NamedFinding[]
    } & Fixing)
  | ({
      readonly action: "fix-vulnerabilities"
      readonly severity: FindingSeverity
      readonly items: readonly NamedVulnerability[]
    } & Fixing)
  | ({
      readonly action: "fix-violations"
      readonly impact: Impact
      readonly needsReview: boolean
      readonly items: ViolationGroup["items"]
    } & Fixing)
  | {
      readonly action: "settle-licence"
      readonly who: "developer"
      readonly category: CategoryName
      readonly problem: "denied" | "unknown"
      readonly licence: string
      /** How many components are under it: all have to go, or to say something else. */
      readonly of: number
      readonly components: readonly NamedComponent[]
      readonly group: number
    }
  | {
      readonly action: "meet-budget"
      readonly who: "developer"
      readonly category: CategoryName
      readonly metric: MeasureMetric
      readonly scope: string
      readonly value: number
      readonly limit: number
    }
  | {
      readonly action: "meet-thresholds"
      readonly who: "developer"
      readonly category: CategoryName
      readonly of: number
      readonly names: readonly string[]
    }
  | {
      readonly action: "cover-code"
      readonly who: "developer"
      readonly category: CategoryName
      readonly metric: CoverageMetric
      /** How many more of what `metric` counts. */
      readonly count: number
      readonly of: number
      /** The upload that states it. */
      readonly evidence: string
    }
  | { readonly action: "promote-upstream"; readonly who: "release manager"; readonly environment: EnvironmentName }
  | { readonly action: "lift-block"; readonly who: "release manager" }

/** What an attestation has to be. Empty: any. */
export type AttestedWants = {
  readonly signedBy: readonly string[]
  readonly builtBy: readonly string[]
  readonly builtFrom: readonly string[]
}

/** Making some of a group of findings go away: by mending, upgrading, or a recorded suppression. */
export type Fixing = {
  readonly who: "developer"
  readonly category: CategoryName
  /** How many of `of`. */
  readonly count: number
  readonly of: number
  /** Identifies the group of the state that this is about. */
  readonly group: number
}

/** An inclusion-minimal set of actions that would make the verdict `allow`. */
export type UnblockSet = readonly Action[]

/** What an evaluation says: the part of a decision that a replay must reproduce byte for byte. */
export type Outcome = {
  readonly schema: "promotrail/outcome/v1"
  /** `null` when a blocking check could not be evaluated: an evaluation error is not a verdict. */
  readonly verdict: Verdict | null
  readonly checks: readonly Check[]
  /** Codes of everything that kept the gate from allowing, each once, in the order of the checks. */
  readonly reasons: readonly ReasonCode[]
  /** Up to three; empty for `allow`, and where nothing that can be done to this release would help. */
  readonly unblock: readonly UnblockSet[]
}
