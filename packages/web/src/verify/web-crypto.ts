import type { SignatureVerifier } from "@promotrail/core"

/** Why this browser can check no signature, in words; `null` where it can. */
export async function whyNotHere(): Promise<string | null> {
  // Without TLS, browsers have no cryptography but for pages of this very machine.
  if (globalThis.crypto?.subtle === undefined) {
    return "This page is not served over https, so the browser has no cryptography here. Use promotrail verify."
  }
  try {
    await crypto.subtle.importKey("raw", new Uint8Array(32), "Ed25519", false, ["verify"])
    return null
  } catch {
    return "This browser does not know Ed25519. Use a newer one, or promotrail verify."
  }
}

/** Signatures by the browser's own cryptography. What is no key, or no signature, has signed nothing. */
export const webCrypto: SignatureVerifier = {
  verifyEd25519: (publicKey, message, signature) => verifies("raw", publicKey, "Ed25519", message, signature),
  verifyP256: (publicKey, message, signature) =>
    verifies("spki", publicKey, { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" }, message, signature),
}

async function verifies(
  format: "raw" | "spki",
  publicKey: Uint8Array,
  algorithm: "Ed25519" | { readonly name: string; readonly namedCurve: string; readonly hash: string },
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  try {
    const key = await crypto.subtle.importKey(format, owned(publicKey), algorithm, false, ["verify"])
    return await crypto.subtle.verify(algorithm, key, owned(signature), owned(message))
  } catch {
    return false
  }
}

/** Bytes in a buffer of their own, as the browser's types ask. */
const owned = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => Uint8Array.from(bytes)
