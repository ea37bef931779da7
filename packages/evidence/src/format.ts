import type { EvidenceKind, EvidenceSubject, Instant, Item } from "@promotrail/core"
import type { DecoderFactory } from "./decoders.ts"
import type { Head } from "./detect/head.ts"
import type { Json } from "./json/json.ts"
import type { Limits } from "./limits.ts"
import type { Refusal } from "./refusal.ts"
import type { TestFact } from "./report.ts"
import type { Tally } from "./warnings.ts"

/** Configuration files are recognised, so that the answer can say what they are; they are no evidence. */
export type FormatKind = EvidenceKind | "config"

/**
 * A report format: how it is recognised by content and, when this version reads it, how. A new format is one file
 * in the folder of its kind and one line in `formats.ts`.
 */
export type Format = {
  readonly id: string
  readonly kind: FormatKind
  readonly title: string
  /** Versions of the format, or of the tools that write it, that are read. In every format with `open`. */
  readonly versions?: string
  /** What is taken from it, in words. In every format with `open`. */
  readonly takes?: readonly string[]
  /** Commands that produce it. In every format with `open`. */
  readonly commands?: readonly string[]
  /** The category of an upload that names none, where it differs from `CATEGORY_OF_KIND`. */
  readonly category?: string
  /** What it measures, where that differs from `SUBJECT_OF_KIND`. */
  readonly subject?: EvidenceSubject
  /** What in the file gives it away, in words. */
  readonly recognisedBy: string
  /** What is refused although it is recognised, in words. */
  readonly refuses: readonly string[]
  /** What is read and counted, and satisfies no gate (`Reading.unfit`), in words. */
  readonly distrusts?: readonly string[]
  readonly recognise: (head: Head) => boolean
  /** Absent while the format is recognised but not read. */
  readonly open?: (input: FormatInput) => FormatReader
  /** What to do with a format that is not read, when there is something better than waiting for a version that does. */
  readonly advice?: string
}

/** What a format's reader is given. */
export type FormatInput = {
  readonly limits: Limits
  readonly decoders: DecoderFactory
  readonly warnings: Tally
  /** For formats of kind `tests`; give them through `TestResults`, which numbers and counts them. */
  readonly onTest: (fact: TestFact) => void
  /** For formats of every other kind; give them through `Items`, which keeps the limits. */
  readonly onItem: (item: Item) => void
  /** For formats of kind `provenance`: the JSON that each item was read from, whole, right before the item. */
  readonly onSigned?: (document: Json) => void
  /** Whether repeated results of one test are attempts of it (`--retries=merge`) or results of their own. */
  readonly mergeRetries: boolean
}

/** Reads one file, handed over as UTF-8. Both methods may throw `RefusedInput`. */
export interface FormatReader {
  write(utf8: Uint8Array): void
  end(): Reading
}

/** What a format's reader found once the whole file was seen. */
export type Reading = {
  /** Why a readable file proves nothing; null when it does. */
  readonly refusal: Refusal | null
  /**
   * Why no gate may rely on it although it was read and counted: it breaks the rules of its own format, or says nothing
   * of what was measured. Absent when there is nothing of the kind.
   */
  readonly unfit?: Refusal
  readonly counts: Readonly<Record<string, number>>
  readonly formatVersion?: string
  readonly tool?: { readonly name: string; readonly version?: string }
  readonly producedAt?: Instant
  /** What this file is evidence of, where one format serves several kinds; its format's `kind` when absent. */
  readonly kind?: EvidenceKind
  /** The category of an upload that names none, where files of one format differ. */
  readonly category?: string
  /** What was measured, where files of one format differ. */
  readonly subject?: EvidenceSubject
}
