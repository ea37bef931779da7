import { base64Of, bytesOfBase64 } from "../kernel/base64.ts"
import type { Sha256 } from "../kernel/digest.ts"
import { err, ok, type Result } from "../kernel/result.ts"
import { utf8Of } from "../kernel/utf8.ts"

/** How a key signs: the note itself, its SHA-256 by ECDSA, or as a witness, with the time (c2sp.org/tlog-cosignature). */
export type NoteAlgorithm = "ed25519" | "ecdsa" | "cosignature"

/** A key that may sign notes. Name and id together identify it. */
export type NoteKey = {
  readonly name: string
  /** Eight hex digits. */
  readonly id: string
  readonly algorithm: NoteAlgorithm
  /** 32 bytes for Ed25519, SPKI in DER for ECDSA. */
  readonly publicKey: Uint8Array
}

/** Why a text is no key we can use. */
export type InvalidNoteKey = {
  readonly kind: "invalid-note-key"
  readonly why: "shape" | "name" | "base64" | "id" | "length" | "unknown-algorithm"
}

const ALGORITHM_BY_TYPE: ReadonlyMap<number, NoteAlgorithm> = new Map([
  [0x01, "ed25519"],
  [0x02, "ecdsa"],
  [0x04, "cosignature"],
])
const TYPE_OF: Readonly<Record<NoteAlgorithm, number>> = { ed25519: 0x01, ecdsa: 0x02, cosignature: 0x04 }

/** Whether a text may name a key: something in it, no space of Unicode, no plus. */
export const isKeyName = (name: string): boolean => /^[^\p{White_Space}+\p{Cc}\p{Cs}]+$/u.test(name)

/** Reads a verifier key, `name+id+base64(type ‖ key)` (c2sp.org/signed-note, as in Go's sumdb/note). */
export function parseNoteKey(text: string, sha256: Sha256): Result<NoteKey, InvalidNoteKey> {
  // The base64 part may hold a plus itself; a name may not.
  const [, name = "", id = "", base64 = ""] = /^([^+]*)\+([0-9a-f]{8})\+([^\s]+)$/.exec(text) ?? []
  if (base64 === "") return invalid("shape")
  if (!isKeyName(name)) return invalid("name")
  const bytes = bytesOfBase64(base64)
  const [type] = bytes ?? []
  if (bytes === undefined || type === undefined) return invalid("base64")
  const algorithm = ALGORITHM_BY_TYPE.get(type)
  if (algorithm === undefined) return invalid("unknown-algorithm")
  const publicKey = bytes.slice(1)
  if (algorithm === "ecdsa" ? publicKey.length < 64 : publicKey.length !== 32) return invalid("length")
  return keyId(name, algorithm, publicKey, sha256) === id ? ok({ name, id, algorithm, publicKey }) : invalid("id")
}

/** Spells a verifier key. */
export function formatNoteKey({ name, id, algorithm, publicKey }: NoteKey): string {
  return `${name}+${id}+${base64Of(Uint8Array.of(TYPE_OF[algorithm], ...publicKey))}`
}

/** The key of these bytes, with its id. */
export function noteKey(name: string, algorithm: NoteAlgorithm, publicKey: Uint8Array, sha256: Sha256): NoteKey {
  return { name, id: keyId(name, algorithm, publicKey, sha256), algorithm, publicKey }
}

/** SHA-256(name ‖ LF ‖ type ‖ key)[:4]; for ECDSA the hash of the key alone. */
function keyId(name: string, algorithm: NoteAlgorithm, publicKey: Uint8Array, sha256: Sha256): string {
  const hashed =
    algorithm === "ecdsa" ? publicKey : Uint8Array.of(...utf8Of(`${name}\n`), TYPE_OF[algorithm], ...publicKey)
  return sha256(hashed).slice(0, 8)
}

const invalid = (why: InvalidNoteKey["why"]): Result<never, InvalidNoteKey> => err({ kind: "invalid-note-key", why })
