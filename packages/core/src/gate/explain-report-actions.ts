import { MEASURE_METRICS } from "../catalog/items.ts"
import { harmless } from "../kernel/harmless.ts"
import { explainWants } from "./explain-attested.ts"
import {
  nameOfComponent,
  nameOfFinding,
  nameOfLicence,
  nameOfMetric,
  nameOfReport,
  nameOfViolation,
  nameOfVulnerability,
  someOf,
} from "./explain-reports.ts"
import type { Action } from "./outcome.ts"
import { plural, renderAmount, renderMeasure } from "./words.ts"

type ReportAction = Extract<
  Action,
  {
    action:
      | "upload-report"
      | "fix-findings"
      | "fix-vulnerabilities"
      | "fix-violations"
      | "settle-licence"
      | "meet-budget"
      | "meet-thresholds"
      | "cover-code"
  }
>

const ACTIONS: { readonly [Name in ReportAction["action"]]: true } = {
  "upload-report": true,
  "fix-findings": true,
  "fix-vulnerabilities": true,
  "fix-violations": true,
  "settle-licence": true,
  "meet-budget": true,
  "meet-thresholds": true,
  "cover-code": true,
}

/** Whether an action is about reports other than tests. */
export function isReportAction(action: Action): action is ReportAction {
  return Object.hasOwn(ACTIONS, action.action)
}

/** Such an action, as an instruction. */
export function explainReportAction(action: ReportAction): string {
  switch (action.action) {
    case "upload-report": {
      const { kind, category, environment, measured, producers, subject, attested } = action
      const enough = measured.map(({ what, least }) => renderAmount(what, least)).join(" and ")
      const wants = [
        ...(enough === "" ? [] : [`with at least ${enough}`]),
        ...(subject === null ? [] : [`measured on the ${subject}`]),
        ...(attested === undefined ? [] : explainWants(attested)),
        ...(producers.length === 0 ? [] : [`sent by ${producers.map(harmless).join(" or ")}`]),
      ]
      return [`upload a new ${nameOfReport(kind, category)} report that counts in ${environment}`, ...wants].join(", ")
    }
    case "fix-findings": {
      const names = someOf(action.items.map(nameOfFinding), action.of)
      return `fix or suppress ${partOf(action, `${action.severity} ${action.category} finding`)}: ${names}`
    }
    case "fix-vulnerabilities": {
      const names = someOf(action.items.map(nameOfVulnerability), action.of)
      const isFixable = action.items.some(({ fixedIn }) => fixedIn.length > 0)
      const how = isFixable ? "upgrade, or record a VEX for," : "remove, or record a VEX for,"
      return `${how} ${partOf(action, `${action.severity} vulnerability`, `${action.severity} vulnerabilities`)}: ${names}`
    }
    case "fix-violations": {
      const names = someOf(action.items.map(nameOfViolation), action.of)
      return action.needsReview
        ? `have a person review ${partOf(action, "undecided accessibility result")}: ${names}`
        : `mend ${partOf(action, `${action.impact} accessibility violation`)}: ${names}`
    }
    case "settle-licence": {
      const { licence, of, components, problem } = action
      const which = someOf(components.map(nameOfComponent), of)
      return problem === "denied"
        ? `replace ${plural(of, "component")} under ${nameOfLicence(licence)}: ${which}`
        : `have the SBOM state a licence that the policy knows for ${plural(of, "component")} (${nameOfLicence(licence)}): ${which}`
    }
    case "meet-budget": {
      const { metric, scope, value, limit } = action
      const show = (measure: number) => renderMeasure(measure, MEASURE_METRICS[metric], metric)
      return `bring ${nameOfMetric(metric, scope)} from ${show(value)} to ${show(limit)}`
    }
    case "meet-thresholds":
      return `meet ${action.of === 1 ? "the crossed threshold" : `the ${action.of} crossed thresholds`} of the tool: ${someOf(action.names.map(harmless), action.of)}`
    case "cover-code":
      return `cover ${action.count} of the ${action.of} ${unitsOf(action.metric)} that no test reaches (${action.category})`
  }
}

/** What a coverage metric counts, as people call it. */
export function unitsOf(metric: Extract<Action, { action: "cover-code" }>["metric"]): string {
  if (metric === "branch") return "branches"
  if (metric === "class") return "classes"
  if (metric === "complexity") return "paths"
  return metric === "mutation" ? "mutants" : `${metric}s`
}

function partOf({ count, of }: { readonly count: number; readonly of: number }, one: string, many = `${one}s`): string {
  if (of === 1) return `the ${one}`
  return count === of ? `all ${of} ${many}` : `${count} of these ${of} ${many}`
}
