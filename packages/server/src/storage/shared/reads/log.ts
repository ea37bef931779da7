import { rootOf, type MerkleHash } from "@promotrail/core"
import type { Kysely } from "kysely"
import type { AnchorRow, LogReads, LogRow, RecordRow, SigningKeyRow } from "../../../ports/log.ts"
import { LEDGER_HASHER, sha256 } from "../hashes.ts"
import { hashesOver, storedConsistency, storedInclusion, storedRoot } from "../log/stored-hashes.ts"
import type { Database, RowOf } from "../schema.ts"
import { instant } from "./values.ts"

/** The signed logs, asked the same way of both databases. */
export function logReads(db: Kysely<Database>): LogReads {
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
      return rows.map(recordRowOf)
    },
    async record(log, index) {
      const row = await db
        .selectFrom("record")
        .selectAll()
        .where("log", "=", log)
        .where("idx", "=", index)
        .executeTakeFirst()
      return row === undefined ? undefined : recordRowOf(row)
    },
    async recordsOf(entry) {
      const rows = await db
        .selectFrom("record")
        .selectAll()
        .where("entry", "=", entry)
        .orderBy("log")
        .orderBy("idx")
        .execute()
      return rows.map(recordRowOf)
    },
    async leaves(log, from, limit) {
      const rows = await db
        .selectFrom("record")
        .select("leaf")
        .where("log", "=", log)
        .where("idx", ">=", from)
        .orderBy("idx")
        .limit(limit)
        .execute()
      return rows.map(({ leaf }) => leaf)
    },
    async signingKeys() {
      const rows = await db.selectFrom("signing_key").selectAll().orderBy("at").orderBy("id").execute()
      return rows.map(({ id, kind, public: publicKey, at }): SigningKeyRow => ({
        id,
        kind: kind === "log" ? "log" : "record",
        publicKey,
        at: instant(at),
      }))
    },
    async anchors() {
      const rows = await db.selectFrom("anchor").selectAll().orderBy("kind").orderBy("name").execute()
      return rows.map(anchorOf)
    },
  }
}

function recordRowOf({ idx, at, ...row }: RowOf<"record">): RecordRow {
  return { ...row, index: idx, at: instant(at) }
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
