import type { CoverageMetric } from "@promotrail/core"
import type { Format } from "../format.ts"
import { Items } from "../items.ts"
import { hasKeys, shapeAt } from "../detect/json-shape.ts"
import { openJson } from "../json/document.ts"
import { type Json, type JsonPlace, number } from "../json/json.ts"
import { coverageCounts } from "./counts.ts"

const METRICS: readonly (readonly [key: string, metric: CoverageMetric])[] = [
  ["lines", "line"],
  ["branches", "branch"],
  ["statements", "statement"],
  ["functions", "function"],
]

/**
 * Istanbul's `coverage-summary.json` (istanbul-reports, json-summary), also as Jest, nyc, c8 and Vitest write it.
 * `pct` is never read: for 0 of 0 it is the word "Unknown".
 */
export const ISTANBUL_SUMMARY: Format = {
  id: "istanbul-json-summary",
  kind: "code-coverage",
  title: "Istanbul coverage summary",
  versions: "istanbul-reports 2 and 3",
  recognisedBy: "`total.lines.total`",
  takes: ["covered of total by line, branch, statement and function, for the whole report and each file"],
  refuses: ["summaries without a line"],
  commands: ["nyc --reporter=json-summary", "vitest --coverage.reporter=json-summary", "c8 --reporter=json-summary"],
  recognise: ({ first }) => hasKeys(shapeAt(first, "total", "lines"), "total"),
  open(input) {
    const items = new Items(input)
    let total: Json | undefined
    const add = (value: Json, { at, pointer, key }: JsonPlace): void => {
      if (key === "total") total = value
      for (const [name, metric] of METRICS) {
        const covered = number(value, name, "covered")
        const all = number(value, name, "total")
        if (covered === undefined || all === undefined) continue
        const scope = key === "total" ? "" : key
        items.add({ type: "coverage", metric, scope, covered, total: all, at, pointer: `${pointer}/${name}` })
      }
    }
    return openJson(input, { "*": add }, () => {
      const measured = (name: string) => ({
        covered: number(total, name, "covered") ?? 0,
        total: number(total, name, "total") ?? 0,
      })
      const counts = coverageCounts({ line: measured("lines"), branch: measured("branches") })
      const isEmpty = METRICS.every(([name]) => measured(name).total === 0)
      return { refusal: isEmpty ? { kind: "nothing-measured", what: "lines" } : null, counts }
    })
  },
}
