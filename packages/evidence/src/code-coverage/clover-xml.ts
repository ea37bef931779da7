import type { CoverageMetric, Instant } from "@promotrail/core"
import type { Format, FormatInput, Reading } from "../format.ts"
import type { XmlAttributes } from "../xml/attributes.ts"
import { openXml } from "../xml/document.ts"
import type { XmlHandler } from "../xml/scanner.ts"
import { CoverageReport, type Totals } from "./coverage-report.ts"
import { isHit } from "./is-hit.ts"
import { LineNumbers } from "./line-numbers.ts"
import { Places } from "./places.ts"
import { plainNumber, stated } from "./stated.ts"
import { timeOf } from "./time-of.ts"

const VOCABULARY = `coverage project testproject package file class metrics line name path num count type truecount
  falsecount statements coveredstatements conditionals coveredconditionals methods coveredmethods elements
  coveredelements generated clover timestamp complexity loc ncloc files classes packages`.split(/\s+/)

const METRICS: readonly (readonly [covered: string, total: string, metric: CoverageMetric])[] = [
  ["coveredstatements", "statements", "statement"],
  ["coveredconditionals", "conditionals", "branch"],
  ["coveredmethods", "methods", "function"],
]

/**
 * Clover's XML, of OpenClover, PHPUnit and Istanbul. The metrics of the project are the truth; without them those of
 * its files are added up. Statements are not lines: lines are counted from `line` elements of statements and
 * conditions. `elements` mixes kinds and is passed over, and so is `testproject`: that the tests ran proves nothing.
 */
export const CLOVER_XML: Format = {
  id: "clover-xml",
  kind: "code-coverage",
  title: "Clover XML",
  versions: "Clover 1 to 4, OpenClover, PHPUnit, Istanbul",
  recognisedBy: "root `coverage` with `project` or a `clover` version",
  takes: [
    "covered of all by statement, conditional (as branch) and method, from the metrics of the project",
    "lines covered of the lines listed",
    "the same for each file",
  ],
  refuses: [],
  distrusts: ["reports that measured nothing", "metrics that are no counts"],
  commands: ["phpunit --coverage-clover clover.xml", "nyc --reporter=clover", "mvn clover:clover"],
  recognise: ({ xml }) => xml?.root === "coverage" && (xml.children.has("project") || xml.attributes.has("clover")),
  open(input) {
    const handler = new CloverHandler(input)
    return openXml(input, handler, VOCABULARY, () => handler.finish())
  },
}

class CloverHandler implements XmlHandler {
  private readonly input: FormatInput
  private readonly report: CoverageReport
  private readonly numbers: LineNumbers
  private readonly lines = new Places()
  private readonly path: string[] = []
  private readonly ofProject: Totals = {}
  private package = ""
  private file = 0
  private inTests = 0
  private version: string | undefined
  private producedAt: Instant | undefined

  constructor(input: FormatInput) {
    this.input = input
    this.report = new CoverageReport(input)
    this.numbers = new LineNumbers(input.warnings)
  }

  open(name: string, attributes: XmlAttributes, at: number): number {
    const parent = this.path.at(-1)
    this.path.push(name)
    if (parent === undefined) {
      this.version = attributes.get("clover")
      this.producedAt = timeOf(attributes.get("generated"), this.input.warnings)
    } else if (name === "testproject") this.inTests++
    else if (this.inTests > 0) return 0
    else if (name === "package") this.package = attributes.get("name") ?? ""
    else if (name === "file") this.file = this.report.file(this.pathOf(attributes), { at })
    else if (name === "metrics") this.measure(parent, attributes, at)
    else if (name === "line" && parent === "file") this.line(attributes)
    return 0
  }

  close(name: string): void {
    this.path.pop()
    if (name === "testproject") this.inTests--
    else if (name === "package") this.package = ""
  }

  finish(): Reading {
    const { report, ofProject, lines, version, producedAt } = this
    lines.addTo(report, "line")
    const reading = report.finish("statements or lines", { totals: { ...report.listed(), ...ofProject } })
    return {
      ...reading,
      ...(version === undefined ? {} : { formatVersion: version }),
      ...(producedAt === undefined ? {} : { producedAt }),
    }
  }

  /** Newer files have the path in `path`, older ones in `name`, the oldest only the name in its package. */
  private pathOf(attributes: XmlAttributes): string {
    const path = attributes.get("path")
    const name = attributes.get("name") ?? ""
    if (path !== undefined && path !== "") return path
    return this.package === "" || /[\\/]/.test(name) ? name : `${this.package.replaceAll(".", "/")}/${name}`
  }

  private measure(parent: string, attributes: XmlAttributes, at: number): void {
    if (parent !== "project" && parent !== "file") return
    for (const [coveredName, totalName, metric] of METRICS) {
      const covered = attributes.get(coveredName)
      const total = attributes.get(totalName)
      if (covered === undefined && total === undefined) continue
      const figure = stated(totalName, plainNumber(covered), plainNumber(total), { line: at, doubt: this.report.doubt })
      if (parent === "file") this.report.add(this.file, metric, figure.covered, figure.total)
      else {
        const before = this.ofProject[metric] ?? { covered: 0, total: 0 }
        this.ofProject[metric] = {
          covered: before.covered + figure.covered,
          total: before.total + figure.total,
        }
      }
    }
  }

  private line(attributes: XmlAttributes): void {
    if (attributes.get("type") === "method") return
    const { warnings } = this.input
    const count = attributes.get("count")
    // A condition of OpenClover says only how often it was true and false; Istanbul's counts there are of branches.
    const ran =
      count === undefined
        ? isHit(attributes.get("truecount") ?? "", warnings) || isHit(attributes.get("falsecount") ?? "", warnings)
        : isHit(count, warnings)
    this.lines.mark(this.file, this.numbers.read(attributes.get("num") ?? ""), ran)
  }
}
