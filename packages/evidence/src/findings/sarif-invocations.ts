import { at, type Json, list, text } from "../json/json.ts"
import type { Tally } from "../warnings.ts"
import { findRule, referenceOf, type SarifComponent, type SarifRule, type SarifRuleReference } from "./sarif-rules.ts"

type Override = { readonly rule: SarifRuleReference; readonly level: string }

/** One call of the tool (SARIF 2.1.0 §3.20): whether it came to its end, and what it made of the rules' levels. */
export class SarifInvocation {
  /** Why the tool did not do its work; undefined while nothing says so. */
  failure: string | undefined
  /** Whether it reports an error of its own: a rule that broke, a file it could not read. */
  private hasErrors = false
  private exit: number | undefined
  private saysSuccess = false
  private readonly overrides: Override[] = []

  /** Takes a member of the invocation. */
  read(name: string, value: Json): void {
    if (name === "executionSuccessful") {
      this.saysSuccess = value === true
      if (value !== true) this.failure = "its invocation was not successful"
    } else if (name === "exitSignalName" && value !== null) this.failure ??= "a signal ended it"
    else if (name === "processStartFailureMessage" && value !== null) this.failure ??= "it could not be started"
    else if (name === "exitCode") this.exit = typeof value === "number" ? value : undefined
    else if (name === "ruleConfigurationOverrides") {
      for (const override of list(value)) {
        const level = text(override, "configuration", "level")
        if (level !== "") this.overrides.push({ rule: referenceOf(at(override, "descriptor")), level })
      }
    }
  }

  /** Takes a notification (§3.58): an error of the tool means that something was not looked at. */
  notify(notification: Json, warnings: Tally): void {
    if (text(notification, "level") !== "error") return
    this.hasErrors = true
    const message = at(notification, "message")
    warnings.add("tool-errors", text(message, "text") || text(message, "id") || text(notification, "descriptor", "id"))
  }

  /**
   * Whether finding nothing proves nothing: the tool does not say that it was successful, and reports an error or exits
   * with another code than 0. Many tools exit so because they found something; this one found nothing.
   */
  isDoubtful(): boolean {
    return !this.saysSuccess && (this.hasErrors || (this.exit !== undefined && this.exit !== 0))
  }

  /** The level that this call gave to a rule. */
  levelOf(
    rule: SarifRule | undefined,
    driver: SarifComponent,
    extensions: readonly SarifComponent[],
  ): string | undefined {
    if (rule === undefined) return undefined
    return this.overrides.find((one) => findRule(one.rule, driver, extensions) === rule)?.level
  }
}
