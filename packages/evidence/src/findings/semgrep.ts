import type { FindingState } from "@promotrail/core"
import type { Head } from "../detect/head.ts"
import { hasKeys, isList, shapeAt } from "../detect/json-shape.ts"
import { Doubt } from "../doubt.ts"
import type { Format, FormatInput } from "../format.ts"
import { openJson } from "../json/document.ts"
import { isJsonList, isJsonObject, type Json, type JsonPlace, number, text, truth } from "../json/json.ts"
import { type Refusal, RefusedInput } from "../refusal.ts"
import { Findings, lineOf } from "./findings.ts"
import { pathOf } from "./places.ts"
import { said } from "./present.ts"
import { severityOf, type SeverityWords } from "./severity.ts"
import { toolOf } from "./tool.ts"

/** Semgrep's severities of rules: `INFO` to `ERROR`, and since 1.72 `LOW` to `CRITICAL` (semgrep.dev, rule syntax). */
const SEVERITIES: SeverityWords = new Map([
  ["critical", "critical"],
  ["high", "high"],
  ["medium", "medium"],
  ["low", "low"],
  ["error", "high"],
  ["warning", "medium"],
  ["info", "low"],
  // What a rule finds that only takes stock.
  ["inventory", "info"],
  ["experiment", "info"],
])

/** What Semgrep writes instead of lines and fingerprints for those who are not logged in. */
const WITHHELD = "requires login"

/** `semgrep scan --json`, and the list of vulnerable dependencies that its cloud answers. */
export const SEMGREP: Format = {
  id: "semgrep-json",
  kind: "findings",
  title: "Semgrep JSON",
  versions: "Semgrep 0.50 to 1, and Semgrep's cloud (`vulns`)",
  recognisedBy: "`results` and `errors`, with `check_id` in the results; `vulns` of `advisory` from its cloud",
  takes: [
    "every result; one that is ignored in the source (`nosemgrep`) as suppressed",
    "how many files were scanned",
    "of the cloud's answer every vulnerability, one with an ignored triage as suppressed",
  ],
  refuses: ["results that are no list"],
  distrusts: [
    "results that find nothing beside errors of the tool, and errors without results",
    "runs that scanned no file",
  ],
  commands: ["semgrep scan --json", "semgrep ci --json"],
  recognise: isSemgrep,
  open: (input) => {
    const reader = new SemgrepReader(input)
    const { findings, warnings } = reader
    return openJson(
      input,
      {
        version: (value) => (reader.version = text(value)),
        results: { open: (kind, { at }) => reader.begin(kind === "array", at) },
        "results/*": (value, place) => reader.result(value, place),
        vulns: { open: (kind, { at }) => reader.begin(kind === "array", at) },
        "vulns/*": (value, place) => reader.vulnerability(value, place),
        "errors/*": (value) => reader.error(value),
        "paths/scanned": { open: (kind) => (reader.scanned ??= kind === "array" ? 0 : undefined) },
        "paths/scanned/*": () => (reader.scanned = (reader.scanned ?? 0) + 1),
        "skipped_rules/*": (value) =>
          warnings.add("tool-errors", `rule ${text(value, "rule_id") || text(value)} was skipped`),
        hasMore: (value) => value === true && warnings.add("list-cut", "the answer has more pages"),
      },
      () => {
        reader.doubt.note(reader.doubts())
        return {
          refusal: null,
          ...reader.doubt.told,
          counts: {
            ...findings.counts(),
            ...(reader.scanned === undefined ? {} : { files: reader.scanned }),
          },
          ...toolOf("Semgrep", reader.version),
        }
      },
    )
  },
}

function isSemgrep({ first }: Head): boolean {
  if (hasKeys(shapeAt(first, "vulns", 0), "advisory")) return true
  // Sorted by name, long lists of errors and of scanned files stand before the results.
  const isBegun = hasKeys(first, "errors") && isList(shapeAt(first, "paths", "scanned"))
  if (!isList(shapeAt(first, "results")))
    return isBegun || hasKeys(shapeAt(first, "errors", 0), "code", "level", "type")
  const result = shapeAt(first, "results", 0)
  if (result !== undefined) return hasKeys(result, "check_id")
  // Bandit has the same two lists, with metrics.
  return hasKeys(first, "errors") && !["summary", "metrics", "generated_at"].some((key) => hasKeys(first, key))
}

class SemgrepReader {
  readonly findings: Findings
  readonly doubt = new Doubt()
  readonly warnings: FormatInput["warnings"]
  version = ""
  scanned: number | undefined
  private listed = false
  private failures = 0
  private firstFailure = ""

  constructor(input: FormatInput) {
    this.findings = new Findings(input)
    this.warnings = input.warnings
  }

  begin(isList: boolean, line: number): void {
    if (!isList) throw new RefusedInput({ kind: "invalid", line, what: "the results are no list" })
    this.listed = true
  }

  result(value: Json, { at, pointer }: JsonPlace): void {
    if (!isJsonObject(value)) throw new RefusedInput({ kind: "invalid", line: at, what: "a result is no object" })
    this.findings.list(at)
    const rule = text(value, "check_id")
    const native = text(value, "extra", "severity")
    const isIgnored = truth(value, "extra", "is_ignored") === true
    const message = text(value, "extra", "message")
    const file = pathOf(text(value, "path"))
    const print = text(value, "extra", "fingerprint")
    this.findings.add({
      at,
      pointer,
      rule,
      severity: severityOf(SEVERITIES, native, this.warnings),
      native,
      state: isIgnored ? "suppressed" : "open",
      suppressedBy: isIgnored ? "nosemgrep" : undefined,
      title: message,
      file: said(file),
      line: lineOf(number(value, "start", "line")),
      identity: print === "" || print === WITHHELD ? [rule, file, message] : [rule, print],
    })
  }

  /** One entry of the cloud's list of vulnerable dependencies (supply chain, `GET …/ssc-vulns`). */
  vulnerability(value: Json, { at, pointer }: JsonPlace): void {
    if (!isJsonObject(value))
      throw new RefusedInput({ kind: "invalid", line: at, what: "a vulnerability is no object" })
    this.findings.list(at)
    const rule = text(value, "advisory", "ruleId")
    const native = text(value, "advisory", "severity")
    const status = text(value, "triage", "status")
    const file = pathOf(text(value, "dependencyFileLocation", "path"))
    const state: FindingState = status === "IGNORED" ? "suppressed" : status === "FIXED" ? "absent" : "open"
    this.findings.add({
      at,
      pointer,
      rule,
      severity: severityOf(SEVERITIES, native, this.warnings),
      native,
      state,
      suppressedBy: state === "suppressed" ? `triage: ${text(value, "triage", "dismissReason")}` : undefined,
      title: text(value, "title") || text(value, "advisory", "title"),
      file: said(file),
      line: lineOf(number(value, "dependencyFileLocation", "startLine")),
      identity: [rule, file, text(value, "matchedDependency", "name"), text(value, "groupKey")],
    })
  }

  /** `level` is `error`, `warn` or `info`; early versions have none. */
  error(value: Json): void {
    const level = text(value, "level")
    const said = text(value, "message") || text(value, "long_msg") || text(value, "short_msg") || typeOf(value)
    this.warnings.add("tool-errors", said)
    if (level === "warn" || level === "info") return
    if (this.failures++ === 0) this.firstFailure = said
  }

  doubts(): Refusal | null {
    const { findings, scanned, failures, firstFailure } = this
    if (!this.listed) return { kind: "not-finished", what: "there is no list of results" }
    if (findings.isClean && failures > 0) {
      return { kind: "not-finished", what: `it found nothing, but reports: ${firstFailure.slice(0, 200)}` }
    }
    return scanned === 0 && findings.results === 0 ? { kind: "nothing-measured", what: "files" } : null
  }
}

/** The type of an error is a word, or a list that begins with one. */
function typeOf(value: Json): string {
  const type = isJsonObject(value) ? value["type"] : undefined
  return isJsonList(type) ? text(type, 0) : text(type)
}
