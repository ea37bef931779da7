import { rootOf, type MerkleHash } from "@promotrail/core"
import type { Kysely } from "kysely"
import type { AnchorRow, LogReads, LogRow, RecordRow, SigningKeyRow } from "../../../ports/log.ts"
import { LEDGER_HASHER, sha256 } from "../hashes.ts"
import { leafOf } from "../log/leaf.ts"
import { hashesOver, storedConsistency, storedInclusion, storedRoot } from "../log/stored-hashes.ts"
import type { Database, RowOf } from "../schema.ts"
import { instant } from "./values.ts"

/** The signed logs, asked the same way of both databases. */
export function logReads(db: Kysely<Database>): LogReads {
  /** Keys are only ever added, so that what was read once holds. */
  const keys = new Map<string, Uint8Array>()
  const signingKeys = async (): Promise<readonly SigningKeyRow[]> => {
    const rows = await db.selectFrom("signing_key").selectAll().orderBy("at").orderBy("id").execute()
    return rows.map(({ id, kind, public: publicKey, at }) => ({
      id,
      kind: kind === "log" ? "log" : "record",
      publicKey,
      at: instant(at),
    }))
  }
  const keyOf = async (id: string): Promise<Uint8Array> => {
    if (!keys.has(id)) {
      for (const key of await signingKeys()) keys.set(key.id, Buffer.from(key.publicKey, "base64"))
    }
    const key = keys.get(id)
    if (key === undefined) throw new Error(`the key ${id} of a record is not known`)
    return key
  }
  const withLeaf = async ({ idx, at, leaf, ...row }: RowOf<"record">): Promise<RecordRow> => {
    const { payload, signature, key } = row
    const made =
      payload === null || signature === null || key === null
        ? undefined
        : leafOf({ payload, signature }, await keyOf(key))
    return { ...row, index: idx, at: instant(at), leaf: leaf ?? made ?? "" }
  }
  return {
    async logs() {
      const rows = await db.selectFrom("log_head").selectAll().orderBy("log").execute()
      return rows.map(logOf)
    },
    logHashes: (log, level, from, to) => hashesOver(db, log)(level, from, to),
    logInclusion: (log, index, size) => storedInclusion(index, size, hashesOver(db, log)),
    logConsistency: (log, oldSize, size) => storedConsistency(oldSize, size, hashesOver(db, log)),
    logRoot: (log, size) => storedRoot(size, hashesOver(db, log)),
    async records(log, from, limit) {
      const rows = await db
        .selectFrom("record")
        .selectAll()
        .where("log", "=", log)
        .where("idx", ">=", from)
        .orderBy("idx")
        .limit(limit)
        .execute()
      return Promise.all(rows.map(withLeaf))
    },
    async record(log, index) {
      const row = await db
        .selectFrom("record")
        .selectAll()
        .where("log", "=", log)
        .where("idx", "=", index)
        .executeTakeFirst()
      return row === undefined ? undefined : withLeaf(row)
    },
    async recordsOf(entry) {
      const rows = await db
        .selectFrom("record")
        .selectAll()
        .where("entry", "=", entry)
        .orderBy("log")
        .orderBy("idx")
        .execute()
      return Promise.all(rows.map(withLeaf))
    },
    signingKeys,
    async anchors() {
      const rows = await db.selectFrom("anchor").selectAll().orderBy("kind").orderBy("name").execute()
      return rows.map(anchorOf)
    },
  }
}

function logOf({ roots, at, ...row }: RowOf<"log_head">): LogRow {
  const frontier = { size: row.size, roots: JSON.parse(roots) as MerkleHash[] }
  return { ...row, root: rootOf(frontier, LEDGER_HASHER, sha256), at: instant(at) }
}

function anchorOf({ kind, at, failed_at, ...row }: RowOf<"anchor">): AnchorRow {
  return {
    ...row,
    kind: kind as AnchorRow["kind"],
    at: at === null ? null : instant(at),
    failedAt: failed_at === null ? null : instant(failed_at),
  }
}
