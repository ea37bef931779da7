import { base64Of, bytesOfEitherBase64 } from "../kernel/base64.ts"
import { err, ok, type Result } from "../kernel/result.ts"
import { verifiesP256, type SignatureVerifier } from "../kernel/signature.ts"
import { utf8Of } from "../kernel/utf8.ts"
import { memberOf, readStrictJson, type UnsignableJson } from "./strict-json.ts"

/** Bytes, what they are, and who says to have signed them (DSSE 1.0.2). Nothing of it is to be believed yet. */
export type DsseEnvelope = {
  readonly payloadType: string
  readonly payload: Uint8Array
  readonly signatures: readonly DsseSignature[]
}

/** `keyid` is a hint to find a key by, and never a reason to trust one. */
export type DsseSignature = { readonly keyid?: string; readonly signature: Uint8Array }

export type MalformedEnvelope =
  | UnsignableJson
  | { readonly kind: "malformed-envelope"; readonly member: "payload" | "payloadType" | "signatures" }

/** A key that may sign. Ed25519 has 32 bytes; P-256 is SPKI in DER. */
export type DsseKey = {
  readonly name: string
  readonly algorithm: "ed25519" | "p256"
  readonly publicKey: Uint8Array
}

/** What was signed, and by whom of those who may. */
export type VerifiedPayload = {
  readonly payloadType: string
  readonly payload: Uint8Array
  /** Names of keys, each once. */
  readonly signedBy: readonly string[]
}

const MAX_SIGNATURES = 64

/** What is signed in place of the payload, so that no other kind of message can be taken for it. */
export function preAuthenticationEncoding(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = utf8Of(payloadType)
  const parts = [utf8Of(`DSSEv1 ${type.length} `), type, utf8Of(` ${payload.length} `), payload]
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/** Reads an envelope, with base64 in either alphabet. One without a signature is none. */
export function parseEnvelope(text: string): Result<DsseEnvelope, MalformedEnvelope> {
  const read = readStrictJson(text)
  if (!read.ok) return read
  const payloadType = memberOf(read.value, "payloadType")
  if (typeof payloadType !== "string" || payloadType === "") return malformed("payloadType")
  const payload = bytesIn(memberOf(read.value, "payload"))
  if (payload === undefined) return malformed("payload")
  const listed = memberOf(read.value, "signatures")
  if (!Array.isArray(listed) || listed.length === 0 || listed.length > MAX_SIGNATURES) return malformed("signatures")
  const signatures: DsseSignature[] = []
  for (const item of listed) {
    const signature = bytesIn(memberOf(item, "sig"))
    const keyid = memberOf(item, "keyid")
    if (signature === undefined || signature.length === 0) return malformed("signatures")
    if (keyid !== undefined && keyid !== null && typeof keyid !== "string") return malformed("signatures")
    signatures.push(typeof keyid === "string" ? { keyid, signature } : { signature })
  }
  return ok({ payloadType, payload, signatures })
}

/** Spells an envelope, with standard base64. */
export function formatEnvelope({ payloadType, payload, signatures }: DsseEnvelope): string {
  return JSON.stringify({
    payload: base64Of(payload),
    payloadType,
    signatures: signatures.map(({ keyid, signature }) => ({ keyid, sig: base64Of(signature) })),
  })
}

/**
 * The payload, if somebody of those who may has signed it. Every key is tried on every signature, whatever its `keyid`
 * says. Use what is answered, and read the envelope no second time.
 */
export async function verifyEnvelope(
  { payloadType, payload, signatures }: DsseEnvelope,
  keys: readonly DsseKey[],
  verifier: SignatureVerifier,
): Promise<Result<VerifiedPayload, { readonly kind: "no-known-signature" }>> {
  const message = preAuthenticationEncoding(payloadType, payload)
  const signedBy = new Set<string>()
  for (const { signature } of signatures) {
    for (const key of keys) if (await verifies(key, message, signature, verifier)) signedBy.add(key.name)
  }
  return signedBy.size === 0
    ? err({ kind: "no-known-signature" })
    : ok({ payloadType, payload, signedBy: [...signedBy] })
}

async function verifies(
  { algorithm, publicKey }: DsseKey,
  message: Uint8Array,
  signature: Uint8Array,
  verifier: SignatureVerifier,
): Promise<boolean> {
  switch (algorithm) {
    case "ed25519":
      return signature.length === 64 && verifier.verifyEd25519(publicKey, message, signature)
    case "p256":
      return verifiesP256(verifier, publicKey, message, signature)
  }
}

const bytesIn = (value: unknown): Uint8Array | undefined =>
  typeof value === "string" ? bytesOfEitherBase64(value) : undefined

const malformed = (member: "payload" | "payloadType" | "signatures"): Result<never, MalformedEnvelope> =>
  err({ kind: "malformed-envelope", member })
