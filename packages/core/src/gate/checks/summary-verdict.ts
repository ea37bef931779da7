import type { VerificationSummary } from "../../catalog/items.ts"
import type { ProvenanceParameters } from "../../catalog/policy-reports.ts"
import { isBelow } from "../../kernel/below.ts"
import { levelStated, statesLevel } from "./slsa-level.ts"

/** What a policy expects of verification summaries. */
export type ExpectedSummary = Pick<ProvenanceParameters, "verifiers" | "resource" | "level" | "verifiedLevels">

/** What is wrong with a summary, as the policy sees it: what it says, and what it should. */
export type SummaryFault = {
  readonly problem: "verifier" | "result" | "resource" | "level" | "verified-levels"
  readonly found: string
  readonly wanted: readonly string[]
}

/** Judges a verification summary (SLSA VSA, "How to verify"), whoever signed it and whatever it is about. */
export function faultOfSummary(summary: VerificationSummary, expected: ExpectedSummary): SummaryFault | undefined {
  const { verifiers, resource, level, verifiedLevels } = expected
  if (!isVerifier(summary, verifiers)) return { problem: "verifier", found: summary.verifier, wanted: verifiers }
  if (resource !== null && summary.resource !== resource) {
    return { problem: "resource", found: summary.resource, wanted: [resource] }
  }
  if (summary.result !== "PASSED") return { problem: "result", found: summary.result, wanted: ["PASSED"] }
  const reached = levelStated(summary)
  if (reached === undefined || reached < (level ?? 0)) {
    return { problem: "level", found: summary.levels.join(", "), wanted: [`SLSA_BUILD_LEVEL_${level ?? 0}`] }
  }
  const absent = verifiedLevels.filter((wanted) => !statesLevel(summary, wanted))
  if (absent.length === 0) return undefined
  return { problem: "verified-levels", found: summary.levels.join(", "), wanted: absent }
}

/** Whether the policy listens to whoever made the summary. */
export function isVerifier({ verifier }: Pick<VerificationSummary, "verifier">, verifiers: readonly string[]): boolean {
  return verifiers.some((pattern) => isBelow(pattern)(verifier))
}
