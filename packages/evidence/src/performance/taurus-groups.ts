import type { FormatInput, Reading } from "../format.ts"
import { RefusedInput } from "../refusal.ts"
import { readNumber } from "../values/number.ts"
import { type Load, Measures, type TimeMetric, NOTHING } from "./measures.ts"

/** What Taurus tells of one label, by the name it uses in its CSV: `succ`, `avg_rt`, `perc_95.0`. */
export type TaurusGroup = {
  readonly label: string
  readonly values: ReadonlyMap<string, string>
  readonly at: number
}

/** Taurus counts in seconds. Its percentiles are stated; 0 and 100 are the least and the most. */
const TIMES: readonly (readonly [metric: TimeMetric, name: string])[] = [
  ["min", "perc_0.0"],
  ["mean", "avg_rt"],
  ["max", "perc_100.0"],
  ["p50", "perc_50.0"],
  ["p75", "perc_75.0"],
  ["p90", "perc_90.0"],
  ["p95", "perc_95.0"],
  ["p99", "perc_99.0"],
]

/** Reads the groups of Taurus' final statistics, whose whole run is the group without a label. */
export class TaurusGroups {
  durationS: number | undefined
  private readonly input: FormatInput
  private readonly measures: Measures
  private whole: Load | undefined
  private labels = 0

  constructor(input: FormatInput) {
    this.input = input
    this.measures = new Measures(input)
  }

  add(group: TaurusGroup): void {
    const load = this.loadOf(group)
    if (group.label !== "") {
      this.labels++
      return this.measures.load(group.label, load, { at: group.at })
    }
    if (this.whole !== undefined) {
      throw new RefusedInput({ kind: "invalid", line: group.at, what: "a second group without a label" })
    }
    this.whole = load
    return this.measures.load("", load, { at: group.at })
  }

  finish(): Reading {
    const { whole, durationS, measures } = this
    if (whole === undefined) {
      if (this.labels > 0) throw new RefusedInput({ kind: "invalid", line: 1, what: "no group for the whole run" })
      return { refusal: null, ...NOTHING, counts: {} }
    }
    const durationMs = durationS === undefined ? undefined : durationS * 1000
    measures.add("duration", "", durationMs, { at: 1 })
    return {
      refusal: null,
      ...(whole.requests === 0 ? NOTHING : {}),
      counts: measures.counts({ ...whole, durationMs }, this.labels),
      tool: { name: "Taurus" },
    }
  }

  private loadOf({ label, values, at }: TaurusGroup): Load {
    const number = (name: string) => {
      const text = values.get(name) ?? ""
      const read = readNumber(text)
      if (read.kind === "unreadable") this.input.warnings.add("unreadable-number", text)
      return read.kind === "number" ? read.value : undefined
    }
    const good = number("succ")
    const bad = number("fail")
    if (good === undefined || bad === undefined) {
      throw new RefusedInput({ kind: "invalid", line: at, what: "the group has no number of successes and failures" })
    }
    const requests = number("throughput") ?? good + bad
    if (requests !== good + bad) {
      this.input.warnings.add("totals-disagree", `${label}: ${requests} samples, ${good} good, ${bad} failed`)
    }
    const times = TIMES.map(([metric, name]) => {
      const seconds = number(name)
      return [metric, seconds === undefined ? undefined : seconds * 1000] as const
    })
    return { requests, failures: Math.max(bad, requests - good), times: Object.fromEntries(times) }
  }
}
