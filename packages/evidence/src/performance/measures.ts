import { MEASURE_METRICS, type MeasureMetric, type Placed } from "@promotrail/core"
import type { FormatInput, Reading } from "../format.ts"
import { Items } from "../items.ts"
import { RefusedInput } from "../refusal.ts"

/** The metrics of one kind of time: how long requests took. */
export type TimeMetric = "min" | "mean" | "max" | "p50" | "p75" | "p90" | "p95" | "p99"

/** What a load test tells of the whole run, or of one label. What it does not tell is absent, never 0. */
export type Load = {
  readonly requests?: number | undefined
  readonly failures?: number | undefined
  /** The stated part of failed requests, for tools that state no number of failures. */
  readonly errorRate?: number | undefined
  readonly durationMs?: number | undefined
  readonly perSecond?: number | undefined
  /** Milliseconds. */
  readonly times?: Readonly<Partial<Record<TimeMetric, number | undefined>>>
}

/** Why no gate may rely on a load test without a request. */
export const NOTHING: Pick<Reading, "unfit"> = { unfit: { kind: "nothing-measured", what: "requests" } }

/** Where readers of performance put what they measured: in our units, whole, and never better than it was. */
export class Measures {
  thresholds = 0
  thresholdsCrossed = 0
  private readonly input: FormatInput
  private readonly items: Items

  constructor(input: FormatInput) {
    this.input = input
    this.items = new Items(input)
  }

  /** Adds one value: milliseconds for times, parts of one for rates and scores, requests per second, things. */
  add(metric: MeasureMetric, scope: string, value: number | undefined, place: Placed): void {
    if (value === undefined) return
    const whole = this.inUnit(metric, value, place.at)
    if (whole === undefined) return
    const { at, pointer } = place
    if (scope.length > this.input.limits.identity) {
      throw new RefusedInput({ kind: "too-large", what: "identity", limit: this.input.limits.identity, line: at })
    }
    this.items.add({
      type: "measure",
      metric,
      scope,
      value: whole,
      at,
      ...(pointer === undefined ? {} : { pointer }),
    })
  }

  /** Adds all that is known of a run or a label. */
  load(scope: string, load: Load, place: Placed): void {
    const { requests, failures, errorRate, durationMs, perSecond, times = {} } = load
    this.add("requests", scope, requests, place)
    this.add("failures", scope, failures, place)
    const rate = requests === undefined || failures === undefined ? errorRate : partOf(failures, requests)
    this.add("error-rate", scope, rate, place)
    this.add("duration", scope, durationMs, place)
    this.add("throughput", scope, perSecond, place)
    for (const [metric, value] of Object.entries(times) as [TimeMetric, number | undefined][]) {
      this.add(metric, scope, value, place)
    }
  }

  /** Adds a budget that the tool judged. */
  threshold(name: string, scope: string, passed: boolean, { at, pointer }: Placed): void {
    this.thresholds++
    if (!passed) this.thresholdsCrossed++
    this.items.add({ type: "threshold", name, scope, passed, at, ...(pointer === undefined ? {} : { pointer }) })
  }

  /** The counts of a load test. What was not told is absent. */
  counts({ requests, failures, durationMs }: Load, labels: number): Record<string, number> {
    return {
      ...(requests === undefined ? {} : { requests }),
      ...(failures === undefined ? {} : { failures }),
      labels,
      ...(durationMs === undefined ? {} : { durationMs: Math.round(durationMs) }),
      ...this.thresholdCounts(),
    }
  }

  thresholdCounts(): Record<string, number> {
    if (this.thresholds === 0) return {}
    return { thresholds: this.thresholds, thresholdsCrossed: this.thresholdsCrossed }
  }

  private inUnit(metric: MeasureMetric, value: number, line: number): number | undefined {
    const { warnings } = this.input
    if (value < 0) {
      // A negative number of failures is not "none", and no time of ours to mend.
      if (MEASURE_METRICS[metric] === "count") {
        throw new RefusedInput({ kind: "invalid", line, what: `a negative number of ${metric}: ${value}` })
      }
      warnings.add("negative-number", String(value))
      return 0
    }
    const whole = roundedFor(metric, value)
    if (Number.isSafeInteger(whole)) return whole
    warnings.add("unreadable-number", String(value))
    return undefined
  }
}

/** Failures may outnumber the requests that were answered: all of them is the most there is. */
function partOf(failures: number, requests: number): number | undefined {
  if (requests === 0) return undefined
  return Math.min(1, failures / requests)
}

/** Rounds to our unit. What is good rounds down and what is bad rounds up: one failure in ten million is not none. */
function roundedFor(metric: MeasureMetric, value: number): number {
  switch (MEASURE_METRICS[metric]) {
    case "us":
      return Math.round(value * 1000)
    case "millionths": {
      // 0.07 × 1000000 is a hair above 70000 in floating point.
      const exact = Number((value * 1_000_000).toFixed(3))
      return metric === "error-rate" || metric === "cls" ? Math.ceil(exact) : Math.floor(exact)
    }
    case "count":
      return metric === "requests" ? Math.floor(value) : Math.ceil(value)
    case "bytes":
      return Math.ceil(value)
  }
}
