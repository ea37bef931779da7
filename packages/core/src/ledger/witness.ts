import type { Sha256 } from "../kernel/digest.ts"
import { err, ok, type Result } from "../kernel/result.ts"
import type { SignatureVerifier } from "../kernel/signature.ts"
import { parseCheckpoint, parseCount, parseHash, type Checkpoint } from "./checkpoint.ts"
import type { MerkleHash, MerkleHasher } from "./merkle.ts"
import type { NoteKey } from "./note-key.ts"
import { openNote, parseNote, type Note } from "./note.ts"
import { verifyConsistency } from "./proof.ts"
import { MAX_PATH } from "./tlog-proof.ts"

/** What a log asks a witness: here is my checkpoint, and the proof that it continues the one of `oldSize` entries. */
export type AddCheckpoint = {
  readonly oldSize: number
  readonly proof: readonly MerkleHash[]
  readonly note: Note
  readonly checkpoint: Checkpoint
}

/** The newest checkpoint that a witness has cosigned for an origin. Nothing stands for the empty tree. */
export type Witnessed = { readonly size: number; readonly root: MerkleHash }

/** What a witness knows when it is asked. */
export type WitnessView = {
  /** The keys it trusts for an origin; undefined for a log it does not know. */
  readonly keysOf: (origin: string) => readonly NoteKey[] | undefined
  readonly witnessedOf: (origin: string) => Witnessed | undefined
}

/**
 * How a witness answers `add-checkpoint` (c2sp.org/tlog-witness). With 200 it must first store `next`, in one step with
 * the comparison that was made here, and then sign `text`; any other answer changes nothing.
 */
export type WitnessAnswer =
  | { readonly status: 200; readonly origin: string; readonly next: Witnessed; readonly text: string }
  | { readonly status: 409; readonly body: string; readonly mediaType: "text/x.tlog.size" }
  | { readonly status: 400 | 403 | 404 | 422; readonly body: string }

/** Reads the body of an `add-checkpoint` request; the error is the sentence for its sender. */
export function parseAddCheckpoint(body: string): Result<AddCheckpoint, string> {
  const cut = body.indexOf("\n\n")
  if (cut === -1) return err("no empty line before the checkpoint")
  const [first = "", ...hashes] = body.slice(0, cut).split("\n")
  const oldSize = first.startsWith("old ") ? parseCount(first.slice("old ".length)) : undefined
  if (oldSize === undefined) return err("the first line is not `old` and a size")
  if (hashes.length > MAX_PATH) return err(`more than ${MAX_PATH} lines of proof`)
  const proof: MerkleHash[] = []
  for (const line of hashes) {
    const hash = parseHash(line)
    if (hash === undefined) return err("a line of the proof is no hash")
    proof.push(hash)
  }
  const note = parseNote(body.slice(cut + 2))
  if (!note.ok) return err(`the checkpoint is no signed note: ${note.error.why}`)
  const checkpoint = parseCheckpoint(note.value.text)
  if (!checkpoint.ok) return err(`the note is no checkpoint: ${checkpoint.error.why}`)
  return ok({ oldSize, proof, note: note.value, checkpoint: checkpoint.value })
}

/** What a witness answers to a request, and what it knows then. */
export async function answerAddCheckpoint(
  body: string,
  { keysOf, witnessedOf }: WitnessView,
  {
    hasher,
    sha256,
    verifier,
  }: {
    readonly hasher: MerkleHasher
    readonly sha256: Sha256
    readonly verifier: SignatureVerifier
  },
): Promise<WitnessAnswer> {
  const asked = parseAddCheckpoint(body)
  if (!asked.ok) return refuse(400, asked.error)
  const { oldSize, proof, note, checkpoint } = asked.value
  const { origin, size, root } = checkpoint

  const keys = keysOf(origin)
  if (keys === undefined) return refuse(404, "unknown log")
  const opened = await openNote(note, keys, verifier)
  if (!opened.ok) return refuse(403, "invalid signature")
  if (oldSize > size) return refuse(400, "the old size is beyond the checkpoint")

  // What this witness cosigned last decides, never what the log says about it.
  const last = witnessedOf(origin) ?? { size: 0, root: sha256("") }
  if (oldSize !== last.size) return conflict(last)
  if (size === last.size) {
    if (root !== last.root) return conflict(last)
    if (proof.length > 0) return refuse(422, "consistency proof: there is nothing to prove")
  } else if (oldSize === 0) {
    if (proof.length > 0) return refuse(422, "consistency proof: everything continues the empty tree")
  } else {
    const claim = { oldSize, newSize: size, oldRoot: last.root, newRoot: root }
    if (!verifyConsistency(claim, proof, hasher).ok) return refuse(422, "the consistency proof does not hold")
  }
  return { status: 200, origin, next: { size, root }, text: note.text }
}

const refuse = (status: 400 | 403 | 404 | 422, sentence: string): WitnessAnswer => ({ status, body: `${sentence}\n` })

const conflict = ({ size }: Witnessed): WitnessAnswer => ({
  status: 409,
  body: `${size}\n`,
  mediaType: "text/x.tlog.size",
})
