import type { Kysely } from "kysely"
import type { LedgerRow } from "../../../ports/rows.ts"
import type { Reads } from "../../../ports/store.ts"
import type { Database, RowOf } from "../schema.ts"
import { instant, pageOf } from "./values.ts"

export function entryOf({ idx, at, ...columns }: RowOf<"ledger">): LedgerRow {
  return { index: idx, at: instant(at), ...columns }
}

export function ledgerReads(db: Kysely<Database>): Pick<Reads, "head" | "entries" | "entryList" | "remembered"> {
  return {
    async head() {
      const { size, roots } = await db.selectFrom("ledger_head").select(["size", "roots"]).executeTakeFirstOrThrow()
      return { size, roots: JSON.parse(roots) as string[] }
    },
    async entries(from, limit) {
      const rows = await db
        .selectFrom("ledger")
        .selectAll()
        .where("idx", ">=", from)
        .orderBy("idx")
        .limit(limit)
        .execute()
      return rows.map(entryOf)
    },
    async entryList({ application, release, kind, actor, beforeIndex, limit, within }) {
      if (within?.length === 0) return { rows: [], more: false }
      let query = db
        .selectFrom("ledger")
        .selectAll()
        .orderBy("idx", "desc")
        .limit(limit + 1)
      if (application !== undefined) query = query.where("application", "=", application)
      if (within !== undefined) query = query.where("application", "in", within)
      if (release !== undefined) query = query.where("release", "=", release)
      if (kind !== undefined) query = query.where("kind", "=", kind)
      if (actor !== undefined) query = query.where("actor", "=", actor)
      if (beforeIndex !== undefined) query = query.where("idx", "<", beforeIndex)
      return pageOf(await query.execute(), limit, entryOf)
    },
    async remembered(key) {
      const row = await db.selectFrom("idempotency").selectAll().where("key", "=", key).executeTakeFirst()
      return row === undefined ? undefined : { request: row.request, status: row.status, body: row.body }
    },
  }
}
