import { entries, isJsonList, type Json, text } from "../json/json.ts"
import type { Tally } from "../warnings.ts"
import { type Findings, titleOf } from "./findings.ts"
import { said } from "./present.ts"
import type { SarifInvocation } from "./sarif-invocations.ts"
import { SarifFiles } from "./sarif-places.ts"
import type { SarifResult } from "./sarif-result.ts"
import { findRule, messageOf, SarifComponent, SCORE_WORDS, type SarifRule } from "./sarif-rules.ts"
import { LEVELS, severityOf, severityOfScore } from "./severity.ts"

/**
 * What a result means (SARIF 2.1.0 §3.27.9). `open` and `review` say that the tool could not decide and a person must:
 * that is neither a pass nor a harmless finding.
 */
const KINDS: ReadonlyMap<string, "finding" | "undecided" | "none"> = new Map([
  ["fail", "finding"],
  ["open", "undecided"],
  ["review", "undecided"],
  ["pass", "none"],
  ["notApplicable", "none"],
  ["informational", "none"],
])

/** Where a property of a run is kept instead. */
export type SarifExternal = { readonly property: string; readonly guid: string; readonly uri: string }

const NO_RESULTS = "its run has no list of results, not even an empty one"

/** One run, kept compact until the whole file was seen: in which order it is told is the writer's choice. */
export class SarifRun {
  readonly driver = new SarifComponent()
  readonly extensions: SarifComponent[] = []
  readonly files = new SarifFiles()
  readonly invocations: SarifInvocation[] = []
  readonly results: SarifResult[] = []
  /** Whether there is a list of results, be it empty: without one the run produced none (§3.14.23). */
  hasResults = false
  guid = ""
  /** What the run leaves to external properties (§3.15), by their guid or address. */
  readonly external: SarifExternal[] = []

  /** The extension at a position of the list, made when it is first met. */
  extension(position: number): SarifComponent {
    while (this.extensions.length <= position) this.extensions.push(new SarifComponent())
    return this.extensions[position]!
  }

  get ruleCount(): number {
    return [this.driver, ...this.extensions].reduce((sum, { rules }) => sum + rules.length, 0)
  }

  get toolName(): string {
    return this.driver.name
  }

  /** Why this run proves nothing; undefined when it does. */
  failure(): string | undefined {
    for (const { failure } of this.invocations) if (failure !== undefined) return failure
    // Something ran, and its results are missing (§3.14.23). Rules alone are an export of what a tool could find.
    return !this.hasResults && this.invocations.length > 0 ? NO_RESULTS : undefined
  }

  /** Why nothing can be concluded from the run, although nothing says that it failed. */
  doubt(): string | undefined {
    if (!this.hasResults) return NO_RESULTS
    const isDoubtful = this.results.length === 0 && this.invocations.some((one) => one.isDoubtful())
    return isDoubtful ? "it found nothing, and reports an error of its own" : undefined
  }

  /** Gives the results as findings. */
  emit(findings: Findings, warnings: Tally): void {
    for (const result of this.results) this.give(result, findings, warnings)
  }

  private give(result: SarifResult, findings: Findings, warnings: Tally): void {
    const meaning = KINDS.get(result.kind)
    if (meaning === undefined) warnings.add("unknown-severity", `kind ${result.kind}`)
    if (meaning === "none") return
    const rule = findRule(result.rule, this.driver, this.extensions)
    const id = result.rule.id || rule?.id || result.rule.guid
    const title = titleOf(messageOf(result.message, rule) || rule?.title)
    const file = said(this.files.pathOf(result.place.file) ?? "")
    const { level, severity } = this.severityOf(result, rule, meaning === "undecided", warnings)
    const { at, pointer, state, suppressedBy, isNew, occurrences, prints } = result
    const found = { at, pointer, rule: id, severity, native: level, state, suppressedBy, isNew, occurrences }
    // Partial prints alone need not be unique: they are meant to be taken together with rule and place.
    const same = prints.length > 0 ? prints : [title]
    const identity = [this.toolName, id, file ?? result.place.logical, ...same]
    findings.add({ ...found, title, file, line: result.place.line, identity })
  }

  private severityOf(result: SarifResult, rule: SarifRule | undefined, undecided: boolean, warnings: Tally) {
    if (undecided) {
      warnings.add("unknown-severity", `kind ${result.kind}`)
      return { level: result.kind, severity: "unknown" as const }
    }
    const level = result.level || this.overriddenLevel(result, rule) || rule?.level || "warning"
    const score = result.score || rule?.score || ""
    if (score === "") return { level, severity: severityOf(LEVELS, level, warnings) }
    const severity = severityOfScore(Number(score)) ?? severityOf(SCORE_WORDS, score, warnings)
    return { level: `${level} ${score.slice(0, 40)}`, severity }
  }

  private overriddenLevel(result: SarifResult, rule: SarifRule | undefined): string | undefined {
    const { invocations } = this
    const position = result.invocation ?? (invocations.length === 1 ? 0 : -1)
    return invocations[position]?.levelOf(rule, this.driver, this.extensions)
  }

  /** Takes what stood in the file as external properties of this run (§3.15.2), its results only once. */
  join(other: SarifRun, withResults: boolean): void {
    if (withResults) {
      this.hasResults ||= other.hasResults
      for (const result of other.results) this.results.push(result)
    }
    for (const invocation of other.invocations) this.invocations.push(invocation)
    if (this.driver.rules.length === 0) for (const rule of other.driver.rules) this.driver.take(rule)
    for (const [position, extension] of other.extensions.entries()) {
      const own = this.extension(position)
      if (own.rules.length === 0) for (const rule of extension.rules) own.take(rule)
    }
    this.files.join(other.files)
  }

  /** Notes which of its properties stand elsewhere. */
  refer(value: Json): void {
    for (const [property, references] of entries(value)) {
      for (const reference of isJsonList(references) ? references : [references]) {
        this.external.push({ property, guid: text(reference, "guid"), uri: text(reference, "location", "uri") })
      }
    }
  }
}
