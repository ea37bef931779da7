import { createPublicKey, hash, type KeyObject } from "node:crypto"

/** A public key that the installation trusts, by the name of its file. */
export type TrustedKey = {
  readonly name: string
  /** `SHA256:` and the digest of its DER (SubjectPublicKeyInfo) in base64 without padding. */
  readonly fingerprint: string
  readonly key: KeyObject
}

const LEAST_RSA_BITS = 2_048
const CURVES = new Set(["prime256v1", "secp384r1", "secp521r1"])

/** Reads a public key in PEM. Throws with a sentence where it is none that a signature can be trusted by. */
export function readPublicKey(name: string, pem: string): TrustedKey {
  if (/PRIVATE KEY/.test(pem)) throw new Error("is a private key; give the server the public one alone")
  let key: KeyObject
  try {
    key = createPublicKey(pem)
  } catch {
    throw new Error("is no public key in PEM")
  }
  const { asymmetricKeyType: type, asymmetricKeyDetails: details = {} } = key
  const isGood =
    type === "ed25519" ||
    (type === "ec" && CURVES.has(details.namedCurve ?? "")) ||
    (type === "rsa" && (details.modulusLength ?? 0) >= LEAST_RSA_BITS)
  if (!isGood) throw new Error("is no key of P-256, P-384, P-521, Ed25519 or RSA with 2048 bits or more")
  return { name, fingerprint: fingerprintOf(key), key }
}

function fingerprintOf(key: KeyObject): string {
  const der = key.export({ type: "spki", format: "der" })
  return `SHA256:${hash("sha256", der, "base64").replace(/=+$/, "")}`
}
