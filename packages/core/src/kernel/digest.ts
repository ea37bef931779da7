import type { Brand } from "./brand.ts"
import { err, ok, type Result } from "./result.ts"

/** `sha256:` and 64 lower-case hex digits. Identity of artifacts, policies, inputs and raw evidence. */
export type Digest = Brand<string, "Digest">

export type InvalidDigest = { readonly kind: "invalid-digest"; readonly input: string }

/** Hashing is handed in: takes text (as UTF-8) or bytes, answers 64 lower-case hex digits. */
export type Sha256 = (data: string | Uint8Array) => string

const DIGEST = /^sha256:[0-9a-f]{64}$/

/** Reads `sha256:…`; upper-case hex is refused so that one content has one spelling. */
export function parseDigest(input: string): Result<Digest, InvalidDigest> {
  return DIGEST.test(input) ? ok(input as Digest) : err({ kind: "invalid-digest", input })
}

/** The digest of `data`. */
export function digestOf(data: string | Uint8Array, sha256: Sha256): Digest {
  return `sha256:${sha256(data)}` as Digest
}
