import type { BasisPoints } from "../kernel/ratio.ts"
import type { CoverageMetric, FindingSeverity, Impact, MeasureMetric } from "./items.ts"
import type { CategoryName } from "./names.ts"

/** What every check over reports may ask of the evidence itself, before it looks at what the reports say. */
export type ReportParameters = {
  readonly maxAgeMs?: number
  /** How much must have been measured; a clean report of nothing says nothing. */
  readonly measured: readonly Amount[]
}

/** At least so much of something, by the readers' word for it: `rules`, `requests`; `duration` in microseconds. */
export type Amount = { readonly what: string; readonly least: number }

/**
 * At most so many of one severity or a worse one; `total`: of all together. What no limit reaches is not limited.
 */
export type SeverityLimit = { readonly severity: FindingSeverity | "total"; readonly most: number }

/** The limits of one category. */
export type SeverityLimits = {
  readonly limits: readonly SeverityLimit[]
  /** The severity that an unknown one counts as; `null`: it has a limit of its own. */
  readonly unknownAs: FindingSeverity | null
}

export type FindingsParameters = ReportParameters & {
  /** Each must be there. */
  readonly categories: readonly (SeverityLimits & { readonly category: CategoryName })[]
  readonly newOnly: boolean
}

export type VulnerabilitiesParameters = ReportParameters &
  SeverityLimits & {
    /** Categories that must be there, with limits of their own; others that are there have the general ones. */
    readonly categories: readonly (SeverityLimits & { readonly category: CategoryName })[]
    readonly newOnly: boolean
    readonly fixableOnly: boolean
    readonly vex: "honour" | "ignore"
  }

export type LicencesParameters = ReportParameters & {
  /** SPDX ids, or names as documents have them. Empty: everything known that is not denied. */
  readonly allow: readonly string[]
  readonly deny: readonly string[]
  readonly unknown: "fail" | "hold" | "warn" | "allow"
  readonly categories?: readonly CategoryName[]
}

/** The worst value that will do, in the unit of the metric. */
export type Budget = { readonly metric: MeasureMetric; readonly limit: number }

export type PerformanceParameters = ReportParameters & {
  readonly budgets: readonly Budget[]
  /** Budgets of request labels and pages by pattern; for what they match they stand in place of the general ones. */
  readonly labels: readonly { readonly label: string; readonly budgets: readonly Budget[] }[]
  /** Whether a threshold that the tool itself calls crossed fails. */
  readonly thresholds: "honour" | "ignore"
  readonly categories: readonly { readonly category: CategoryName; readonly budgets: readonly Budget[] }[]
}

export type AccessibilityParameters = ReportParameters & {
  readonly limits: readonly { readonly impact: Impact | "total" | "needs-review"; readonly most: number }[]
  /** The impact that an unknown one counts as; `null`: it has a limit of its own. */
  readonly unknownAs: Impact | null
  readonly categories?: readonly CategoryName[]
}

export type MetricMinimum = { readonly metric: CoverageMetric; readonly minimum: BasisPoints }

export type CodeCoverageParameters = ReportParameters & {
  readonly minimums: readonly MetricMinimum[]
  readonly categories: readonly { readonly category: CategoryName; readonly minimums: readonly MetricMinimum[] }[]
}

/** How much each metric may fall against the release that runs in the target. */
export type CodeCoverageRegressionParameters = {
  readonly tolerance: BasisPoints
  readonly categories?: readonly CategoryName[]
}

/** Whose certificate a signature may come with: `identity` as `isBelow` reads it, and exactly this OIDC issuer. */
export type SignerRule = { readonly identity: string; readonly issuer: string }

/** Who may sign. None of both: nobody is named. */
export type SignedBy = {
  readonly signers: readonly SignerRule[]
  /** Public keys of the installation, by file name or by fingerprint (`SHA256:…`). */
  readonly keys: readonly string[]
}

export type SignatureParameters = ReportParameters & SignedBy

/** A builder by its id. `level`: the policy's own word for what it reaches, where nothing else says so. */
export type BuilderRule = { readonly id: string; readonly level: SlsaLevel | null }
export type SlsaLevel = 1 | 2 | 3

export type ProvenanceParameters = ReportParameters &
  SignedBy & {
    readonly builders: readonly BuilderRule[]
    readonly sources: readonly string[]
    readonly buildTypes: readonly string[]
    /** Predicate types that will do. Empty: SLSA provenance, and summaries where `verifiers` are named. */
    readonly predicates: readonly string[]
    readonly level: SlsaLevel | null
    /** Whose verification summaries (SLSA VSA) count. Empty: nobody's. */
    readonly verifiers: readonly string[]
    /** What a summary must be about; `null`: the artifact's digest is enough. */
    readonly resource: string | null
    /** Levels that a summary must state, beside `level`. */
    readonly verifiedLevels: readonly string[]
  }
