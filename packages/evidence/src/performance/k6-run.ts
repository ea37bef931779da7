import type { Instant } from "@promotrail/core"
import type { FormatInput, Reading } from "../format.ts"
import { type Json, type JsonPlace, number, text } from "../json/json.ts"
import { RefusedInput } from "../refusal.ts"
import { readTime } from "../values/time.ts"
import { isWithoutSample, type K6Metric, k6Metric, k6Rate, k6Times } from "./k6-metric.ts"
import { type Load, Measures, NOTHING } from "./measures.ts"

/** What k6 measures in every run, whether it does anything or not. */
const OF_ANY_RUN: ReadonlySet<string> = new Set([
  "vus",
  "vus_max",
  "iterations",
  "iteration_duration",
  "dropped_iterations",
  "data_sent",
  "data_received",
  "group_duration",
])
/** Trends of k6's own that are about requests; what a script measures itself is told by its name. */
const BUILT_IN = /^(http_|grpc_|ws_|browser_|iteration_|group_|checks$)/
type Protocol = "http" | "grpc" | "browser"
/** How long requests took, by protocol. */
const PROTOCOL_OF: ReadonlyMap<string, Protocol> = new Map([
  ["http_req_duration", "http"],
  ["grpc_req_duration", "grpc"],
  ["browser_http_req_duration", "browser"],
])
/** Web Vitals of the browser module (k6 docs, "Browser metrics"); Google's limits are for the 75th percentile. */
const VITALS: ReadonlyMap<string, "fcp" | "lcp" | "cls" | "inp"> = new Map([
  ["browser_web_vital_fcp", "fcp"],
  ["browser_web_vital_lcp", "lcp"],
  ["browser_web_vital_cls", "cls"],
  ["browser_web_vital_inp", "inp"],
])

/** Puts the metrics of one summary together, in whatever order they stand. */
export class K6Run {
  readonly rules = {
    "metrics/*": (value: Json, place: JsonPlace) => this.metric(k6Metric(place.key, value), value, place),
    "results/metrics/*": (value: Json, place: JsonPlace) =>
      this.metric(k6Metric(text(value, "name"), value), value, place),
    "results/passed": (value: Json, place: JsonPlace) => this.measures.threshold("passed", "", value === true, place),
    "state/testRunDurationMs": (value: Json) => void (this.statedMs = number(value)),
    "config/duration": (value: Json) => {
      const seconds = number(value)
      if (seconds !== undefined) this.statedMs = seconds * 1000
    },
    "metadata/k6Version": (value: Json) => void (this.version = text(value)),
    "metadata/generatedAt": (value: Json) => {
      const read = readTime(text(value))
      if (read.kind === "instant") this.producedAt = read.at
    },
    version: (value: Json) => void (this.schema = text(value)),
  }
  private readonly input: FormatInput
  private readonly measures: Measures
  private readonly scopes = new Set<string>()
  private requests: number | undefined
  private failures: number | undefined
  /** Whether the scope of the whole run is taken, by HTTP requests of k6's own. */
  private hasWhole = false
  private readonly held = new Map<Protocol, [Load, JsonPlace][]>()
  private dropped = 0
  private checks: { passes: number; fails: number } | undefined
  /** What was measured besides requests. */
  private others = 0
  private statedMs: number | undefined
  private readonly derivedMs: { requests?: number | undefined; iterations?: number | undefined } = {}
  private version = ""
  private schema = ""
  private producedAt: Instant | undefined

  constructor(input: FormatInput) {
    this.input = input
    this.measures = new Measures(input)
  }

  finish(): Reading {
    this.release()
    const { requests, failures, measures, dropped, checks } = this
    const durationMs = this.statedMs ?? this.derivedMs.requests ?? this.derivedMs.iterations
    measures.add("duration", "", durationMs, { at: 1, pointer: "" })
    const load: Load = { requests, failures, durationMs }
    const isEmpty = (requests ?? 0) === 0 && (requests === 0 || this.others === 0)
    return {
      refusal: null,
      ...(isEmpty ? NOTHING : {}),
      counts: {
        ...measures.counts(load, this.scopes.size),
        ...(dropped === 0 ? {} : { droppedIterations: dropped }),
        ...(checks === undefined ? {} : { checksPassed: checks.passes, checksFailed: checks.fails }),
      },
      tool: { name: "k6", ...(this.version === "" ? {} : { version: this.version }) },
      ...(this.schema === "" ? {} : { formatVersion: this.schema }),
      ...(this.producedAt === undefined ? {} : { producedAt: this.producedAt }),
    }
  }

  private metric(metric: K6Metric, value: Json, place: JsonPlace): void {
    const { base, tags } = metric
    const isEmpty = isWithoutSample(metric)
    if (!OF_ANY_RUN.has(base) && !base.startsWith("http_") && !isEmpty) this.others++
    if (base === "http_reqs") this.httpRequests(metric, place)
    else if (base === "http_req_failed") this.httpFailures(metric, place)
    else if (base === "browser_http_req_failed" && tags === "") this.browserFailures(metric, place)
    else if (base === "dropped_iterations") this.droppedIterations(metric, place)
    else if (base === "iterations") this.iterations(metric)
    else if (base === "checks" && tags === "") this.allChecks(metric)
    else if (VITALS.has(base)) this.vital(metric, place)
    else if (!isEmpty) this.times(metric, value, place)
    this.judge(metric, isEmpty, place)
  }

  private httpRequests(metric: K6Metric, place: JsonPlace): void {
    const count = number(metric.values, "count")
    const rate = number(metric.values, "rate")
    this.measures.load(this.scope(metric.tags), { requests: count, perSecond: rate }, place)
    if (metric.tags !== "") return
    this.hasWhole = true
    this.requests = count
    this.derivedMs.requests = lengthOf(count, rate)
  }

  private httpFailures(metric: K6Metric, place: JsonPlace): void {
    const { total } = k6Rate(metric)
    if (total === 0) return
    const load = this.failuresOf(metric, place)
    this.measures.load(this.scope(metric.tags), load, place)
    if (metric.tags === "") this.failures = load.failures
  }

  private browserFailures(metric: K6Metric, place: JsonPlace): void {
    const { total } = k6Rate(metric)
    if (total === 0) return
    this.hold("browser", { requests: total, ...this.failuresOf(metric, place) }, place)
  }

  private failuresOf(metric: K6Metric, { at: line }: JsonPlace): Load {
    const { matches, total, rate } = k6Rate(metric)
    const counted = matches === undefined || total === undefined ? undefined : matches / total
    if (counted === undefined && rate === undefined) {
      throw new RefusedInput({ kind: "invalid", line, what: "a rate of failed requests without its values" })
    }
    if (counted !== undefined && rate !== undefined && Math.abs(counted - rate) > 1e-6) {
      this.input.warnings.add("totals-disagree", `${matches} of ${total} requests failed, the stated rate is ${rate}`)
    }
    const worse = Math.max(counted ?? 0, rate ?? 0)
    const errorRate = counted === undefined && rate === undefined ? undefined : worse
    return { failures: matches, errorRate }
  }

  private hold(protocol: Protocol, load: Load, place: JsonPlace): void {
    const known = this.held.get(protocol)
    if (known === undefined) this.held.set(protocol, [[load, place]])
    else known.push([load, place])
  }

  /** A run without HTTP requests of k6's own is one of another protocol; beside them the other has its name. */
  private release(): void {
    for (const [protocol, parts] of [...this.held].sort(([one], [other]) => (one < other ? 1 : -1))) {
      const isWhole = !this.hasWhole
      this.hasWhole = true
      for (const [load, place] of parts) {
        this.measures.load(isWhole ? "" : this.scope(protocol), load, place)
        if (!isWhole) continue
        this.requests ??= load.requests
        this.failures ??= load.failures
      }
    }
  }

  private droppedIterations(metric: K6Metric, place: JsonPlace): void {
    const count = number(metric.values, "count")
    this.measures.add("dropped-iterations", this.scope(metric.tags), count, place)
    if (metric.tags !== "" || count === undefined) return
    this.dropped = count
    this.input.warnings.add("load-not-applied", "", count)
  }

  private iterations({ tags, values }: K6Metric): void {
    if (tags === "") this.derivedMs.iterations = lengthOf(number(values, "count"), number(values, "rate"))
  }

  private allChecks(metric: K6Metric): void {
    const { matches, total } = k6Rate(metric)
    if (matches !== undefined && total !== undefined) this.checks = { passes: matches, fails: total - matches }
  }

  private vital({ base, tags, values }: K6Metric, place: JsonPlace): void {
    const vital = VITALS.get(base)
    const found = ["p(75)", "p(90)", "p(95)", "p(99)", "max"].map((key) => number(values, key))
    const value = found.find((stated) => stated !== undefined)
    if (vital !== undefined) this.measures.add(vital, this.scope(tags), value, place)
  }

  /** Times of requests have the run's own scope; other times are told apart by their name. */
  private times(metric: K6Metric, value: Json, place: JsonPlace): void {
    const { base, tags } = metric
    const times = k6Times(metric)
    const { min: _min, max: _max, ...ofTrend } = times
    if (Object.values(ofTrend).every((time) => time === undefined)) return
    // A trend of the script may be of anything, unless it says that it is of time.
    const contains = text(value, "contains")
    if (contains === "" ? !BUILT_IN.test(base) : contains !== "time") return
    // The parts of a request are not times anybody sets a budget for.
    if (base.startsWith("http_") && base !== "http_req_duration") return
    const protocol = PROTOCOL_OF.get(base)
    if (protocol !== undefined && protocol !== "http" && tags === "") return this.hold(protocol, { times }, place)
    if (protocol === "http" && tags === "") this.hasWhole = true
    const scope = protocol !== undefined ? tags : tags === "" ? base : `${base}{${tags}}`
    return this.measures.load(this.scope(scope), { times }, place)
  }

  private judge(metric: K6Metric, isEmpty: boolean, place: JsonPlace): void {
    const { base, tags, thresholds } = metric
    for (const { expression, passed, understood } of thresholds) {
      const name = tags === "" ? `${base}: ${expression}` : `${base}{${tags}}: ${expression}`
      if (!understood) this.input.warnings.add("unknown-status", name)
      // Nothing happened that it is about, but for a counter: none may be what was asked for.
      if (passed && isEmpty && BUILT_IN.test(base) && base !== "http_reqs") {
        this.input.warnings.add("threshold-without-data", name)
      } else this.measures.threshold(name, tags, passed, place)
    }
  }

  private scope(name: string): string {
    if (name !== "") this.scopes.add(name)
    return name
  }
}

/** k6 made the rate per second of the count and the length of the run, so these two tell it. */
function lengthOf(count: number | undefined, rate: number | undefined): number | undefined {
  return count === undefined || rate === undefined || rate <= 0 ? undefined : (count / rate) * 1000
}
