import type { Instant, MerkleHash } from "@promotrail/core"

/** A log of this installation: the newest is written to, those before it are sealed. */
export type LogRow = {
  /** From 1. */
  readonly log: number
  readonly origin: string
  /** Its key, as signed notes spell it. */
  readonly vkey: string
  readonly size: number
  readonly root: MerkleHash
  /** The signed checkpoint of that size. */
  readonly note: string
  readonly at: Instant
}

/** A signed record. What is `null` was lost with a database and recovered as a leaf alone. */
export type RecordRow = {
  readonly log: number
  readonly index: number
  /** The entry of the ledger that it speaks of. */
  readonly entry: number | null
  readonly predicate: string
  readonly stream: string | null
  readonly sequence: number | null
  readonly at: Instant
  /** The statement: canonical JSON, exactly what was signed. */
  readonly payload: string | null
  /** DER, base64. */
  readonly signature: string | null
  readonly key: string | null
  /** The text of its leaf in the log. */
  readonly leaf: string
  readonly hash: MerkleHash
}

/** The public half of a key that signed. */
export type SigningKeyRow = {
  /** Fingerprint of a record key; of a log key, the key as signed notes spell it. */
  readonly id: string
  readonly kind: "record" | "log"
  /** Record keys: SPKI in DER, base64. Log keys: 32 bytes, hex. */
  readonly publicKey: string
  readonly at: Instant
}

/** A value that stands beside what is hashed, and can be erased. */
export type DisclosureRow = {
  readonly digest: string
  /** Id of who it names, or who wrote it. */
  readonly actor: string
  /** `actor` for a name, else the member that holds a free text. */
  readonly name: string
  readonly at: Instant
  readonly text: string
}

/** What one outside says to have seen of the log. */
export type AnchorRow = {
  readonly kind: "witness" | "timestamp" | "git"
  readonly name: string
  /** The newest success: how long the log was, when, and what was answered: a cosigned checkpoint, or one with its token. */
  readonly size: number | null
  readonly at: Instant | null
  readonly text: string | null
  /** The newest failure since, in words. */
  readonly failedAt: Instant | null
  readonly failure: string | null
}

/** The signed logs, read. */
export interface LogReads {
  /** Oldest first; the last one is written to. There is always one. */
  logs(): Promise<readonly LogRow[]>
  /** Hashes of a level of a log's tree: of leaves on level 0, of whole tiles above it. Throws where some are missing. */
  logHashes(log: number, level: number, from: number, to: number): Promise<readonly MerkleHash[]>
  /** That a record stands among the first `size` (RFC 9162 §2.1.3). */
  logInclusion(log: number, index: number, size: number): Promise<readonly MerkleHash[]>
  /** That the first `size` begin with the first `oldSize` (RFC 9162 §2.1.4). */
  logConsistency(log: number, oldSize: number, size: number): Promise<readonly MerkleHash[]>
  logRoot(log: number, size: number): Promise<MerkleHash>
  /** Records from `from` on, in order. */
  records(log: number, from: number, limit: number): Promise<readonly RecordRow[]>
  /** Texts of leaves from `from` on, in order: the entries of the log. */
  leaves(log: number, from: number, limit: number): Promise<readonly string[]>
  record(log: number, index: number): Promise<RecordRow | undefined>
  /** The records of an entry, its own first. */
  recordsOf(entry: number): Promise<readonly RecordRow[]>
  signingKeys(): Promise<readonly SigningKeyRow[]>
  anchors(): Promise<readonly AnchorRow[]>
}
