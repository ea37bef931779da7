import type { Head } from "../detect/head.ts"
import type { Format, FormatInput, Reading } from "../format.ts"
import { RefusedInput } from "../refusal.ts"
import { CsvRecords } from "../text/csv.ts"
import { openLines } from "../text/lines.ts"
import { elapsedOf, isTransaction, JmeterSamples } from "./jmeter-samples.ts"

/** Where the columns we take stand in a record; -1 where there is none. */
type Columns = {
  readonly timeStamp: number
  readonly elapsed: number
  readonly label: number
  readonly responseMessage: number
  readonly success: number
  readonly count: number
}

const HEADERLESS = ["timeStamp", "elapsed", "label", "responseCode", "responseMessage", "threadName", "dataType"]
const KNOWN = new Set(["timestamp", "label", "success", "responsecode", "threadname"])
const SEPARATORS = [",", ";", "\t", "|"]
const BEGINS_WITH_TIME = /^"?(\d{13}|\d{4}[-/]\d\d[-/]\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?)"?[,;\t|]"?-?\d+"?[,;\t|]/

/**
 * JMeter's results as CSV (jmeter.save.saveservice.output_format=csv, any `default_delimiter`), with a header or
 * without, whatever the file is called.
 */
export const JMETER_CSV: Format = {
  id: "jmeter-csv",
  kind: "performance",
  title: "JMeter CSV",
  versions: "JMeter 2 to 5",
  recognisedBy: "a header with `timeStamp`, `elapsed`, `label`, or rows that begin with an epoch and a duration",
  takes: [
    "requests, failures and exact percentiles, for the whole run and each label",
    "transactions for their label, and for the whole run when nothing else is listed",
  ],
  refuses: ["a header without `elapsed` or `success`", "rows that are cut"],
  distrusts: ["files without a row"],
  commands: ["jmeter -n -t plan.jmx -l results.jtl"],
  recognise: isJmeterCsv,
  open(input) {
    const reader = new JmeterCsv(input)
    return openLines(
      input,
      (text, at) => reader.line(text, at),
      () => reader.finish(),
    )
  },
}

class JmeterCsv {
  private readonly input: FormatInput
  private readonly samples: JmeterSamples
  private records: CsvRecords | undefined
  private columns: Columns | undefined
  private header: readonly string[] | undefined

  constructor(input: FormatInput) {
    this.input = input
    this.samples = new JmeterSamples(input)
  }

  line(text: string, at: number): void {
    if (this.records === undefined) {
      if (text.trim() === "") return
      this.records = new CsvRecords(separatorOf(text), this.input.limits, (fields, line) => this.record(fields, line))
    }
    this.records.line(text, at)
  }

  finish(): Reading {
    this.records?.finish()
    return this.samples.finish()
  }

  private record(fields: readonly string[], at: number): void {
    if (this.columns === undefined) {
      const names = fields.map((field) => field.trim().toLowerCase())
      if (names.includes("elapsed")) {
        this.header = fields
        this.columns = columnsOf(names, at)
        return
      }
      this.columns = columnsWithoutHeader(fields, at)
    }
    // Runs that were appended to one file bring their header again.
    if (this.header !== undefined && fields.every((field, i) => field === this.header?.[i])) return
    if (fields.length === 1 && fields[0]?.trim() === "") return
    this.sample(fields, this.columns, at)
  }

  private sample(fields: readonly string[], columns: Columns, at: number): void {
    if (fields.length < columns.count) {
      const what = `the row has ${fields.length} fields where ${columns.count} are due`
      throw new RefusedInput({ kind: "invalid", line: at, what })
    }
    const text = (column: number) => (column < 0 ? "" : (fields[column] ?? "").trim())
    const elapsed = elapsedOf(text(columns.elapsed), this.input.warnings)
    if (elapsed === undefined) {
      throw new RefusedInput({ kind: "invalid", line: at, what: "the row's elapsed time is not a whole number" })
    }
    this.samples.add({
      timeStamp: text(columns.timeStamp),
      elapsed,
      label: text(columns.label),
      failed: this.failed(text(columns.success)),
      transaction: isTransaction(text(columns.responseMessage)),
      at,
    })
  }

  private failed(word: string): boolean {
    const lower = word.toLowerCase()
    if (lower === "true") return false
    if (lower !== "false") this.input.warnings.add("unknown-status", word)
    return true
  }
}

function columnsOf(names: readonly string[], at: number): Columns {
  const success = names.indexOf("success")
  if (success < 0) {
    throw new RefusedInput({ kind: "invalid", line: at, what: "the header has no column `success`" })
  }
  return {
    timeStamp: names.indexOf("timestamp"),
    elapsed: names.indexOf("elapsed"),
    label: names.indexOf("label"),
    responseMessage: names.indexOf("responsemessage"),
    success,
    count: names.length,
  }
}

/** Without a header the columns stand in JMeter's own order; those that were not saved are missing. */
function columnsWithoutHeader(fields: readonly string[], at: number): Columns {
  const isTruth = (field: string | undefined) => field === "true" || field === "false"
  const usual = HEADERLESS.length
  const success = isTruth(fields[usual]) ? usual : fields.findIndex(isTruth)
  if (success < 3) {
    throw new RefusedInput({ kind: "invalid", line: at, what: "the row does not say whether the request succeeded" })
  }
  const responseMessage = success === usual ? HEADERLESS.indexOf("responseMessage") : -1
  return { timeStamp: 0, elapsed: 1, label: 2, responseMessage, success, count: fields.length }
}

/** The separator that cuts the first line into most fields. */
function separatorOf(line: string): string {
  let best = ","
  for (const separator of SEPARATORS) if (line.split(separator).length > line.split(best).length) best = separator
  return best
}

function isJmeterCsv({ xml, json, lines }: Head): boolean {
  if (xml !== null || json !== null) return false
  const first = lines[0] ?? ""
  if (BEGINS_WITH_TIME.test(first)) return true
  const names = first.split(separatorOf(first)).map((name) => name.replaceAll('"', "").trim().toLowerCase())
  return names.includes("elapsed") && names.filter((name) => KNOWN.has(name)).length >= 2
}
