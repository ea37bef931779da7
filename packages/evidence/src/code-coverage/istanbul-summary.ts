import type { CoverageMetric } from "@promotrail/core"
import { hasKeys, isObject, type JsonShape, shapeAt } from "../detect/json-shape.ts"
import type { Format, FormatInput, FormatReader } from "../format.ts"
import { openJson } from "../json/document.ts"
import { has, type Json, type JsonPlace, number } from "../json/json.ts"
import { RefusedInput } from "../refusal.ts"
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
  refuses: ["summaries without a line", "summaries without a total", "figures that are no counts"],
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
  let totals: Totals | undefined
  let spot = { at: 1, pointer: "" }
  const add = (value: Json, { at, pointer, key }: JsonPlace): void => {
    if (key === "total") {
      totals = figuresOf(value, at)
      spot = { at, pointer }
      return
    }
    const file = report.file(key, { at, pointer })
    for (const [metric, { covered, total }] of Object.entries(figuresOf(value, at))) {
      report.add(file, metric as CoverageMetric, covered, total)
    }
  }
  return openJson(input, { "*": add }, () => {
    const line = totals?.line
    if (totals === undefined || line === undefined) {
      throw new RefusedInput({ kind: "invalid", line: spot.at, what: "the summary has no total of its lines" })
    }
    const { counts } = report.finish("lines", { totals, spot })
    return { refusal: line.total === 0 ? { kind: "nothing-measured", what: "lines" } : null, counts }
  })
}

function figuresOf(value: Json, at: number): Totals {
  const totals: Totals = {}
  for (const [key, metric] of METRICS) {
    if (!has(value, key)) continue
    totals[metric] = stated(key, number(value, key, "covered"), number(value, key, "total"), at)
  }
  return totals
}
