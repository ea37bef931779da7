import type { FindingSeverity } from "@promotrail/core"
import type { Tally } from "../warnings.ts"

/** The words of scanners, advisories and distributions, in small letters. */
const SEVERITIES: ReadonlyMap<string, FindingSeverity> = new Map<string, FindingSeverity>([
  ["critical", "critical"],
  ["high", "high"],
  ["important", "high"],
  ["medium", "medium"],
  ["moderate", "medium"],
  ["low", "low"],
  ["minor", "low"],
  ["negligible", "info"],
  ["unimportant", "info"],
  ["informational", "info"],
  ["information", "info"],
  ["info", "info"],
  ["none", "info"],
  // What tools say themselves when they do not know.
  ["unknown", "unknown"],
  ["unassigned", "unknown"],
])

/** A tool's word for how bad a vulnerability is, in our vocabulary. Another word, or none, is `unknown` and warned about. */
export function severityOf(word: string, warnings: Tally): FindingSeverity {
  const known = SEVERITIES.get(word.trim().toLowerCase())
  if (known === undefined) warnings.add("unknown-severity", word === "" ? "none" : word)
  return known ?? "unknown"
}

/** The qualitative rating of a CVSS score (CVSS 3.1 §5, 4.0 §6), for reports that have only the number. */
export function severityOfScore(score: number): FindingSeverity {
  if (score >= 9) return "critical"
  if (score >= 7) return "high"
  if (score >= 4) return "medium"
  return score > 0 ? "low" : "info"
}
