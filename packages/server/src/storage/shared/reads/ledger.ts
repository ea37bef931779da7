import { disclosuresNamedIn } from "@promotrail/core"
import type { Kysely } from "kysely"
import type { LedgerRow } from "../../../ports/rows.ts"
import type { Reads } from "../../../ports/store.ts"
import type { Database, RowOf } from "../schema.ts"
import { blocksOfFacts, unpackObject } from "../objects.ts"
import { digest, instant, pageOf } from "./values.ts"

type EntryColumns = Omit<LedgerRow, "disclosed">

function entryOf({ idx, at, ...columns }: RowOf<"ledger">): EntryColumns {
  return { index: idx, at: instant(at), ...columns }
}

/** Entries with what was left out of their bodies, read in one more query for all of them. */
export async function withDisclosed(
  db: Kysely<Database>,
  entries: readonly EntryColumns[],
): Promise<readonly LedgerRow[]> {
  const disclosed = await disclosedIn(
    db,
    entries.map(({ body }) => body),
  )
  return entries.map((entry) => ({ ...entry, disclosed: partOf(disclosed, entry.body) }))
}

/** What was left out of these bodies, by digest. */
export async function disclosedIn(db: Kysely<Database>, bodies: readonly string[]): Promise<Map<string, string>> {
  const digests = [...new Set(bodies.flatMap(disclosuresNamedIn))]
  const found = new Map<string, string>()
  for (let from = 0; from < digests.length; from += AT_ONCE) {
    const rows = await db
      .selectFrom("disclosure")
      .select(["digest", "text"])
      .where("digest", "in", digests.slice(from, from + AT_ONCE))
      .execute()
    for (const { digest, text } of rows) found.set(digest, text)
  }
  return found
}

/** Digests in one query: below what either database takes. */
const AT_ONCE = 5_000

function partOf(disclosed: ReadonlyMap<string, string>, body: string): ReadonlyMap<string, string> {
  const part = new Map<string, string>()
  for (const digest of disclosuresNamedIn(body)) {
    const text = disclosed.get(digest)
    if (text !== undefined) part.set(digest, text)
  }
  return part
}

export function ledgerReads(
  db: Kysely<Database>,
): Pick<Reads, "head" | "entries" | "entryList" | "erasures" | "disclosures" | "objects" | "remembered"> {
  return {
    async head() {
      return db.selectFrom("ledger_head").select("size").executeTakeFirstOrThrow()
    },
    async entries(from, limit) {
      const rows = await db
        .selectFrom("ledger")
        .selectAll()
        .where("idx", ">=", from)
        .orderBy("idx")
        .limit(limit)
        .execute()
      return withDisclosed(db, rows.map(entryOf))
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
      const { rows, more } = pageOf(await query.execute(), limit, entryOf)
      return { rows: await withDisclosed(db, rows), more }
    },
    async erasures() {
      const { notices } = await db
        .selectFrom("ledger")
        .select((eb) => eb.fn.countAll<number | string>().as("notices"))
        .where("kind", "=", "erasure.recorded")
        .executeTakeFirstOrThrow()
      const { scrubbed } = await db.selectFrom("ledger_head").select("scrubbed").executeTakeFirstOrThrow()
      return { notices: Number(notices), scrubbed: scrubbed ?? 0 }
    },
    async disclosures(after, limit) {
      const rows = await db
        .selectFrom("disclosure")
        .selectAll()
        .where("digest", ">", after)
        .orderBy("digest")
        .limit(limit)
        .execute()
      return rows.map(({ at, ...row }) => ({ ...row, at: instant(at) }))
    },
    async objects(after, limit) {
      const rows = await db
        .selectFrom("object")
        .selectAll()
        .where("digest", ">", after)
        .orderBy("digest")
        .limit(limit)
        .execute()
      return rows.map((row) => {
        const bytes = unpackObject(row)
        return { digest: digest(row.digest), bytes, blocks: blocksOfFacts(bytes) }
      })
    },
    async remembered(key) {
      const row = await db.selectFrom("idempotency").selectAll().where("key", "=", key).executeTakeFirst()
      return row === undefined ? undefined : { request: row.request, status: row.status, body: row.body }
    },
  }
}
