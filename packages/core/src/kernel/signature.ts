/**
 * Checking signatures is handed in: the browser's cryptography answers later, Node's at once. Either answers false, and
 * never throws, for a key or a signature that is none.
 */
export type SignatureVerifier = {
  /** RFC 8032 over the message itself. Both are raw: the key has 32 bytes, the signature 64. */
  readonly verifyEd25519: (
    publicKey: Uint8Array,
    message: Uint8Array,
    signature: Uint8Array,
  ) => boolean | Promise<boolean>
  /** ECDSA over the message's SHA-256 by a P-256 key. The key is SPKI in DER, the signature r ‖ s with 64 bytes. */
  readonly verifyP256: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean | Promise<boolean>
}

/**
 * What an ECDSA signature on P-256 may be meant as, r ‖ s: it comes raw (64 bytes) or in DER (SEQUENCE of two INTEGERs,
 * X.690). Empty where it is neither.
 */
export function p256Readings(signature: Uint8Array): readonly Uint8Array[] {
  const der = rawOfDer(signature)
  return [...(signature.length === 64 ? [signature] : []), ...(der === undefined ? [] : [der])]
}

/** Whether a signature in either encoding is right. */
export async function verifiesP256(
  verifier: SignatureVerifier,
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  for (const raw of p256Readings(signature)) if (await verifier.verifyP256(publicKey, message, raw)) return true
  return false
}

function rawOfDer(der: Uint8Array): Uint8Array | undefined {
  if (der[0] !== 0x30 || der[1] !== der.length - 2 || der.length > 72) return undefined
  const raw = new Uint8Array(64)
  let at = 2
  for (const end of [32, 64]) {
    const length = der[at + 1] ?? 0
    const number = der.subarray(at + 2, at + 2 + length)
    if (der[at] !== 0x02 || length === 0 || number.length !== length) return undefined
    const [first = 0, second = 0] = number
    // Negative, or with a zero in front that nothing asks for: another spelling of the same number.
    if (first > 0x7f || (first === 0 && length > 1 && second < 0x80)) return undefined
    const digits = first === 0 ? number.subarray(1) : number
    if (digits.length > 32) return undefined
    raw.set(digits, end - digits.length)
    at += 2 + length
  }
  return at === der.length ? raw : undefined
}
