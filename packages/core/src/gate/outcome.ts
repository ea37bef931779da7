import type { CategoryName, EnvironmentName, ReleaseVersion } from "../catalog/names.ts"
import type { AggregateRule, Severity } from "../catalog/policy.ts"
import type { BasisPoints } from "../kernel/ratio.ts"
import type { Instant } from "../kernel/instant.ts"
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
  | { readonly code: "evidence.missing"; readonly category: CategoryName | null; readonly environment: EnvironmentName }
  | {
      readonly code: "evidence.stale"
      readonly category: CategoryName
      readonly evidence: string
      readonly since: Instant
      readonly maxAgeMs: number
    }
  | {
      readonly code: "evidence.rejected"
      readonly category: CategoryName
      readonly evidence: string
      readonly because: string
    }
  | {
      readonly code: "upstream.not_promoted"
      readonly environment: EnvironmentName
      readonly running: ReleaseVersion | null
      /** What is missing: the deployment itself, or the enforced allow before it. */
      readonly missing: "deployment" | "allow"
    }
  | { readonly code: "release.blocked"; readonly because: string; readonly by: string }
  | { readonly code: "check.not_available"; readonly wanted: string }
  | { readonly code: "policy.no_checks" }
  | { readonly code: "engine.error"; readonly detail: string }

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
  | { readonly action: "promote-upstream"; readonly who: "release manager"; readonly environment: EnvironmentName }
  | { readonly action: "lift-block"; readonly who: "release manager" }

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
