import type { Instant } from "@promotrail/core"
import type { Format, FormatInput, Reading } from "../format.ts"
import { entries, type Json, number } from "../json/json.ts"
import { parseLine } from "../json/taken.ts"
import { RefusedInput } from "../refusal.ts"
import { openLines } from "../text/lines.ts"
import { readTime } from "../values/time.ts"
import { Measures, type TimeMetric, NOTHING } from "./measures.ts"

const STATS = /^[A-Z]{3} \[(\d{4})(\d\d)(\d\d)-(\d\d:\d\d:\d\d\.\d{3})\] stats: (.*)$/
const BEGINS_STATS = /^[A-Z]{3} \[[^\]]+\] stats:/
const STATED: readonly (readonly [metric: TimeMetric, key: string])[] = [
  ["p50", "p50"],
  ["p90", "p90"],
  ["p95", "p95"],
  ["p99", "p99"],
]

/**
 * The log of Iago (Twitter's load generator, README "Metrics"): a line of statistics for each interval. A percentile
 * of the run cannot be made of percentiles of intervals.
 */
export const IAGO_LOG: Format = {
  id: "iago-log",
  kind: "performance",
  title: "Iago log",
  versions: "Iago 0.6",
  recognisedBy: "lines `INF [time] stats: {`",
  takes: [
    "requests, failures (also answers of status 400 and above), mean, least and most; percentiles of one interval",
  ],
  refuses: ["logs whose statistics are cut"],
  distrusts: ["logs without a request"],
  commands: ["java -jar iago.jar -f config.scala"],
  recognise: ({ lines }) => lines.some((line) => /^INF \[[^\]]+\] stats: \{/.test(line)),
  open(input) {
    const log = new IagoLog(input)
    return openLines(
      input,
      (text, at) => log.line(text, at),
      () => log.finish(),
    )
  },
}

class IagoLog {
  private readonly input: FormatInput
  private intervals = 0
  private requests = 0
  private failures = 0
  private answers = 0
  private sum = 0
  private min = Infinity
  private max = 0
  private stated: Partial<Record<TimeMetric, number | undefined>> = {}
  private at = 1
  private newest: Instant | undefined

  constructor(input: FormatInput) {
    this.input = input
  }

  line(text: string, at: number): void {
    if (!BEGINS_STATS.test(text)) return
    const found = STATS.exec(text)
    const stats = parseLine(found?.[5] ?? "", this.input.limits.jsonDepth)
    if (found === null || stats === undefined) {
      throw new RefusedInput({ kind: "truncated", line: at, within: "inside the statistics of an interval" })
    }
    const [, year, month, day, time] = found
    this.clock(`${year}-${month}-${day} ${time}`)
    if (this.intervals++ === 0) this.at = at
    this.interval(stats, at)
  }

  finish(): Reading {
    const measures = new Measures(this.input)
    const { requests, failures, answers, newest } = this
    const times = answers === 0 ? {} : { min: this.min, mean: this.sum / answers, max: this.max, ...this.stated }
    const load = { requests, failures, times }
    measures.load("", load, { at: this.at })
    return {
      refusal: null,
      ...(requests === 0 ? NOTHING : {}),
      counts: { ...measures.counts(load, 0), intervals: this.intervals },
      tool: { name: "Iago" },
      ...(newest === undefined ? {} : { producedAt: newest }),
    }
  }

  private interval(stats: Json, at: number): void {
    const requests = number(stats, "client/requests") ?? number(stats, "requests_sent")
    if (requests === undefined) {
      throw new RefusedInput({ kind: "invalid", line: at, what: "the interval has no number of requests" })
    }
    this.requests += requests
    this.failures += failuresOf(stats, requests)
    const latency = (key: string) => number(stats, `client/request_latency_ms_${key}`)
    const answers = latency("count") ?? 0
    if (answers === 0) return
    this.answers += answers
    this.sum += latency("sum") ?? (latency("average") ?? 0) * answers
    this.min = Math.min(this.min, latency("minimum") ?? Infinity)
    this.max = Math.max(this.max, latency("maximum") ?? 0)
    this.stated = this.intervals > 1 ? {} : Object.fromEntries(STATED.map(([metric, key]) => [metric, latency(key)]))
  }

  private clock(time: string): void {
    const read = readTime(time)
    if (read.kind === "unreadable") this.input.warnings.add("unreadable-time", time)
    if (read.kind !== "instant") return
    this.input.warnings.add("time-without-zone", time)
    if (this.newest === undefined || read.at > this.newest) this.newest = read.at
  }
}

/** Iago calls every answer a success; its status is counted beside it, under the bare number. */
function failuresOf(stats: Json, requests: number): number {
  const success = number(stats, "client/success")
  const unanswered = Math.max(number(stats, "client/failures") ?? 0, success === undefined ? 0 : requests - success)
  let refused = 0
  for (const [status] of entries(stats)) if (/^[45]\d\d$/.test(status)) refused += number(stats, status) ?? 0
  return Math.min(requests, unanswered + refused)
}
