import { base64Of, bytesOfBase64 } from "../kernel/base64.ts"
import { bytesOfHex, hexOf } from "../kernel/hex.ts"
import { textOfUtf8 } from "../kernel/utf8.ts"

/**
 * What an entry of the log says: these bytes (by SHA-256) were signed so, by this key. It is Rekor v2's `hashedrekord`
 * 0.0.2 byte for byte, so that clients of Sigstore make the same entry out of a bundle.
 */
export type HashedRekord = {
  /** 64 hex digits: of what was signed, for an attestation its pre-authentication encoding. */
  readonly digest: string
  readonly signature: Uint8Array
  /** SPKI in DER. */
  readonly publicKey: Uint8Array
  /** A name of Sigstore's `PublicKeyDetails`. */
  readonly keyDetails: string
}

/** The key of ours that signs records. */
export const P256_KEY_DETAILS = "PKIX_ECDSA_P256_SHA_256"

/** The parts of an entry as they are spelled in it: standard base64, and a name. */
export type HashedRekordParts = {
  readonly digest: string
  readonly signature: string
  readonly publicKey: string
  readonly keyDetails: string
}

/** The text of an entry: canonical JSON, no line feed behind it. */
export function formatHashedRekord({ digest, signature, publicKey, keyDetails }: HashedRekord): string {
  return hashedRekordText({
    digest: base64Of(bytesOfHex(digest)),
    signature: base64Of(signature),
    publicKey: base64Of(publicKey),
    keyDetails,
  })
}

/** The text of an entry whose parts are spelled already. None of them has anything to escape. */
export const hashedRekordText = ({ digest, signature, publicKey, keyDetails }: HashedRekordParts): string =>
  `{"apiVersion":"0.0.2","kind":"hashedrekord","spec":{"hashedRekordV002":{"data":{"algorithm":"SHA2_256","digest":"${digest}"},"signature":{"content":"${signature}","verifier":{"keyDetails":"${keyDetails}","publicKey":{"rawBytes":"${publicKey}"}}}}}}`

// An entry has one spelling, so a pattern reads all of it: a second key, a space or another order is another entry.
const SHAPE =
  /^\{"apiVersion":"0\.0\.2","kind":"hashedrekord","spec":\{"hashedRekordV002":\{"data":\{"algorithm":"SHA2_256","digest":"([^"\\]*)"\},"signature":\{"content":"([^"\\]*)","verifier":\{"keyDetails":"([A-Z0-9_]+)","publicKey":\{"rawBytes":"([^"\\]*)"\}\}\}\}\}\}$/

/** Reads an entry; undefined for anything but the one spelling of one. */
export function parseHashedRekord(entry: Uint8Array): HashedRekord | undefined {
  const [, digest, content, keyDetails, rawBytes] = SHAPE.exec(textOfUtf8(entry) ?? "") ?? []
  const [hash, signature, publicKey] = [digest, content, rawBytes].map((text) => bytesOfBase64(text ?? ""))
  if (hash?.length !== 32 || keyDetails === undefined || !signature?.length || !publicKey?.length) return undefined
  return { digest: hexOf(hash), signature, publicKey, keyDetails }
}
