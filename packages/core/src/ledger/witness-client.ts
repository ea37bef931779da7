import { err, ok, type Result } from "../kernel/result.ts"
import type { SignatureVerifier } from "../kernel/signature.ts"
import { formatHash, parseCheckpoint, parseCount } from "./checkpoint.ts"
import type { MerkleHash } from "./merkle.ts"
import type { NoteKey } from "./note-key.ts"
import { formatNote, openNote, parseNote, type Note } from "./note.ts"

/** What is anchored: the newest published head, and proofs over it. */
export interface AnchoredLog {
  head(): Promise<{ readonly origin: string; readonly size: number; readonly note: string }>
  consistency(oldSize: number, size: number): Promise<readonly MerkleHash[]>
}

/** What a witness answered, as it came. */
export type WitnessReply = { readonly status: number; readonly body: string }

/** A head with the cosignature of a witness below it. */
export type CosignedHead = {
  readonly size: number
  /** The log's note, and one line more. */
  readonly note: string
  /** Seconds since 1970, by the witness's clock. */
  readonly time: number
}

/** Why a head is not cosigned. The first two say that this log is not the one that the witness has seen. */
export type NotCosignedHead =
  | { readonly kind: "log-shrunk"; readonly seen: number; readonly size: number }
  | { readonly kind: "log-forked"; readonly size: number; readonly seen: number | undefined }
  | { readonly kind: "witness-forgot"; readonly seen: number; readonly cosigned: number }
  | { readonly kind: "witness-refused"; readonly status: number }
  | { readonly kind: "witness-garbled"; readonly why: "size" | "signature" }

/** The log grows and the witness has other clients: some rounds of asking again are in order, endless ones are not. */
const MAX_ROUNDS = 4

/**
 * Has a witness cosign the newest head (c2sp.org/tlog-witness): asks, and asks again from the size it says to know. Nothing
 * it answers is believed before its signature was checked. `cosigned` is the size that it cosigned last, as far as is known.
 */
export async function askWitness(
  log: AnchoredLog,
  ask: (body: string) => Promise<WitnessReply>,
  {
    key,
    cosigned = 0,
    verifier,
  }: { readonly key: NoteKey; readonly cosigned?: number; readonly verifier: SignatureVerifier },
): Promise<Result<CosignedHead, NotCosignedHead>> {
  let seen = cosigned
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const { size, note } = await log.head()
    if (seen > size) return err({ kind: "log-shrunk", seen, size })
    const proof = seen > 0 && seen < size ? await log.consistency(seen, size) : []
    const { status, body } = await ask(formatAddCheckpoint(seen, proof, note))
    if (status === 200) return cosignedBy(key, noteOf(note), size, body, verifier)
    if (status === 422) return err({ kind: "log-forked", size, seen })
    if (status !== 409) return err({ kind: "witness-refused", status })
    const known = body.endsWith("\n") ? parseCount(body.slice(0, -1)) : undefined
    if (known === undefined) return err({ kind: "witness-garbled", why: "size" })
    // It was asked from what it says to know: then it is the root that differs.
    if (known === seen)
      return err(known === size ? { kind: "log-forked", size, seen } : { kind: "witness-garbled", why: "size" })
    if (known < cosigned) return err({ kind: "witness-forgot", seen: known, cosigned })
    seen = known
  }
  return err({ kind: "witness-garbled", why: "size" })
}

/** The body of an `add-checkpoint` request. */
export const formatAddCheckpoint = (oldSize: number, proof: readonly MerkleHash[], note: string): string =>
  [`old ${oldSize}`, ...proof.map(formatHash), "", note].join("\n")

/** Takes the lines of a witness that are its own and right, and puts one of them below the note. */
async function cosignedBy(
  key: NoteKey,
  note: Note,
  size: number,
  lines: string,
  verifier: SignatureVerifier,
): Promise<Result<CosignedHead, NotCosignedHead>> {
  const garbled = err({ kind: "witness-garbled", why: "signature" } as const)
  const answered = parseNote(`${note.text}\n${lines}`)
  if (!answered.ok || answered.value.text !== note.text) return garbled
  const opened = await openNote(answered.value, [key], verifier)
  const time = opened.ok ? opened.value.verified[0]?.time : undefined
  const own = answered.value.signatures.find(({ name, id }) => name === key.name && id === key.id)
  if (time === undefined || own === undefined) return garbled
  const others = note.signatures.filter(({ name, id }) => name !== key.name || id !== key.id)
  return ok({ size, time, note: formatNote({ text: note.text, signatures: [...others, own] }) })
}

function noteOf(text: string): Note {
  const note = parseNote(text)
  if (!note.ok || !parseCheckpoint(note.value.text).ok) throw new Error("the log's own head is no checkpoint")
  return note.value
}

/**
 * The size that a witness has cosigned, by the checkpoint it keeps of the log; undefined where what it keeps is not signed
 * by both. Whoever restored a backup can learn from it how long the log has been.
 */
export async function readWitnessed(
  note: string,
  origin: string,
  keys: { readonly log: NoteKey; readonly witness: NoteKey },
  verifier: SignatureVerifier,
): Promise<number | undefined> {
  const parsed = parseNote(note)
  if (!parsed.ok) return undefined
  const checkpoint = parseCheckpoint(parsed.value.text)
  if (!checkpoint.ok || checkpoint.value.origin !== origin) return undefined
  const opened = await openNote(parsed.value, [keys.log, keys.witness], verifier)
  const hasSigned = (wanted: NoteKey): boolean =>
    opened.ok && opened.value.verified.some(({ key }) => key.name === wanted.name && key.id === wanted.id)
  return hasSigned(keys.log) && hasSigned(keys.witness) ? checkpoint.value.size : undefined
}
