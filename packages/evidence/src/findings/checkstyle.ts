import { Doubt } from "../doubt.ts"
import type { Format, FormatInput, Reading } from "../format.ts"
import type { XmlAttributes } from "../xml/attributes.ts"
import { openXml } from "../xml/document.ts"
import type { XmlHandler } from "../xml/scanner.ts"
import { Findings, lineOf } from "./findings.ts"
import { pathOf } from "./places.ts"
import { said } from "./present.ts"
import { LEVELS, severityOf } from "./severity.ts"
import { toolOf } from "./tool.ts"

/** Checkstyle's XML, which many linters of other languages write, too. */
export const CHECKSTYLE: Format = {
  id: "checkstyle-xml",
  kind: "findings",
  title: "Checkstyle XML",
  versions: "Checkstyle 4 to 12, and linters that write the same",
  recognisedBy: "root `checkstyle`",
  takes: ["every `error` of every file, by its `source`", "how many files are listed"],
  refuses: [],
  distrusts: [
    "reports without a file: tools that list only files with errors cannot say that they ran",
    "exceptions of Checkstyle where it found nothing",
  ],
  commands: [
    "checkstyle -f xml -c rules.xml src",
    "phpcs --report=checkstyle",
    "golangci-lint run --output.checkstyle.path",
  ],
  recognise: ({ xml }) => xml?.root === "checkstyle",
  open(input) {
    const handler = new CheckstyleHandler(input)
    return openXml(input, handler, VOCABULARY, () => handler.finish())
  },
}

const VOCABULARY = "checkstyle file error exception name line column severity message source version".split(" ")
const LONGEST = 4096

class CheckstyleHandler implements XmlHandler {
  private readonly input: FormatInput
  private readonly findings: Findings
  private file = ""
  private files = 0
  private version = ""
  private failures = 0
  private readonly doubt = new Doubt()

  constructor(input: FormatInput) {
    this.input = input
    this.findings = new Findings(input)
  }

  open(name: string, attributes: XmlAttributes, line: number): number {
    if (name === "checkstyle") this.version = attributes.get("version") ?? ""
    else if (name === "file") {
      this.files++
      this.file = pathOf(attributes.get("name") ?? "")
    } else if (name === "error") this.error(attributes, line)
    else if (name === "exception") return LONGEST
    else if (this.files > 0) this.doubt.invalid(line, "a file has something else than errors")
    return 0
  }

  /** An exception is Checkstyle's own: it stopped looking at the file. */
  close(name: string, text: string): void {
    if (name === "file") this.file = ""
    if (name !== "exception") return
    this.failures++
    this.input.warnings.add("tool-errors", text.trim().split("\n", 1)[0])
  }

  finish(): Reading {
    const { findings, files, failures, doubt } = this
    const counts = { ...findings.counts(), files }
    if (findings.isClean && failures > 0) {
      doubt.note({ kind: "not-finished", what: "it found nothing and reports an exception" })
    }
    if (files === 0) doubt.note({ kind: "nothing-measured", what: "files" })
    return { refusal: null, ...doubt.told, counts, ...toolOf("Checkstyle", this.version) }
  }

  private error(attributes: XmlAttributes, at: number): void {
    const { file, findings } = this
    const rule = attributes.get("source") ?? ""
    const native = attributes.get("severity") ?? ""
    const title = attributes.get("message") ?? ""
    findings.list(at)
    findings.add({
      at,
      rule,
      severity: severityOf(LEVELS, native, this.input.warnings),
      native,
      state: "open",
      title,
      file: said(file),
      line: lineOf(Number(attributes.get("line") ?? "")),
      identity: [rule, file, title],
    })
  }
}
