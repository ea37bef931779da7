import type { Statement } from "../attest/statement.ts"
import { vsaStatement } from "../attest/vsa.ts"
import type { EventOf } from "../events/event.ts"
import type { Artifact } from "../gate/input.ts"
import { artifactSubjects, hexIn, policyUri } from "./record-of.ts"

/** Who verified, in every summary of ours. */
export const VERIFIER_ID = "urn:promotrail:verifier:v1"

/**
 * The SLSA verification summary of a decision: what deploy-time verifiers read. It passes for an enforced allow alone;
 * an advisory decision has none, since nothing may rely on it. `decision` is the SHA-256 of the decision's statement.
 */
export function vsaOf({ data, at }: EventOf<"decision.recorded">, decision: string): Statement | undefined {
  if (data.mode !== "enforce" || data.artifacts.length === 0) return undefined
  const { application, release, edge, artifacts } = data
  const isAllowed = data.verdict === "allow"
  return vsaStatement({
    subjects: artifactSubjects(artifacts),
    verifierId: VERIFIER_ID,
    timeVerified: at,
    resourceUri: resourceUri(application, release, artifacts),
    policy: { uri: policyUri(application, edge.to), digests: new Map([["sha256", hexIn(data.policy)]]) },
    inputAttestations: [{ uri: `urn:promotrail:decision:${data.decision}`, digests: new Map([["sha256", decision]]) }],
    result: isAllowed ? "PASSED" : "FAILED",
    verifiedLevels: isAllowed ? [`PROMOTION_ALLOWED:${edge.to}`] : ["FAILED"],
  })
}

/** Where a consumer fetches it: a single artifact that is named as a repository is one, anything else is the release. */
export function resourceUri(application: string, release: string, artifacts: readonly Artifact[]): string {
  const [only, ...others] = artifacts
  if (only !== undefined && others.length === 0 && /^[a-z0-9.-]+\.[a-z]+(?::[0-9]+)?\/[a-z0-9._/-]+$/.test(only.name)) {
    return `oci://${only.name}`
  }
  return `urn:promotrail:release:${encodeURIComponent(application)}:${encodeURIComponent(release)}`
}
