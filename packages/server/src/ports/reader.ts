import type {
  CategoryName,
  Digest,
  EvidenceKind,
  EvidenceSubject,
  Instant,
  TestStatus,
  VerifiedAttestation,
} from "@promotrail/core"
import type { UploadResults } from "./store.ts"
import type { ApplicationName, EvidenceOutcome } from "@promotrail/core"

/** Reads report files off the event loop and puts their tests into the catalogue. */
export interface ReportIntake {
  read(job: IntakeJob): Promise<Intake>
  /**
   * Reads a stored file of provenance once more and verifies its attestations with the trust roots of the installation,
   * which are the same until it is started anew.
   */
  verify(path: string): Promise<VerifiedFile>
  close(): Promise<void>
}

/** What verifying a file came to; `broken`: why there is no answer, which is never a good one. */
export type VerifiedFile = { readonly attestations: readonly VerifiedAttestation[] } | { readonly broken: string }

export type IntakeJob = {
  readonly path: string
  readonly application: ApplicationName
  /** What the upload said; without it the format says it, and for tests `other`. */
  readonly category: CategoryName | undefined
  readonly inventory: boolean
  readonly retries?: "merge" | undefined
}

/** What a file turned out to be. `facts` only when it was accepted, `results` when it was and is of tests. */
export type Intake = {
  readonly kind: EvidenceKind | null
  readonly subject: EvidenceSubject | null
  readonly category: CategoryName
  readonly tool: { readonly name: string; readonly version: string | null } | null
  readonly format: string | null
  readonly outcome: EvidenceOutcome
  readonly code: string | null
  readonly reason: string | null
  /** Why an accepted file satisfies no gate; `null` when it may. */
  readonly unfit: string | null
  readonly producedAt: Instant | null
  readonly counts: Readonly<Record<string, number>>
  readonly warnings: readonly { readonly code: string; readonly text: string; readonly count: number }[]
  readonly reader: string
  readonly facts: { readonly digest: Digest; readonly bytes: Uint8Array } | null
  readonly results: UploadResults | null
}

/** One test of a facts object, in file order: what `getEvidenceTests` lists and a rebuild of the state reads. */
export type Fact = {
  readonly suite: string
  readonly class: string
  readonly name: string
  readonly id: string
  /** `undefined` in an inventory. */
  readonly status?: TestStatus
  readonly flaky: boolean
  readonly suiteLevel: boolean
  readonly file?: string
  readonly tags?: readonly string[]
  readonly jira?: Readonly<Record<string, string>>
  /** Line of the raw file where it stands; for tests that did not pass. */
  readonly line?: number
  readonly message?: string
  readonly durationMs?: number
}
