import type { Glyph } from "@promotrail/contract"
import type { EnvironmentName, Policy } from "@promotrail/core"
import type { DecisionRow, DeploymentRow, ReleaseRow } from "../../ports/rows.ts"

/**
 * How a release stands in each environment of the path, from what was recorded alone: a successful deployment is a
 * pass, an unanswered or refused gate says so, anything after that is still to come.
 */
export function glyphsOf(
  { path }: Policy,
  release: ReleaseRow,
  deployments: readonly DeploymentRow[],
  decisions: readonly DecisionRow[],
): Glyph[] {
  return path.map((environment) => glyphIn(environment, release, deployments, decisions))
}

function glyphIn(
  environment: EnvironmentName,
  release: ReleaseRow,
  deployments: readonly DeploymentRow[],
  decisions: readonly DecisionRow[],
): Glyph {
  const decision = decisions.find(({ edge, release: of }) => of === release.version && edge.to === environment)
  const there = deployments.filter((row) => row.release === release.version && row.environment === environment)
  const newest = there.at(-1)
  const base = { environment, decision: decision?.id ?? null }
  if (newest?.status === "failed") return { ...base, state: "fail", word: "Deployment failed" }
  if (newest !== undefined) {
    return newest.decision === null && decision !== undefined && decision.verdict !== "allow"
      ? { ...base, state: "warn", word: "Deployed without an allow" }
      : { ...base, state: "pass", word: "Promoted" }
  }
  if (decision?.verdict === "deny") return { ...base, state: "fail", word: "Denied" }
  if (decision?.verdict === "hold") return { ...base, state: "missing", word: "On hold" }
  if (decision?.verdict === "error") return { ...base, state: "fail", word: "Could not be evaluated" }
  if (decision?.verdict === "allow") return { ...base, state: "pending", word: "Allowed, not deployed" }
  if (release.blocked !== null) return { ...base, state: "not-applicable", word: "Blocked" }
  return { ...base, state: "pending", word: "Not reached" }
}
