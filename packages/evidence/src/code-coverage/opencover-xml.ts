import type { CoverageMetric } from "@promotrail/core"
import type { Doubt } from "../doubt.ts"
import type { Format, FormatInput, Reading } from "../format.ts"
import type { XmlAttributes } from "../xml/attributes.ts"
import { openXml } from "../xml/document.ts"
import type { XmlHandler } from "../xml/scanner.ts"
import { CoverageReport, type Totals } from "./coverage-report.ts"
import { isHit } from "./is-hit.ts"
import { plainNumber, stated } from "./stated.ts"

const VOCABULARY = `CoverageSession Summary Modules Module Files File Classes Class Methods Method FileRef
  SequencePoints SequencePoint BranchPoints BranchPoint MethodPoint uid fullPath skippedDueTo vc fileid
  numSequencePoints visitedSequencePoints numBranchPoints visitedBranchPoints numMethods visitedMethods numClasses
  visitedClasses uspid ordinal offset sl sc el ec bec bev path offsetend`.split(/\s+/)

const METRICS: readonly (readonly [covered: string, total: string, metric: CoverageMetric])[] = [
  ["visitedSequencePoints", "numSequencePoints", "statement"],
  ["visitedBranchPoints", "numBranchPoints", "branch"],
  ["visitedMethods", "numMethods", "function"],
  ["visitedClasses", "numClasses", "class"],
]

/** What was counted of one file of the open module. */
type FilePoints = Record<"statement" | "branch", { covered: number; total: number }> & { readonly at: number }

/**
 * OpenCover's XML, also of coverlet and AltCover. The summary of the session is the truth; without one the points are
 * counted. A sequence point is a statement, not a line. Modules left out by a filter (`skippedDueTo`) are no part of it.
 */
export const OPENCOVER_XML: Format = {
  id: "opencover-xml",
  kind: "code-coverage",
  title: "OpenCover XML",
  versions: "OpenCover 4, coverlet, AltCover",
  recognisedBy: "root `CoverageSession`",
  takes: [
    "visited of all by sequence point (as statement), branch point, method and class, from the session's summary",
    "sequence and branch points of each file",
  ],
  refuses: [],
  distrusts: ["sessions without a point", "summaries that are no counts"],
  commands: ["coverlet --format opencover", "dotnet test /p:CollectCoverage=true /p:CoverletOutputFormat=opencover"],
  recognise: ({ xml }) => xml?.root === "CoverageSession",
  open(input) {
    const handler = new OpencoverHandler(input)
    return openXml(input, handler, VOCABULARY, () => handler.finish())
  },
}

class OpencoverHandler implements XmlHandler {
  private readonly input: FormatInput
  private readonly report: CoverageReport
  private readonly path: string[] = []
  private totals: Totals = {}
  private readonly points: Required<Pick<Totals, "statement" | "branch">> = {
    statement: { covered: 0, total: 0 },
    branch: { covered: 0, total: 0 },
  }
  /** Of the open module, by the number it gives its files. */
  private readonly paths = new Map<string, string>()
  private readonly counted = new Map<string, FilePoints>()
  /** The file of the open method, for points that name none. */
  private ofMethod = ""
  private skipped = 0

  constructor(input: FormatInput) {
    this.input = input
    this.report = new CoverageReport(input)
  }

  open(name: string, attributes: XmlAttributes, at: number): number {
    const parent = this.path.at(-1)
    this.path.push(name)
    if (this.skipped > 0) {
      this.skipped++
      return 0
    }
    if (attributes.get("skippedDueTo") !== undefined) this.skipped = 1
    else if (name === "SequencePoint") this.count("statement", attributes, at)
    else if (name === "BranchPoint") this.count("branch", attributes, at)
    else if (name === "FileRef") this.ofMethod = attributes.get("uid") ?? ""
    else if (name === "Method") this.ofMethod = ""
    else if (name === "File") this.paths.set(attributes.get("uid") ?? "", attributes.get("fullPath") ?? "")
    else if (name === "Summary" && parent === "CoverageSession")
      this.totals = summaryOf(attributes, { line: at, doubt: this.report.doubt })
    return 0
  }

  close(name: string): void {
    this.path.pop()
    if (this.skipped > 0) this.skipped--
    else if (name === "Module") this.closeModule()
  }

  finish(): Reading {
    const { report, totals, points } = this
    const told = Object.values(totals).some(({ total }) => total > 0)
    return report.finish("sequence points", { totals: told ? totals : points, listed: points })
  }

  private count(metric: "statement" | "branch", attributes: XmlAttributes, at: number): void {
    const covered = isHit(attributes.get("vc") ?? "", this.input.warnings) ? 1 : 0
    this.points[metric] = {
      covered: this.points[metric].covered + covered,
      total: this.points[metric].total + 1,
    }
    const named = attributes.get("fileid")
    const file = named === undefined || named === "" || named === "0" ? this.ofMethod : named
    if (file === "") return
    let counted = this.counted.get(file)
    if (counted === undefined) {
      counted = { statement: { covered: 0, total: 0 }, branch: { covered: 0, total: 0 }, at }
      this.counted.set(file, counted)
    }
    counted[metric].covered += covered
    counted[metric].total++
  }

  /** Only now every file of the module has its path, wherever they were listed. */
  private closeModule(): void {
    for (const [uid, { statement, branch, at }] of this.counted) {
      const path = this.paths.get(uid)
      if (path === undefined) continue
      const file = this.report.file(path, { at })
      this.report.add(file, "statement", statement.covered, statement.total)
      this.report.add(file, "branch", branch.covered, branch.total)
    }
    this.counted.clear()
    this.paths.clear()
  }
}

function summaryOf(attributes: XmlAttributes, place: { readonly line: number; readonly doubt: Doubt }): Totals {
  const totals: Totals = {}
  for (const [coveredName, totalName, metric] of METRICS) {
    const covered = attributes.get(coveredName)
    const total = attributes.get(totalName)
    if (covered === undefined && total === undefined) continue
    totals[metric] = stated(totalName, plainNumber(covered), plainNumber(total), place)
  }
  return totals
}
