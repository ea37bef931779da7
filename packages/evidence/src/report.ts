import type { Instant, TestCase, TestStatus } from "@promotrail/core"

/** What a report is evidence of. */
export type EvidenceKind =
  | "tests"
  | "code-coverage"
  | "findings"
  | "vulnerabilities"
  | "sbom"
  | "performance"
  | "accessibility"
  | "provenance"
  | "vex"

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
  /** The line of the raw file where it starts, so that every number can be traced. */
  readonly at: number
}

/** Something a reader of the numbers must know. `code` is stable and listed in `WARNINGS`. */
export type Warning = { readonly code: string; readonly text: string; readonly count: number }

/** What came of reading one file. Only `accepted` may satisfy a gate. */
export type Report = {
  readonly format: string | null
  readonly formatVersion?: string
  readonly kind: EvidenceKind | null
  readonly tool?: { readonly name: string; readonly version?: string }
  /** The newest honest timestamp in the file; absent when there is none, never "now". */
  readonly producedAt?: Instant
  readonly outcome: "accepted" | "rejected" | "unsupported" | "empty"
  readonly reason: string | null
  /** The stable kind of the refusal (`Refusal["kind"]`), null when accepted. */
  readonly code: string | null
  readonly counts: Readonly<Record<string, number>>
  readonly warnings: readonly Warning[]
}
