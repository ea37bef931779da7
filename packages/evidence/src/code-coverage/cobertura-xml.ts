import type { Instant } from "@promotrail/core"
import type { Format, FormatInput, Reading } from "../format.ts"
import { type Refusal, RefusedInput } from "../refusal.ts"
import type { XmlAttributes } from "../xml/attributes.ts"
import { openXml } from "../xml/document.ts"
import type { XmlHandler } from "../xml/scanner.ts"
import { CoverageReport } from "./coverage-report.ts"
import { isHit } from "./is-hit.ts"
import { LineBranches } from "./line-branches.ts"
import { LineNumbers } from "./line-numbers.ts"
import { Places } from "./places.ts"
import { plainNumber } from "./stated.ts"
import { timeOf } from "./time-of.ts"

const VOCABULARY =
  `coverage packages package classes class methods method lines line conditions condition sources source
  name filename number hits branch condition-coverage line-rate branch-rate lines-covered lines-valid
  branches-covered branches-valid complexity version timestamp signature type`.split(/\s+/)

/** A line as an element tells it. `of` is 0 where no branches are counted. */
type Line = { readonly number: number; readonly hit: boolean; readonly taken: number; readonly of: number }

/** The class being read. Lines of its methods count only if it lists none of its own, as Swift's tools do it. */
type OpenClass = { readonly file: number; hasLines: boolean; readonly ofMethods: Line[] }

/**
 * Cobertura's `coverage.xml` (coverage-04.dtd), also as coverage.py, gcovr, coverlet, Istanbul, JaCoCo converters and
 * many others write it. The lines are counted, not the header: in merged and cut files the header is of another file,
 * and for nothing at all it says `line-rate="1"`. A line is a file name and a number: told in several classes, it is
 * covered if it is in one.
 */
export const COBERTURA_XML: Format = {
  id: "cobertura-xml",
  kind: "code-coverage",
  title: "Cobertura XML",
  versions: "coverage-03 and coverage-04, of any tool",
  recognisedBy: "root `coverage` with `packages`, `sources` or `line-rate`",
  takes: [
    "lines covered of lines, for the whole report and each file: distinct file name and line",
    'branches covered of branches, from `condition-coverage="50% (1/2)"`',
  ],
  refuses: ["reports without a line, whatever their header says"],
  distrusts: ["classes without a file name, lines without a number"],
  commands: ["coverage xml", "gcovr --cobertura", "dotnet test --collect 'XPlat Code Coverage'"],
  recognise: ({ xml }) =>
    xml?.root === "coverage" &&
    (["packages", "sources"].some((name) => xml.children.has(name)) ||
      ["line-rate", "branch-rate", "lines-valid"].some((name) => xml.attributes.has(name))),
  open(input) {
    const handler = new CoberturaHandler(input)
    return openXml(input, handler, VOCABULARY, () => handler.finish())
  },
}

class CoberturaHandler implements XmlHandler {
  private readonly input: FormatInput
  private readonly report: CoverageReport
  private readonly numbers: LineNumbers
  private readonly lines = new Places()
  private readonly branches = new LineBranches()
  private class: OpenClass | undefined
  private methods = 0
  private depth = 0
  private header: { readonly covered: number | undefined; readonly valid: number | undefined } | undefined
  private producedAt: Instant | undefined

  constructor(input: FormatInput) {
    this.input = input
    this.report = new CoverageReport(input)
    this.numbers = new LineNumbers(input.warnings)
  }

  open(name: string, attributes: XmlAttributes, at: number): number {
    if (this.depth++ === 0) this.openRoot(attributes)
    else if (name === "class") {
      const path = attributes.get("filename") ?? attributes.get("name")
      if (path === undefined) this.report.doubt.invalid(at, "a class names no file")
      this.class = { file: this.report.file(path ?? "", { at }), hasLines: false, ofMethods: [] }
    } else if (name === "method") this.methods++
    else if (name === "line" && this.class !== undefined) this.openLine(this.class, attributes, at)
    return 0
  }

  close(name: string): void {
    this.depth--
    if (name === "method") this.methods--
    else if (name === "class" && this.class !== undefined) {
      const { file, hasLines, ofMethods } = this.class
      if (!hasLines) for (const line of ofMethods) this.mark(file, line)
      this.class = undefined
    }
  }

  finish(): Reading {
    const { lines, branches, report, header, producedAt } = this
    lines.addTo(report, "line")
    branches.addTo(report)
    const { line = { covered: 0, total: 0 }, branch = { covered: 0, total: 0 } } = report.listed()
    if (header?.valid !== undefined && (header.valid !== line.total || header.covered !== line.covered)) {
      const said = `lines ${header.covered ?? "?"} of ${header.valid}, listed ${line.covered} of ${line.total}`
      this.input.warnings.add("summary-disagrees", said)
    }
    const refusal: Refusal | null = line.total === 0 ? { kind: "nothing-measured", what: "lines" } : null
    return {
      ...report.finish("lines", { totals: { line, branch } }),
      refusal,
      ...(producedAt === undefined ? {} : { producedAt }),
    }
  }

  private openRoot(attributes: XmlAttributes): void {
    this.producedAt = timeOf(attributes.get("timestamp"), this.input.warnings)
    this.header = {
      covered: plainNumber(attributes.get("lines-covered")),
      valid: plainNumber(attributes.get("lines-valid")),
    }
  }

  private openLine(open: OpenClass, attributes: XmlAttributes, at: number): void {
    const { warnings, limits } = this.input
    let number = ""
    let hits = ""
    let condition = ""
    for (let i = 0; i < attributes.count; i++) {
      const name = attributes.nameAt(i)
      if (name === "number") number = attributes.valueAt(i)
      else if (name === "hits") hits = attributes.valueAt(i)
      else if (name === "condition-coverage") condition = attributes.valueAt(i)
    }
    if (number === "") this.report.doubt.invalid(at, "a line has no number")
    if (hits === "") warnings.add("unreadable-number", "hits")
    const [taken, of] = condition === "" ? NONE : takenOf(condition)
    const line: Line = { number: this.numbers.read(number), hit: isHit(hits, warnings), taken, of }
    if (this.methods === 0) {
      open.hasLines = true
      this.mark(open.file, line)
    } else if (!open.hasLines && open.ofMethods.push(line) > limits.items) {
      throw new RefusedInput({ kind: "too-large", what: "items", limit: limits.items, line: at })
    }
  }

  private mark(file: number, { number, hit, taken, of }: Line): void {
    this.lines.mark(file, number, hit)
    if (of > 0) this.branches.mark(file, number, taken, of)
  }
}

const NONE = [0, 0] as const

/** The two numbers of `50% (1/2)`; more taken than there are is nothing to believe. */
function takenOf(condition: string): readonly [taken: number, of: number] {
  const found = /\(\s*(\d{1,7})\s*\/\s*(\d{1,7})\s*\)/.exec(condition)
  if (found === null) return NONE
  const taken = Number(found[1])
  const of = Number(found[2])
  return [taken > of ? 0 : taken, of]
}
