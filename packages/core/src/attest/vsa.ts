import type { Json } from "../kernel/canonical-json.ts"
import { err, ok, type Result } from "../kernel/result.ts"
import { digestsIn, type Statement, type Subject } from "./statement.ts"
import { memberOf } from "./strict-json.ts"

export const VSA_PREDICATE_TYPE = "https://slsa.dev/verification_summary/v1"

/** A document by address and digest. */
export type Descriptor = { readonly uri: string; readonly digests: ReadonlyMap<string, string> }

/** A SLSA verification summary, version 1: somebody has checked an artifact against a policy, and how that ended. */
export type Vsa = {
  readonly subjects: readonly Subject[]
  readonly verifierId: string
  /** RFC 3339. */
  readonly timeVerified?: string
  /** Where the consumer fetches the artifact. */
  readonly resourceUri: string
  readonly policy: Descriptor
  /** All that were used, or none named. */
  readonly inputAttestations: readonly Descriptor[]
  readonly result: "PASSED" | "FAILED"
  readonly verifiedLevels: readonly string[]
}

/** What a consumer of an artifact asks of its summary. */
export type ExpectedVsa = {
  /** `algorithm:value`; all of them, and at least one. */
  readonly digests: readonly string[]
  readonly verifierId: string
  readonly resourceUri: string
  readonly verifiedLevels: readonly string[]
}

export type MalformedVsa = { readonly kind: "malformed-vsa"; readonly member: string }

/** What of a summary is not what was asked. */
export type VsaMismatch =
  | { readonly kind: "vsa-not-passed" }
  | { readonly kind: "vsa-mismatch"; readonly member: "digest" | "verifier" | "resourceUri"; readonly expected: string }
  | { readonly kind: "vsa-level-missing"; readonly level: string }
  | { readonly kind: "vsa-level-unknown"; readonly level: string }

const SLSA_LEVEL = /^SLSA_([A-Z0-9]+(?:_[A-Z0-9]+)*)_LEVEL_(0|[1-9][0-9]{0,3})$/

/**
 * Whether a level may stand in a summary. What begins with `SLSA_` must be a track and a number, though the specification
 * allows more: the common verifier (slsa-verifier) refuses the whole summary over any other.
 */
export const isVerifiedLevel = (level: string): boolean =>
  level !== "" && (!level.startsWith("SLSA_") || SLSA_LEVEL.test(level))

/** The statement of a summary. Throws for a level that would have it refused: `FAILED` says that nothing was reached. */
export function vsaStatement(vsa: Vsa): Statement {
  const levels = vsa.result === "FAILED" ? ["FAILED"] : vsa.verifiedLevels
  for (const level of levels) if (!isVerifiedLevel(level)) throw new RangeError(`no verifier reads the level ${level}`)
  const predicate: Json = {
    verifier: { id: vsa.verifierId },
    timeVerified: vsa.timeVerified,
    resourceUri: vsa.resourceUri,
    policy: descriptorToJson(vsa.policy),
    inputAttestations: vsa.inputAttestations.length === 0 ? undefined : vsa.inputAttestations.map(descriptorToJson),
    verificationResult: vsa.result,
    verifiedLevels: levels,
    slsaVersion: "1.0",
  }
  return { subjects: vsa.subjects, predicateType: VSA_PREDICATE_TYPE, predicate }
}

/** Reads the summary in a statement. */
export function parseVsa({ subjects, predicateType, predicate }: Statement): Result<Vsa, MalformedVsa> {
  if (predicateType !== VSA_PREDICATE_TYPE) return malformed("predicateType")
  const verifierId = memberOf(memberOf(predicate, "verifier"), "id")
  if (typeof verifierId !== "string" || verifierId === "") return malformed("verifier.id")
  const resourceUri = memberOf(predicate, "resourceUri")
  if (typeof resourceUri !== "string" || resourceUri === "") return malformed("resourceUri")
  const policy = descriptorIn(memberOf(predicate, "policy"))
  if (policy === undefined) return malformed("policy")
  const result = memberOf(predicate, "verificationResult")
  if (result !== "PASSED" && result !== "FAILED") return malformed("verificationResult")
  const levels = memberOf(predicate, "verifiedLevels") ?? []
  if (!Array.isArray(levels) || !levels.every((level) => typeof level === "string")) return malformed("verifiedLevels")
  const inputs = memberOf(predicate, "inputAttestations") ?? []
  const inputAttestations = Array.isArray(inputs) ? (inputs as readonly Json[]).map(descriptorIn) : [undefined]
  if (!inputAttestations.every((input) => input !== undefined)) return malformed("inputAttestations")
  const timeVerified = memberOf(predicate, "timeVerified")
  if (timeVerified !== undefined && typeof timeVerified !== "string") return malformed("timeVerified")
  return ok({
    subjects,
    verifierId,
    ...(timeVerified === undefined ? {} : { timeVerified }),
    resourceUri,
    policy,
    inputAttestations,
    result,
    verifiedLevels: levels as readonly string[],
  })
}

/** Whether a summary, whose signature was verified, says what a consumer asks. */
export function checkVsa(
  vsa: Pick<Vsa, "subjects" | "verifierId" | "resourceUri" | "verifiedLevels"> & { readonly result: string },
  expected: ExpectedVsa,
): Result<true, VsaMismatch> {
  const digests = new Set(
    vsa.subjects.flatMap((subject) => [...subject.digests].map(([algorithm, value]) => `${algorithm}:${value}`)),
  )
  if (expected.digests.length === 0) return err({ kind: "vsa-mismatch", member: "digest", expected: "a digest" })
  for (const digest of expected.digests)
    if (!digests.has(digest)) return err({ kind: "vsa-mismatch", member: "digest", expected: digest })
  if (vsa.verifierId === "" || vsa.verifierId !== expected.verifierId)
    return err({ kind: "vsa-mismatch", member: "verifier", expected: expected.verifierId })
  if (vsa.resourceUri === "" || vsa.resourceUri !== expected.resourceUri)
    return err({ kind: "vsa-mismatch", member: "resourceUri", expected: expected.resourceUri })
  if (vsa.result !== "PASSED") return err({ kind: "vsa-not-passed" })
  for (const level of vsa.verifiedLevels) if (!isVerifiedLevel(level)) return err({ kind: "vsa-level-unknown", level })
  for (const level of expected.verifiedLevels)
    if (!vsa.verifiedLevels.some((reached) => reaches(reached, level))) return err({ kind: "vsa-level-missing", level })
  return ok(true)
}

/** A level of a track stands for all below it; any other word only for itself. */
function reaches(reached: string, asked: string): boolean {
  const [, track, level] = SLSA_LEVEL.exec(asked) ?? []
  const [, reachedTrack, reachedLevel] = SLSA_LEVEL.exec(reached) ?? []
  return track === undefined ? reached === asked : reachedTrack === track && Number(reachedLevel) >= Number(level)
}

function descriptorIn(value: Json | undefined): Descriptor | undefined {
  const uri = memberOf(value, "uri") ?? ""
  const digests = digestsIn(memberOf(value, "digest") ?? {})
  if (typeof uri !== "string" || digests === undefined || (uri === "" && digests.size === 0)) return undefined
  return { uri, digests }
}

const descriptorToJson = ({ uri, digests }: Descriptor): Json => ({ uri, digest: Object.fromEntries(digests) })

const malformed = (member: string): Result<never, MalformedVsa> => err({ kind: "malformed-vsa", member })
