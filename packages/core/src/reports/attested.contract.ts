import fc from "fast-check"
import type { ItemOf } from "../catalog/items.ts"
import type { Digest } from "../kernel/digest.ts"
import type { Instant } from "../kernel/instant.ts"
import type { Artifact, Signer, Verification, VerifiedAttestation } from "./attestation.ts"

/** What a release of the tests is made of. */
export const ARTIFACTS: readonly Artifact[] = [
  { name: "shop", digest: `sha256:${"a".repeat(64)}` as Digest },
  { name: "worker", digest: `sha256:${"b".repeat(64)}` as Digest },
]

export const REPOSITORY = "https://github.com/acme/shop"
export const GITHUB = "https://token.actions.githubusercontent.com"
export const BUILDER = `${REPOSITORY}/.github/workflows/release.yml@refs/heads/main`
export const VERIFIER = "https://verifier.example"
export const SLSA = "https://slsa.dev/provenance/v1"
export const SUMMARY = "https://slsa.dev/verification_summary/v1"

export const RELEASE_KEY: Signer = { by: "key", name: "release.pub", fingerprint: "SHA256:release" }
export const workflow = (subject: string, repository: string | null = REPOSITORY): Signer => ({
  by: "certificate",
  issuer: GITHUB,
  subject,
  repository,
  ref: null,
})

const NOW = "2026-11-20T12:00:00.000Z" as Instant
const GOOD = { form: "yes", signature: "yes", chain: "yes", log: "yes", time: "yes" } as const

/** A verification whose every answer is a yes, told shortly. */
export const verified = (over: Partial<Verification> = {}): Verification => ({
  trust: `sha256:${"d".repeat(64)}` as Digest,
  answers: GOOD,
  because: null,
  signers: [workflow(BUILDER)],
  signedAt: NOW,
  ...over,
})

/** One whose signature came to something else than a yes. */
export const unverified = (signature: "no" | "none" | "not-checked", because = "somebody made it"): Verification => ({
  ...verified({ signers: [], signedAt: null }),
  answers: { form: "yes", signature, chain: "not-checked", log: "not-checked", time: "not-checked" },
  because,
})

type Told = Partial<Omit<ItemOf<"attestation">, "type" | "subjects">> & {
  readonly of?: readonly Artifact[]
  readonly verification?: Verification
}

/** Good provenance of all artifacts, and what is otherwise. */
export function attestation({ of = ARTIFACTS, verification = verified(), ...over }: Told = {}): VerifiedAttestation {
  const item: ItemOf<"attestation"> = {
    type: "attestation",
    at: 1,
    statementType: "https://in-toto.io/Statement/v1",
    predicateType: SLSA,
    subjects: of.map(({ name, digest }) => ({ name, digests: [digest] })),
    builder: BUILDER,
    source: `${REPOSITORY}@refs/heads/main`,
    sources: [],
    signatures: 1,
    verified: "not-checked",
    ...over,
  }
  return { item, verification }
}

/** A verification summary of a verifier. */
export function summary(
  result = "PASSED",
  {
    verifiedAt = NOW as string,
    levels = ["SLSA_BUILD_LEVEL_3"] as readonly string[],
    verifier = VERIFIER,
    ...told
  }: Told & {
    readonly verifiedAt?: string
    readonly levels?: readonly string[]
    readonly verifier?: string
  } = {},
): VerifiedAttestation {
  const { builder: _, source: __, ...item } = attestation(told).item
  return {
    ...attestation(told),
    item: {
      ...item,
      predicateType: SUMMARY,
      summary: { verifier, resource: "oci://shop", policy: "", result, levels, verifiedAt },
    },
  }
}

/** Random attestations, most of them good for something. No verifier takes its word back. */
export const someAttestation: fc.Arbitrary<VerifiedAttestation> = fc
  .record({
    of: fc.oneof(
      { weight: 4, arbitrary: fc.constant([...ARTIFACTS]) },
      { weight: 1, arbitrary: fc.subarray([...ARTIFACTS]) },
    ),
    verification: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(verified(), verified({ signers: [RELEASE_KEY] })) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          unverified("no"),
          unverified("none"),
          unverified("not-checked"),
          verified({ signers: [workflow(`${REPOSITORY}-evil/x@refs/heads/main`)] }),
          verified({ signedAt: "2026-10-01T00:00:00.000Z" as Instant }),
        ),
      },
    ),
    isSummary: fc.constantFrom(false, false, true),
    builder: fc.constantFrom(BUILDER, BUILDER, "https://laptop.example"),
    source: fc.constantFrom(REPOSITORY, REPOSITORY, `${REPOSITORY}-evil`),
    predicateType: fc.constantFrom(SLSA, SLSA, "https://cyclonedx.org/bom"),
  })
  .map(({ of, verification, isSummary, ...over }) =>
    isSummary
      ? summary("PASSED", { of, verification, verifiedAt: "2026-11-19T12:00:00.000Z" })
      : attestation({ of, verification, ...over }),
  )
