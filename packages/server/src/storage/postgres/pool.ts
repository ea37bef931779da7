import { Kysely, PostgresDialect } from "kysely"
import pg from "pg"
import type { Database } from "../shared/schema.ts"

const INT8 = 20

/** What every connection of ours has in common. Whole numbers stay below 2^53, so they may be numbers here. */
export function settingsFor(url: string): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: "promotrail",
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    types: {
      getTypeParser: (oid: number, format?: "text" | "binary") =>
        oid === INT8 ? Number : pg.types.getTypeParser(oid, format === "binary" ? "binary" : "text"),
    } as pg.CustomTypesConfig,
  }
}

/** A pool of at most `max` connections, natively and through Kysely. One that breaks while idle is replaced. */
export function connect(url: string, max: number): { readonly pool: pg.Pool; readonly db: Kysely<Database> } {
  const pool = new pg.Pool({ ...settingsFor(url), max, idleTimeoutMillis: 30_000 })
  pool.on("error", () => undefined)
  return { pool, db: new Kysely({ dialect: new PostgresDialect({ pool }) }) }
}
