import { CATEGORY_OF_KIND, type Item, SUBJECT_OF_KIND } from "@promotrail/core"
import { ArchiveIntake } from "./archive/archive-intake.ts"
import type { DecoderFactory } from "./decoders.ts"
import type { Format, FormatInput, Reading } from "./format.ts"
import { REGISTRY } from "./formats.ts"
import { Intake, type Reader } from "./intake.ts"
import type { Json } from "./json/json.ts"
import { DEFAULT_LIMITS, type Limits } from "./limits.ts"
import { explainRefusal, outcomeOf, type Refusal, RefusedInput } from "./refusal.ts"
import type { Report, TestFact } from "./report.ts"
import { Tally } from "./warnings.ts"

/** How a report is to be read. */
export type ReportReaderOptions = {
  readonly decoders: DecoderFactory
  readonly limits?: Partial<Limits>
  /** Called for every test as it is read. Nothing of it is to be believed before `end()` says `accepted`. */
  readonly onTest?: (fact: TestFact) => void
  /** Called for every item of a report that lists no tests. The same holds. */
  readonly onItem?: (item: Item) => void
  /** Called right before each item of provenance with the JSON it was read from: what there is to verify. */
  readonly onSigned?: (document: Json) => void
  /** `merge`: repeated results of one test are attempts of it, and pass-after-failure is flaky. */
  readonly retries?: "merge"
}

/** Reads one report, pushed in as bytes. */
export interface ReportReader {
  /** False once the report is refused: there is no need to send more. */
  write(bytes: Uint8Array): boolean
  end(): Report
}

/** A reader for one report file in any known format. It never throws: whatever goes wrong is a refusal in the report. */
export function reportReader(options: ReportReaderOptions): ReportReader {
  const unread = ({ title, advice = "Upload it once a version reads it, or convert it." }: Format): Refusal => ({
    kind: "unsupported-format",
    title,
    advice,
  })
  return readerOf(options, (input) => new ArchiveIntake({ formats: REGISTRY, unread, input }))
}

/** The machinery of `reportReader` over other formats, with another answer for those that are not read; no archives. */
export function formatReader(
  options: ReportReaderOptions,
  formats: readonly Format[],
  unread: (format: Format) => Refusal,
): ReportReader {
  return readerOf(options, (input) => new Intake(formats, unread, input))
}

function readerOf(
  {
    decoders,
    limits: some,
    onTest = () => undefined,
    onItem = () => undefined,
    onSigned,
    retries,
  }: ReportReaderOptions,
  open: (input: FormatInput) => Reader,
): ReportReader {
  const limits: Limits = { ...DEFAULT_LIMITS, ...some }
  const warnings = new Tally()
  const mergeRetries = retries === "merge"
  const hook = onSigned === undefined ? {} : { onSigned }
  const reading = open({ limits, decoders, warnings, onTest, onItem, mergeRetries, ...hook })
  let refusal: Refusal | null = null
  let report: Report | undefined
  const attempt = <T>(step: () => T): T | undefined => {
    try {
      return refusal === null ? step() : undefined
    } catch (fault) {
      refusal = fault instanceof RefusedInput ? fault.refusal : { kind: "reader-failed", what: String(fault) }
      return undefined
    }
  }
  return {
    write(bytes) {
      attempt(() => reading.write(bytes))
      return refusal === null
    },
    end() {
      if (report !== undefined) return report
      const result = attempt(() => countable(reading.end()))
      // What was unpacked before an archive turned out to be broken depends on how it came, and says nothing.
      const isBroken = refusal?.kind === "broken-archive"
      const format = isBroken ? undefined : reading.format
      report = reportOf(format, refusal ?? result?.refusal ?? null, result, isBroken ? new Tally() : warnings)
      return report
    },
  }
}

/** What a sender writes where a number belongs must not come out as a count that no gate can compare. */
function countable(reading: Reading): Reading {
  for (const [name, count] of Object.entries(reading.counts)) {
    if (Number.isSafeInteger(count) && count >= 0) continue
    throw new RefusedInput({ kind: "invalid", line: 1, what: `its ${name} add up to ${count}, which is no count` })
  }
  return reading
}

function reportOf(
  format: Format | undefined,
  refusal: Refusal | null,
  result: Reading | undefined,
  warnings: Tally,
): Report {
  const { kind, category, subject } = evidenceOf(format, result)
  return {
    format: format?.id ?? null,
    kind,
    category,
    subject,
    ...(result?.formatVersion === undefined ? {} : { formatVersion: result.formatVersion }),
    ...(result?.tool === undefined ? {} : { tool: result.tool }),
    ...(result?.producedAt === undefined ? {} : { producedAt: result.producedAt }),
    outcome: refusal === null ? "accepted" : outcomeOf(refusal),
    reason: refusal === null ? null : explainRefusal(refusal),
    code: refusal === null ? null : refusal.kind,
    unfit: refusal !== null || result?.unfit === undefined ? null : explainRefusal(result.unfit),
    counts: result?.counts ?? {},
    warnings: warnings.list(),
  }
}

/** What a file is evidence of: as it says itself, else as its format does, else as all of its kind are. */
function evidenceOf(
  format: Format | undefined,
  result: Reading | undefined,
): Pick<Report, "kind" | "category" | "subject"> {
  if (format === undefined || format.kind === "config") return { kind: null, category: null, subject: null }
  const kind = result?.kind ?? format.kind
  const usual = kind === format.kind ? format : undefined
  return {
    kind,
    category: result?.category ?? usual?.category ?? CATEGORY_OF_KIND[kind],
    subject: result?.subject ?? usual?.subject ?? SUBJECT_OF_KIND[kind],
  }
}
