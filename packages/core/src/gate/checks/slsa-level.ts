import type { BuilderRule, SlsaLevel } from "../../catalog/policy-reports.ts"
import type { VerificationSummary } from "../../catalog/items.ts"
import { isBelow } from "../../kernel/below.ts"
import type { AttestationState } from "../../reports/attestation.ts"

/**
 * Builders that keep what signs out of reach of what is built (https://slsa.dev/spec/v1.0/levels#build-l3), and whose
 * certificate is their own: the generators of the SLSA project, as reusable workflows at a tag.
 */
const ISOLATED = isBelow("https://github.com/slsa-framework/slsa-github-generator/.github/workflows/*@refs/tags/v*")

/**
 * The build level that verified provenance shows, never more than it shows. A key may be anybody's: level 1. A
 * certificate was given to a run of the platform, which the build itself may still reach: level 2. Level 3 is for
 * builders known to be isolated, and for those the policy gives its own word for.
 */
export function levelShown(
  { builder, signers }: Pick<AttestationState, "builder" | "signers">,
  rules: readonly BuilderRule[],
): SlsaLevel {
  if (builder === null) return 1
  const ofPolicy = rules.filter(({ id }) => isBelow(id)(builder)).map(({ level }) => level ?? 1)
  const isCertified = signers.some(({ by }) => by === "certificate")
  const isIsolated =
    signers.some((signer) => signer.by === "certificate" && signer.subject === builder) && ISOLATED(builder)
  return Math.max(1, isCertified ? 2 : 1, isIsolated ? 3 : 1, ...ofPolicy) as SlsaLevel
}

const LEVEL = /^SLSA_([A-Z]+)_LEVEL_(\d{1,3})$/

/**
 * The build level that a summary states; 0: none. One word that begins as a level of SLSA and is none spoils all of
 * them, as it does for the verifiers others use (slsa-verifier; ledger.md §2.1): `undefined`.
 */
export function levelStated({ levels }: Pick<VerificationSummary, "levels">): number | undefined {
  const read = levels.filter((level) => level.startsWith("SLSA_")).map((level) => LEVEL.exec(level))
  if (read.includes(null)) return undefined
  return Math.max(0, ...read.map((found) => (found?.[1] === "BUILD" ? Number(found[2]) : 0)))
}

/** Whether a summary states a level that is asked for, or a higher one of the same track. */
export function statesLevel(summary: Pick<VerificationSummary, "levels">, wanted: string): boolean {
  if (summary.levels.includes(wanted)) return true
  const [, track, least] = LEVEL.exec(wanted) ?? []
  if (track === undefined) return false
  return summary.levels.some((level) => {
    const [, of, reached] = LEVEL.exec(level) ?? []
    return of === track && Number(reached) >= Number(least)
  })
}
