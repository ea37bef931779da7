import type { ApplicationName, CategoryName, EnvironmentName, LaneName, ReleaseVersion } from "../catalog/names.ts"
import type { CoverageSnapshot } from "../coverage/snapshot.ts"
import type { Digest } from "../kernel/digest.ts"
import type { Instant } from "../kernel/instant.ts"
import type { Ratio } from "../kernel/ratio.ts"
import type { RefusedState, ReportState, UploadState } from "../reports/state.ts"

/** `enforce`: the answer binds. `advisory`: recorded, and never good enough for `upstream`. */
export type DecisionMode = "enforce" | "advisory"

/** One hop of a promotion path. `lane: null` is the normal path. `first`: the source is the first environment of it. */
export type Edge = {
  readonly lane: LaneName | null
  readonly from: EnvironmentName
  readonly to: EnvironmentName
  readonly first: boolean
}

/**
 * Everything the evaluator sees, frozen. Its canonical JSON is what the input digest of a decision is taken over,
 * and all that a replay needs beside the policy. Nothing else may influence an outcome.
 */
export type GateInput = {
  readonly schema: "promotrail/gate-input/v1"
  readonly now: Instant
  /** Who asks, by name of the token or person. */
  readonly actor: string
  readonly mode: DecisionMode
  readonly subject: {
    readonly application: ApplicationName
    readonly release: ReleaseVersion
    readonly artifacts: readonly Artifact[]
  }
  readonly edge: Edge
  /** Digest of the policy text. */
  readonly policy: Digest
  /** Number of ledger entries this was read from. */
  readonly ledgerSize: number
  readonly coverage: CoverageSnapshot
  /** What runs in the target, measured as the exit of the source is; `null` when nothing runs there. */
  readonly baseline: Baseline | null
  /** Uploads of tests to the source, by category. */
  readonly evidence: readonly EvidenceState[]
  /** Evidence of the other kinds, by kind and category. Inputs of earlier versions have no such member: none. */
  readonly reports?: readonly ReportState[]
  /** The newest successful deployment in the source; `null` when none was recorded. */
  readonly upstream: UpstreamState | null
  /** Why the release must not go further; `null` when it is not blocked. */
  readonly blocked: { readonly reason: string; readonly by: string; readonly at: Instant } | null
}

export type Artifact = { readonly name: string; readonly digest: Digest }

export type Baseline = {
  readonly release: ReleaseVersion
  readonly categories: readonly (Ratio & { readonly category: CategoryName; readonly executed: number })[]
}

/** The evidence of one category in the source: what the counted results came from, and what was refused since. */
export type EvidenceState = {
  readonly kind: "tests"
  readonly category: CategoryName
  /** Accepted uploads that supply at least one result that counts at the exit. */
  readonly uploads: number
  /** Digest over the sorted raw digests of those uploads, one per line: what the counts were made from. */
  readonly digest: Digest
  /** The one whose age decides: results are as fresh as the oldest of them. `null` when no upload supplies a result. */
  readonly oldest: UploadState | null
  /** The newest upload, where it was refused: what it would have said is not known. */
  readonly refused: RefusedState | null
  /** Who sent the accepted ones: names of tokens or people. Inputs of earlier versions do not say. */
  readonly producers?: readonly string[]
}

export type UpstreamState = {
  readonly deployment: string
  readonly release: ReleaseVersion
  readonly at: Instant
  /** The newest enforced decision into the source before that deployment; `null` when there was none. */
  readonly decision: { readonly id: string; readonly verdict: "allow" | "deny" | "hold" | "error" } | null
}
