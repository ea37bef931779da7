import { createPublicKey, verify, type KeyObject } from "node:crypto"
import {
  append,
  EMPTY_FRONTIER,
  openNote,
  parseCheckpoint,
  parseNote,
  PREDICATES,
  rootOf,
  type Frontier,
  type MerkleHash,
} from "@promotrail/core"
import { leafHash, LEDGER_HASHER, sha256 } from "../shared/hashes.ts"
import { leafOfSigned, signedBytes } from "../shared/log/leaf.ts"
import { noteVerifier } from "../shared/log/note-verifier.ts"
import { storedLogKey } from "../shared/log/stored-key.ts"
import type { RowOf } from "../shared/schema.ts"
import type { Snapshot } from "../shared/snapshot.ts"
import type { Entries } from "./entries.ts"
import type { Findings } from "./findings.ts"

/** What reading the signed log found. */
export type Records = {
  readonly records: number
  readonly origin: string
  /** Of the newest log: what its head says, and what its records give. */
  readonly root: MerkleHash
  readonly recomputedRoot: MerkleHash
  readonly firstBrokenRecord: number | null
}

/** What a record says of its place. */
type Place = {
  readonly origin?: string
  readonly stream?: string
  readonly sequence?: number
  readonly previous?: { readonly sha256?: string } | null
  readonly entry?: { readonly index?: number; readonly leaf?: { readonly sha256?: string } } | null
}
type Said = {
  readonly predicateType?: string
  readonly predicate?: {
    readonly ledger?: Place
    readonly earlier?: { readonly size?: number; readonly root?: { readonly sha256?: string } } | null
  }
}

/**
 * Makes every leaf again out of its record, checks every signature, follows every stream, computes every tree and
 * compares it with its head and its checkpoint, and looks that each entry of the ledger has its record.
 */
export async function readRecords(snapshot: Snapshot, entries: Entries, findings: Findings): Promise<Records> {
  const keys = await recordKeys(snapshot)
  const heads = await snapshot.db.selectFrom("log_head").selectAll().orderBy("log").execute()
  findings.looked("log_head", heads.length)
  const trees = new Map<number, Frontier>(heads.map(({ log }) => [log, EMPTY_FRONTIER]))
  const tiles = new Set<string>()
  const streams = new Map<string, { readonly sequence: number; readonly hash: MerkleHash }>()
  const recorded = new Set<number>()
  let firstBrokenRecord: number | null = null
  const differs = (row: RowOf<"record">, what: string): void => {
    firstBrokenRecord ??= row.idx
    findings.differs("record", `record ${row.idx}${row.log === 1 ? "" : ` of log ${row.log}`}: ${what}`)
  }
  findings.looked("record", 0)
  for await (const page of snapshot.pages("record")) {
    findings.looked("record", page.length)
    for (const row of page) {
      const tree = trees.get(row.log)
      const origin = heads.find(({ log }) => log === row.log)?.origin
      if (tree === undefined || row.idx !== tree.size) {
        differs(row, tree === undefined ? "its log has no head" : `record ${tree.size} is missing before it`)
        continue
      }
      const wrong = whatIsWrong(row, keys)
      if (wrong !== undefined) differs(row, wrong)
      trees.set(
        row.log,
        append(tree, row.hash, LEDGER_HASHER, (height, root) => {
          if (height % 8 === 0) tiles.add(tileKey(row.log, height / 8 - 1, (row.idx + 1) / 2 ** height - 1, root))
        }),
      )
      if (row.payload !== null) {
        for (const what of misplaced(row, row.payload, { origin, streams, entries, recorded })) differs(row, what)
      }
    }
  }
  for (let index = entries.sealed.size; index < entries.hashes.length; index++) {
    if (!recorded.has(index)) findings.differs("record", `entry ${index} has no record`)
  }
  await compareTiles(snapshot, tiles, findings)
  for (const head of heads) await compareHead(head, trees.get(head.log) ?? EMPTY_FRONTIER, findings)
  const newest = heads.at(-1)
  const tree = trees.get(newest?.log ?? 0) ?? EMPTY_FRONTIER
  const stored = { size: newest?.size ?? 0, roots: JSON.parse(newest?.roots ?? "[]") as MerkleHash[] }
  return {
    records: tree.size,
    origin: newest?.origin ?? "",
    root: rootOf(stored, LEDGER_HASHER, sha256),
    recomputedRoot: rootOf(tree, LEDGER_HASHER, sha256),
    firstBrokenRecord,
  }
}

/** Whether a record is what was signed, and its leaf what stands in the log. */
function whatIsWrong(row: RowOf<"record">, keys: ReadonlyMap<string, RecordKey>): string | undefined {
  const { payload, signature, key, leaf, hash } = row
  if (leafHash(leaf) !== hash) return "its leaf is not what stands in the log"
  // Recovered as a leaf alone.
  if (payload === null || signature === null || key === null) return undefined
  const known = keys.get(key)
  if (known === undefined) return `its key ${key} is not known`
  const message = signedBytes(payload)
  if (leafOfSigned(message, signature, known.base64) !== leaf) return "it is not what stands in the log"
  return verify("sha256", message, known.key, Buffer.from(signature, "base64")) ? undefined : "its signature is wrong"
}

/** Where what a record says of its place is not where it stands. */
function* misplaced(
  row: RowOf<"record">,
  payload: string,
  known: {
    readonly origin: string | undefined
    readonly streams: Map<string, { readonly sequence: number; readonly hash: MerkleHash }>
    readonly entries: Entries
    readonly recorded: Set<number>
  },
): Generator<string> {
  const { predicateType, predicate } = JSON.parse(payload) as Said
  if (predicateType !== row.predicate) yield `its kind is stored as ${row.predicate}`
  const place = predicate?.ledger
  if (place === undefined) {
    // A summary in SLSA's words has no room for a place: it stands behind its decision.
    if (row.stream !== null || row.sequence !== null) yield "it stands in a stream and does not say so"
    return
  }
  const { streams, entries, recorded } = known
  if (place.origin !== known.origin) yield `it speaks of the log ${String(place.origin)}`
  if (place.stream !== row.stream || place.sequence !== row.sequence) yield "its stream is stored as another one"
  const before = row.stream === null ? undefined : streams.get(row.stream)
  if (place.sequence !== (before?.sequence ?? 0) + 1 || (place.previous?.sha256 ?? undefined) !== before?.hash)
    yield `it does not continue its stream ${row.stream ?? ""}`
  if (row.stream !== null) streams.set(row.stream, { sequence: row.sequence ?? 0, hash: row.hash })
  const index = place.entry?.index
  if ((index ?? null) !== row.entry) yield "its entry is stored as another one"
  if (index !== undefined) {
    recorded.add(index)
    if (entries.hashes[index] !== place.entry?.leaf?.sha256) yield `entry ${index} is not the one it speaks of`
  }
  const earlier = predicateType === PREDICATES.genesis ? predicate?.earlier : undefined
  if (earlier !== undefined && earlier !== null) {
    const { size, root } = entries.sealed
    if (earlier.size !== size || earlier.root?.sha256 !== root) yield "the entries before it are not those it seals"
  }
}

type RecordKey = { readonly base64: string; readonly key: KeyObject }

async function recordKeys({ db }: Snapshot): Promise<ReadonlyMap<string, RecordKey>> {
  const rows = await db.selectFrom("signing_key").selectAll().where("kind", "=", "record").execute()
  return new Map(
    rows.map(({ id, public: base64 }) => {
      const spki = Buffer.from(base64, "base64")
      return [id, { base64, key: createPublicKey({ key: spki, format: "der", type: "spki" }) }]
    }),
  )
}

const tileKey = (log: number, level: number, idx: number, root: string): string => `${log}/${level}/${idx}/${root}`

async function compareTiles(snapshot: Snapshot, expected: Set<string>, findings: Findings): Promise<void> {
  findings.looked("log_tile", 0)
  for await (const page of snapshot.pages("log_tile")) {
    findings.looked("log_tile", page.length)
    for (const { log, level, idx, root } of page) {
      if (!expected.delete(tileKey(log, level, idx, root)))
        findings.differs("log_tile", `tile ${level}/${idx}: its root is not that of its hashes`)
    }
  }
  for (const key of expected) findings.differs("log_tile", `tile ${key.split("/").slice(1, 3).join("/")} is missing`)
}

async function compareHead(head: RowOf<"log_head">, tree: Frontier, findings: Findings): Promise<void> {
  const differs = (what: string): void => findings.differs("log_head", `${head.origin}: ${what}`)
  if (tree.size !== head.size) differs(`it counts ${head.size} records; there are ${tree.size}`)
  if (JSON.stringify(tree.roots) !== head.roots) differs("its subtrees are not those of the records")
  const note = parseNote(head.note)
  const opened = note.ok ? await openNote(note.value, [storedLogKey(head.vkey)], noteVerifier) : undefined
  const checkpoint = opened?.ok === true ? parseCheckpoint(opened.value.text) : undefined
  if (checkpoint?.ok !== true) return differs("its checkpoint is not signed by its key")
  const { origin, size, root } = checkpoint.value
  if (origin !== head.origin || size !== head.size || root !== rootOf(tree, LEDGER_HASHER, sha256))
    differs("its checkpoint is of another tree")
}
