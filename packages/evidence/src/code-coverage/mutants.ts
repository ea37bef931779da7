import type { FormatInput, Reading } from "../format.ts"
import { CoverageReport, type Spot } from "./coverage-report.ts"

/** What became of a mutant. `invalid` ones (that did not compile, that were ignored) are no part of the score. */
export type MutantFate = "killed" | "survived" | "invalid" | "pending"

/** Adds up the mutants of a report: killed, also by a timeout, of those that could be killed. */
export class Mutants {
  private readonly input: FormatInput
  private readonly report: CoverageReport
  private readonly fates: ReadonlyMap<string, MutantFate>
  private all = 0
  private pending = 0

  constructor(input: FormatInput, fates: ReadonlyMap<string, MutantFate>) {
    this.input = input
    this.report = new CoverageReport(input)
    this.fates = fates
  }

  /** A status that is not known is no kill. */
  add(path: string, status: string, spot: Spot): void {
    this.all++
    let fate = this.fates.get(status)
    if (fate === undefined) {
      this.input.warnings.add("unknown-mutant-status", status)
      fate = "survived"
    }
    if (fate === "pending") this.pending++
    const file = this.report.file(path, spot)
    if (fate !== "invalid") this.report.add(file, "mutation", fate === "killed" ? 1 : 0, 1)
  }

  finish(): Reading {
    const { report, pending } = this
    if (pending > 0) {
      report.doubt.note({ kind: "not-finished", what: `${pending} mutant(s) were not tried to the end` })
    }
    const reading = report.finish("mutants", { totals: { mutation: { covered: 0, total: 0 }, ...report.listed() } })
    return { ...reading, counts: { ...reading.counts, mutants: this.all } }
  }
}
