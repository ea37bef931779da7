import { CATEGORY_OF_KIND, type EvidenceKind, type Instant, type Item } from "@promotrail/core"
import type { Format, FormatInput, Reading } from "../format.ts"
import { Intake } from "../intake.ts"
import { outcomeOf, type Refusal, RefusedInput } from "../refusal.ts"
import type { TestFact } from "../report.ts"
import { mergedAttempts } from "../tests/attempts.ts"
import { TestResults } from "../tests/results.ts"
import { isCalledReport, isNoReport, shownName } from "./entry-name.ts"
import { EntryWarnings } from "./entry-warnings.ts"

/** What an archive as a whole is read with. */
export type EntriesOptions = {
  readonly formats: readonly Format[]
  readonly unread: (format: Format) => Refusal
  readonly input: FormatInput
}

/**
 * The reports in an archive, read one after the other, each by its own reader, as one report made of them all. It holds
 * no more of them than their readers do.
 *
 * Half a report is no evidence: one that is broken, cut, or proves nothing refuses the whole archive by its name. What
 * is no report is passed over, and said.
 */
export class Entries {
  /** The format of the reports, that of the first where there are several of one kind. */
  format: Format | undefined
  private readonly options: EntriesOptions
  private readonly results: TestResults
  private readonly attempts: TestFact[] = []
  private readonly names = new Set<string>()
  private readonly counts = new Map<string, number>()
  private readonly kinds = new Set<string>()
  private readonly formats = new Set<string>()
  private first: Reading | undefined
  private versions = new Set<string | undefined>()
  private unfit: Refusal | undefined
  private oldest: Instant | undefined
  private reports = 0
  private items = 0
  private passedOver = 0
  private firstPassedOver = ""
  private withoutTests: { readonly entry: string; readonly refusal: Refusal } | undefined
  private name = ""
  private intake: Intake | undefined

  constructor(options: EntriesOptions) {
    this.options = options
    this.results = new TestResults(options.input)
  }

  open(name: string): void {
    this.name = shownName(name)
    if (this.names.has(name)) this.refuse({ kind: "broken-archive", what: "it holds two members of one name" })
    this.names.add(name)
    if (isNoReport(name)) return this.passOver(name)
    const { formats, unread, input } = this.options
    this.intake = new Intake(formats, unread, this.inputOf(input))
    return undefined
  }

  data(bytes: Uint8Array): void {
    this.attempt((intake) => intake.write(bytes))
  }

  close(): void {
    const { intake } = this
    const reading = this.attempt((open) => open.end())
    this.intake = undefined
    if (intake?.format !== undefined && reading !== undefined) this.take(intake.format, reading)
  }

  /** A member that has no content of its own. */
  passOver(name: string): void {
    if (this.passedOver++ === 0) this.firstPassedOver = name
  }

  finish(): Reading {
    const { options, first, passedOver, firstPassedOver, withoutTests, oldest } = this
    if (this.kinds.size > 1) throw new RefusedInput({ kind: "mixed-archive", kinds: [...this.kinds] })
    if (withoutTests !== undefined && !this.kinds.has("tests")) {
      this.name = withoutTests.entry
      this.refuse(withoutTests.refusal)
    }
    if (first === undefined) {
      throw new RefusedInput({ kind: "no-reports", passedOver, example: firstPassedOver })
    }
    this.mergeAttempts()
    const { warnings } = options.input
    warnings.add("entries-passed-over", firstPassedOver, passedOver)
    if (this.formats.size > 1) warnings.add("several-formats", [...this.formats].join(", "), this.formats.size)
    const { tool, category, subject, kind } = first
    const { unfit } = this
    const [version] = this.versions
    return {
      refusal: null,
      ...(unfit === undefined ? {} : { unfit }),
      counts: {
        ...Object.fromEntries(this.counts),
        ...(this.format?.kind === "tests" ? this.results.finish() : {}),
        entries: this.reports,
      },
      ...(version === undefined || this.versions.size > 1 ? {} : { formatVersion: version }),
      ...(tool === undefined ? {} : { tool }),
      ...(oldest === undefined ? {} : { producedAt: oldest }),
      ...(kind === undefined ? {} : { kind }),
      ...(category === undefined ? {} : { category }),
      ...(subject === undefined ? {} : { subject }),
    }
  }

  private inputOf(input: FormatInput): FormatInput {
    const entry = this.name === "" ? {} : { entry: this.name }
    return {
      ...input,
      warnings: new EntryWarnings(input.warnings),
      // Over all entries, not in each.
      mergeRetries: false,
      onTest: (fact: TestFact) => this.addTest({ ...fact, ...entry }),
      onItem: (item: Item) => {
        const limit = input.limits.items
        if (++this.items > limit) throw new RefusedInput({ kind: "too-large", what: "items", limit, line: item.at })
        input.onItem({ ...item, ...entry })
      },
    }
  }

  /** Attempts of one test come in files of their own, in any order: they wait for each other. */
  private addTest(fact: TestFact): void {
    const limit = this.options.input.limits.items
    if (fact.attempt === undefined) this.results.add(fact)
    else if (this.attempts.push(fact) > limit) {
      throw new RefusedInput({ kind: "too-large", what: "items", limit, line: fact.at })
    }
  }

  private mergeAttempts(): void {
    const merged = mergedAttempts(this.attempts)
    const { warnings } = this.options.input
    warnings.add(
      "retries-merged",
      merged.find(({ attempts }) => attempts > 1)?.name,
      this.attempts.length - merged.length,
    )
    for (const fact of merged) this.results.add(fact)
  }

  /** Runs a step of the open entry; what goes wrong with it is put down to it, or to its being no report. */
  private attempt<T>(step: (intake: Intake) => T): T | undefined {
    const { intake } = this
    if (intake === undefined) return undefined
    try {
      return step(intake)
    } catch (fault) {
      if (!(fault instanceof RefusedInput)) throw fault
      this.intake = undefined
      const { refusal } = fault
      if (intake.format?.kind !== "config") this.format ??= intake.format
      // What was sent is one packed file: what is wrong with it is the answer.
      if (this.name === "") this.refuse(refusal)
      if (intake.format?.kind === "config") this.passOver(this.name)
      else if (intake.format !== undefined) this.refuse(refusal)
      // Not recognised: no report, unless it is called one and cannot be read as what it is called.
      else if (outcomeOf(refusal) === "unsupported" || !isCalledReport(this.name)) this.passOver(this.name)
      else this.refuse(refusal)
      return undefined
    }
  }

  private take(format: Format, reading: Reading): void {
    const { refusal } = reading
    this.format ??= format
    if (refusal !== null) {
      // What stands around tests lists none; its fixtures that failed are errors of suites, and were handed on.
      if ((reading.counts["containers"] ?? 0) > 0) return this.count("containers", 1)
      // A shard of a run may have had nothing to run; whether all of it did, the others tell.
      if (refusal.kind !== "no-tests" || refusal.promised > 0) return this.refuse(refusal)
      this.withoutTests ??= { entry: this.name, refusal }
      this.options.input.warnings.add("entries-without-tests", this.name)
      return undefined
    }
    this.reports++
    this.first ??= reading
    // One part that proves nothing makes the whole of it doubtful.
    if (reading.unfit !== undefined) {
      this.unfit ??=
        this.name === "" ? reading.unfit : { kind: "archive-entry", entry: this.name, refusal: reading.unfit }
    }
    this.format ??= format
    this.formats.add(format.title)
    this.kinds.add(kindOf(format, reading))
    this.versions.add(reading.formatVersion)
    for (const [name, count] of Object.entries(reading.counts)) this.count(name, count)
    const { producedAt } = reading
    if (producedAt !== undefined && (this.oldest === undefined || producedAt < this.oldest)) this.oldest = producedAt
    return undefined
  }

  private count(name: string, count: number): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + count)
  }

  private refuse(refusal: Refusal): never {
    throw new RefusedInput(this.name === "" ? refusal : { kind: "archive-entry", entry: this.name, refusal })
  }
}

/** What an entry is evidence of: reports of one kind but other categories are not one report either. */
function kindOf(format: Format, reading: Reading): string {
  const kind = (reading.kind ?? format.kind) as EvidenceKind
  const category = reading.category ?? (kind === format.kind ? format.category : undefined) ?? CATEGORY_OF_KIND[kind]
  return category === null || category === kind ? kind : `${kind} (${category})`
}
