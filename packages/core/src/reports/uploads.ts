import type { EvidenceSubject, ReportKind } from "../catalog/evidence-kind.ts"
import type { Item } from "../catalog/items.ts"
import type { CategoryName, EnvironmentName, ReleaseVersion } from "../catalog/names.ts"
import type { Digest } from "../kernel/digest.ts"
import type { Instant } from "../kernel/instant.ts"
import type { VerifiedAttestation } from "./attestation.ts"

/**
 * One upload that counts now: the newest accepted of its series. A series is what one producer says of one thing again
 * and again: kind, category, subject (and environment, where that is the subject), variant, format and tool.
 */
export type CurrentUpload = {
  readonly id: string
  readonly kind: ReportKind
  readonly category: CategoryName
  readonly subject: EvidenceSubject
  /** Where it was sent from; decides nothing where the subject is the artifact. */
  readonly environment: EnvironmentName
  readonly variant: string
  readonly format: string
  /** Name of the tool as the report tells it; null when it does not. */
  readonly tool: string | null
  /** Name of the token or person that sent it. */
  readonly producer: string
  readonly raw: Digest
  readonly receivedAt: Instant
  readonly producedAt: Instant | null
  /** The reader's counts: how much was measured, beside what was found. */
  readonly counts: Readonly<Record<string, number>>
  readonly items: readonly Item[]
  /** Of provenance: its attestations as they were verified. Absent where nothing verifies. */
  readonly attestations?: readonly VerifiedAttestation[]
}

/** The newest upload of a category and variant, where it was refused: what it would have said is not known. */
export type RefusedUpload = {
  readonly id: string
  /** `null`: it was not even recognised. */
  readonly kind: ReportKind | null
  readonly category: CategoryName
  readonly environment: EnvironmentName
  readonly outcome: string
  readonly reason: string
}

/** All that is known, beside tests, of a release as it stands in front of one gate. */
export type ReleaseReports = {
  /** Of the artifact, and of the source environment. VEX among them. */
  readonly uploads: readonly CurrentUpload[]
  readonly refused: readonly RefusedUpload[]
  /** The same of the release that runs in the target; `null` when nothing runs there. */
  readonly baseline: { readonly release: ReleaseVersion; readonly uploads: readonly CurrentUpload[] } | null
}
