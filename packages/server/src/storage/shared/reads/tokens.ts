import type { Kysely } from "kysely"
import type { TokenRow } from "../../../ports/rows.ts"
import type { Reads } from "../../../ports/store.ts"
import type { Database, RowOf } from "../schema.ts"
import { instant, json } from "./values.ts"

export function tokenOf(columns: RowOf<"token">): TokenRow {
  return {
    id: columns.id,
    name: columns.name,
    hash: columns.hash,
    scopes: json(columns.scopes),
    applications: json(columns.applications),
    createdAt: instant(columns.created_at),
    revokedAt: columns.revoked_at === null ? null : instant(columns.revoked_at),
  }
}

export function tokenReads(db: Kysely<Database>): Pick<Reads, "tokenByHash" | "token" | "tokens"> {
  const tokens = () => db.selectFrom("token").selectAll()
  return {
    async tokenByHash(hash) {
      const row = await tokens().where("hash", "=", hash).executeTakeFirst()
      return row === undefined ? undefined : tokenOf(row)
    },
    async token(id) {
      const row = await tokens().where("id", "=", id).executeTakeFirst()
      return row === undefined ? undefined : tokenOf(row)
    },
    tokens: async () => (await tokens().orderBy("created_at").orderBy("id").execute()).map(tokenOf),
  }
}
