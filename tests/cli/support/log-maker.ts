import { createPublicKey, generateKeyPairSync, sign, type KeyObject } from "node:crypto"
import {
  append,
  buildTiles,
  bundlesOf,
  cosignedMessage,
  EMPTY_FRONTIER,
  formatBundle,
  formatCheckpoint,
  formatCosignature,
  formatNote,
  formatNoteKey,
  formatTlogProof,
  noteKey,
  proveInclusion,
  rangesOver,
  rootOf,
  tilePath,
  type NoteKey,
  type NoteSignature,
} from "@promotrail/core"
import { LEDGER_HASHER, sha256 } from "@promotrail/server"

/** Somebody with a key who signs checkpoints. */
export type Hand = { readonly vkey: string; readonly sign: (text: string) => NoteSignature }

const rawKey = (key: KeyObject): Uint8Array =>
  Uint8Array.from(key.export({ format: "der", type: "spki" }).subarray(-32))

function hand(key: NoteKey, bytesOf: (text: string) => Uint8Array): Hand {
  const { name, id } = key
  return { vkey: formatNoteKey(key), sign: (text) => ({ name, id, signature: bytesOf(text), isCanonical: true }) }
}

/** The hand of a log of this name. */
export function logHand(name: string): Hand {
  return logHandOf(name, generateKeyPairSync("ed25519").privateKey)
}

/** The hand of a log of this name that has this key. */
export function logHandOf(name: string, key: KeyObject): Hand {
  const publicKey = rawKey(createPublicKey(key))
  return hand(noteKey(name, "ed25519", publicKey, sha256), (text) => sign(null, Buffer.from(text), key))
}

/** The hand of a witness who looks at this time. */
export function witnessHand(name: string, time: number): Hand {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519")
  return hand(noteKey(name, "cosignature", rawKey(publicKey), sha256), (text) =>
    formatCosignature({ time, signature: sign(null, cosignedMessage(text, time), privateKey) }),
  )
}

/** A log of these entries as a folder would hold it, with its checkpoint signed by all of these. */
export function logFiles(origin: string, entries: readonly Uint8Array[], ...hands: readonly Hand[]) {
  const leaves = entries.map(LEDGER_HASHER.leaf)
  const files = new Map(buildTiles(leaves, LEDGER_HASHER))
  for (const bundle of bundlesOf(entries.length)) {
    const first = bundle.index * 256
    files.set(tilePath(bundle), formatBundle(entries.slice(first, first + bundle.width)))
  }
  files.set("checkpoint", Buffer.from(formatNote(checkpointNote(origin, leaves, hands))))
  return files
}

/** The proof that one of these entries stands in the log of them all. */
export function proofFile(
  origin: string,
  entries: readonly Uint8Array[],
  index: number,
  ...hands: readonly Hand[]
): string {
  const leaves = entries.map(LEDGER_HASHER.leaf)
  const path = proveInclusion(
    index,
    leaves.length,
    rangesOver((at) => leaves[at] ?? "", LEDGER_HASHER),
  )
  return formatTlogProof({ index, path, checkpoint: checkpointNote(origin, leaves, hands) })
}

function checkpointNote(origin: string, leaves: readonly string[], hands: readonly Hand[]) {
  const frontier = leaves.reduce((before, leaf) => append(before, leaf, LEDGER_HASHER), EMPTY_FRONTIER)
  const root = rootOf(frontier, LEDGER_HASHER, sha256)
  const text = formatCheckpoint({ origin, size: leaves.length, root, extensions: [] })
  return { text, signatures: hands.map((one) => one.sign(text)) }
}
