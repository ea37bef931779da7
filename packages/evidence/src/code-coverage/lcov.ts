import type { Format, FormatInput, Reading } from "../format.ts"
import { openLines } from "../text/lines.ts"
import { CoverageReport } from "./coverage-report.ts"
import { isHit } from "./is-hit.ts"
import { LineNumbers } from "./line-numbers.ts"
import { PlaceNames, Places } from "./places.ts"

/**
 * LCOV tracefiles (geninfo(1), "FILES"; LCOV 1 and 2), of lcov, Istanbul, coverage.py, llvm-cov, grcov and many others.
 * The `DA` lines are counted; `LF` and `LH` are a check. A file that is told again, as in every `TN` block of a merged
 * file, is the same file: a line that was hit once is hit. What LCOV cannot tell is a file cut between two records.
 */
export const LCOV: Format = {
  id: "lcov",
  kind: "code-coverage",
  title: "LCOV",
  versions: "LCOV 1 and 2",
  recognisedBy: "lines `SF:` and `DA:`",
  takes: [
    "lines covered of lines, for the whole report and each file, from `DA`",
    "branches from `BRDA` and functions from `FN` and `FNDA`, or `FNL` and `FNA`",
  ],
  refuses: [],
  distrusts: ["reports without a line", "records that break off", "lines that are no LCOV; they are passed over"],
  commands: ["lcov --capture --output-file lcov.info", "nyc --reporter=lcov", "cargo llvm-cov --lcov"],
  recognise: ({ lines }) =>
    lines.some((line) => line.startsWith("SF:")) &&
    lines.some((line) => /^(DA|FN|FNDA|FNL|FNF|LF|BRDA|BRF|VER|end_of_record)\b/.test(line)),
  open(input) {
    const tracefile = new Tracefile(input)
    return openLines(
      input,
      (text, at) => tracefile.line(text.trim(), at),
      (lines) => tracefile.finish(lines),
    )
  },
}

/** The record being read: what it lists of its lines, and what it says of them. */
type OpenRecord = {
  readonly file: number
  readonly path: string
  listed: number
  listedHit: number
  stated: number | undefined
  statedHit: number | undefined
  /** Functions by the number that LCOV 2 gives them within a record. */
  readonly functions: Map<string, string>
}

class Tracefile {
  private readonly input: FormatInput
  private readonly report: CoverageReport
  private readonly numbers: LineNumbers
  private readonly lines = new Places()
  private readonly branches = new Places()
  private readonly branchNames = new PlaceNames()
  private readonly functions = new Places()
  private readonly functionNames = new PlaceNames()
  private record: OpenRecord | undefined
  /** Records that ended with `end_of_record`, and those that ended because the next one began. */
  private ended = 0
  private left = 0
  /** Whether the last line announced a record, of which nothing came yet. */
  private begun = false

  constructor(input: FormatInput) {
    this.input = input
    this.report = new CoverageReport(input)
    this.numbers = new LineNumbers(input.warnings)
  }

  line(text: string, at: number): void {
    if (text.startsWith("DA:")) return this.data(text.slice(3), at)
    if (text === "" || text.startsWith("#")) return undefined
    if (text.startsWith("SF:")) return this.begin(text.slice(3).trim(), at)
    if (text === "end_of_record") return this.end(at)
    const colon = text.indexOf(":")
    const key = colon < 0 ? text : text.slice(0, colon)
    const { record } = this
    // Outside of a record stand the test's name, and whatever a tool or a person put there.
    if (record === undefined || key === "TN") {
      this.begun = BEGINNING.test(text)
      return undefined
    }
    return this.detail(record, key, text.slice(colon + 1), at)
  }

  finish(lines: number): Reading {
    const { record, report } = this
    const { doubt } = report
    if (this.begun) doubt.note({ kind: "truncated", line: lines, within: "where a record begins" })
    if (record !== undefined) {
      // Some tools write no end_of_record. Then the record must show in another way that it is whole.
      const isWhole = record.stated !== undefined && record.stated === record.listed
      const neverEnds = this.ended === 0 && this.left > 0
      if (!isWhole && !neverEnds) {
        doubt.note({ kind: "truncated", line: lines, within: `in the record of ${record.path}` })
      }
      this.close(record)
    }
    this.lines.addTo(report, "line")
    this.branches.addTo(report, "branch")
    this.functions.addTo(report, "function")
    const none = { covered: 0, total: 0 }
    const { line = none, branch = none, ...others } = report.listed()
    if (line.total === 0) doubt.note({ kind: "nothing-measured", what: "lines" })
    return report.finish("lines", { totals: { line, branch, ...others } })
  }

  private begin(path: string, at: number): void {
    if (this.record !== undefined) {
      this.left++
      this.close(this.record)
    }
    this.begun = false
    this.record = {
      file: this.report.file(path, { at }),
      path: path.slice(-200),
      listed: 0,
      listedHit: 0,
      stated: undefined,
      statedHit: undefined,
      functions: new Map(),
    }
  }

  private end(at: number): void {
    if (this.record === undefined) return this.invalid(at, "a record ends that did not begin")
    this.ended++
    this.close(this.record)
    this.record = undefined
  }

  private close({ stated, statedHit, listed, listedHit, path }: OpenRecord): void {
    if (stated === undefined || (stated === listed && (statedHit ?? listedHit) === listedHit)) return
    const said = `lines ${statedHit ?? "?"} of ${stated}, listed ${listedHit} of ${listed} in ${path}`
    this.input.warnings.add("summary-disagrees", said)
  }

  /** `DA:<line>,<hits>[,<checksum>]` */
  private data(text: string, at: number): void {
    const { record } = this
    if (record === undefined) return this.invalid(at, "a line of no file")
    const comma = text.indexOf(",")
    const next = text.indexOf(",", comma + 1)
    const hits = text.slice(comma + 1, next < 0 ? undefined : next).trim()
    if (comma < 1 || hits === "") return this.invalid(at, "a DA without line and hits")
    if (next >= 0 && /[,:]/.test(text.slice(next + 1))) this.invalid(at, "two lines of LCOV in one")
    const hit = isHit(hits, this.input.warnings)
    this.lines.mark(record.file, this.numbers.read(text.slice(0, comma).trim()), hit)
    record.listed++
    if (hit) record.listedHit++
  }

  private detail(record: OpenRecord, key: string, text: string, at: number): void {
    const { warnings } = this.input
    switch (key) {
      case "BRDA": {
        // <line>,<block>,<branch>,<taken>; in LCOV 2 the branch may be an expression, with commas.
        const last = text.lastIndexOf(",")
        if (!/^[^,]+,[^,]+,.+$/.test(text.slice(0, Math.max(last, 0)))) return this.invalid(at, "a BRDA that is cut")
        const taken = text.slice(last + 1).trim()
        if (taken === "") return this.invalid(at, "a BRDA that is cut")
        // "-", for a block that never ran, is no hit.
        const hit = isHit(taken, warnings)
        this.branches.mark(record.file, this.branchNames.numberOf(text.slice(0, last)), hit)
        return
      }
      case "FN": {
        const name = /^\s*-?\d+\s*,(?:\s*\d+\s*,)?(.*)$/.exec(text)?.[1]
        if (name === undefined) return this.invalid(at, "an FN without line and name")
        this.call(record, name, false)
        return
      }
      case "FNDA": {
        const comma = text.indexOf(",")
        if (comma < 0) return this.invalid(at, "an FNDA without hits and name")
        this.call(record, text.slice(comma + 1), isHit(text.slice(0, comma).trim(), warnings))
        return
      }
      case "FNL": {
        // <number>,<line>[,<last line>]: the place says which function it is, whatever number another record gives it.
        const [number = "", line = ""] = text.split(",")
        if (number === "" || line === "") return this.invalid(at, "an FNL without number and line")
        record.functions.set(number, `at ${line}`)
        this.call(record, `at ${line}`, false)
        return
      }
      case "FNA": {
        const [number = "", hits = ""] = text.split(",")
        const name = record.functions.get(number)
        if (name === undefined || hits === "") return this.invalid(at, "an FNA of no function")
        this.call(record, name, isHit(hits.trim(), warnings))
        return
      }
      case "LF":
        record.stated = countOf(text)
        return
      case "LH":
        record.statedHit = countOf(text)
        return
      default:
        // VER, FNF, BRF, MCDC and what later versions add.
        if (!/^[A-Z][A-Z0-9_]*$/.test(key) || !text) return this.invalid(at, "this is no line of LCOV")
    }
  }

  private invalid(line: number, what: string): void {
    this.report.doubt.invalid(line, what)
  }

  private call(record: OpenRecord, name: string, hit: boolean): void {
    this.functions.mark(record.file, this.functionNames.numberOf(name), hit)
  }
}

/** The test's name, or as much of it or of `SF:` as a cut may leave. */
const BEGINNING = /^(T|TN|TN:.*|S|SF)$/

function countOf(text: string): number | undefined {
  const count = Number(text)
  return Number.isSafeInteger(count) ? count : undefined
}
