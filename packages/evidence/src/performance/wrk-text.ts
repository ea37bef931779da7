import type { Format, FormatInput, Reading } from "../format.ts"
import { RefusedInput } from "../refusal.ts"
import { openLines } from "../text/lines.ts"
import { type Load, Measures, type TimeMetric, NOTHING } from "./measures.ts"

const MS_OF: ReadonlyMap<string, number> = new Map([
  ["us", 0.001],
  ["ms", 1],
  ["s", 1_000],
  ["m", 60_000],
  ["h", 3_600_000],
])
const PERCENTILE: ReadonlyMap<number, TimeMetric> = new Map([
  [50, "p50"],
  [75, "p75"],
  [90, "p90"],
  [95, "p95"],
  [99, "p99"],
])
const BEGIN = /^\s*Running \S+ test @ /
const LATENCY = /^\s*Latency\s+(\S+)\s+(\S+)\s+(\S+)/
const DISTRIBUTION = /^\s*Latency Distribution/
const AT_PERCENT = /^\s*(\d+(?:\.\d+)?)%\s+(\S+)\s*$/
const REQUESTS = /^\s*(\d+) requests in (\S+), \S+ read\s*$/
const SOCKET_ERRORS = /^\s*Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/
const BAD_ANSWERS = /^\s*Non-2xx or 3xx responses: (\d+)/
const PER_SECOND = /^\s*Requests\/sec:\s+(\d+(?:\.\d+)?)\s*$/
const END = /^\s*Transfer\/sec:\s+\S+/

/** What one run of wrk printed so far. The address is left out: it may carry secrets. */
type Run = {
  readonly at: number
  requests: number | undefined
  failures: number
  durationMs: number | undefined
  perSecond: number | undefined
  readonly times: Partial<Record<TimeMetric, number | undefined>>
  /** wrk2 prints a second distribution, uncorrected for the requests it sent late. */
  distributions: number
  ended: boolean
}

/** What wrk and wrk2 print, with or without `--latency`, one run or several. */
export const WRK_TEXT: Format = {
  id: "wrk-text",
  kind: "performance",
  title: "wrk output",
  versions: "wrk 3 and 4, wrk2",
  recognisedBy: "`Running … test @` with `threads and … connections`",
  takes: [
    "requests, failures (socket errors and answers other than 2xx and 3xx), mean, maximum and percentiles as stated",
    "of several runs each one, and for all together no percentiles",
  ],
  refuses: ["output that is cut"],
  distrusts: ["runs without a request"],
  commands: ["wrk --latency -t2 -c10 -d30s http://localhost:3000 > wrk.txt"],
  recognise: ({ xml, json, lines }) =>
    xml === null &&
    json === null &&
    lines.some((line) => BEGIN.test(line)) &&
    lines.some((line) => /^\s*\d+ threads? and \d+ connections?/.test(line)),
  open(input) {
    const runs: Run[] = []
    return openLines(
      input,
      (text, at) => line(runs, text, at),
      (lines) => finish(input, runs, lines),
    )
  },
}

function line(runs: Run[], text: string, at: number): void {
  if (BEGIN.test(text)) {
    const blank = { requests: undefined, failures: 0, durationMs: undefined, perSecond: undefined }
    runs.push({ at, ...blank, times: {}, distributions: 0, ended: false })
    return
  }
  const run = runs.at(-1)
  if (run === undefined || run.ended) return
  readLine(run, text, at)
}

function readLine(run: Run, text: string, at: number): void {
  const latency = LATENCY.exec(text)
  if (DISTRIBUTION.test(text)) run.distributions++
  else if (latency !== null) {
    run.times.mean = duration(latency[1])
    run.times.max = duration(latency[3])
  } else if (AT_PERCENT.test(text)) {
    const [, percent, value] = AT_PERCENT.exec(text) ?? []
    const metric = PERCENTILE.get(Number(percent))
    if (metric !== undefined && run.distributions === 1) run.times[metric] = duration(value)
  } else if (REQUESTS.test(text)) {
    const [, requests, took] = REQUESTS.exec(text) ?? []
    run.requests = Number(requests)
    run.durationMs = duration(took)
  } else if (SOCKET_ERRORS.test(text)) {
    for (const errors of SOCKET_ERRORS.exec(text)?.slice(1) ?? []) run.failures += Number(errors)
  } else if (BAD_ANSWERS.test(text)) run.failures += Number(BAD_ANSWERS.exec(text)?.[1])
  else if (PER_SECOND.test(text)) run.perSecond = Number(PER_SECOND.exec(text)?.[1])
  else if (END.test(text)) {
    if (run.requests === undefined) {
      throw new RefusedInput({ kind: "invalid", line: at, what: "the run ends without its number of requests" })
    }
    run.ended = true
  } else if (run.requests !== undefined && text.trim() !== "") {
    // Between the number of requests and the rate stand failures, when there are any, and nothing else.
    throw new RefusedInput({
      kind: "invalid",
      line: at,
      what: "a line behind the number of requests that wrk does not print",
    })
  }
}

function finish(input: FormatInput, runs: readonly Run[], lines: number): Reading {
  if (!runs.every(({ ended }) => ended)) {
    throw new RefusedInput({ kind: "truncated", line: Math.max(1, lines), within: "before the end of a run" })
  }
  const measures = new Measures(input)
  const whole = together(runs)
  measures.load("", whole, { at: runs[0]?.at ?? 1 })
  if (runs.length > 1) runs.forEach((run, i) => measures.load(`run ${i + 1}`, run, { at: run.at }))
  const idle = runs.filter(({ requests }) => requests === 0).length
  const counts = measures.counts(whole, runs.length > 1 ? runs.length : 0)
  return { refusal: null, ...(idle > 0 ? NOTHING : {}), counts, tool: { name: "wrk" } }
}

/** Percentiles of several runs cannot be put together, and neither can their means. */
function together(runs: readonly Run[]): Load {
  const [only] = runs
  if (runs.length === 1 && only !== undefined) return only
  let requests = 0
  let failures = 0
  let durationMs = 0
  let max = 0
  for (const run of runs) {
    requests += run.requests ?? 0
    failures += run.failures
    durationMs += run.durationMs ?? 0
    max = Math.max(max, run.times.max ?? 0)
  }
  return { requests, failures, durationMs, times: { max } }
}

/** Milliseconds of `42.28ms`, `78.27s`, `83.33m`; undefined for `-nan`. */
function duration(text: string | undefined): number | undefined {
  const [, value, unit] = /^(\d+(?:\.\d+)?)(us|ms|s|m|h)$/.exec(text ?? "") ?? []
  const factor = MS_OF.get(unit ?? "")
  return factor === undefined ? undefined : Number(value) * factor
}
