import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from "node:crypto"
import { KeyMistake, type Signer } from "../ports/signer.ts"

/** What the two keys are for, by name: also the names of their files. */
export type KeyName = "record" | "log"

/** A new private key as PEM (PKCS#8). */
export function newKey(name: KeyName): string {
  const { privateKey } =
    name === "record" ? generateKeyPairSync("ec", { namedCurve: "prime256v1" }) : generateKeyPairSync("ed25519")
  return privateKey.export({ type: "pkcs8", format: "pem" })
}

/** Both keys from PEM. `where` is said of a text that is no such key; the text never is. */
export function signerOf(pems: Readonly<Record<KeyName, string>>, where: Readonly<Record<KeyName, string>>): Signer {
  const [recordKey, logKey] = [privateKeyOf("record", pems.record, where), privateKeyOf("log", pems.log, where)]
  return {
    record: { ...recordIdentity(createPublicKey(recordKey)), sign: (message) => sign("sha256", message, recordKey) },
    log: { publicKey: rawEd25519(createPublicKey(logKey)), sign: (message) => sign(null, message, logKey) },
  }
}

/** Id and public half of a record key. */
export function recordIdentity(key: KeyObject): Pick<Signer["record"], "id" | "publicKey"> {
  return { id: fingerprintOf(key), publicKey: key.export({ type: "spki", format: "der" }) }
}

/** The 32 bytes of a public Ed25519 key. */
export function rawEd25519(key: KeyObject): Uint8Array {
  return key.export({ type: "spki", format: "der" }).subarray(-32)
}

/** Whether a key is of the kind that its name asks for. */
export function isOfKind(name: KeyName, key: KeyObject): boolean {
  return name === "log"
    ? key.asymmetricKeyType === "ed25519"
    : key.asymmetricKeyType === "ec" && key.asymmetricKeyDetails?.namedCurve === "prime256v1"
}

export const KIND_WORDS: Readonly<Record<KeyName, string>> = { record: "a P-256 key", log: "an Ed25519 key" }

function privateKeyOf(name: KeyName, pem: string, where: Readonly<Record<KeyName, string>>): KeyObject {
  let key: KeyObject
  try {
    key = createPrivateKey(pem)
  } catch {
    throw new KeyMistake(`${where[name]} holds no private key in PEM (PKCS#8) that can be read without a passphrase.`)
  }
  if (!isOfKind(name, key))
    throw new KeyMistake(`${where[name]} holds another kind of key; it must be ${KIND_WORDS[name]}.`)
  return key
}

/** OpenSSH's fingerprint of a P-256 key: SHA-256 over its wire form (RFC 5656, §3.1), base64 without padding. */
function fingerprintOf(key: KeyObject): string {
  const { x = "", y = "" } = key.export({ format: "jwk" })
  const point = Buffer.concat([Buffer.of(4), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")])
  const wire = Buffer.concat(["ecdsa-sha2-nistp256", "nistp256", point].map(prefixed))
  return `SHA256:${createHash("sha256").update(wire).digest("base64").replace(/=+$/, "")}`
}

function prefixed(part: string | Buffer): Buffer {
  const bytes = Buffer.from(part)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}
