import type { Format, FormatInput, FormatReader } from "../format.ts"
import { openLines } from "../text/lines.ts"
import { CoverageReport } from "./coverage-report.ts"
import { PlaceNames, Places } from "./places.ts"

/** `file.go:line.column,line.column statements count`; the path may hold colons and spaces. */
const BLOCK = /^(.+):(\d+\.\d+,\d+\.\d+ (\d{1,9})) (\d+)$/
const MODE = /^mode: (set|count|atomic)$/

/**
 * Go's coverage profile (`go tool cover`, golang.org/x/tools/cover). A block that is told again, once for every package
 * whose tests ran it and in files put together of several profiles, is one block. It has no end mark: that a profile
 * was cut between two lines cannot be seen.
 */
export const GO_COVER: Format = {
  id: "go-cover",
  kind: "code-coverage",
  title: "Go coverage profile",
  versions: "modes set, count and atomic",
  recognisedBy: "a first line `mode: set`, `count` or `atomic`",
  takes: ["statements covered of statements, for the whole report and each file"],
  refuses: [],
  distrusts: ["profiles without a statement", "lines that are no blocks"],
  commands: ["go test -coverprofile=cover.out ./..."],
  recognise: ({ lines }) => MODE.test(lines[0]?.trim() ?? ""),
  open: openProfile,
}

function openProfile(input: FormatInput): FormatReader {
  const report = new CoverageReport(input)
  const blocks = new Places()
  const names = new PlaceNames()
  /** Of each named block, how many statements it holds. */
  const statements: number[] = []
  let mode = ""
  return openLines(
    input,
    (raw, at) => {
      const text = raw.trim()
      if (text === "") return
      const said = MODE.exec(text)?.[1]
      if (said !== undefined) {
        mode ||= said
        return
      }
      const [, path, block, held, count] = BLOCK.exec(text) ?? []
      if (path === undefined || block === undefined) {
        report.doubt.invalid(at, "this is no block of a profile")
        return
      }
      const place = names.numberOf(block)
      statements[place] = Number(held)
      blocks.mark(report.file(path, { at }), place, Number(count) > 0)
    },
    () => {
      blocks.each((file, place, hasRun) => {
        const held = statements[place]!
        report.add(file, "statement", hasRun ? held : 0, held)
      })
      const totals = { statement: { covered: 0, total: 0 }, ...report.listed() }
      return { ...report.finish("statements", { totals }), ...(mode === "" ? {} : { formatVersion: mode }) }
    },
  )
}
