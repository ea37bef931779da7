import { base64Of, bytesOfBase64 } from "../kernel/base64.ts"
import type { Sha256 } from "../kernel/digest.ts"
import { bytesOfHex, hexOf } from "../kernel/hex.ts"
import { utf8Of } from "../kernel/utf8.ts"

/** A key that signs records. */
export type RecordKey = {
  /** Its fingerprint, as OpenSSH spells it. */
  readonly id: string
  /** SPKI in DER. */
  readonly publicKey: Uint8Array
  /** The same in base64, as leaves have it. */
  readonly base64: string
}

/** What stands before the 65 bytes of an uncompressed point on P-256 in SPKI (RFC 5480). */
const P256_SPKI = "3059301306072a8648ce3d020106082a8648ce3d030107034200"

/** The key in the base64 of an SPKI; undefined for what is no P-256 key. */
export function recordKeyIn(base64: string, sha256: Sha256): RecordKey | undefined {
  const publicKey = bytesOfBase64(base64)
  const prefix = P256_SPKI.length / 2
  if (publicKey?.length !== prefix + 65 || hexOf(publicKey.subarray(0, prefix)) !== P256_SPKI) return undefined
  return { id: fingerprint(publicKey.subarray(prefix), sha256), publicKey, base64 }
}

/** The keys in a file of PEM blocks (RFC 7468); undefined where anything else stands in it. */
export function recordKeysInPem(text: string, sha256: Sha256): readonly RecordKey[] | undefined {
  const blocks = text.split("-----END PUBLIC KEY-----\n")
  if (blocks.pop() !== "" || blocks.length === 0) return undefined
  const keys: RecordKey[] = []
  for (const block of blocks) {
    const [begin, ...lines] = block.split("\n")
    const key = begin === "-----BEGIN PUBLIC KEY-----" ? recordKeyIn(lines.join(""), sha256) : undefined
    if (key === undefined) return undefined
    keys.push(key)
  }
  return keys
}

/** SHA-256 over the key as SSH sends it (RFC 5656, §3.1): three strings, each behind its length. */
function fingerprint(point: Uint8Array, sha256: Sha256): string {
  const parts = [utf8Of("ecdsa-sha2-nistp256"), utf8Of("nistp256"), point]
  const blob = parts.flatMap((part) => [0, 0, part.length >> 8, part.length & 255, ...part])
  return `SHA256:${base64Of(bytesOfHex(sha256(Uint8Array.from(blob)))).replace(/=+$/, "")}`
}
