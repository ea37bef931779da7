import { base64Of, bytesOfBase64 } from "../kernel/base64.ts"
import { err, ok, type Result } from "../kernel/result.ts"
import { formatHash, parseCheckpoint, parseCount, parseHash, type MalformedCheckpoint } from "./checkpoint.ts"
import type { MerkleHash, MerkleHasher } from "./merkle.ts"
import { formatNote, parseNote, type MalformedNote, type Note } from "./note.ts"
import { verifyInclusion, type ProofFault } from "./proof.ts"

/** That one entry stands in a log, in one file to be checked offline (c2sp.org/tlog-proof). The entry itself is not in it. */
export type TlogProof = {
  /** Opaque; nobody signed it. */
  readonly extra?: Uint8Array
  readonly index: number
  readonly path: readonly MerkleHash[]
  readonly checkpoint: Note
}

export type MalformedTlogProof = {
  readonly kind: "malformed-tlog-proof"
  readonly why: "header" | "extra" | "index" | "hash" | "too-many-hashes" | "end"
}

/** The first line of every such file. */
export const TLOG_PROOF_HEADER = "c2sp.org/tlog-proof@v1"

/** As many levels as a tree of 2⁶³ entries has. */
export const MAX_PATH = 63

/** Reads a `.tlog-proof` file. */
export function parseTlogProof(text: string): Result<TlogProof, MalformedTlogProof | MalformedNote> {
  const cut = text.indexOf("\n\n")
  if (!text.startsWith(`${TLOG_PROOF_HEADER}\n`)) return malformed("header")
  if (cut === -1) return malformed("end")
  const [, ...lines] = text.slice(0, cut).split("\n")
  let extra: Uint8Array | undefined
  if (lines[0]?.startsWith("extra ") === true) {
    extra = bytesOfBase64(lines[0].slice("extra ".length))
    if (extra === undefined) return malformed("extra")
    lines.shift()
  }
  const [first = "", ...hashes] = lines
  const index = first.startsWith("index ") ? parseCount(first.slice("index ".length)) : undefined
  if (index === undefined) return malformed("index")
  if (hashes.length > MAX_PATH) return malformed("too-many-hashes")
  const path: MerkleHash[] = []
  for (const line of hashes) {
    const hash = parseHash(line)
    if (hash === undefined) return malformed("hash")
    path.push(hash)
  }
  const checkpoint = parseNote(text.slice(cut + 2))
  if (!checkpoint.ok) return checkpoint
  return ok({ ...(extra === undefined ? {} : { extra }), index, path, checkpoint: checkpoint.value })
}

/** Spells a `.tlog-proof` file. */
export function formatTlogProof({ extra, index, path, checkpoint }: TlogProof): string {
  return [
    TLOG_PROOF_HEADER,
    ...(extra === undefined ? [] : [`extra ${base64Of(extra)}`]),
    `index ${index}`,
    ...path.map(formatHash),
    "",
    formatNote(checkpoint),
  ].join("\n")
}

/** Whether an entry is the one that a proof speaks of. Who vouches for the checkpoint is for a policy to say. */
export function verifyTlogProof(
  { index, path, checkpoint }: TlogProof,
  entry: Uint8Array,
  hasher: MerkleHasher,
): Result<true, ProofFault | MalformedCheckpoint> {
  const read = parseCheckpoint(checkpoint.text)
  if (!read.ok) return read
  const { size, root } = read.value
  return verifyInclusion({ index, size, leaf: hasher.leaf(entry), root }, path, hasher)
}

const malformed = (why: MalformedTlogProof["why"]): Result<never, MalformedTlogProof> =>
  err({ kind: "malformed-tlog-proof", why })
