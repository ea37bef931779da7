import type { FindingSeverity } from "@promotrail/core"
import { Doubt } from "../doubt.ts"
import type { Format, FormatInput, Reading } from "../format.ts"
import type { Refusal } from "../refusal.ts"
import type { XmlAttributes } from "../xml/attributes.ts"
import { openXml } from "../xml/document.ts"
import type { XmlHandler } from "../xml/scanner.ts"
import { Findings, lineOf } from "./findings.ts"
import { NewestTime } from "./newest-time.ts"
import { pathOf } from "./places.ts"
import { said } from "./present.ts"
import { severityOf, type SeverityWords } from "./severity.ts"
import { toolOf } from "./tool.ts"

/**
 * Bug ranks by SpotBugs' own groups, in the order of `BugRankCategory`: scariest, scary, troubling, of concern
 * (spotbugs.readthedocs.io, "Bug rank").
 */
const RANKS: readonly (readonly [last: number, severity: FindingSeverity])[] = [
  [4, "critical"],
  [9, "high"],
  [14, "medium"],
  [20, "low"],
]
/** Priorities, where a report has no ranks (FindBugs before 1.3.9): high, normal, low, experimental, ignore. */
const PRIORITIES: SeverityWords = new Map([
  ["1", "high"],
  ["2", "medium"],
  ["3", "low"],
  ["4", "info"],
  ["5", "info"],
])

/** SpotBugs' XML, also of its ancestor FindBugs and of its plugin Find Security Bugs. */
export const SPOTBUGS: Format = {
  id: "spotbugs-xml",
  kind: "findings",
  title: "SpotBugs XML",
  versions: "SpotBugs 3 and 4, FindBugs 1 to 3",
  recognisedBy: "root `BugCollection`",
  takes: [
    "every bug, by its rank, or its priority where it has none",
    "its class, method and source line, and the hash by which SpotBugs itself compares reports",
    "how many classes were analysed",
  ],
  refuses: [],
  distrusts: ["analyses of no class", "errors of the analysis where it found nothing"],
  commands: ["spotbugs -textui -xml:withMessages -output spotbugs.xml app.jar", "mvn spotbugs:spotbugs"],
  recognise: ({ xml }) => xml?.root === "BugCollection",
  open(input) {
    const handler = new SpotbugsHandler(input)
    return openXml(input, handler, VOCABULARY, () => handler.finish())
  },
}

const VOCABULARY =
  `BugCollection BugInstance Class Method Field SourceLine ShortMessage LongMessage FindBugsSummary Errors Error AnalysisError type priority
   rank classname name start sourcepath sourcefile primary instanceHash version total_classes total_bugs errors
   missingClasses timestamp analysisTimestamp signature`.split(/\s+/)
const LONGEST = 1024

type Bug = {
  readonly at: number
  readonly type: string
  readonly rank: string
  readonly priority: string
  readonly hash: string
  className: string
  method: string
  field: string
  file: string
  line: number | undefined
  /** Whether the place is the bug's own line and not its class's. */
  isExact: boolean
  message: string
}

class SpotbugsHandler implements XmlHandler {
  private readonly input: FormatInput
  private readonly findings: Findings
  private readonly times: NewestTime
  private readonly path: string[] = []
  private bug: Bug | undefined
  private version = ""
  private classes: number | undefined
  private stated: number | undefined
  /** Stated, and listed: early reports list errors without stating how many. */
  private errorsStated = 0
  private errorsListed = 0

  constructor(input: FormatInput) {
    this.input = input
    this.findings = new Findings(input)
    this.times = new NewestTime(input.warnings)
  }

  open(name: string, attributes: XmlAttributes, line: number): number {
    const parent = this.path.at(-1)
    this.path.push(name)
    const { bug } = this
    if (bug !== undefined) return this.member(bug, name, parent, attributes)
    if (name === "BugCollection") {
      this.version = attributes.get("version") ?? ""
      this.times.read(timeOf(attributes.get("analysisTimestamp") ?? attributes.get("timestamp")))
    } else if (name === "BugInstance" && parent === "BugCollection") this.begin(attributes, line)
    else if (name === "FindBugsSummary") {
      this.classes = countOf(attributes.get("total_classes"))
      this.stated = countOf(attributes.get("total_bugs"))
    } else if (name === "Errors") this.errorsStated += countOf(attributes.get("errors")) ?? 0
    else if (parent === "Errors" && (name === "Error" || name === "AnalysisError")) this.errorsListed++
    return 0
  }

  close(name: string, text: string): void {
    this.path.pop()
    const { bug } = this
    if (bug === undefined) return
    if (name === "LongMessage" || (name === "ShortMessage" && bug.message === "")) bug.message = text.trim()
    if (name === "BugInstance") this.give(bug)
  }

  finish(): Reading {
    const { findings, classes, errors, stated } = this
    const { warnings } = this.input
    if (errors > 0) warnings.add("tool-errors", "errors of the analysis", errors)
    if (stated !== undefined && stated !== findings.results) {
      warnings.add("summary-disagrees", `${stated} bugs stated, ${findings.results} listed`)
    }
    const doubt = new Doubt()
    doubt.note(this.doubts())
    return {
      refusal: null,
      ...doubt.told,
      counts: { ...findings.counts(), ...(classes === undefined ? {} : { classes }) },
      ...toolOf("SpotBugs", this.version),
      ...this.times.told,
    }
  }

  private get errors(): number {
    return Math.max(this.errorsStated, this.errorsListed)
  }

  private doubts(): Refusal | null {
    const { findings, classes, errors } = this
    if (findings.results > 0) return null
    if (errors > 0) return { kind: "not-finished", what: `it found nothing and reports ${errors} error(s)` }
    return (classes ?? 0) === 0 ? { kind: "nothing-measured", what: "classes" } : null
  }

  private begin(attributes: XmlAttributes, at: number): void {
    this.findings.list(at)
    this.bug = {
      at,
      type: attributes.get("type") ?? "",
      rank: attributes.get("rank") ?? "",
      priority: attributes.get("priority") ?? "",
      hash: attributes.get("instanceHash") ?? "",
      className: "",
      method: "",
      field: "",
      file: "",
      line: undefined,
      isExact: false,
      message: "",
    }
  }

  private member(bug: Bug, name: string, parent: string | undefined, attributes: XmlAttributes): number {
    if (name === "LongMessage" || name === "ShortMessage") return parent === "BugInstance" ? LONGEST : 0
    // The first of each is the bug's own; others are what it refers to.
    if (name === "Class" && parent === "BugInstance") bug.className ||= attributes.get("classname") ?? ""
    else if (name === "Method" && parent === "BugInstance") {
      bug.method ||= `${attributes.get("name") ?? ""}${attributes.get("signature") ?? ""}`
    } else if (name === "Field" && parent === "BugInstance") bug.field ||= attributes.get("name") ?? ""
    else if (name === "SourceLine") this.place(bug, parent === "BugInstance", attributes)
    return 0
  }

  private place(bug: Bug, isExact: boolean, attributes: XmlAttributes): void {
    if (bug.isExact || (bug.file !== "" && !isExact)) return
    bug.file = pathOf(attributes.get("sourcepath") ?? attributes.get("sourcefile") ?? "")
    bug.line = lineOf(Number(attributes.get("start") ?? ""))
    bug.isExact = isExact
  }

  private give(bug: Bug): void {
    this.bug = undefined
    const { at, type, rank, priority, hash, className, method, field, file, line, message } = bug
    const { warnings } = this.input
    const severity = severityOfRank(rank) ?? severityOf(PRIORITIES, priority, warnings)
    const identity = hash === "" ? [type, className, method, field] : [type, hash]
    this.findings.add({
      at,
      rule: type,
      severity,
      native: rank === "" ? `priority ${priority}` : `rank ${rank}`,
      state: "open",
      title: message || `${type} in ${className}`,
      file: said(file),
      line,
      identity,
    })
  }
}

function severityOfRank(rank: string): FindingSeverity | undefined {
  const value = countOf(rank)
  return value === undefined || value === 0 ? undefined : RANKS.find(([last]) => value <= last)?.[1]
}

const countOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined

/** SpotBugs writes milliseconds, and 0 for none. */
const timeOf = (text: string | undefined): string => (text === undefined || text === "0" ? "" : text)
