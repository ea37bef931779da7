import { createPublicKey, verify } from "node:crypto"
import type { SignatureVerifier } from "@promotrail/core"

/** What stands before the 32 bytes of an Ed25519 key in SPKI (RFC 8410, §4). */
const ED25519_SPKI = Buffer.from("302a300506032b6570032100", "hex")

/** Signatures of notes and records by the platform's cryptography. */
export const noteVerifier: SignatureVerifier = {
  verifyEd25519(publicKey, message, signature) {
    return verifies(Buffer.concat([ED25519_SPKI, publicKey]), null, message, signature)
  },
  verifyP256(publicKey, message, signature) {
    return verifies(Buffer.from(publicKey), "sha256", message, signature)
  },
}

function verifies(spki: Buffer, algorithm: "sha256" | null, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    const key = createPublicKey({ key: spki, format: "der", type: "spki" })
    return verify(algorithm, message, { key, dsaEncoding: "ieee-p1363" }, signature)
  } catch {
    return false
  }
}
