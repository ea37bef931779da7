import {
  auditStaticLog,
  bundlesOf,
  explainLogFault,
  merkleHasher,
  openNote,
  parseCheckpoint,
  parseNote,
  parseNoteKey,
  parseTile,
  rangesOver,
  textOfUtf8,
  tilePath,
  tilesOf,
  type MerkleHash,
} from "@promotrail/core"
import { sha256 } from "./sha256.ts"
import { webCrypto, whyNotHere } from "./web-crypto.ts"

/** One thing that was found. */
export type Step = { readonly mark: "good" | "bad" | "doubtful"; readonly text: string }

/** What a browser keeps of a log, to compare with the next time. */
export type Kept = {
  readonly origin: string
  readonly key: string
  readonly size: number
  readonly root: MerkleHash
  /** The signed note. */
  readonly note: string
  readonly at: string
}

/** What came of it. `kept` is there only when everything was good. */
export type Verified = { readonly steps: readonly Step[]; readonly kept: Omit<Kept, "at"> | null }

/** How a log is read. */
export type Reading = {
  readonly mostRecords?: number
  /** Told after each file. */
  readonly onRead?: (done: number, all: number) => void
}

/** More records than a browser reads at once; `promotrail verify` has no such limit. */
export const MOST_RECORDS = 100_000

/**
 * Reads a log from its files, trusting nothing but a key: the checkpoint's signature, every entry and tile, the root, and
 * that it continues what was kept. `key` is what the server says; the one that was kept goes before it.
 */
export async function verifyLog(
  fetchFile: (path: string) => Promise<Uint8Array | undefined>,
  key: string,
  kept: Kept | null,
  { mostRecords = MOST_RECORDS, onRead }: Reading = {},
): Promise<Verified> {
  const steps: Step[] = []
  const bad = (text: string): Verified => ({ steps: [...steps, { mark: "bad", text }], kept: null })
  const cannot = await whyNotHere()
  if (cannot !== null) return { steps: [{ mark: "doubtful", text: cannot }], kept: null }

  const text = textOfUtf8((await fetchFile("checkpoint")) ?? new Uint8Array())
  const note = parseNote(text ?? "")
  const checkpoint = note.ok ? parseCheckpoint(note.value.text) : undefined
  if (!note.ok || checkpoint?.ok !== true) return bad("The log gives no signed checkpoint.")
  const { origin, size, root } = checkpoint.value
  const before = kept?.origin === origin ? kept : null
  if (kept !== null && before === null) {
    return bad(
      `This is another log than the one that was kept, ${kept.origin} with ${kept.size} records. If it was succeeded, promotrail verify follows from one to the other; here nothing is kept of it.`,
    )
  }
  if (before !== null && before.key !== key) {
    return bad(`The server gives another key for ${origin} than last time. A log has one key for its life.`)
  }
  const opened = parseNoteKey(key, sha256)
  if (!opened.ok || opened.value.name !== origin) return bad(`The key is not one of the log ${origin}.`)
  const signed = await openNote(note.value, [opened.value], webCrypto)
  if (!signed.ok) return bad(`The checkpoint of ${size} records is not signed by the log's key.`)
  steps.push({
    mark: "good",
    text:
      before === null
        ? `The checkpoint of ${size} records is signed by the key that the server gives. Compare that key with one you have from elsewhere.`
        : `The checkpoint of ${size} records is signed by the key that was kept.`,
  })
  if (before !== null && before.size > size) return bad(explainLogFault({ kind: "shrunk", size, kept: before.size }))
  if (size > mostRecords) {
    const rootAt = await rootsOutOfHashes(fetchFile, size)
    if (rootAt?.(size) !== root) return bad("The hashes of the log do not add up to its signed root.")
    if (before !== null && rootAt(before.size) !== before.root)
      return bad(explainLogFault({ kind: "history-changed", size: before.size }))
    if (before !== null)
      steps.push({ mark: "good", text: `It continues the ${before.size} records that were seen here last time.` })
    steps.push({
      mark: "doubtful",
      text: `${size} records are more than a browser should read: their hashes add up to the root, the records themselves were not hashed here. Use promotrail verify.`,
    })
    return { steps, kept: { origin, key, size, root, note: text ?? "" } }
  }

  const files = new Map<string, Uint8Array>()
  const paths = [...bundlesOf(size), ...tilesOf(size)].map(tilePath)
  for (const [at, path] of paths.entries()) {
    onRead?.(at, paths.length)
    const bytes = await fetchFile(path)
    if (bytes !== undefined) files.set(path, bytes)
  }
  const log = { read: (path: string) => files.get(path), checkpointPath: "checkpoint" }
  const hashing = { hasher: merkleHasher(sha256), sha256 }
  const { faults } = auditStaticLog(log, checkpoint.value, hashing, before ?? undefined)
  for (const fault of faults) steps.push({ mark: "bad", text: explainLogFault(fault) })
  if (faults.length > 0) return { steps, kept: null }
  steps.push({ mark: "good", text: `All ${size} records were hashed here, and their tree has the signed root.` })
  if (before !== null) {
    steps.push({ mark: "good", text: `It continues the ${before.size} records that were seen here last time.` })
  }
  return { steps, kept: { origin, key, size, root, note: text ?? "" } }
}

/** Roots of the first records of a log, out of the hashes of all of them; undefined where a tile is missing or broken. */
async function rootsOutOfHashes(
  fetchFile: (path: string) => Promise<Uint8Array | undefined>,
  size: number,
): Promise<((first: number) => MerkleHash) | undefined> {
  const leaves: MerkleHash[] = []
  for (const tile of tilesOf(size)) {
    if (tile.level > 0) break
    const hashes = parseTile((await fetchFile(tilePath(tile))) ?? new Uint8Array())
    if (hashes?.length !== tile.width) return undefined
    leaves.push(...hashes)
  }
  const ranges = rangesOver((index) => leaves[index] ?? "", merkleHasher(sha256))
  return (first) => ranges(0, first)
}
