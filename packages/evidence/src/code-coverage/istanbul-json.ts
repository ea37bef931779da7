import { hasKeys, isObject, type JsonShape } from "../detect/json-shape.ts"
import type { Format, FormatInput, FormatReader } from "../format.ts"
import { openJson } from "../json/document.ts"
import { at as valueAt, entries, has, isJsonObject, type Json, type JsonPlace, list, number } from "../json/json.ts"
import { CoverageReport } from "./coverage-report.ts"

/**
 * Istanbul's `coverage-final.json` (istanbul-lib-coverage, `FileCoverageData`): by file the places of statements,
 * functions and branches, and how often each ran. A line is one on which a statement begins, as Istanbul counts lines.
 */
export const ISTANBUL_JSON: Format = {
  id: "istanbul-json",
  kind: "code-coverage",
  title: "Istanbul coverage",
  versions: "istanbul-lib-coverage 1 to 3",
  recognisedBy: "files, each with `statementMap`, `fnMap` and `branchMap`",
  takes: ["covered of total by line, branch, statement and function, for the whole report and each file"],
  refuses: [],
  distrusts: ["reports without a statement", "files without their statements, functions or branches"],
  commands: ["nyc --reporter=json", "vitest --coverage.reporter=json", "c8 --reporter=json", "jest --coverage"],
  recognise: ({ first }) => isObject(first) && first.size > 0 && isFile([...first.values()][0]),
  open: openIstanbul,
}

/** The maps may lie behind a source map that is larger than what is looked at. */
const isFile = (file: JsonShape | undefined) =>
  hasKeys(file, "statementMap") ||
  hasKeys(file, "path", "inputSourceMap") ||
  (isObject(file) && hasKeys(file.get("data"), "statementMap"))

function openIstanbul(input: FormatInput): FormatReader {
  const report = new CoverageReport(input)
  const add = (value: Json, { at, pointer, key }: JsonPlace): void => {
    // Some versions wrap what they know of a file.
    const data = has(value, "statementMap") ? value : valueAt(value, "data")
    for (const part of ["statementMap", "fnMap", "branchMap", "s", "f", "b"]) {
      if (isJsonObject(valueAt(data, part))) continue
      report.doubt.invalid(at, `a file has no ${part}`)
    }
    const file = report.file(key, { at, pointer })
    const statements = ran(data, "statementMap", "s")
    report.add(file, "statement", countOf(statements.values()), statements.size)
    const lines = linesOf(data, statements)
    if (lines === undefined) report.doubt.invalid(at, "a statement stands on no line")
    else report.add(file, "line", countOf(lines.values()), lines.size)
    const functions = ran(data, "fnMap", "f")
    report.add(file, "function", countOf(functions.values()), functions.size)
    const branches = branchesOf(data)
    report.add(file, "branch", countOf(branches), branches.length)
  }
  return openJson(input, { "*": add }, () => {
    if ((report.listed().line?.total ?? 0) === 0) report.doubt.note({ kind: "nothing-measured", what: "lines" })
    return report.finish("lines")
  })
}

/** What is in the map or has a count: a place without a count did not run. */
function ran(data: Json | undefined, map: string, counts: string): ReadonlyMap<string, boolean> {
  const found = new Map<string, boolean>()
  for (const [id] of entries(data, map)) found.set(id, false)
  for (const [id] of entries(data, counts)) found.set(id, (number(data, counts, id) ?? 0) > 0)
  return found
}

/** Undefined where a statement does not say its line: left out, it could make the result better. */
function linesOf(
  data: Json | undefined,
  statements: ReadonlyMap<string, boolean>,
): ReadonlyMap<number, boolean> | undefined {
  const lines = new Map<number, boolean>()
  for (const [id, hasRun] of statements) {
    const line = number(data, "statementMap", id, "start", "line")
    if (line === undefined) return undefined
    lines.set(line, hasRun || lines.get(line) === true)
  }
  return lines
}

/** Every way of every branch: as many as there are counts, or places where counts are missing. */
function branchesOf(data: Json | undefined): readonly boolean[] {
  const branches: boolean[] = []
  const ids = new Set([...entries(data, "branchMap"), ...entries(data, "b")].map(([id]) => id))
  for (const id of ids) {
    const counts = list(data, "b", id)
    const ways = Math.max(counts.length, list(data, "branchMap", id, "locations").length)
    for (let way = 0; way < ways; way++) branches.push((number(counts, way) ?? 0) > 0)
  }
  return branches
}

function countOf(places: Iterable<boolean>): number {
  let count = 0
  for (const hasRun of places) if (hasRun) count++
  return count
}
