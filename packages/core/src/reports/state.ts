import type { CoverageMetric, FindingSeverity, Impact, MeasureMetric, VexStatus } from "../catalog/items.ts"
import type { EvidenceSubject, ReportKind } from "../catalog/evidence-kind.ts"
import type { CategoryName, ReleaseVersion } from "../catalog/names.ts"
import type { Digest } from "../kernel/digest.ts"
import type { Instant } from "../kernel/instant.ts"
import type { AttestationContent } from "./attestation.ts"

/** One upload as a gate sees it: where it is, and how old. */
export type UploadState = {
  readonly id: string
  readonly receivedAt: Instant
  readonly producedAt: Instant | null
}

/** The newest upload, where it was refused: what it would have said is not known. */
export type RefusedState = { readonly id: string; readonly outcome: string; readonly reason: string }

/** How reports of one kind and category stand, whatever they say. */
export type ReportStanding = {
  readonly category: CategoryName
  /** `environment` as soon as one of them was measured where the release runs. */
  readonly subject: EvidenceSubject
  /** Some of them were measured on the artifact all the same. */
  readonly isMixed?: true
  readonly uploads: number
  /** Digest over the sorted raw digests of those uploads, one per line: what the content was made from. */
  readonly digest: Digest
  /** The one whose age decides; `null` when none was accepted. */
  readonly oldest: UploadState | null
  readonly refused: RefusedState | null
  /** Who sent them: names of tokens or people, sorted, each once. */
  readonly producers: readonly string[]
  /** The readers' counts added up: how much was measured, beside what was found. */
  readonly measured: Readonly<Record<string, number>>
  /** What runs in the target, where it has evidence of this kind and category; `null` otherwise. */
  readonly baseline: ReleaseVersion | null
}

/**
 * Everything a gate sees of the reports of one kind and category, frozen: small, whole numbers only, and made from the
 * current uploads by `reportStates`.
 */
export type ReportState = ReportStanding & ReportContent
export type StateOf<Kind extends ReportKind> = Extract<ReportState, { kind: Kind }>

export type ReportContent =
  | { readonly kind: "findings"; readonly groups: readonly FindingGroup[] }
  | { readonly kind: "vulnerabilities"; readonly groups: readonly VulnerabilityGroup[] }
  | { readonly kind: "sbom"; readonly components: number; readonly licences: readonly LicenceGroup[] }
  | {
      readonly kind: "performance"
      readonly measures: readonly MeasureState[]
      readonly thresholds: { readonly judged: number; readonly crossed: number; readonly names: readonly string[] }
    }
  | { readonly kind: "accessibility"; readonly groups: readonly ViolationGroup[] }
  | { readonly kind: "code-coverage"; readonly ratios: readonly CoverageRatio[] }
  | {
      readonly kind: "vex"
      readonly statements: readonly { readonly status: VexStatus; readonly count: number }[]
      /** Statements that hide nothing although their status would: why, and how many. */
      readonly ignored: readonly { readonly because: VexFlaw; readonly count: number }[]
    }
  | AttestationContent

/** What a statement lacks to be allowed to hide anything. */
export type VexFlaw = "no-author" | "no-date" | "no-justification" | "no-product"

/** Findings that are alike in everything a policy can ask, and the first of them by name. */
export type FindingGroup = {
  readonly severity: FindingSeverity
  readonly state: "open" | "suppressed"
  /** Not open in what runs in the target. */
  readonly isNew: boolean
  /** Who or what suppressed them, where the file says so. */
  readonly by: string | null
  readonly count: number
  readonly items: readonly NamedFinding[]
}
export type NamedFinding = {
  readonly rule: string
  readonly file: string | null
  readonly line: number | null
  readonly url: string | null
  readonly evidence: string
}

/** Vulnerabilities that are alike in everything a policy can ask, and the first of them by name. */
export type VulnerabilityGroup = {
  readonly severity: FindingSeverity
  /** `vex`: hidden by a statement, which is shown and counted on its own. */
  readonly state: "open" | "suppressed" | "vex"
  readonly isNew: boolean
  readonly isFixable: boolean
  readonly by: string | VexRecord | null
  readonly count: number
  readonly items: readonly NamedVulnerability[]
}
export type NamedVulnerability = {
  readonly id: string
  readonly component: string
  readonly version: string
  readonly fixedIn: readonly string[]
  readonly evidence: string
}

/** On whose word a vulnerability is hidden. */
export type VexRecord = {
  readonly author: string
  readonly issuedAt: Instant
  readonly status: "not_affected" | "fixed"
  readonly justification: string | null
  readonly evidence: string
}

/** Components under the same licences. All of `licences` must be kept; none: unknown. */
export type LicenceGroup = {
  readonly licences: readonly { readonly text: string; readonly form: "expression" | "name" }[]
  readonly count: number
  readonly components: readonly NamedComponent[]
}
export type NamedComponent = { readonly name: string; readonly version: string; readonly evidence: string }

/** The worst value of one metric and scope over all uploads that state it. */
export type MeasureState = {
  readonly metric: MeasureMetric
  /** "" for the whole run; else a request label, transaction or page. */
  readonly scope: string
  readonly value: number
  /** Budgets without a label are about it: it is of a whole run, or of a page of a run that states no whole. */
  readonly isGeneral: boolean
  readonly evidence: string
}

/** Accessibility violations of one impact; `needsReview`: a person must look. */
export type ViolationGroup = {
  readonly impact: Impact
  readonly needsReview: boolean
  /** Rules violated, page by page. */
  readonly count: number
  /** Places on these pages. */
  readonly nodes: number
  readonly items: readonly {
    readonly rule: string
    readonly page: string
    readonly nodes: number
    readonly evidence: string
  }[]
}

/**
 * Covered of total, as one upload states it. Uploads of several tools or variants stay apart, because what they covered
 * may overlap: every one of them must do.
 */
export type CoverageRatio = {
  readonly metric: CoverageMetric
  readonly covered: number
  readonly total: number
  readonly evidence: string
  /** The same of the same tool for what runs in the target. */
  readonly before: { readonly covered: number; readonly total: number } | null
}
