import type { TimeMetric } from "./measures.ts"

/** What all timings of one file may use together; a pair of label and duration takes one. */
export type TimingRoom = { left: number }

const PERCENTILES: readonly (readonly [metric: TimeMetric, percent: number])[] = [
  ["p50", 50],
  ["p75", 75],
  ["p90", 90],
  ["p95", 95],
  ["p99", 99],
]

/** How often each duration was seen, in whole milliseconds: exact percentiles of millions of requests in little memory. */
export class Timings {
  count = 0
  private sum = 0
  private readonly seen = new Map<number, number>()
  private readonly room: TimingRoom

  constructor(room: TimingRoom) {
    this.room = room
  }

  /** Answers false when there is no room for another duration. */
  add(ms: number): boolean {
    const times = this.seen.get(ms)
    if (times === undefined && this.room.left-- <= 0) return false
    this.seen.set(ms, (times ?? 0) + 1)
    this.count++
    this.sum += ms
    return true
  }

  /** Nearest-rank percentiles: the smallest duration that so many percent did not exceed. */
  times(): Partial<Record<TimeMetric, number>> {
    if (this.count === 0) return {}
    const sorted = [...this.seen].sort(([one], [other]) => one - other)
    const found: Partial<Record<TimeMetric, number>> = {
      min: sorted[0]?.[0] ?? 0,
      mean: this.sum / this.count,
      max: sorted.at(-1)?.[0] ?? 0,
    }
    let reached = 0
    let next = 0
    for (const [ms, times] of sorted) {
      reached += times
      for (; next < PERCENTILES.length; next++) {
        const [metric, percent] = PERCENTILES[next]!
        if (reached * 100 < percent * this.count) break
        found[metric] = ms
      }
    }
    return found
  }
}
