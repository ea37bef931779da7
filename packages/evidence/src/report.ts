import type { EvidenceKind, EvidenceSubject, Instant, TestCase, TestStatus } from "@promotrail/core"

/** One test as a report tells it. */
export type TestFact = TestCase & {
  /** `testId()`, with `#2`, `#3` behind it for duplicates within one report. */
  readonly id: string
  readonly status: TestStatus
  /** Passed after a failed attempt that the report records. */
  readonly flaky: boolean
  readonly attempts: number
  /** An error or failure directly under a suite: not a test case, never counted in `tests`, but never lost. */
  readonly suiteLevel: boolean
  /** The tool's own word where it says more than the status: `xfail`, `todo`, `notrun`. */
  readonly rawStatus?: string
  readonly durationMs?: number
  /** Message and details of the first failure, cut at `Limits.textPerItem`. */
  readonly message?: string
  /** The line of the test's source, when the report names it. */
  readonly line?: number
  /** Xray test keys and requirement keys. */
  readonly keys?: readonly string[]
  /** In formats of one file an attempt: which results are attempts of one test, and when this one ended. */
  readonly attempt?: { readonly of: string; readonly ended: number }
  /** The line of the raw file where it starts, so that every number can be traced. */
  readonly at: number
  /** Its JSON pointer (RFC 6901) in the raw file, in JSON formats. */
  readonly pointer?: string
  /** The file inside an archive. */
  readonly entry?: string
}

/** Something a reader of the numbers must know. `code` is stable and listed in `WARNINGS`. */
export type Warning = { readonly code: string; readonly text: string; readonly count: number }

/** What came of reading one file. Only `accepted` without `unfit` may satisfy a gate. */
export type Report = {
  readonly format: string | null
  readonly formatVersion?: string
  readonly kind: EvidenceKind | null
  /** The category of an upload that names none; null where the format says nothing (tests: `other`). */
  readonly category: string | null
  /** Whether it was measured once on the artifact, or where it runs. Null where nothing is known. */
  readonly subject: EvidenceSubject | null
  readonly tool?: { readonly name: string; readonly version?: string }
  /** The newest honest timestamp in the file; absent when there is none, never "now". */
  readonly producedAt?: Instant
  readonly outcome: "accepted" | "rejected" | "unsupported" | "empty"
  readonly reason: string | null
  /** The stable kind of the refusal (`Refusal["kind"]`), null when accepted. */
  readonly code: string | null
  /** Why an accepted file is shown and counted and yet satisfies no gate; null when it may. */
  readonly unfit: string | null
  readonly counts: Readonly<Record<string, number>>
  readonly warnings: readonly Warning[]
}
