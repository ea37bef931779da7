import { at, entries, has, isJsonObject, isJsonList, type Json, list, number, text, truth } from "../json/json.ts"
import type { TimeMetric } from "./measures.ts"

/** One metric of a k6 summary, in whichever of its shapes it was written. */
export type K6Metric = {
  /** Without the tags of a sub-metric. */
  readonly base: string
  /** The tags of a sub-metric: `name:login` of `http_req_duration{name:login}`; "" of the metric itself. */
  readonly tags: string
  readonly values: Json | undefined
  readonly thresholds: readonly K6Threshold[]
}

export type K6Threshold = { readonly expression: string; readonly passed: boolean; readonly understood: boolean }

const TIMES: readonly (readonly [metric: TimeMetric, keys: readonly string[]])[] = [
  ["min", ["min"]],
  ["mean", ["avg"]],
  ["max", ["max"]],
  ["p50", ["med", "p(50)"]],
  ["p75", ["p(75)"]],
  ["p90", ["p(90)"]],
  ["p95", ["p(95)"]],
  ["p99", ["p(99)"]],
]

/** The metric of this name: with `values` as handleSummary is given it, without as `--summary-export` writes it. */
export function k6Metric(name: string, value: Json): K6Metric {
  const brace = name.indexOf("{")
  const hasValues = has(value, "values")
  return {
    base: brace < 0 ? name : name.slice(0, brace),
    tags: brace < 0 ? "" : name.slice(brace + 1).replace(/\}$/, ""),
    values: hasValues ? at(value, "values") : value,
    thresholds: thresholdsOf(at(value, "thresholds"), hasValues),
  }
}

/** The times of a trend, in milliseconds as k6 always writes them (`summaryTimeUnit` is for eyes). */
export function k6Times({ values }: K6Metric): Partial<Record<TimeMetric, number | undefined>> {
  return Object.fromEntries(
    TIMES.map(([metric, keys]) => [
      metric,
      keys.map((key) => number(values, key)).find((found) => found !== undefined),
    ]),
  )
}

/** How many of a rate's samples were true, of how many. Of `http_req_failed` the true ones are the failures. */
export function k6Rate({ values }: K6Metric): { matches?: number; total?: number; rate?: number } {
  const matches = number(values, "matches") ?? number(values, "passes")
  const fails = number(values, "fails")
  const total = number(values, "total") ?? (matches === undefined || fails === undefined ? undefined : matches + fails)
  const rate = number(values, "rate") ?? number(values, "value")
  return {
    ...(matches === undefined ? {} : { matches }),
    ...(total === undefined ? {} : { total }),
    ...(rate === undefined ? {} : { rate }),
  }
}

/** Whether the values themselves say that there was no sample: k6 judges thresholds over nothing, and they hold. */
export function isWithoutSample({ values }: K6Metric): boolean {
  const count = number(values, "count")
  if (count !== undefined) return count === 0
  const fails = number(values, "fails")
  if (fails !== undefined) return fails === 0 && number(values, "passes") === 0
  const total = number(values, "total")
  if (total !== undefined) return total === 0
  const times = ["min", "avg", "max"].map((key) => number(values, key)).filter((time) => time !== undefined)
  return times.length > 0 && times.every((time) => time === 0)
}

/**
 * handleSummary says `{ ok: true }` of a threshold that holds; `--summary-export` says `true` of one that was crossed.
 * What is neither was not judged, and is not passed.
 */
function thresholdsOf(thresholds: Json | undefined, hasValues: boolean): K6Threshold[] {
  if (isJsonList(thresholds)) {
    return list(thresholds).map((threshold) => {
      const expression = text(threshold, "source") || text(threshold, "expression") || text(threshold, "name")
      return judged(expression, truth(threshold, "ok") ?? truth(threshold, "passed"))
    })
  }
  return entries(thresholds).map(([expression, verdict]) => {
    if (isJsonObject(verdict)) return judged(expression, truth(verdict, "ok"))
    const crossed = hasValues ? undefined : truth(verdict)
    return judged(expression, crossed === undefined ? undefined : !crossed)
  })
}

const judged = (expression: string, passed: boolean | undefined): K6Threshold => ({
  expression,
  passed: passed === true,
  understood: passed !== undefined,
})
