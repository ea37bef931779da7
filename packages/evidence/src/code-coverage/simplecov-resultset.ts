import type { Instant } from "@promotrail/core"
import { hasKeys, isList, isObject, type JsonShape, shapeAt } from "../detect/json-shape.ts"
import type { Format, FormatInput, FormatReader } from "../format.ts"
import { openJson } from "../json/document.ts"
import { entries, isJsonList, type Json, type JsonPlace } from "../json/json.ts"
import { CoverageReport } from "./coverage-report.ts"
import { Places, PlaceNames } from "./places.ts"
import { timeOf } from "./time-of.ts"

/**
 * SimpleCov's `.resultset.json`: by command the hits of each line of each file, with null for lines that are no code.
 * Commands are parts of one run: a line that one of them ran is covered. Before 0.18 a file was the bare list of lines.
 */
export const SIMPLECOV_RESULTSET: Format = {
  id: "simplecov-resultset",
  kind: "code-coverage",
  title: "SimpleCov result set",
  versions: "SimpleCov 0.8 to 0.22",
  recognisedBy: "commands, each with `coverage` and `timestamp`",
  takes: ["lines covered of relevant lines, and branches, for the whole report and each file"],
  refuses: [],
  distrusts: ["result sets without a relevant line", "files without their lines"],
  commands: ["COVERAGE=1 bundle exec rspec"],
  recognise: ({ first }) => isObject(first) && first.size > 0 && isCommand([...first.values()][0]),
  open: openResultset,
}

function isCommand(command: JsonShape | undefined): boolean {
  const coverage = shapeAt(command, "coverage")
  if (!isObject(coverage)) return false
  if (hasKeys(command, "timestamp")) return true
  return [...coverage.values()].every((file) => isList(file) || hasKeys(file, "lines"))
}

function openResultset(input: FormatInput): FormatReader {
  const { warnings } = input
  const report = new CoverageReport(input)
  const lines = new Places()
  const branches = new Places()
  const branchNames = new PlaceNames()
  let newest: Instant | undefined
  const isHit = (count: Json | undefined): boolean => {
    if (typeof count === "number" && count < 0) warnings.add("negative-number", String(count))
    return typeof count === "number" && count > 0
  }
  const add = (value: Json, { at, pointer, key }: JsonPlace): void => {
    const hits = isJsonList(value) ? value : entries(value).find(([name]) => name === "lines")?.[1]
    if (!isJsonList(hits)) report.doubt.invalid(at, "a file has no list of lines")
    const file = report.file(key, { at, pointer })
    for (const [index, count] of isJsonList(hits) ? hits.entries() : []) {
      // Lines between `:nocov:` are "ignored".
      if (count !== null && count !== "ignored") lines.mark(file, index + 1, isHit(count))
    }
    for (const [condition, ways] of entries(value, "branches")) {
      for (const [way, count] of entries(ways)) {
        branches.mark(file, branchNames.numberOf(`${condition} ${way}`), isHit(count))
      }
    }
  }
  return openJson(
    input,
    {
      "*/coverage/*": add,
      "*/timestamp"(value) {
        const at = timeOf(typeof value === "number" ? String(Math.trunc(value)) : undefined, warnings)
        if (at !== undefined && (newest === undefined || at > newest)) newest = at
      },
    },
    () => {
      lines.addTo(report, "line")
      branches.addTo(report, "branch")
      return {
        ...report.finish("relevant lines", { totals: { line: { covered: 0, total: 0 }, ...report.listed() } }),
        tool: { name: "SimpleCov" },
        ...(newest === undefined ? {} : { producedAt: newest }),
      }
    },
  )
}
