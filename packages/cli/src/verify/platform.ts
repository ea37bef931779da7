import { createPublicKey, hash, verify, type KeyObject } from "node:crypto"
import { promisify } from "node:util"
import { explainLogFault, verifyPlatform, type VerifyPlatform } from "@promotrail/core"
import { LOG_HASHER, sha256 } from "../hashes.ts"
import { explainLogRefusal, explainVouched } from "../output/log-words.ts"
import { SIGNATURES } from "../signatures.ts"

const verifyLater = promisify(verify)
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

/** Keys of records are few and sign much: each is made once. */
const KEYS = new WeakMap<Uint8Array, { readonly key: KeyObject | undefined }>()

function recordKey(spki: Uint8Array): KeyObject | undefined {
  const known = KEYS.get(spki) ?? { key: keyIn(Buffer.from(spki)) }
  KEYS.set(spki, known)
  return known.key
}

function keyIn(spki: Buffer): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: spki, format: "der", type: "spki" })
    return key.asymmetricKeyDetails?.namedCurve === "prime256v1" ? key : undefined
  } catch {
    return undefined
  }
}

/** What packs are verified with here. Signatures of records are checked beside this thread, by as many as there are. */
export const PLATFORM: VerifyPlatform = verifyPlatform({
  sha256,
  hasher: LOG_HASHER,
  sha256Base64: (data) => hash("sha256", data, "base64"),
  verifier: SIGNATURES,
  async verifyRecord(publicKey, message, signature) {
    const key = recordKey(publicKey)
    return key !== undefined && verifyLater("sha256", message, key, signature)
  },
  bytesOfBase64(text) {
    const bytes = Buffer.from(text, "base64")
    return bytes.toString("base64") === text ? bytes : undefined
  },
  textOfUtf8(bytes) {
    try {
      return UTF8.decode(bytes)
    } catch {
      return undefined
    }
  },
  utf8Of: (text) => Buffer.from(text, "utf8"),
  words: { fault: explainLogFault, refusal: explainLogRefusal, vouched: explainVouched },
})
