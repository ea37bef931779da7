import {
  append,
  openNote,
  parseBundle,
  parseCheckpoint,
  parseNote,
  rootOf,
  TILE_WIDTH,
  tilePath,
  type Checkpoint,
  type Frontier,
  type Instant,
  type MerkleHash,
} from "@promotrail/core"
import type { Kysely } from "kysely"
import { StorageUnavailable } from "../../../ports/store.ts"
import { LEDGER_HASHER, leafHash, sha256 } from "../hashes.ts"
import type { Database, RowOf } from "../schema.ts"
import type { WriteTransaction } from "../transaction.ts"
import type { LogWriter } from "./log-batch.ts"
import { noteVerifier } from "./note-verifier.ts"
import type { LogStart, StartedLog } from "./start-log.ts"
import { storedLogKey } from "./stored-key.ts"
import { hashesOver, storedRoot } from "./stored-hashes.ts"

/** The log as files. `read` answers undefined where there is none. */
export type PublishedLog = { readonly checkpoint: string; readonly read: (path: string) => Uint8Array | undefined }

/** Computes the stored head again and compares it with what was signed. */
export async function checkStoredLog(db: Kysely<Database>, head: RowOf<"log_head">): Promise<void> {
  const { log, origin, size, roots, vkey, note } = head
  const damaged = (what: string) =>
    new StorageUnavailable(`The log ${origin} is damaged: ${what}. Nothing more is signed. Restore the database.`)
  const signed = await openedCheckpoint(note, vkey)
  if (signed === undefined) throw damaged("its checkpoint is not signed by its key")
  const root = rootOf({ size, roots: JSON.parse(roots) as MerkleHash[] }, LEDGER_HASHER, sha256)
  if (signed.size !== size || signed.root !== root) throw damaged("its head is not what was signed")
  const recomputed = await storedRoot(size, hashesOver(db, log)).catch(() => undefined)
  if (recomputed !== root) throw damaged("its records are not those of its head")
}

/**
 * Compares the stored log with the published one. A published log that is longer was written by a database that this one
 * is an older copy of: refused, or its leaves are taken over if that is asked for.
 */
export async function comparePublished(
  tx: WriteTransaction,
  head: RowOf<"log_head">,
  writer: LogWriter | undefined,
  start: LogStart,
  at: Instant,
): Promise<StartedLog["recovered"]> {
  const published = start.published(head.origin)
  if (published === undefined) return undefined
  const theirs = await openedCheckpoint(published.checkpoint, head.vkey)
  // Of another log, or of an earlier one of ours: nothing follows for this one.
  if (theirs === undefined || theirs.origin !== head.origin) return undefined
  if (theirs.size <= head.size) {
    const ours = await storedRoot(theirs.size, hashesOver(tx.db, head.log))
    if (ours === theirs.root) return undefined
    throw new StorageUnavailable(
      `The published log ${head.origin} and this database differ within its first ${theirs.size} records: one of them ` +
        "is a fork. Nothing is signed. Find out which of the two people rely on (docs/guides/keys.md).",
    )
  }
  if (!start.recover || writer === undefined) {
    throw new StorageUnavailable(
      `The published log ${head.origin} has ${theirs.size} records, this database ${head.size}: an older backup was ` +
        "restored. To sign on from here would fork the log. Restore a newer one, or start once with " +
        "PROMOTRAIL_LOG_RECOVER=1 to take the published records over.",
    )
  }
  const leaves = publishedLeaves(published, head.size, theirs)
  let frontier: Frontier = { size: head.size, roots: JSON.parse(head.roots) as MerkleHash[] }
  for (const leaf of leaves) frontier = append(frontier, leafHash(leaf), LEDGER_HASHER)
  if (leaves.length !== theirs.size - head.size || rootOf(frontier, LEDGER_HASHER, sha256) !== theirs.root) {
    throw new StorageUnavailable(
      `The published log ${head.origin} does not continue this database, or is not whole: nothing was taken over.`,
    )
  }
  const batch = await writer.begin(tx, [])
  for (const leaf of leaves) batch.recovered(leaf, at)
  await batch.settle(tx, at)
  return { origin: head.origin, from: head.size, to: theirs.size }
}

function publishedLeaves({ read }: PublishedLog, from: number, { size }: Checkpoint): readonly string[] {
  const leaves: string[] = []
  for (let index = Math.floor(from / TILE_WIDTH); index * TILE_WIDTH < size; index++) {
    const width = Math.min(TILE_WIDTH, size - index * TILE_WIDTH)
    const bytes =
      read(tilePath({ level: "entries", index, width })) ??
      read(tilePath({ level: "entries", index, width: TILE_WIDTH }))
    const { entries } = parseBundle(bytes ?? new Uint8Array())
    const first = Math.max(0, from - index * TILE_WIDTH)
    leaves.push(...entries.slice(first, width).map((entry) => Buffer.from(entry).toString("utf8")))
  }
  return leaves
}

/** The checkpoint in a note that this key has signed. */
async function openedCheckpoint(text: string, vkey: string): Promise<Checkpoint | undefined> {
  const note = parseNote(text)
  if (!note.ok) return undefined
  const opened = await openNote(note.value, [storedLogKey(vkey)], noteVerifier)
  const checkpoint = opened.ok ? parseCheckpoint(opened.value.text) : undefined
  return checkpoint?.ok === true ? checkpoint.value : undefined
}
