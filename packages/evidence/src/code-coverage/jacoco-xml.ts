import type { CoverageMetric, Instant } from "@promotrail/core"
import type { Format, FormatInput, Reading } from "../format.ts"
import type { Refusal } from "../refusal.ts"
import type { XmlAttributes } from "../xml/attributes.ts"
import { openXml } from "../xml/document.ts"
import type { XmlHandler } from "../xml/scanner.ts"
import { CoverageReport, type Totals } from "./coverage-report.ts"
import { plainNumber, stated } from "./stated.ts"
import { timeOf } from "./time-of.ts"

const VOCABULARY = `report group package class method sourcefile line counter sessioninfo name sourcefilename desc nr
  mi ci mb cb type missed covered id start dump`.split(/\s+/)

const METRICS: ReadonlyMap<string, CoverageMetric> = new Map([
  ["LINE", "line"],
  ["BRANCH", "branch"],
  ["INSTRUCTION", "instruction"],
  ["METHOD", "function"],
  ["CLASS", "class"],
  ["COMPLEXITY", "complexity"],
])

/**
 * JaCoCo's XML report (report.dtd 1.0 and 1.1), also as Kover and Pester write it. The counters of the report are the
 * truth; without them those of its packages are added up. Without debug information there is no LINE counter: then
 * lines were not measured, and are not 0. Session ids are host names and are not kept.
 */
export const JACOCO_XML: Format = {
  id: "jacoco-xml",
  kind: "code-coverage",
  title: "JaCoCo XML",
  versions: "report.dtd 1.0 and 1.1",
  recognisedBy: "root `report` with `counter`, `package`, `group` or `sessioninfo`",
  takes: [
    "covered of all by line, branch, instruction, method, class and complexity, from the report's own counters",
    "the same for each source file",
  ],
  refuses: ["reports without a counter, or of nothing but zeros"],
  distrusts: ["counters that are no counts"],
  commands: ["mvn jacoco:report", "gradle jacocoTestReport", "gradle koverXmlReport"],
  recognise: ({ xml, text }) =>
    xml?.root === "report" &&
    (["counter", "package", "group", "sessioninfo"].some((name) => xml.children.has(name)) || /JACOCO/.test(text)),
  open(input) {
    const handler = new JacocoHandler(input)
    return openXml(input, handler, VOCABULARY, () => handler.finish())
  },
}

class JacocoHandler implements XmlHandler {
  private readonly input: FormatInput
  private readonly report: CoverageReport
  private readonly path: string[] = []
  private package = ""
  private file: number | undefined
  private readonly ofReport: Totals = {}
  private readonly ofGroups: Totals = {}
  private readonly ofPackages: Totals = {}
  private readonly ofClasses: Totals = {}
  private newest: Instant | undefined

  constructor(input: FormatInput) {
    this.input = input
    this.report = new CoverageReport(input)
  }

  open(name: string, attributes: XmlAttributes, at: number): number {
    const parent = this.path.at(-1)
    if (name === "package") this.package = attributes.get("name") ?? ""
    else if (name === "sourcefile") {
      const file = attributes.get("name") ?? ""
      this.file = this.report.file(this.package === "" ? file : `${this.package}/${file}`, { at })
    } else if (name === "counter") this.count(parent, attributes, at)
    else if (name === "sessioninfo") {
      const dumped = timeOf(attributes.get("dump"), this.input.warnings)
      if (dumped !== undefined && (this.newest === undefined || dumped > this.newest)) this.newest = dumped
    }
    this.path.push(name)
    return 0
  }

  close(): void {
    this.path.pop()
  }

  finish(): Reading {
    const { report, ofReport, ofGroups, ofPackages, ofClasses, newest } = this
    const levels = [ofReport, ofGroups, ofPackages, report.listed(), ofClasses].filter(isTold)
    // Groups hold packages, packages hold classes: what is told further down must add up to the same.
    const [totals = {}, below = {}] = levels
    const listed = totals === ofReport && isTold(ofPackages) ? ofPackages : below
    const what = "lines, instructions or branches"
    const isEmpty = Object.values(totals).every(({ total }) => total === 0)
    const refusal: Refusal | null = isEmpty ? { kind: "nothing-measured", what } : null
    return {
      ...report.finish(what, { totals, listed }),
      refusal,
      ...(newest === undefined ? {} : { producedAt: newest }),
    }
  }

  private count(parent: string | undefined, attributes: XmlAttributes, at: number): void {
    const type = attributes.get("type") ?? ""
    const metric = METRICS.get(type)
    if (metric === undefined) return
    const covered = plainNumber(attributes.get("covered"))
    const missed = plainNumber(attributes.get("missed"))
    const all = covered === undefined || missed === undefined ? undefined : covered + missed
    const figure = stated(type, covered, all, { line: at, doubt: this.report.doubt })
    if (parent === "sourcefile") this.report.add(this.file!, metric, figure.covered, figure.total)
    else if (parent === "report") addTo(this.ofReport, metric, figure)
    // The outermost groups only: each of them holds what is inside it.
    else if (parent === "group" && this.path.length === 2) addTo(this.ofGroups, metric, figure)
    else if (parent === "package") addTo(this.ofPackages, metric, figure)
    else if (parent === "class") addTo(this.ofClasses, metric, figure)
  }
}

const isTold = (totals: Totals) => Object.keys(totals).length > 0

function addTo(totals: Totals, metric: CoverageMetric, { covered, total }: { covered: number; total: number }): void {
  const before = totals[metric]
  totals[metric] = { covered: covered + (before?.covered ?? 0), total: total + (before?.total ?? 0) }
}
