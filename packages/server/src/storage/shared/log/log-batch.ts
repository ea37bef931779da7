import { createHash } from "node:crypto"
import {
  append,
  canonicalJson,
  environmentRecordOf,
  formatCheckpoint,
  formatNote,
  formatNoteKey,
  noteKey,
  recordOf,
  rootOf,
  statementToJson,
  streamOf,
  vsaOf,
  type Event,
  type Frontier,
  type HiddenEvent,
  type MerkleHash,
  type NoteKey,
  type Outcome,
  type RecordPlace,
  type Statement,
} from "@promotrail/core"
import { StorageUnavailable } from "../../../ports/store.ts"
import { KeyMistake, type Signer } from "../../../ports/signer.ts"
import { leafHash, LEDGER_HASHER, sha256 } from "../hashes.ts"
import { randomBytesOf } from "../random.ts"
import type { RowOf } from "../schema.ts"
import type { WriteTransaction } from "../transaction.ts"
import { leafOfSigned, signedBytes } from "./leaf.ts"

/** Hashes in a tile, as a power of two. */
const TILE_HEIGHT = 8

/** The last record of a stream. */
type StreamHead = { readonly sequence: number; readonly hash: MerkleHash }

/** The head of a log that is written to. */
export type LogHeadState = {
  readonly log: number
  readonly origin: string
  readonly vkey: string
  readonly frontier: Frontier
  readonly note: string
}

/**
 * Signs for one installation. What it remembers of streams holds for as long as nobody else moved the head, which is
 * seen when the head is locked.
 */
export class LogWriter {
  private streams = new Map<string, StreamHead | undefined>()
  private left: string | undefined

  readonly signer: Signer

  constructor(signer: Signer) {
    this.signer = signer
  }

  /** Locks the head of the newest log for this transaction. `streams`: those that will be written to. */
  async begin(tx: WriteTransaction, streams: readonly string[]): Promise<LogBatch> {
    const head = await lockLogHead(tx)
    if (head.note !== this.left) this.streams.clear()
    const known = new Map(this.streams)
    for (const stream of new Set(streams)) if (!known.has(stream)) known.set(stream, await streamHead(tx, stream))
    return new LogBatch(head, known, this.signer, (note) => {
      this.streams = known
      this.left = note
    })
  }
}

/** The records of one transaction: all of them stand under one checkpoint, or none is written. */
export class LogBatch {
  private frontier: Frontier
  private readonly records: RowOf<"record">[] = []
  private readonly tiles: RowOf<"log_tile">[] = []
  private readonly head: LogHeadState
  private readonly streams: Map<string, StreamHead | undefined>
  private readonly signer: Signer
  private readonly key: NoteKey
  /** Of the record key, as leaves spell it. */
  private readonly publicKey: string
  private readonly onSettled: (note: string) => void

  constructor(
    head: LogHeadState,
    streams: Map<string, StreamHead | undefined>,
    signer: Signer,
    onSettled: (note: string) => void,
  ) {
    this.head = head
    this.frontier = head.frontier
    this.streams = streams
    this.signer = signer
    this.key = logKeyOf(head.origin, signer)
    this.publicKey = base64(signer.record.publicKey)
    this.onSettled = onSettled
  }

  /** Records an event: its statement, and what follows from it. Answers the leaf hash of its own record. */
  async event(
    event: Event,
    hidden: HiddenEvent,
    entry: { readonly index: number; readonly hash: MerkleHash },
    outcome: Outcome | undefined,
  ): Promise<void> {
    const stream = streamOf(event)
    const statement = recordOf(event, hidden, this.place(stream, entry), outcome)
    const payload = await this.add(statement, { stream, entry: entry.index, at: event.at })
    if (event.kind === "decision.recorded") {
      const summary = vsaOf(event, sha256(payload))
      if (summary !== undefined) await this.add(summary, { stream: null, entry: entry.index, at: event.at })
    }
    if (event.kind === "policy.applied") {
      const changed = environmentRecordOf(event, hidden, this.place(stream, entry))
      if (changed !== undefined) await this.add(changed, { stream, entry: entry.index, at: event.at })
    }
  }

  /** Records what the log says of itself. */
  async own(stream: string, at: string, statementAt: (place: RecordPlace) => Statement): Promise<void> {
    await this.add(statementAt(this.place(stream, null)), { stream, entry: null, at })
  }

  /** Takes over a leaf of which nothing else is known any more. */
  recovered(leaf: string, at: string): MerkleHash {
    const hash = leafHash(leaf)
    this.append({
      log: this.head.log,
      idx: this.frontier.size,
      entry: null,
      predicate: "unknown",
      stream: null,
      sequence: null,
      at,
      payload: null,
      signature: null,
      key: null,
      leaf,
      hash,
    })
    return hash
  }

  /** The root so far. */
  root(): MerkleHash {
    return rootOf(this.frontier, LEDGER_HASHER, sha256)
  }

  /** Writes what was gathered, and moves the head from where it was locked: whoever moved it meanwhile wins. */
  async settle(tx: WriteTransaction, at: string): Promise<void> {
    const { log, frontier } = this.head
    if (this.frontier.size === frontier.size) return
    await tx.insert("record", this.records)
    await tx.insert("log_tile", this.tiles)
    const note = await this.checkpoint()
    const moved = await tx.db
      .updateTable("log_head")
      .set({ size: this.frontier.size, roots: JSON.stringify(this.frontier.roots), note, at })
      .where("log", "=", log)
      .where("size", "=", frontier.size)
      .where("note", "=", this.head.note)
      .executeTakeFirst()
    if (moved.numUpdatedRows !== 1n) {
      throw new StorageUnavailable(
        "Another server moved the head of the log meanwhile. Nothing was written; try again.",
      )
    }
    this.onSettled(note)
  }

  private async checkpoint(): Promise<string> {
    const text = formatCheckpoint({
      origin: this.head.origin,
      size: this.frontier.size,
      root: this.root(),
      extensions: [],
    })
    const signature = await signing(() => this.signer.log.sign(Buffer.from(text, "utf8")))
    return formatNote({ text, signatures: [{ name: this.key.name, id: this.key.id, signature, isCanonical: true }] })
  }

  private place(stream: string, entry: RecordPlace["entry"]): RecordPlace {
    const before = this.streams.get(stream)
    return {
      origin: this.head.origin,
      stream,
      sequence: (before?.sequence ?? 0) + 1,
      previous: before?.hash ?? null,
      nonce: randomBytesOf(16).toString("base64url"),
      entry,
    }
  }

  private async add(
    statement: Statement,
    { stream, entry, at }: { readonly stream: string | null; readonly entry: number | null; readonly at: string },
  ): Promise<string> {
    const payload = canonicalJson(statementToJson(statement))
    const message = signedBytes(payload)
    const signature = base64(await signing(() => this.signer.record.sign(message)))
    const leaf = leafOfSigned(message, signature, this.publicKey)
    const hash = leafHash(leaf)
    const sequence = stream === null ? null : (this.streams.get(stream)?.sequence ?? 0) + 1
    if (stream !== null && sequence !== null) this.streams.set(stream, { sequence, hash })
    this.append({
      log: this.head.log,
      idx: this.frontier.size,
      entry,
      predicate: statement.predicateType,
      stream,
      sequence,
      at,
      payload,
      signature,
      key: this.signer.record.id,
      leaf,
      hash,
    })
    return payload
  }

  private append(row: RowOf<"record">): void {
    this.records.push(row)
    this.frontier = append(this.frontier, row.hash, LEDGER_HASHER, (height, root) => {
      if (height % TILE_HEIGHT !== 0) return
      const idx = (row.idx + 1) / 2 ** height - 1
      this.tiles.push({ log: this.head.log, level: height / TILE_HEIGHT - 1, idx, root })
    })
  }
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64")

/** The key of a log under its name. */
export const logKeyOf = (origin: string, signer: Signer): NoteKey =>
  noteKey(origin, "ed25519", signer.log.publicKey, sha256)

export const vkeyOf = (origin: string, signer: Signer): string => formatNoteKey(logKeyOf(origin, signer))

/** SHA-256 of a text, for subjects that are named by one. */
export const sha256OfText = (text: string): string => createHash("sha256").update(text).digest("hex")

/** The newest log's head, held until the end of the transaction. */
async function lockLogHead({ db, dialect }: WriteTransaction): Promise<LogHeadState> {
  const newest = db.selectFrom("log_head").selectAll().orderBy("log", "desc").limit(1)
  const { log, origin, vkey, size, roots, note } = await (
    dialect === "postgres" ? newest.forUpdate() : newest
  ).executeTakeFirstOrThrow()
  return { log, origin, vkey, frontier: { size, roots: JSON.parse(roots) as string[] }, note }
}

async function streamHead({ db }: WriteTransaction, stream: string): Promise<StreamHead | undefined> {
  const row = await db
    .selectFrom("record")
    .select(["sequence", "hash"])
    .where("stream", "=", stream)
    .orderBy("sequence", "desc")
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? undefined : { sequence: row.sequence ?? 0, hash: row.hash }
}

/** A signer that fails is a store that cannot write: nothing was, and it can be tried again. */
async function signing(sign: () => Uint8Array | Promise<Uint8Array>): Promise<Uint8Array> {
  try {
    return await sign()
  } catch (error) {
    if (!(error instanceof KeyMistake)) throw error
    throw new StorageUnavailable(`The ledger cannot be signed: ${error.message} Nothing was written; try again.`, {
      cause: error,
    })
  }
}
