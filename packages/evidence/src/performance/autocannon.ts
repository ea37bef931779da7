import { hasKeys } from "../detect/json-shape.ts"
import type { Format } from "../format.ts"
import { openJson } from "../json/document.ts"
import { at, type Json, type JsonPlace, number, text } from "../json/json.ts"
import { RefusedInput } from "../refusal.ts"
import { readTime } from "../values/time.ts"
import { type Load, Measures, NOTHING } from "./measures.ts"

/** The whole report is a page long; these parts of it are kept until its end. The URL may carry secrets. */
const KEPT = [
  "requests",
  "latency",
  "errors",
  "timeouts",
  "mismatches",
  "non2xx",
  "1xx",
  "3xx",
  "4xx",
  "5xx",
  "duration",
  "finish",
]

/** What `autocannon --json` prints (its README, "Programmatic API", results). It states no 95th percentile. */
export const AUTOCANNON_JSON: Format = {
  id: "autocannon-json",
  kind: "performance",
  title: "autocannon JSON",
  versions: "autocannon 2 to 9",
  recognisedBy: "`connections`, `pipelining` and `duration`",
  takes: ["requests, failures (errors, time-outs, mismatches, answers other than 2xx), latencies as stated"],
  refuses: ["reports without `requests.total`"],
  distrusts: ["reports without a request"],
  commands: ["autocannon --json http://localhost:3000 > autocannon.json"],
  recognise: ({ first }) => hasKeys(first, "connections", "pipelining", "duration"),
  open(input) {
    const measures = new Measures(input)
    const kept = new Map<string, Json>()
    const keep = (value: Json, { key }: JsonPlace): void => void kept.set(key, value)
    return openJson(input, Object.fromEntries(KEPT.map((key) => [key, keep])), () => {
      const report: Json = Object.fromEntries(kept)
      const load = loadOf(report)
      measures.load("", load, { at: 1, pointer: "" })
      const finish = readTime(text(report, "finish"))
      return {
        refusal: null,
        ...(load.requests === 0 ? NOTHING : {}),
        counts: measures.counts(load, 0),
        tool: { name: "autocannon" },
        ...(finish.kind === "instant" ? { producedAt: finish.at } : {}),
      }
    })
  },
}

function loadOf(report: Json): Load {
  const requests = number(at(report, "requests", "total"))
  if (requests === undefined || number(report, "errors") === undefined) {
    throw new RefusedInput({ kind: "invalid", line: 1, what: "the numbers of requests and errors are missing" })
  }
  const durationS = number(report, "duration")
  const latency = (key: string) => number(report, "latency", key)
  return {
    requests,
    failures: failuresOf(report),
    durationMs: durationS === undefined ? undefined : durationS * 1000,
    perSecond: number(report, "requests", "average"),
    times: {
      min: latency("min"),
      mean: latency("average"),
      max: latency("max"),
      p50: latency("p50"),
      p75: latency("p75"),
      p90: latency("p90"),
      p99: latency("p99"),
    },
  }
}

/** Errors include time-outs, by autocannon's own count; a report edited to say otherwise gets the worse of the two. */
function failuresOf(report: Json): number {
  const count = (key: string) => {
    const found = number(report, key)
    // Old versions count less, but what is there is a number.
    if (found === undefined && at(report, key) !== undefined) {
      throw new RefusedInput({ kind: "invalid", line: 1, what: `the number of ${key} is none` })
    }
    return found ?? 0
  }
  const others = count("1xx") + count("3xx") + count("4xx") + count("5xx")
  return Math.max(count("errors"), count("timeouts")) + Math.max(count("non2xx"), others) + count("mismatches")
}
