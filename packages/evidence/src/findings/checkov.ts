import { hasKeys, type JsonShape, shapeAt } from "../detect/json-shape.ts"
import { Doubt } from "../doubt.ts"
import type { Format, FormatInput, FormatReader, Reading } from "../format.ts"
import { openJson } from "../json/document.ts"
import { isJsonObject, type Json, type JsonPlace, number, text } from "../json/json.ts"
import type { JsonRules } from "../json/rules.ts"
import { type Refusal, RefusedInput } from "../refusal.ts"
import { Findings, lineOf } from "./findings.ts"
import { pathOf } from "./places.ts"
import { said } from "./present.ts"
import { severityOf, type SeverityWords } from "./severity.ts"
import { toolOf } from "./tool.ts"

/** Checkov's severities, which it knows only with a platform key (checkov.io, "Severities"); else they are null. */
const SEVERITIES: SeverityWords = new Map([
  ["critical", "critical"],
  ["high", "high"],
  ["medium", "medium"],
  ["moderate", "medium"],
  ["low", "low"],
  ["info", "info"],
  ["none", "info"],
])

/** `checkov -o json`: one block for a kind of file, a list of them, or nothing but figures. */
export const CHECKOV: Format = {
  id: "checkov-json",
  kind: "findings",
  title: "Checkov JSON",
  versions: "Checkov 1 to 3",
  recognisedBy: "`check_type` with `results`, alone or in an array; or figures with `checkov_version`",
  takes: [
    "every failed check, and every skipped one as suppressed, by rule, resource and file",
    "how many checks passed; without a platform key a check has no severity and counts as unknown",
  ],
  refuses: ["checks that are no objects"],
  distrusts: [
    "files without a single check",
    "failed checks that are counted but not listed",
    "files that could not be parsed where nothing else failed",
  ],
  commands: ["checkov -d . -o json"],
  recognise: ({ first }) => isCheckov(first) || isCheckov(shapeAt(first, 0)),
  open: (input) => new CheckovReader(input).open(),
}

const isCheckov = (shape: JsonShape | undefined): boolean =>
  hasKeys(shape, "check_type") ||
  hasKeys(shape, "passed", "failed", "checkov_version") ||
  (hasKeys(shape, "results") &&
    ["failed_checks", "passed_checks"].some((key) => hasKeys(shapeAt(shape, "results"), key)))

class CheckovReader {
  private readonly input: FormatInput
  private readonly findings: Findings
  private readonly summed = { passed: 0, failed: 0, skipped: 0, parsing_errors: 0, resource_count: 0 }
  private passed = 0
  private skipped = 0
  private blocks = 0
  private parsingErrors = 0
  private version = ""
  private hasSummary = false

  constructor(input: FormatInput) {
    this.input = input
    this.findings = new Findings(input)
  }

  open(): FormatReader {
    return openJson(this.input, { ...this.block(""), ...this.block("*/") }, () => this.finish())
  }

  private block(prefix: string): JsonRules {
    return {
      [`${prefix}check_type`]: () => void this.blocks++,
      [`${prefix}results/failed_checks/*`]: (value, place) => this.check(value, place, false),
      [`${prefix}results/skipped_checks/*`]: (value, place) => this.check(value, place, true),
      [`${prefix}results/passed_checks/*`]: () => void this.passed++,
      [`${prefix}results/parsing_errors/*`]: (value) => {
        this.parsingErrors++
        this.input.warnings.add("tool-errors", `not parsed: ${pathOf(text(value))}`)
      },
      [`${prefix}summary`]: (value) => {
        this.hasSummary = true
        this.sum(value)
      },
      // The figures of a run that found no file to check stand alone.
      ...Object.fromEntries(
        [...Object.keys(this.summed), "checkov_version"].map((name) => [
          `${prefix}${name}`,
          (value: Json) => this.sum({ [name]: value }),
        ]),
      ),
    }
  }

  private sum(figures: Json): void {
    for (const name of Object.keys(this.summed) as (keyof typeof this.summed)[]) {
      this.summed[name] += number(figures, name) ?? 0
    }
    this.version ||= text(figures, "checkov_version")
  }

  private check(value: Json, { at, pointer }: JsonPlace, isSkipped: boolean): void {
    if (!isJsonObject(value)) throw new RefusedInput({ kind: "invalid", line: at, what: "a check is no object" })
    if (isSkipped) this.skipped++
    else this.findings.list(at)
    const rule = text(value, "check_id")
    const native = text(value, "severity")
    const file = pathOf(text(value, "file_path").replace(/^\/(?=.)/, ""))
    const why = text(value, "check_result", "suppress_comment")
    this.findings.add({
      at,
      pointer,
      rule,
      severity: severityOf(SEVERITIES, native, this.input.warnings),
      native,
      state: isSkipped ? "suppressed" : "open",
      suppressedBy: isSkipped ? `skipped${why === "" ? "" : `: ${why}`}` : undefined,
      title: text(value, "check_name"),
      file: said(file),
      line: lineOf(number(value, "file_line_range", 0)),
      identity: [rule, file, text(value, "resource")],
    })
  }

  private finish(): Reading {
    const { findings, summed, blocks } = this
    if (this.hasSummary && summed.failed !== findings.results) {
      const difference = `failed: ${summed.failed} stated, ${findings.results} listed`
      this.input.warnings.add("summary-disagrees", difference)
    }
    const passed = Math.max(this.passed, summed.passed)
    const skipped = Math.max(this.skipped, summed.skipped)
    const counts = { ...findings.counts(), checks: passed + skipped + findings.results, blocks }
    const doubt = new Doubt()
    doubt.note(this.doubts(counts.checks))
    return { refusal: null, ...doubt.told, counts, ...toolOf("Checkov", this.version) }
  }

  private doubts(checks: number): Refusal | null {
    const { findings, summed } = this
    const unread = Math.max(this.parsingErrors, summed.parsing_errors)
    if (findings.results === 0 && summed.failed > 0) {
      return { kind: "invalid", line: 1, what: `${summed.failed} failed checks are counted and none is listed` }
    }
    if (findings.results === 0 && unread > 0) {
      return { kind: "not-finished", what: `${unread} file(s) could not be parsed` }
    }
    return checks === 0 ? { kind: "nothing-measured", what: "checks" } : null
  }
}
