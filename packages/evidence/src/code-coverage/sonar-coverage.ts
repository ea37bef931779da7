import type { Format, FormatInput, Reading } from "../format.ts"
import type { XmlAttributes } from "../xml/attributes.ts"
import { openXml } from "../xml/document.ts"
import type { XmlHandler } from "../xml/scanner.ts"
import { CoverageReport } from "./coverage-report.ts"
import { LineBranches } from "./line-branches.ts"
import { LineNumbers } from "./line-numbers.ts"
import { Places } from "./places.ts"
import { plainNumber, stated } from "./stated.ts"

const VOCABULARY = "coverage file lineToCover version path lineNumber covered branchesToCover coveredBranches".split(
  " ",
)

/** SonarQube's generic test coverage (docs.sonarsource.com, "Generic test data"), version 1. */
export const SONAR_COVERAGE: Format = {
  id: "sonar-generic-coverage",
  kind: "code-coverage",
  title: "Sonar generic coverage",
  versions: "1",
  recognisedBy: 'root `coverage version="1"` with `file`',
  takes: ["lines covered of lines to cover, and branches, for the whole report and each file"],
  refuses: [],
  distrusts: [
    "reports without a line to cover, files of anything else",
    "lines that do not say whether they are covered: they are not",
  ],
  commands: ["reportgenerator -reporttypes:SonarQube"],
  recognise: ({ xml }) =>
    xml?.root === "coverage" &&
    xml.attributes.get("version") === "1" &&
    !["packages", "sources"].some((name) => xml.children.has(name)) &&
    !xml.attributes.has("line-rate"),
  open(input) {
    const handler = new SonarHandler(input)
    return openXml(input, handler, VOCABULARY, () => handler.finish())
  },
}

class SonarHandler implements XmlHandler {
  private readonly report: CoverageReport
  private readonly numbers: LineNumbers
  private readonly lines = new Places()
  private readonly branches = new LineBranches()
  private file: number | undefined

  constructor(input: FormatInput) {
    this.report = new CoverageReport(input)
    this.numbers = new LineNumbers(input.warnings)
  }

  open(name: string, attributes: XmlAttributes, at: number): number {
    if (name === "file") this.file = this.report.file(attributes.get("path") ?? "", { at })
    else if (name === "lineToCover") this.line(attributes, at)
    else if (this.file !== undefined) this.report.doubt.invalid(at, "a file holds something else than lines to cover")
    return 0
  }

  close(name: string): void {
    if (name === "file") this.file = undefined
  }

  finish(): Reading {
    this.lines.addTo(this.report, "line")
    this.branches.addTo(this.report)
    return this.report.finish("lines to cover", { totals: { line: { covered: 0, total: 0 }, ...this.report.listed() } })
  }

  private line(attributes: XmlAttributes, at: number): void {
    const { doubt } = this.report
    const number = attributes.get("lineNumber")
    const covered = attributes.get("covered")?.trim()
    if (this.file === undefined || number === undefined || (covered !== "true" && covered !== "false")) {
      doubt.invalid(at, "a line to cover must stand in a file, have a number and say whether it is covered")
    }
    const file = this.file ?? this.report.file("", { at })
    const place = this.numbers.read(number ?? "")
    this.lines.mark(file, place, covered === "true")
    const branches = attributes.get("branchesToCover")
    if (branches === undefined) return
    const taken = plainNumber(attributes.get("coveredBranches") ?? "0")
    const { covered: hit, total } = stated("branches", taken, plainNumber(branches), { line: at, doubt })
    if (total > 0) this.branches.mark(file, place, hit, total)
  }
}
