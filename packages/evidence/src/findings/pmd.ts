import { Doubt } from "../doubt.ts"
import type { Format, FormatInput, Reading } from "../format.ts"
import { RefusedInput } from "../refusal.ts"
import type { XmlAttributes } from "../xml/attributes.ts"
import { openXml } from "../xml/document.ts"
import type { XmlHandler } from "../xml/scanner.ts"
import { Findings, lineOf } from "./findings.ts"
import { NewestTime } from "./newest-time.ts"
import { pathOf } from "./places.ts"
import { said } from "./present.ts"
import { severityOf, type SeverityWords } from "./severity.ts"
import { toolOf } from "./tool.ts"

/** PMD's priorities: high, medium high, medium, medium low, low (docs.pmd-code.org, "Rule guidelines"). */
const PRIORITIES: SeverityWords = new Map([
  ["1", "high"],
  ["2", "high"],
  ["3", "medium"],
  ["4", "low"],
  ["5", "low"],
])

/** PMD's XML report; that of its copy-paste detector is another one. */
export const PMD: Format = {
  id: "pmd-xml",
  kind: "findings",
  title: "PMD XML",
  versions: "PMD 4 to 7",
  recognisedBy: "root `pmd` or `pmd-cpd`",
  takes: ["every violation, by ruleset, rule and priority", "suppressed violations as suppressed"],
  refuses: ["reports of the copy-paste detector (`pmd-cpd`)"],
  distrusts: [
    "reports without a file: PMD lists only files with violations, so that a clean one cannot be told from none",
    "errors of PMD where it found nothing",
  ],
  commands: ["pmd check -d src -R rules.xml -f xml", "mvn pmd:pmd"],
  recognise: ({ xml }) => xml?.root === "pmd" || xml?.root === "pmd-cpd",
  open(input) {
    const handler = new PmdHandler(input)
    return openXml(input, handler, VOCABULARY, () => handler.finish())
  },
}

const VOCABULARY =
  `pmd pmd-cpd file violation suppressedviolation error configerror name filename beginline line rule ruleset priority
   package class method version timestamp msg usermsg suppressiontype`.split(/\s+/)
const LONGEST = 1024

class PmdHandler implements XmlHandler {
  private readonly input: FormatInput
  private readonly findings: Findings
  private readonly times: NewestTime
  private violation: Omit<Parameters<Findings["add"]>[0], "title"> | undefined
  private file = ""
  private files = 0
  private suppressed = 0
  private failures = 0
  private version = ""

  constructor(input: FormatInput) {
    this.input = input
    this.findings = new Findings(input)
    this.times = new NewestTime(input.warnings)
  }

  open(name: string, attributes: XmlAttributes, line: number): number {
    switch (name) {
      case "pmd-cpd": {
        const advice = "Upload the report of `pmd check` instead: duplicates have no severity."
        throw new RefusedInput({ kind: "unsupported-format", title: "The report of PMD's copy-paste detector", advice })
      }
      case "pmd":
        this.version = attributes.get("version") ?? ""
        this.times.read(attributes.get("timestamp") ?? "")
        return 0
      case "file":
        this.files++
        this.file = pathOf(attributes.get("name") ?? "")
        return 0
      case "violation":
        this.begin(attributes, line)
        return LONGEST
      case "suppressedviolation":
        this.suppress(attributes, line)
        return 0
      case "error":
      case "configerror":
        this.failures++
        this.input.warnings.add("tool-errors", attributes.get("msg") ?? attributes.get("rule") ?? "")
        return 0
      default:
        return 0
    }
  }

  close(name: string, text: string): void {
    if (name === "file") this.file = ""
    if (name !== "violation" || this.violation === undefined) return
    this.findings.add({ ...this.violation, title: text.trim() })
    this.violation = undefined
  }

  finish(): Reading {
    const { findings, files, failures, suppressed } = this
    const counts = { ...findings.counts(), files }
    const doubt = new Doubt()
    if (findings.isClean && failures > 0) {
      doubt.note({ kind: "not-finished", what: `it found nothing and reports ${failures} error(s)` })
    }
    if (files + suppressed === 0) doubt.note({ kind: "nothing-measured", what: "files" })
    return { refusal: null, ...doubt.told, counts, ...toolOf("PMD", this.version), ...this.times.told }
  }

  private begin(attributes: XmlAttributes, at: number): void {
    const word = (name: string): string => attributes.get(name) ?? ""
    const rule = [word("ruleset"), word("rule")].filter(Boolean).join("/")
    const native = word("priority")
    const where = [word("package"), word("class"), word("method"), word("variable")].join(" ").trim()
    this.findings.list(at)
    this.violation = {
      at,
      rule,
      severity: severityOf(PRIORITIES, native, this.input.warnings),
      native,
      state: "open",
      file: said(this.file),
      // PMD 4 has `line`.
      line: lineOf(Number(word("beginline") || word("line"))),
      identity: [rule, this.file, where],
    }
  }

  /** Suppressed violations have no rule: PMD tells file, message and why. */
  private suppress(attributes: XmlAttributes, at: number): void {
    this.suppressed++
    const file = pathOf(attributes.get("filename") ?? "")
    const title = attributes.get("msg") ?? ""
    const how = [attributes.get("suppressiontype"), attributes.get("usermsg")].filter(Boolean).join(": ")
    const found = { at, rule: "", severity: "unknown" as const, native: "", state: "suppressed" as const }
    this.findings.add({ ...found, suppressedBy: how || "suppressed", title, file: said(file), identity: [file, title] })
  }
}
