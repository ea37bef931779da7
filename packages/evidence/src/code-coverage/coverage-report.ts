import type { CoverageMetric } from "@promotrail/core"
import { Doubt } from "../doubt.ts"
import type { FormatInput, Reading } from "../format.ts"
import { Items } from "../items.ts"
import { RefusedInput } from "../refusal.ts"
import { type Covered, coverageCounts } from "./counts.ts"

/** Covered of total, by metric; a metric that was not measured is absent. */
export type Totals = Partial<Record<CoverageMetric, Covered>>

/** Where something stands in the raw file. */
export type Spot = { readonly at: number; readonly pointer?: string }

/** What a report tells of the whole of it: its own totals, if it has any, and what it lists. */
type Told = { readonly totals?: Totals; readonly listed?: Totals; readonly spot?: Spot }

type Sums = { readonly covered: number[]; readonly total: number[] }

/** Puts together what a report says about its files, and hands it on once everything was seen. */
export class CoverageReport {
  /** Why no gate may rely on it, if anything was found that says so. */
  readonly doubt = new Doubt()
  private readonly input: FormatInput
  private readonly indexes = new Map<string, number>()
  private readonly scopes: string[] = []
  private readonly spots: Spot[] = []
  private readonly sums = new Map<CoverageMetric, Sums>()

  constructor(input: FormatInput) {
    this.input = input
  }

  /** How many files were named. */
  get files(): number {
    return this.scopes.length
  }

  /** The number of a file, the same whenever it is named again; with `/` between folders, otherwise as written. */
  file(path: string, spot: Spot): number {
    const { identity, items } = this.input.limits
    // The empty scope is the whole report.
    const scope = path === "" ? "(unnamed)" : path.replaceAll("\\", "/")
    const known = this.indexes.get(scope)
    if (known !== undefined) return known
    if (scope.length > identity) {
      throw new RefusedInput({ kind: "too-large", what: "identity", limit: identity, line: spot.at })
    }
    const index = this.scopes.length
    if (index === items) throw new RefusedInput({ kind: "too-large", what: "items", limit: items, line: spot.at })
    this.indexes.set(scope, index)
    this.scopes.push(scope)
    this.spots.push(spot)
    return index
  }

  /** Adds to what is known of a file. */
  add(file: number, metric: CoverageMetric, covered: number, total: number): void {
    let sums = this.sums.get(metric)
    if (sums === undefined) this.sums.set(metric, (sums = { covered: [], total: [] }))
    sums.covered[file] = (sums.covered[file] ?? 0) + covered
    sums.total[file] = (sums.total[file] ?? 0) + total
  }

  /** The sum over all files of every metric that was measured in one. */
  listed(): Totals {
    const totals: Totals = {}
    for (const [metric, { covered, total }] of this.sums) {
      totals[metric] = { covered: sumOf(covered), total: sumOf(total) }
    }
    return totals
  }

  /**
   * Hands on the items and answers the counts. `totals` are the report's own, for formats whose summary is the truth;
   * where they are better than what is `listed`, both become items, and a gate takes the worse (evidence.md §1).
   * 0 of 0 is no item: nothing was measured there. `what` names, in the plural, what is missing from an empty report,
   * on which no gate may rely.
   */
  finish(what: string, { totals, listed = this.listed(), spot = { at: 1 } }: Told = {}): Reading {
    const told = totals ?? listed
    for (const [metric, total] of entriesOf(told)) {
      this.addWhole(metric, total, spot)
      const counted = listed[metric]
      if (counted === undefined || counted.total === 0 || isSame(total, counted)) continue
      const said = `${metric} ${total.covered} of ${total.total}, listed ${counted.covered} of ${counted.total}`
      this.input.warnings.add("summary-counted", said)
      if (isWorse(counted, total)) this.addWhole(metric, counted, spot)
    }
    const items = new Items(this.input)
    for (const [metric, sums] of this.sums) {
      for (const [file, total] of sums.total.entries()) {
        // Files where this metric was not measured are holes.
        if (total === undefined || total === 0) continue
        const covered = sums.covered[file]!
        items.add({ type: "coverage", metric, scope: this.scopes[file]!, covered, total, ...this.spots[file]! })
      }
    }
    const isEmpty = entriesOf(told).every(([, { total }]) => total === 0)
    if (isEmpty) this.doubt.note({ kind: "nothing-measured", what })
    return {
      refusal: null,
      ...this.doubt.told,
      counts: { ...coverageCounts(told), files: this.files },
    }
  }

  /** Few, whatever a sender does: not counted against the limit of items. */
  private addWhole(metric: CoverageMetric, { covered, total }: Covered, spot: Spot): void {
    if (total > 0) this.input.onItem({ type: "coverage", metric, scope: "", covered, total, ...spot })
  }
}

const entriesOf = (totals: Totals) => Object.entries(totals) as [CoverageMetric, Covered][]

const isSame = (a: Covered, b: Covered) => a.covered === b.covered && a.total === b.total

/** Whether a share is smaller than another; the products may be larger than what a number holds. */
const isWorse = (a: Covered, b: Covered) => BigInt(a.covered) * BigInt(b.total) < BigInt(b.covered) * BigInt(a.total)

function sumOf(numbers: readonly number[]): number {
  let sum = 0
  for (const number of numbers) sum += number ?? 0
  return sum
}
