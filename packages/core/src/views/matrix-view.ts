import type { EvidenceKind } from "../catalog/evidence-kind.ts"
import type { ApplicationName, CategoryName, EnvironmentName, ReleaseVersion } from "../catalog/names.ts"
import type { Band, CoverageCounts, Verdict } from "../gate/outcome.ts"
import type { Digest } from "../kernel/digest.ts"
import type { Instant } from "../kernel/instant.ts"
import type { BasisPoints } from "../kernel/ratio.ts"

/** The seven states of a cell, never fewer (evidence §1). */
export type CellState = "pass" | "warn" | "fail" | "pending" | "missing" | "waived" | "not-applicable"

/** Release × environment × category, ready to be drawn: page, terminal, SVG and HTML show this same value. */
export type MatrixView = {
  readonly application: ApplicationName
  readonly release: ReleaseVersion
  readonly policy: Digest
  readonly at: Instant
  /** What the changes in the cells are measured against. */
  readonly comparedWith: ReleaseVersion | null
  /** Environments in path order. */
  readonly columns: readonly MatrixColumn[]
  readonly groups: readonly MatrixGroup[]
  /** The release's own line of the tree: all categories pooled, per environment. */
  readonly totals: readonly MatrixCell[]
}

export type MatrixColumn = {
  readonly environment: EnvironmentName
  readonly state: CellState
  /** The pill: `Promoted`, `Runs here`, `2 checks block`, `Next`, `Later`. */
  readonly word: string
  /** What runs there. */
  readonly running: ReleaseVersion | null
  /** Categories that meet their minimum, of those that apply here: `9 of 11 met`. */
  readonly met: number
  readonly applicable: number
  /** The environment the release is in now: its exit is what is being decided. */
  readonly current: boolean
  /** Newest decision into this environment. */
  readonly decision: { readonly id: string; readonly verdict: Verdict | "error"; readonly at: Instant } | null
}

export type MatrixGroup = { readonly title: string; readonly rows: readonly MatrixRow[] }

export type MatrixRow = {
  /** What tells it from the others, also where a category holds tests and measurements. */
  readonly key: string
  readonly kind: EvidenceKind
  readonly category: CategoryName
  /** What people call it: the category of tests, or what the reports are of. */
  readonly title: string
  /** `85 % pass`, with environments that ask for something else: `85 %, preprod 90 %`. */
  readonly requirement: string
  /** Measured once on the artifact, counts in every environment: one cell that spans all columns. */
  readonly isWide: boolean
  /** One per column, in the same order; a single one where the row is wide. */
  readonly cells: readonly MatrixCell[]
}

export type MatrixCell = {
  readonly environment: EnvironmentName
  readonly state: CellState
  readonly symbol: string
  /** The state in words: `Pass`, `Warning`, `Fail`, `Pending`, `Missing`, `Waived`, `Not applicable`. */
  readonly word: string
  /** The bold line: `85 %`, `Pending`, `No evidence`, `n/a`. */
  readonly value: string
  /** The second line: `34 / 40`, `34 / 40, 1 flaky`, `after deploy`, `no test counts here`. */
  readonly detail: string
  /** The tests behind it; `null` where it is about reports of another kind. */
  readonly counts: CoverageCounts | null
  readonly band: Band
  readonly minimum: BasisPoints | null
  readonly target: BasisPoints | null
  /** Change of coverage in basis points against `comparedWith`; `null` where one of the two has no number. */
  readonly change: BasisPoints | null
  /** When the newest evidence behind it was received. */
  readonly receivedAt: Instant | null
  readonly stale: boolean
}
