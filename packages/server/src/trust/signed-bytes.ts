import { constants, verify, type KeyObject } from "node:crypto"

/** What an envelope's signatures are over: DSSE's pre-authentication encoding of type and payload. */
export function signedBytes(payloadType: string, payload: Uint8Array): Buffer {
  const type = Buffer.from(payloadType, "utf8")
  const head = `DSSEv1 ${type.length} ${payloadType} ${payload.length} `
  return Buffer.concat([Buffer.from(head, "utf8"), payload])
}

/** Hashes that tools use with a curve, the one of its own strength first. */
const HASHES: Readonly<Record<string, readonly string[]>> = {
  prime256v1: ["sha256"],
  secp384r1: ["sha384", "sha256"],
  secp521r1: ["sha512", "sha256"],
}

/** Whether a signature is right. Of ECDSA both encodings are read, DER and r ‖ s; of RSA both paddings. */
export function isSignedBy(key: KeyObject, message: Uint8Array, signature: Uint8Array): boolean {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key
  if (type === "ed25519") return holds(() => verify(null, message, key, signature))
  if (type === "ec") {
    return (HASHES[details?.namedCurve ?? ""] ?? []).some((hash) =>
      (["der", "ieee-p1363"] as const).some((dsaEncoding) =>
        holds(() => verify(hash, message, { key, dsaEncoding }, signature)),
      ),
    )
  }
  return (
    type === "rsa" &&
    [constants.RSA_PKCS1_PADDING, constants.RSA_PKCS1_PSS_PADDING].some((padding) =>
      holds(() => verify("sha256", message, { key, padding }, signature)),
    )
  )
}

/** Whatever is thrown over a signature makes it wrong. */
function holds(check: () => boolean): boolean {
  try {
    return check()
  } catch {
    return false
  }
}
