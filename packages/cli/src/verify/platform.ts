import { createPublicKey, verify, type KeyObject } from "node:crypto"
import { promisify } from "node:util"
import type { VerifyPlatform } from "@promotrail/core"
import { LOG_HASHER, sha256 } from "../hashes.ts"
import { explainLogFault, explainLogRefusal, explainVouched } from "../output/log-words.ts"
import { SIGNATURES } from "../signatures.ts"

const verifyLater = promisify(verify)
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

/** Keys of records, which are few and sign much, by their bytes. */
const KEYS = new Map<string, KeyObject | undefined>()

function recordKey(spki: Uint8Array): KeyObject | undefined {
  const name = Buffer.from(spki).toString("base64")
  if (!KEYS.has(name)) KEYS.set(name, keyIn(Buffer.from(spki)))
  return KEYS.get(name)
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
export const PLATFORM: VerifyPlatform = {
  sha256,
  hasher: LOG_HASHER,
  verifier: {
    ...SIGNATURES,
    async verifyP256(publicKey, message, signature) {
      const key = recordKey(publicKey)
      if (key === undefined) return false
      return verifyLater("sha256", message, { key, dsaEncoding: "ieee-p1363" }, signature)
    },
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
}
