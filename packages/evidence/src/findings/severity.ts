import type { FindingSeverity } from "@promotrail/core"
import type { Tally } from "../warnings.ts"

/** A vendor's words for how bad something is, in lower case. */
export type SeverityWords = ReadonlyMap<string, FindingSeverity>

/**
 * Words for "error" and "warning", as SARIF, ESLint and Checkstyle use them. They say how a finding should be treated
 * and not how dangerous it is; where a tool gives no more, an error is taken as high.
 */
export const LEVELS: SeverityWords = new Map([
  ["error", "high"],
  ["warning", "medium"],
  ["note", "low"],
  ["info", "low"],
  ["none", "info"],
  ["ignore", "info"],
])

/** What a tool's word means. A word that is not known, or missing, is `unknown` and warned about: never harmless. */
export function severityOf(words: SeverityWords, native: string, warnings: Tally): FindingSeverity {
  const known = words.get(native.trim().toLowerCase())
  if (known === undefined) warnings.add("unknown-severity", native === "" ? "none given" : native)
  return known ?? "unknown"
}

/**
 * CVSS's qualitative scale (CVSS v3.1 §5), by which GitHub reads `security-severity`; undefined for what is no score.
 */
export function severityOfScore(score: number): FindingSeverity | undefined {
  if (!(score >= 0 && score <= 10)) return undefined
  if (score >= 9) return "critical"
  if (score >= 7) return "high"
  if (score >= 4) return "medium"
  return score > 0 ? "low" : "info"
}
