import type { Format, FormatInput } from "../format.ts"
import { hasKeys, shapeAt } from "../detect/json-shape.ts"
import { openJson } from "../json/document.ts"
import { at, entries, has, type Json, type JsonPlace, number, text } from "../json/json.ts"
import { RefusedInput } from "../refusal.ts"
import { readNumber } from "../values/number.ts"
import { type Load, Measures, type TimeMetric, NOTHING } from "./measures.ts"
import { wholeNumber } from "./whole-number.ts"

const STATS = [
  "numberOfRequests",
  "minResponseTime",
  "meanResponseTime",
  "maxResponseTime",
  "percentiles1",
  "percentiles2",
  "percentiles3",
  "percentiles4",
  "meanNumberOfRequestsPerSecond",
] as const
/** The default of `gatling.charting.indicators.percentile1` to `4`; which ones were asked for is not in the file. */
const FOUR: readonly (readonly [key: string, metric: TimeMetric])[] = [
  ["percentiles1", "p50"],
  ["percentiles2", "p75"],
  ["percentiles3", "p95"],
  ["percentiles4", "p99"],
]
/** Gatling 2.0 had two. */
const TWO: typeof FOUR = [
  ["percentiles1", "p95"],
  ["percentiles2", "p99"],
]

/** Gatling's `js/global_stats.json`, and `js/stats.json` with every request. Requests that failed count in the times. */
export const GATLING_STATS: Format = {
  id: "gatling-global-stats",
  kind: "performance",
  title: "Gatling statistics",
  versions: "Gatling 2 and 3",
  recognisedBy: "`numberOfRequests` and `minResponseTime`, also inside `stats` with `contents`",
  takes: ["requests, failures, response times and percentiles as stated; in `stats.json` of each request, too"],
  refuses: ["statistics without `numberOfRequests`"],
  distrusts: ["statistics without a request"],
  commands: ["gatling.sh -rm local", "mvn gatling:test"],
  recognise: ({ first }) =>
    hasKeys(first, "numberOfRequests", "minResponseTime") ||
    (hasKeys(first, "stats", "contents") && hasKeys(shapeAt(first, "stats"), "numberOfRequests")),
  open(input) {
    const measures = new Measures(input)
    const global = new Map<string, Json>()
    const whole: { load?: Load; place: JsonPlace } = { place: { at: 1, pointer: "", key: "" } }
    let labels = 0
    /** Requests stand in groups, and groups in groups. */
    const contents = (value: Json, place: JsonPlace): void => {
      if (text(value, "type") === "REQUEST") {
        labels++
        const name = text(value, "path") || text(value, "name")
        measures.load(name, loadOf(at(value, "stats"), input, place), place)
      }
      for (const [key, inner] of entries(value, "contents")) {
        contents(inner, { ...place, pointer: `${place.pointer}/contents/${key}`, key })
      }
    }
    const keep = (value: Json, { key }: JsonPlace): void => void global.set(key, value)
    return openJson(
      input,
      {
        ...Object.fromEntries(STATS.map((key) => [key, keep])),
        stats: (value, place) => {
          whole.load = loadOf(value, input, place)
          whole.place = place
        },
        "contents/*": contents,
      },
      () => {
        const load = whole.load ?? loadOf(Object.fromEntries(global), input, whole.place)
        measures.load("", load, whole.place)
        return {
          refusal: null,
          ...(load.requests === 0 ? NOTHING : {}),
          counts: measures.counts(load, labels),
          tool: { name: "Gatling" },
        }
      },
    )
  },
}

function loadOf(stats: Json | undefined, { warnings }: FormatInput, { at: line }: JsonPlace): Load {
  const requests = wholeNumber(at(stats, "numberOfRequests", "total"))
  const good = wholeNumber(at(stats, "numberOfRequests", "ok"))
  const bad = wholeNumber(at(stats, "numberOfRequests", "ko"))
  if (requests === undefined || (good === undefined && bad === undefined)) {
    throw new RefusedInput({ kind: "invalid", line, what: "the number of requests is missing" })
  }
  const rest = good === undefined ? 0 : requests - good
  const failures = Math.max(bad ?? 0, rest)
  if (bad !== undefined && good !== undefined && bad !== rest) {
    warnings.add("totals-disagree", `${requests} requests, ${good} ok, ${bad} failed`)
  }
  const total = (key: string) => wholeNumber(at(stats, key, "total"))
  const percentiles = has(stats, "percentiles3") ? FOUR : TWO
  return {
    requests,
    failures,
    perSecond: decimal(at(stats, "meanNumberOfRequestsPerSecond", "total")),
    times: {
      min: total("minResponseTime"),
      mean: total("meanResponseTime"),
      max: total("maxResponseTime"),
      ...Object.fromEntries(percentiles.map(([key, metric]) => [metric, total(key)])),
    },
  }
}

function decimal(value: Json | undefined): number | undefined {
  if (typeof value !== "string") return number(value)
  const read = readNumber(value)
  return read.kind === "number" ? read.value : undefined
}
