import type { CoverageMetric } from "@promotrail/core"
import { RefusedInput } from "../refusal.ts"
import type { CoverageReport } from "./coverage-report.ts"

/** Places in one number: as many as make a small integer with a bit for "seen" and a bit for "hit" each. */
const WIDTH = 15
const SEEN = (1 << WIDTH) - 1
/** More blocks than any file below a place, so that file and block make one key. */
const BLOCKS = 2 ** 29
/** About 300 MB of them; a report within the limits of size has more only if it was made to. */
const MOST_BLOCKS = 4_000_000

/**
 * The set of numbered places (lines, branches, blocks) of every file, each hit or not: a place that is named again is
 * the same place, and hit once is hit. Kept as bits, because a report may name millions.
 */
export class Places {
  private readonly blocks = new Map<number, number>()
  /** The block in hand: places of one file come one after the other. */
  private key = -1
  private bits = 0

  mark(file: number, place: number, isHit: boolean): void {
    const block = Math.floor(place / WIDTH)
    const key = file * BLOCKS + block
    if (key !== this.key) {
      this.putBack()
      this.key = key
      this.bits = this.blocks.get(key) ?? 0
    }
    const bit = 1 << (place - block * WIDTH)
    this.bits |= isHit ? bit | (bit << WIDTH) : bit
  }

  /** Visits every place once. */
  each(visit: (file: number, place: number, isHit: boolean) => void): void {
    this.putBack()
    for (const [key, bits] of this.blocks) {
      const file = Math.floor(key / BLOCKS)
      const first = (key - file * BLOCKS) * WIDTH
      for (let rest = bits & SEEN, i = 0; rest !== 0; rest >>>= 1, i++) {
        if ((rest & 1) !== 0) visit(file, first + i, ((bits >>> (WIDTH + i)) & 1) === 1)
      }
    }
  }

  /** Adds to a report, for each file, how many places were hit of how many. */
  addTo(report: CoverageReport, metric: CoverageMetric): void {
    this.each((file, _place, isHit) => report.add(file, metric, isHit ? 1 : 0, 1))
  }

  private putBack(): void {
    if (this.key < 0) return
    this.blocks.set(this.key, this.bits)
    this.key = -1
    if (this.blocks.size > MOST_BLOCKS) {
      throw new RefusedInput({ kind: "too-large", what: "items", limit: MOST_BLOCKS * WIDTH, line: null })
    }
  }
}

/** Gives places that have names a number, from `first` on: the same name, the same number. */
export class PlaceNames {
  private readonly numbers = new Map<string, number>()
  private readonly first: number

  constructor(first = 0) {
    this.first = first
  }

  numberOf(name: string): number {
    const known = this.numbers.get(name)
    if (known !== undefined) return known
    const next = this.first + this.numbers.size
    if (this.numbers.size === MOST_BLOCKS) {
      throw new RefusedInput({ kind: "too-large", what: "items", limit: MOST_BLOCKS, line: null })
    }
    this.numbers.set(name, next)
    return next
  }
}
