import type { BasisPoints } from "../kernel/ratio.ts"
import type { Instant } from "../kernel/instant.ts"
import type { EvidenceKind, EvidenceSubject } from "./evidence-kind.ts"
import type { ApplicationName, CategoryName, EnvironmentName, LaneName } from "./names.ts"
import type {
  AccessibilityParameters,
  CodeCoverageParameters,
  CodeCoverageRegressionParameters,
  FindingsParameters,
  LicencesParameters,
  PerformanceParameters,
  ProvenanceParameters,
  SignatureParameters,
  VulnerabilitiesParameters,
} from "./policy-reports.ts"

/**
 * A policy as the evaluator sees it: every default filled in, every gate resolved, units in integers.
 * Made only by `readPolicy` from the text that is stored by digest, so a replay reads the same words again.
 */
export type Policy = {
  readonly application: ApplicationName
  /** `advisory`: every decision is recorded as advisory, with what it would have stopped. */
  readonly rollout: "enforce" | "advisory"
  /** In the order the file names them. */
  readonly environments: readonly Environment[]
  /** The normal promotion path, first environment first; at least two. */
  readonly path: readonly EnvironmentName[]
  readonly lanes: readonly Lane[]
  readonly tests: TestRules
  /** One gate for every environment that some path or lane enters from another one. */
  readonly gates: readonly Gate[]
}

export type Tier = "development" | "test" | "staging" | "preprod" | "production"

export type Environment = {
  readonly name: EnvironmentName
  readonly tier: Tier
  readonly purpose: string
  readonly owners: readonly string[]
  readonly instances: readonly string[]
}

export type Lane = { readonly name: LaneName; readonly path: readonly EnvironmentName[] }

export type TestRules = {
  readonly categories: readonly CategoryRule[]
  readonly scopes: readonly ScopeRule[]
  readonly quarantine: readonly QuarantineRule[]
  readonly retired: readonly RetiredRule[]
}

/**
 * What a rule looks at; every given member must match (any of its alternatives). Patterns use `*`, and `**` in paths.
 * An empty matcher matches every test.
 */
export type TestMatcher = {
  readonly suite?: readonly string[]
  readonly class?: readonly string[]
  readonly name?: readonly string[]
  readonly file?: readonly string[]
  readonly tag?: readonly string[]
  /** Already decided category, for scope rules. */
  readonly category?: readonly string[]
  /** The whole id, `suite::class::name`. */
  readonly test?: readonly string[]
}

/** First match wins. `category: undefined` with `jiraField` takes the field's value, lower-cased, as the category. */
export type CategoryRule = {
  readonly match: TestMatcher
  readonly category?: CategoryName
  readonly jiraField?: string
  /** Only with `jiraField`: values it applies to, as patterns; `*` is any. */
  readonly jiraValue?: string
  /** Critical tests must pass, all of them, and cannot be quarantined. */
  readonly critical: boolean
}

/** First match wins; without a match a test counts in every environment. */
export type ScopeRule = {
  readonly match: TestMatcher
  readonly environments?: readonly EnvironmentName[] | "all"
  readonly jiraField?: string
  /** Only with `jiraField`: which environments each value of the field means. */
  readonly jiraValues?: readonly { readonly value: string; readonly environments: readonly EnvironmentName[] | "all" }[]
}

export type QuarantineRule = {
  /** Pattern over the whole id. */
  readonly test: string
  readonly owner: string
  readonly reason: string
  /** Outside numerator and denominator while `now < until`. */
  readonly until: Instant
}

export type RetiredRule = { readonly test: string; readonly reason: string }

export type Severity = "block" | "warn" | "observe"

/** The rules of entering `environment`. `none` was written to mean it. */
export type Gate = { readonly environment: EnvironmentName; readonly checks: readonly CheckRule[] | "none" }

/** What every kind of check may say about itself. */
export type CheckRuleBase = {
  readonly severity: Severity
  readonly owner?: string
  readonly why?: string
  readonly fix?: string
  readonly controls?: readonly string[]
}

/** One entry of a gate, by kind. A kind this version knows by name only is kept as `unavailable` and never passes. */
export type CheckRule =
  | (CheckRuleBase & { readonly kind: "coverage"; readonly parameters: CoverageParameters })
  | (CheckRuleBase & { readonly kind: "coverage.regression"; readonly parameters: RegressionParameters })
  | (CheckRuleBase & { readonly kind: "evidence"; readonly parameters: EvidenceParameters })
  | (CheckRuleBase & { readonly kind: "code-coverage"; readonly parameters: CodeCoverageParameters })
  | (CheckRuleBase & {
      readonly kind: "code-coverage.regression"
      readonly parameters: CodeCoverageRegressionParameters
    })
  | (CheckRuleBase & { readonly kind: "findings"; readonly parameters: FindingsParameters })
  | (CheckRuleBase & { readonly kind: "vulnerabilities"; readonly parameters: VulnerabilitiesParameters })
  | (CheckRuleBase & { readonly kind: "licences"; readonly parameters: LicencesParameters })
  | (CheckRuleBase & { readonly kind: "performance"; readonly parameters: PerformanceParameters })
  | (CheckRuleBase & { readonly kind: "accessibility"; readonly parameters: AccessibilityParameters })
  | (CheckRuleBase & { readonly kind: "signature"; readonly parameters: SignatureParameters })
  | (CheckRuleBase & { readonly kind: "provenance"; readonly parameters: ProvenanceParameters })
  | (CheckRuleBase & { readonly kind: "cel"; readonly parameters: CelParameters })
  | (CheckRuleBase & { readonly kind: "upstream"; readonly parameters: UpstreamParameters })
  | (CheckRuleBase & { readonly kind: "release.blocked"; readonly parameters: Record<string, never> })
  | (CheckRuleBase & { readonly kind: "unavailable"; readonly parameters: { readonly wanted: string } })

export type CheckKindName = CheckRule["kind"]

export type CoverageParameters = {
  readonly minimum: BasisPoints
  readonly target: BasisPoints
  readonly required: readonly CategoryName[]
  readonly aggregate: AggregateRule
  /** `false` gates the aggregate and the required categories alone. */
  readonly perCategory: boolean
  /** Where results that count at the entry may come from. */
  readonly executedIn: "upstream" | "source" | readonly EnvironmentName[]
  readonly categories: readonly CategoryThreshold[]
}

export type CategoryThreshold = {
  readonly category: CategoryName
  readonly minimum: BasisPoints
  readonly target: BasisPoints
}

export type AggregateRule =
  | { readonly rule: "pooled" }
  | { readonly rule: "min" }
  /** Positive integers by category; a category without a weight weighs 1. */
  | {
      readonly rule: "weighted"
      readonly weights: readonly { readonly category: CategoryName; readonly weight: number }[]
    }

/** Conditions of the policy's own, in the order in which they are asked. */
export type CelParameters = { readonly expressions: readonly { readonly name: string; readonly expression: string }[] }

/** How much coverage may fall against the release that runs in the target. */
export type RegressionParameters = { readonly tolerance: BasisPoints }

/** Which kinds of evidence must be present and how old they may be. */
export type EvidenceParameters = { readonly kinds: readonly EvidenceRule[] }
export type EvidenceRule = {
  readonly evidence: EvidenceKind
  readonly maxAgeMs?: number
  /** Without it: at least one of any category. With it: one of each named category. */
  readonly categories?: readonly CategoryName[]
  /** Patterns of the names that may have sent it; all that count must be from one of them. */
  readonly producers?: readonly string[]
  /** What it must have been measured on. */
  readonly subject?: EvidenceSubject
}

export type UpstreamParameters = Record<string, never>
