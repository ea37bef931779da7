import { base64Of, decodeBase64 } from "../kernel/base64.ts"
import { bytesOfHex, hexOf } from "../kernel/hex.ts"
import { err, ok, type Result } from "../kernel/result.ts"
import { verifiesP256, type SignatureVerifier } from "../kernel/signature.ts"
import { utf8Of } from "../kernel/utf8.ts"
import { cosignedMessage, parseCosignature } from "./cosignature.ts"
import { isKeyName, type NoteKey } from "./note-key.ts"

/** One line below a note: who says to have signed it, and with what. */
export type NoteSignature = {
  readonly name: string
  readonly id: string
  readonly signature: Uint8Array
  /** Base64 with stray bits reads the same for some readers and not for others. It can be nobody's right signature. */
  readonly isCanonical: boolean
}

/** A text and who says to have signed it (c2sp.org/signed-note). Nothing of it is to be believed before it is opened. */
export type Note = {
  /** Ends in a line feed. */
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

export type MalformedNote = {
  readonly kind: "malformed-note"
  readonly why: "control-character" | "no-signatures" | "signature-line" | "too-many-signatures" | "too-large"
}

/** Why a note is not to be believed. */
export type UntrustedNote =
  | { readonly kind: "no-known-signature" }
  | { readonly kind: "bad-signature"; readonly name: string }
  | { readonly kind: "ambiguous-key"; readonly name: string }

/** A signature that is right; a witness says when. */
export type VerifiedSignature = { readonly key: NoteKey; readonly time?: number }

/** A note that known keys have signed. */
export type OpenedNote = {
  readonly text: string
  /** Every key once, however often it signed. */
  readonly verified: readonly VerifiedSignature[]
  /** How many signatures are of keys nobody knows here. */
  readonly unknown: number
}

/** The specification asks for 16 at least. */
export const MAX_NOTE_SIGNATURES = 64
export const MAX_NOTE_LENGTH = 1024 * 1024

const MARK = "— "

/** Reads a signed note: the text is all up to the last empty line, and behind it stand signatures alone. */
export function parseNote(note: string): Result<Note, MalformedNote> {
  if (note.length > MAX_NOTE_LENGTH) return malformed("too-large")
  // oxlint-disable-next-line no-control-regex -- these are what a note must not hold
  if (/[\0-\u0009\u000b-\u001f]/.test(note) || !note.isWellFormed()) return malformed("control-character")
  const cut = note.lastIndexOf("\n\n")
  const block = note.slice(cut + 2)
  if (cut === -1 || !block.endsWith("\n")) return malformed("no-signatures")
  const lines = block.slice(0, -1).split("\n")
  if (lines.length > MAX_NOTE_SIGNATURES) return malformed("too-many-signatures")
  const signatures: NoteSignature[] = []
  for (const line of lines) {
    const signature = parseSignatureLine(line)
    if (signature === undefined) return malformed("signature-line")
    signatures.push(signature)
  }
  return ok({ text: note.slice(0, cut + 1), signatures })
}

/** Spells a signed note. */
export function formatNote({ text, signatures }: Note): string {
  return `${text}\n${signatures.map(formatSignatureLine).join("")}`
}

/** One signature line with its line feed, as a witness answers it. */
export function formatSignatureLine({ name, id, signature }: Omit<NoteSignature, "isCanonical">): string {
  return `${MARK}${name} ${base64Of(Uint8Array.of(...bytesOfHex(id), ...signature))}\n`
}

function parseSignatureLine(line: string): NoteSignature | undefined {
  if (!line.startsWith(MARK)) return undefined
  const [name = "", base64 = "", ...more] = line.slice(MARK.length).split(" ")
  const decoded = decodeBase64(base64)
  if (more.length > 0 || !isKeyName(name) || decoded === undefined || decoded.bytes.length < 5) return undefined
  const { bytes, isCanonical } = decoded
  return { name, id: hexOf(bytes.subarray(0, 4)), signature: bytes.slice(4), isCanonical }
}

/**
 * Opens a note with the keys that are trusted. Signatures of other keys are ignored; a wrong one of a known key makes the
 * whole note worth nothing, also where another one is right.
 */
export async function openNote(
  { text, signatures }: Note,
  keys: readonly NoteKey[],
  verifier: SignatureVerifier,
): Promise<Result<OpenedNote, UntrustedNote>> {
  const known = new Map<string, NoteKey>()
  for (const key of keys) {
    const [tag, other] = [tagOf(key), known.get(tagOf(key))]
    if (other !== undefined && !isSameKey(key, other)) return err({ kind: "ambiguous-key", name: key.name })
    known.set(tag, key)
  }
  const verified = new Map<string, VerifiedSignature>()
  let unknown = 0
  for (const signature of signatures) {
    const tag = tagOf(signature)
    const key = known.get(tag)
    if (key === undefined) {
      unknown++
      continue
    }
    const right = signature.isCanonical ? await verify(text, key, signature.signature, verifier) : undefined
    if (right === undefined) return err({ kind: "bad-signature", name: signature.name })
    if (!verified.has(tag)) verified.set(tag, right)
  }
  if (verified.size === 0) return err({ kind: "no-known-signature" })
  return ok({ text, verified: [...verified.values()], unknown })
}

/** A name holds no space, so that the two cannot run into each other. */
const tagOf = ({ name, id }: { readonly name: string; readonly id: string }): string => `${id} ${name}`

const isSameKey = (one: NoteKey, other: NoteKey): boolean =>
  one.algorithm === other.algorithm && hexOf(one.publicKey) === hexOf(other.publicKey)

async function verify(
  text: string,
  key: NoteKey,
  signature: Uint8Array,
  verifier: SignatureVerifier,
): Promise<VerifiedSignature | undefined> {
  const { algorithm, publicKey } = key
  switch (algorithm) {
    case "ed25519":
      return signature.length === 64 && (await verifier.verifyEd25519(publicKey, utf8Of(text), signature))
        ? { key }
        : undefined
    case "ecdsa":
      return (await verifiesP256(verifier, publicKey, utf8Of(text), signature)) ? { key } : undefined
    case "cosignature": {
      const said = parseCosignature(signature)
      if (said === undefined) return undefined
      const message = cosignedMessage(text, said.time)
      return (await verifier.verifyEd25519(publicKey, message, said.signature)) ? { key, time: said.time } : undefined
    }
  }
}

const malformed = (why: MalformedNote["why"]): Result<never, MalformedNote> => err({ kind: "malformed-note", why })
