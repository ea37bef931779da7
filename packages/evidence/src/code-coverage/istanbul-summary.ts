import type { CoverageMetric } from "@promotrail/core"
import { hasKeys, isObject, type JsonShape, shapeAt } from "../detect/json-shape.ts"
import type { Doubt } from "../doubt.ts"
import type { Format, FormatInput, FormatReader } from "../format.ts"
import { openJson } from "../json/document.ts"
import { has, type Json, type JsonPlace, number } from "../json/json.ts"
import { CoverageReport, type Totals } from "./coverage-report.ts"
import { stated } from "./stated.ts"

const METRICS: readonly (readonly [key: string, metric: CoverageMetric])[] = [
  ["lines", "line"],
  ["branches", "branch"],
  ["statements", "statement"],
  ["functions", "function"],
]

/**
 * Istanbul's `coverage-summary.json` (istanbul-reports, json-summary), also as Jest, nyc, c8 and Vitest write it.
 * Its `total` is the truth. `pct` is never read: for 0 of 0 it is the word "Unknown", or 100.
 */
export const ISTANBUL_SUMMARY: Format = {
  id: "istanbul-json-summary",
  kind: "code-coverage",
  title: "Istanbul coverage summary",
  versions: "istanbul-reports 2 and 3",
  recognisedBy: "`total.lines.total`",
  takes: ["covered of total by line, branch, statement and function, for the whole report and each file"],
  refuses: [],
  distrusts: ["summaries without a line", "summaries without a total", "figures that are no counts"],
  commands: ["nyc --reporter=json-summary", "vitest --coverage.reporter=json-summary", "c8 --reporter=json-summary"],
  recognise: ({ first }) => hasKeys(shapeAt(first, "total", "lines"), "total") || isSummary(firstFile(first)),
  open: openSummary,
}

/** In a summary that does not begin with its total. */
const isSummary = (file: JsonShape | undefined) =>
  hasKeys(shapeAt(file, "lines"), "total", "covered") && hasKeys(file, "statements", "functions")

const firstFile = (first: JsonShape | undefined) => (isObject(first) ? [...first.values()][0] : undefined)

function openSummary(input: FormatInput): FormatReader {
  const report = new CoverageReport(input)
  const { doubt } = report
  let totals: Totals | undefined
  let spot = { at: 1, pointer: "" }
  const add = (value: Json, { at, pointer, key }: JsonPlace): void => {
    if (key === "total") {
      totals = figuresOf(value, { line: at, doubt })
      spot = { at, pointer }
      return
    }
    const file = report.file(key, { at, pointer })
    for (const [metric, { covered, total }] of Object.entries(figuresOf(value, { line: at, doubt }))) {
      report.add(file, metric as CoverageMetric, covered, total)
    }
  }
  return openJson(input, { "*": add }, () => {
    const { line } = totals ?? {}
    if (line === undefined) doubt.invalid(spot.at, "the summary has no total of its lines")
    else if (line.total === 0) doubt.note({ kind: "nothing-measured", what: "lines" })
    return report.finish("lines", { ...(totals === undefined ? {} : { totals }), spot })
  })
}

function figuresOf(value: Json, place: { readonly line: number; readonly doubt: Doubt }): Totals {
  const totals: Totals = {}
  for (const [key, metric] of METRICS) {
    if (!has(value, key)) continue
    totals[metric] = stated(key, number(value, key, "covered"), number(value, key, "total"), place)
  }
  return totals
}
