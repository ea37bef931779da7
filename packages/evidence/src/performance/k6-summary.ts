import type { Instant } from "@promotrail/core"
import type { Head } from "../detect/head.ts"
import { hasKeys, isList, isObject, shapeAt } from "../detect/json-shape.ts"
import type { Format, FormatInput, Reading } from "../format.ts"
import { openJson } from "../json/document.ts"
import { type Json, type JsonPlace, number, text } from "../json/json.ts"
import { readTime } from "../values/time.ts"
import { isWithoutSample, type K6Metric, k6Metric, k6Rate, k6Times } from "./k6-metric.ts"
import { type Load, Measures } from "./measures.ts"

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
/** Web Vitals of the browser module (k6 docs, "Browser metrics"); Google's limits are for the 75th percentile. */
const VITALS: ReadonlyMap<string, "fcp" | "lcp" | "cls" | "inp"> = new Map([
  ["browser_web_vital_fcp", "fcp"],
  ["browser_web_vital_lcp", "lcp"],
  ["browser_web_vital_cls", "cls"],
  ["browser_web_vital_inp", "inp"],
])

/**
 * k6's end-of-test summary: what `handleSummary` is given, what `--summary-export` writes, and the machine-readable
 * summary of k6 1.5 and later (grafana/k6-summary, schema 1.0.0), which says nothing of thresholds.
 */
export const K6_SUMMARY_JSON: Format = {
  id: "k6-summary-json",
  kind: "performance",
  title: "k6 summary JSON",
  versions: "k6 0.2x to 2, machine-readable summary 1.0.0",
  recognisedBy: "`metrics` with `http_reqs`, `iterations` or `vus`; `results.metrics` with `metadata.k6Version`",
  takes: [
    "requests, failures, dropped iterations, response times; of sub-metrics and of trends of the script, too",
    "thresholds as k6 judged them, and web vitals of the browser module",
  ],
  refuses: ["runs that made no request and measured nothing of their own"],
  commands: ["k6 run --summary-export=summary.json script.js"],
  recognise: isK6,
  open(input) {
    const summary = new K6Summary(input)
    const { rules } = summary
    return openJson(input, rules, () => summary.finish())
  },
}

class K6Summary {
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
    const { requests, failures, measures, dropped, checks } = this
    const durationMs = this.statedMs ?? this.derivedMs.requests ?? this.derivedMs.iterations
    measures.add("duration", "", durationMs, { at: 1, pointer: "" })
    const load: Load = { requests, failures, durationMs }
    const isEmpty = (requests ?? 0) === 0 && (requests === 0 || this.others === 0)
    return {
      refusal: isEmpty ? { kind: "nothing-measured", what: "requests" } : null,
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
    this.requests = count
    this.derivedMs.requests = lengthOf(count, rate)
  }

  private httpFailures(metric: K6Metric, place: JsonPlace): void {
    const { matches, total, rate } = k6Rate(metric)
    if (total === 0) return
    const scope = this.scope(metric.tags)
    const counted = matches === undefined || total === undefined ? undefined : matches / total
    if (counted !== undefined && rate !== undefined && Math.abs(counted - rate) > 1e-6) {
      this.input.warnings.add("totals-disagree", `${matches} of ${total} requests failed, the stated rate is ${rate}`)
    }
    const worse = Math.max(counted ?? 0, rate ?? 0)
    const errorRate = counted === undefined && rate === undefined ? undefined : worse
    this.measures.load(scope, { failures: matches, errorRate }, place)
    if (metric.tags === "") this.failures = matches
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
    const isWhole = base === "http_req_duration" || base === "grpc_req_duration"
    const scope = isWhole ? tags : tags === "" ? base : `${base}{${tags}}`
    this.measures.load(this.scope(scope), { times }, place)
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

function isK6({ first }: Head): boolean {
  if (hasKeys(shapeAt(first, "metadata"), "k6Version")) return true
  const results = shapeAt(first, "results", "metrics")
  if (isList(results)) return hasKeys(shapeAt(results, 0), "name", "type", "contains", "values")
  const metrics = shapeAt(first, "metrics")
  if (!isObject(metrics)) return false
  const own = ["http_reqs", "http_req_duration", "http_req_connecting", "iterations", "iteration_duration", "vus"]
  return hasKeys(first, "root_group") || [...own, "data_sent"].some((name) => metrics.has(name))
}
