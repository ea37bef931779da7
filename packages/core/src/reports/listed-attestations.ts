import type { AttestationItem } from "../catalog/items.ts"
import type { Digest } from "../kernel/digest.ts"
import { compareText, keyOf, told, toldOrNull } from "./alike.ts"
import type { Artifact, AttestationContent, AttestationState, Signer, VerifiedAttestation } from "./attestation.ts"
import { isVerified, notVerified } from "./attestation.ts"
import { itemsOf } from "./items-by-upload.ts"
import type { CurrentUpload } from "./uploads.ts"

/** Attestations kept for a gate, those about the release first, of these the verified ones: what is left out can only be missed, never pass. */
const MOST = 200
const MOST_LEVELS = 20

/**
 * Attestations, each with what verifying it said. Which of them is about the release is found here, by digest alone:
 * names prove nothing, and no library compares for us (ledger.md §2.3).
 */
export function attestationContent(
  uploads: readonly CurrentUpload[],
  artifacts: readonly Artifact[],
): AttestationContent {
  const all = uploads.flatMap((upload) =>
    attestationsOf(upload).map((attestation) => stateOf(attestation, upload, artifacts)),
  )
  const sorted = all.toSorted(
    (a, b) =>
      Number(b.artifacts.length > 0) - Number(a.artifacts.length > 0) ||
      Number(isVerified(b)) - Number(isVerified(a)) ||
      compareText(a.evidence, b.evidence) ||
      a.at - b.at ||
      compareText(keyOf(a.predicateType), keyOf(b.predicateType)),
  )
  return {
    kind: "provenance",
    attestations: all.length,
    attested: sorted.slice(0, MOST),
    artifacts: artifacts.map(({ name, digest }) => ({ name: told(name), digest })),
  }
}

function attestationsOf(upload: CurrentUpload): readonly VerifiedAttestation[] {
  return (
    upload.attestations ??
    itemsOf(upload, "attestation").map((item) => ({ item, verification: notVerified("nothing verifies here") }))
  )
}

function stateOf(
  { item, verification }: VerifiedAttestation,
  { id, receivedAt, producedAt }: CurrentUpload,
  artifacts: readonly Artifact[],
): AttestationState {
  const { summary } = item
  return {
    ...verification,
    because: toldOrNull(verification.because ?? undefined),
    signers: verification.signers.map(toldSigner),
    evidence: id,
    at: item.at,
    predicateType: told(item.predicateType),
    artifacts: artifacts.filter(({ digest }) => isSubject(item, digest)).map(({ digest }) => digest),
    subjects: item.subjects.length,
    builder: toldOrNull(item.builder),
    buildType: toldOrNull(item.buildType),
    source: toldOrNull(item.source ?? item.sources[0]),
    summary:
      summary === undefined
        ? null
        : {
            ...summary,
            verifier: told(summary.verifier),
            resource: told(summary.resource),
            policy: told(summary.policy),
            result: told(summary.result),
            levels: summary.levels.slice(0, MOST_LEVELS).map((level) => told(level)),
          },
    receivedAt,
    producedAt,
  }
}

/** Whether an artifact is among the subjects. Hexadecimal digits may be written in either case. */
export function isSubject({ subjects }: Pick<AttestationItem, "subjects">, digest: Digest | string): boolean {
  return subjects.some(({ digests }) => digests.some((one) => one.toLowerCase() === digest.toLowerCase()))
}

function toldSigner(signer: Signer): Signer {
  if (signer.by === "key") return { ...signer, name: told(signer.name) }
  const { issuer, subject, repository, ref } = signer
  return {
    by: "certificate",
    // One that is cut is still below what it was below, and never again equal to what it was not.
    issuer: told(issuer),
    subject: told(subject),
    repository: toldOrNull(repository ?? undefined),
    ref: toldOrNull(ref ?? undefined),
  }
}
