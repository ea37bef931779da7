import { hasKeys, shapeAt } from "../detect/json-shape.ts"
import type { Doubt } from "../doubt.ts"
import type { Format, FormatInput, FormatReader } from "../format.ts"
import { openJson } from "../json/document.ts"
import { has, isJsonList, type Json, type JsonPlace, number, text } from "../json/json.ts"
import { readTime } from "../values/time.ts"
import { CoverageReport, type Totals } from "./coverage-report.ts"
import { stated } from "./stated.ts"

/**
 * `coverage json` of coverage.py (coverage.readthedocs.io, "JSON reporting"). Its `totals` are the truth; without them
 * the files are added up. `percent_covered` is never read: it mixes lines and branches.
 */
export const COVERAGEPY_JSON: Format = {
  id: "coveragepy-json",
  kind: "code-coverage",
  title: "coverage.py JSON",
  versions: "coverage.py 5 to 7, formats 1 to 3",
  recognisedBy: "`meta.version` with `files`",
  takes: ["lines covered of statements, and branches, for the whole report and each file"],
  refuses: [],
  distrusts: ["reports without a statement", "figures that are no counts, files without a summary"],
  commands: ["coverage json", "pytest --cov --cov-report=json"],
  recognise: ({ first }) =>
    hasKeys(first, "meta", "files") && hasKeys(shapeAt(first, "meta"), "version") && !hasKeys(first, "schemaVersion"),
  open: openCoveragePy,
}

function openCoveragePy(input: FormatInput): FormatReader {
  const { warnings } = input
  const report = new CoverageReport(input)
  const { doubt } = report
  let totals: Totals | undefined
  let spot = { at: 1, pointer: "" }
  let meta: Json = null
  const lists = { executed: -1, missing: -1 }
  let figures: Totals | undefined
  const lengthOf = (value: Json) => (isJsonList(value) ? value.length : -1)
  const addFile = ({ at, pointer, key }: JsonPlace): void => {
    // Without a summary the lists of lines say the same.
    const { executed, missing } = lists
    figures ??= executed < 0 || missing < 0 ? undefined : { line: { covered: executed, total: executed + missing } }
    if (figures === undefined) report.doubt.invalid(at, "a file has no summary")
    const file = report.file(key, { at, pointer })
    const { line, branch } = figures ?? {}
    if (line !== undefined) report.add(file, "line", line.covered, line.total)
    if (branch !== undefined) report.add(file, "branch", branch.covered, branch.total)
    figures = undefined
    lists.executed = lists.missing = -1
  }
  return openJson(
    input,
    {
      meta: (value) => void (meta = value),
      totals(value, { at, pointer }) {
        totals = figuresOf(value, { line: at, doubt })
        spot = { at, pointer }
      },
      "files/*": { close: addFile },
      "files/*/summary": (value, { at }) => void (figures = figuresOf(value, { line: at, doubt })),
      "files/*/executed_lines": (value) => void (lists.executed = lengthOf(value)),
      "files/*/missing_lines": (value) => void (lists.missing = lengthOf(value)),
    },
    () => {
      const listed = report.listed()
      const none = { covered: 0, total: 0 }
      const { line = none, branch = none } = totals ?? listed
      const reading = report.finish("statements", { totals: { line, branch }, spot })
      const version = text(meta, "version")
      const format = number(meta, "format")
      const time = readTime(text(meta, "timestamp"))
      if (time.kind === "instant" && time.zone === "assumed") warnings.add("time-without-zone", text(meta, "timestamp"))
      return {
        ...reading,
        ...(format === undefined ? {} : { formatVersion: String(format) }),
        tool: version === "" ? { name: "coverage.py" } : { name: "coverage.py", version },
        ...(time.kind === "instant" ? { producedAt: time.at } : {}),
      }
    },
  )
}

function figuresOf(value: Json, place: { readonly line: number; readonly doubt: Doubt }): Totals {
  const line = stated("lines", number(value, "covered_lines"), number(value, "num_statements"), place)
  // Written only by runs that measured branches.
  if (!has(value, "num_branches")) return { line }
  return { line, branch: stated("branches", number(value, "covered_branches"), number(value, "num_branches"), place) }
}
