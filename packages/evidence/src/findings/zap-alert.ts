import type { FindingSeverity } from "@promotrail/core"
import type { Tally } from "../warnings.ts"
import type { Findings } from "./findings.ts"
import { urlOf } from "./places.ts"
import { said } from "./present.ts"
import { severityOf, type SeverityWords } from "./severity.ts"

/** ZAP's risk codes (zaproxy.org, Alerts). ZAP has no word for critical. */
const RISKS: SeverityWords = new Map<string, FindingSeverity>([
  ["3", "high"],
  ["2", "medium"],
  ["1", "low"],
  ["0", "info"],
])

/** Confidence 0: somebody marked the alert as false in ZAP. */
const FALSE_POSITIVE = "0"

/** An alert as both of ZAP's reports tell it; every member a text as written, "" where there is none. */
export type ZapAlert = {
  readonly at: number
  readonly pointer?: string
  readonly site: string
  readonly plugin: string
  readonly name: string
  readonly risk: string
  /** "High (Medium)": risk and confidence in words. */
  readonly riskWords: string
  readonly confidence: string
  readonly uri: string
  /** How many instances the report lists. */
  readonly listed: number
  /** How many there are, as the report states. */
  readonly stated: string
}

/** Adds an alert as a finding. The stated count is the true one: the list of instances may be cut. */
export function addAlert(alert: ZapAlert, findings: Findings, warnings: Tally): void {
  const { at, pointer, site, plugin, name, listed } = alert
  const stated = /^\d{1,15}$/.test(alert.stated.trim()) ? Number(alert.stated) : 0
  if (stated > listed && listed > 0) warnings.add("list-cut", `${stated} instances of ${name}, ${listed} listed`)
  const isFalse = alert.confidence.trim() === FALSE_POSITIVE
  findings.list(at)
  findings.add({
    at,
    pointer,
    rule: plugin || name,
    severity: severityOf(RISKS, alert.risk, warnings),
    native: alert.riskWords || alert.risk,
    state: isFalse ? "suppressed" : "open",
    suppressedBy: isFalse ? "marked as false positive" : undefined,
    title: name,
    url: said(urlOf(alert.uri)) ?? said(urlOf(site)),
    occurrences: Math.max(stated, listed) || undefined,
    identity: [plugin || name, urlOf(site), name],
  })
}
