import { createHash, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from "node:crypto"
import type { Sha256 } from "../src/kernel/digest.ts"
import type { SignatureVerifier } from "../src/kernel/signature.ts"
import { cosignedMessage, formatCosignature } from "../src/ledger/cosignature.ts"
import type { MerkleHasher } from "../src/ledger/merkle.ts"
import { noteKey, type NoteKey } from "../src/ledger/note-key.ts"
import { formatNote, parseNote, type NoteSignature } from "../src/ledger/note.ts"

/** SHA-256 as core wants it handed in. */
export const sha256: Sha256 = (data) => createHash("sha256").update(data).digest("hex")

const nodes = new Map<string, string>()

/** RFC 6962 hashing that remembers its nodes: tests make the same trees again and again. */
export const hasher: MerkleHasher = {
  leaf: (body) => createHash("sha256").update(Uint8Array.of(0)).update(body).digest("hex"),
  node(left, right) {
    const known = nodes.get(left + right)
    if (known !== undefined) return known
    const hash = createHash("sha256")
      .update(Buffer.from(`01${left}${right}`, "hex"))
      .digest("hex")
    nodes.set(left + right, hash)
    return hash
  },
}

const ED25519_SPKI = Buffer.from("302a300506032b6570032100", "hex")

/** Node's answer to core's questions about signatures. */
export const verifier: SignatureVerifier = {
  verifyEd25519(publicKey, message, signature) {
    const key = createPublicKey({ key: Buffer.concat([ED25519_SPKI, publicKey]), format: "der", type: "spki" })
    return verify(null, message, key, signature)
  },
  verifyP256(publicKey, message, signature) {
    const key = createPublicKey({ key: Buffer.from(publicKey), format: "der", type: "spki" })
    return verify("sha256", message, { key, dsaEncoding: "ieee-p1363" }, signature)
  },
}

/** Somebody who signs notes in a test. */
export type Signer = { readonly key: NoteKey; readonly sign: (text: string) => NoteSignature }

const rawKey = (key: KeyObject): Uint8Array =>
  Uint8Array.from(key.export({ format: "der", type: "spki" }).subarray(-32))

/** A log's key. */
export function logSigner(name: string): Signer {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519")
  const key = noteKey(name, "ed25519", rawKey(publicKey), sha256)
  const bytes = (text: string) => sign(null, Buffer.from(text), privateKey)
  return { key, sign: (text) => ({ name, id: key.id, signature: bytes(text), isCanonical: true }) }
}

/** A witness's key; every cosignature of it is of this time. */
export function witnessSigner(name: string, time: number): Signer {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519")
  const key = noteKey(name, "cosignature", rawKey(publicKey), sha256)
  const bytes = (text: string) =>
    formatCosignature({ time, signature: sign(null, cosignedMessage(text, time), privateKey) })
  return { key, sign: (text) => ({ name, id: key.id, signature: bytes(text), isCanonical: true }) }
}

/** A text that all of these have signed. */
export const signedBy = (text: string, ...signers: readonly Signer[]): string =>
  formatNote({ text, signatures: signers.map((signer) => signer.sign(text)) })

/** A note that is known to be one. */
export function noteIn(text: string) {
  const note = parseNote(text)
  if (!note.ok) throw new Error(`not a note: ${note.error.why}`)
  return note.value
}
