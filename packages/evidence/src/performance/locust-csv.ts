import type { Format, FormatInput, Reading } from "../format.ts"
import { RefusedInput } from "../refusal.ts"
import { CsvRecords } from "../text/csv.ts"
import { openLines } from "../text/lines.ts"
import { readNumber } from "../values/number.ts"
import { type Load, Measures, type TimeMetric, NOTHING } from "./measures.ts"

/** Names of our columns, as Locust has called them. In the history all but the first are totals so far. */
const REQUESTS = ["request count", "total request count", "# requests"]
const FAILURES = ["failure count", "total failure count", "# failures"]
const TIMES: readonly (readonly [metric: TimeMetric, names: readonly string[]])[] = [
  ["min", ["min response time", "total min response time"]],
  ["mean", ["average response time", "total average response time"]],
  ["max", ["max response time", "total max response time"]],
  ["p50", ["50%", "median response time", "total median response time"]],
  ["p75", ["75%"]],
  ["p90", ["90%"]],
  ["p95", ["95%"]],
  ["p99", ["99%"]],
]
/** In the history these are of the last seconds, not of the run. */
const OF_THE_MOMENT: ReadonlySet<string> = new Set(["50%", "75%", "90%", "95%", "99%", "requests/s"])

type Row = Load & { readonly requests: number; readonly failures: number; readonly at: number }

/** Locust's `*_stats.csv` and `*_stats_history.csv` (`--csv`), also of versions before 1.0 (`# requests`). */
export const LOCUST_CSV: Format = {
  id: "locust-csv",
  kind: "performance",
  title: "Locust CSV",
  versions: "Locust 0.8 to 2",
  recognisedBy: "a header with `Request Count` and `Failure Count`",
  takes: ["requests, failures, response times and percentiles as stated, of the row for all and each request"],
  refuses: ["files without the last row, for all requests together", "rows that are cut"],
  distrusts: ["files without a request"],
  commands: ["locust --headless --csv results"],
  recognise: ({ lines }) => {
    const names = (lines[0] ?? "").split(",").map(nameOf)
    return REQUESTS.some((name) => names.includes(name)) && FAILURES.some((name) => names.includes(name))
  },
  open(input) {
    const reader = new LocustCsv(input)
    const records = new CsvRecords(",", input.limits, (fields, at) => reader.record(fields, at))
    return openLines(
      input,
      (text, at) => records.line(text, at),
      (lines) => {
        records.finish()
        return reader.finish(lines)
      },
    )
  },
}

const nameOf = (field: string): string => field.replaceAll('"', "").trim().toLowerCase()

class LocustCsv {
  private readonly input: FormatInput
  private readonly measures: Measures
  private names: readonly string[] | undefined
  private history = false
  private from = Infinity
  private to = 0
  private readonly rows = new Map<string, Row>()
  private total: Row | undefined

  constructor(input: FormatInput) {
    this.input = input
    this.measures = new Measures(input)
  }

  record(fields: readonly string[], at: number): void {
    if (fields.every((field) => field.trim() === "")) return
    if (this.names === undefined) {
      this.names = fields.map(nameOf)
      this.history = this.names.includes("timestamp")
      return
    }
    if (fields.length < this.names.length) {
      const what = `the row has ${fields.length} fields where ${this.names.length} are due`
      throw new RefusedInput({ kind: "invalid", line: at, what })
    }
    const row = this.row(fields, at)
    const name = this.text(fields, ["name"])
    const method = this.text(fields, ["type", "method"])
    this.clock(this.text(fields, ["timestamp"]))
    const isTotal = (name === "Aggregated" || name === "Total") && (method === "" || method === "None")
    if (isTotal) this.total = row
    else this.rows.set(`${method} ${name}`.trim(), row)
  }

  finish(lines: number): Reading {
    const { total } = this
    if (total === undefined) {
      if (this.rows.size > 0) {
        throw new RefusedInput({ kind: "truncated", line: lines, within: "before the row for all requests" })
      }
      return { refusal: null, ...NOTHING, counts: {} }
    }
    const whole = { ...total, failures: this.failuresOf(total), durationMs: this.durationMs() }
    this.measures.load("", whole, { at: total.at })
    for (const [name, row] of this.rows) this.measures.load(name, row, { at: row.at })
    return {
      refusal: null,
      ...(whole.requests === 0 ? NOTHING : {}),
      counts: this.measures.counts(whole, this.rows.size),
      tool: { name: "Locust" },
    }
  }

  private row(fields: readonly string[], at: number): Row {
    const requests = this.number(fields, REQUESTS)
    const failures = this.number(fields, FAILURES)
    if (requests === undefined || failures === undefined) {
      throw new RefusedInput({ kind: "invalid", line: at, what: "the row has no number of requests and failures" })
    }
    const times = Object.fromEntries(TIMES.map(([metric, names]) => [metric, this.number(fields, names)]))
    return { requests, failures, perSecond: this.number(fields, ["requests/s"]), times, at }
  }

  /** The total and its rows should agree; if they do not, the worse one is believed. */
  private failuresOf(total: Row): number {
    if (this.rows.size === 0) return total.failures
    let listed = 0
    for (const { failures } of this.rows.values()) listed += failures
    if (listed !== total.failures) {
      this.input.warnings.add("totals-disagree", `${total.failures} failures in all, ${listed} by request`)
    }
    return Math.max(listed, total.failures)
  }

  private clock(timestamp: string): void {
    if (!/^\d{9,10}$/.test(timestamp)) return
    this.from = Math.min(this.from, Number(timestamp))
    this.to = Math.max(this.to, Number(timestamp))
  }

  private durationMs(): number | undefined {
    return this.to > this.from ? (this.to - this.from) * 1000 : undefined
  }

  private text(fields: readonly string[], names: readonly string[]): string {
    for (const name of names) {
      const column = this.names?.indexOf(name) ?? -1
      if (column >= 0) return (fields[column] ?? "").trim()
    }
    return ""
  }

  private number(fields: readonly string[], names: readonly string[]): number | undefined {
    const text = this.text(fields, this.history ? names.filter((name) => !OF_THE_MOMENT.has(name)) : names)
    if (text === "N/A") return undefined
    const read = readNumber(text)
    if (read.kind === "unreadable") this.input.warnings.add("unreadable-number", text)
    return read.kind === "number" ? read.value : undefined
  }
}
