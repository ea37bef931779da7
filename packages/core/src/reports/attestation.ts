import type { AttestationItem, VerificationSummary } from "../catalog/items.ts"
import type { Digest } from "../kernel/digest.ts"
import type { Instant } from "../kernel/instant.ts"

/**
 * What is asked of every attestation whatever the policy says, in this order (evidence.md §10). Whether it is about the
 * release comes before all of them; whether the signer, the builder and the source are the right ones, after.
 */
export const TRUST_STEPS = ["form", "signature", "chain", "log", "time"] as const
export type TrustStep = (typeof TRUST_STEPS)[number]

/** `none`: there is nothing of the kind to ask about. `not-checked`: nobody could or did ask, which is never a yes. */
export type TrustAnswer = "yes" | "no" | "none" | "not-checked"

/** What is promoted, by the name it has in the release. */
export type Artifact = { readonly name: string; readonly digest: Digest }

/** Who made a signature. What a certificate says is its issuer's word, not the signer's. */
export type Signer =
  | { readonly by: "key"; readonly name: string; readonly fingerprint: string }
  | {
      readonly by: "certificate"
      /** Who vouched for the identity: the address of an OIDC issuer. */
      readonly issuer: string
      /** The identity: the subject alternative name. */
      readonly subject: string
      /** The repository and the reference that the workflow ran from, where the certificate has them. */
      readonly repository: string | null
      readonly ref: string | null
    }

/** What came of verifying one attestation with the trust roots of this installation. No policy is in it, and no time. */
export type Verification = {
  /** Digest over the trust roots; `null`: there are none. */
  readonly trust: Digest | null
  readonly answers: { readonly [Step in TrustStep]: TrustAnswer }
  /** Why the first answer that is no yes is none. */
  readonly because: string | null
  /** Each once, and none unless its signature is good. */
  readonly signers: readonly Signer[]
  /** When it was signed, by the word of a log or a time-stamp authority. */
  readonly signedAt: Instant | null
}

/** An attestation as its signed bytes have it, and what is to be thought of it. */
export type VerifiedAttestation = { readonly item: AttestationItem; readonly verification: Verification }

/** An attestation as a gate sees it. */
export type AttestationState = Verification & {
  readonly evidence: string
  readonly at: number
  readonly predicateType: string
  /** Digests of the release's artifacts among its subjects. */
  readonly artifacts: readonly Digest[]
  /** How many things it is about. */
  readonly subjects: number
  readonly builder: string | null
  readonly buildType: string | null
  /** What was built, where the predicate says; the first of the sources otherwise. */
  readonly source: string | null
  readonly summary: VerificationSummary | null
  readonly receivedAt: Instant
  /** When the file says it was made; a signature's own time goes before. */
  readonly producedAt: Instant | null
}

/** Everything a gate sees of attestations. Inputs of earlier versions have the number alone. */
export type AttestationContent = {
  readonly kind: "provenance"
  readonly attestations: number
  readonly attested?: readonly AttestationState[]
  /** What is promoted: each has to be attested. */
  readonly artifacts?: readonly Artifact[]
}

/** Of a verification that did not take place. */
export function notVerified(because: string, trust: Digest | null = null): Verification {
  const answers = { form: "yes", signature: "not-checked", chain: "not-checked", log: "not-checked" } as const
  return { trust, answers: { ...answers, time: "not-checked" }, because, signers: [], signedAt: null }
}

/** Whether every answer is a yes, or there is nothing to ask. A signature has to be there, and its signer known. */
export function isVerified({ answers, signers }: Verification): boolean {
  return (
    signers.length > 0 &&
    answers.signature === "yes" &&
    TRUST_STEPS.every((step) => answers[step] === "yes" || answers[step] === "none")
  )
}
