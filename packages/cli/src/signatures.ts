import { createPublicKey, verify, type KeyObject } from "node:crypto"
import type { SignatureVerifier } from "@promotrail/core"

/** What stands before the 32 bytes of an Ed25519 key in SPKI (RFC 8410). */
const ED25519_SPKI = Buffer.from("302a300506032b6570032100", "hex")

/** Signatures by Node's cryptography. Whatever is no key, or no key of that kind, has signed nothing. */
export const SIGNATURES: SignatureVerifier = {
  verifyEd25519(publicKey, message, signature) {
    const key = keyOf(Buffer.concat([ED25519_SPKI, publicKey]))
    return key?.asymmetricKeyType === "ed25519" && verify(null, message, key, signature)
  },
  verifyP256(publicKey, message, signature) {
    const key = keyOf(Buffer.from(publicKey))
    const isP256 = key?.asymmetricKeyType === "ec" && key.asymmetricKeyDetails?.namedCurve === "prime256v1"
    return isP256 && verify("sha256", message, { key, dsaEncoding: "ieee-p1363" }, signature)
  },
}

function keyOf(spki: Buffer): KeyObject | undefined {
  try {
    return createPublicKey({ key: spki, format: "der", type: "spki" })
  } catch {
    return undefined
  }
}
