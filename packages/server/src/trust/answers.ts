import type { Digest, Instant, Signer, TrustAnswer, TrustStep, Verification } from "@promotrail/core"

/** What verifying has found so far. */
export type Found = {
  readonly answers?: Partial<Record<TrustStep, TrustAnswer>>
  readonly because?: string
  readonly signers?: readonly Signer[]
  readonly signedAt?: Instant
}

const OPEN = {
  form: "yes",
  signature: "not-checked",
  chain: "not-checked",
  log: "not-checked",
  time: "not-checked",
} as const

/** A verification with these findings. Nobody has signed where anything is not a yes. */
export function verification(
  trust: Digest | null,
  { answers = {}, because, signers = [], signedAt }: Found,
): Verification {
  const all = { ...OPEN, ...answers }
  const isGood = Object.values(all).every((answer) => answer === "yes" || answer === "none")
  return {
    trust,
    answers: all,
    because: isGood ? null : (because ?? "nobody has verified it"),
    signers: isGood ? signers : [],
    signedAt: isGood ? (signedAt ?? null) : null,
  }
}
