import { CompiledQuery, sql, type Kysely, type Transaction } from "kysely"
import { TABLES, type ColumnType, type Database, type RowOf, type TableName } from "../shared/schema.ts"
import { StorageUnavailable } from "../../ports/store.ts"
import { markScrubbed } from "../shared/projection/erasure.ts"
import type { WriteConnection, WriteTransaction } from "../shared/transaction.ts"
import { explained } from "./faults.ts"
import { connect } from "./pool.ts"

/** The channel on which servers tell each other how long the ledger is. */
export const CHANNEL = "promotrail"
/** Any number that nobody else locks in this database. */
const ADVISORY_LOCK = 4_680_117

/** A writing connection to a database. Rivals of other servers meet on the row of the ledger's head. */
export function openPostgresConnection(url: string): WriteConnection {
  const { db } = connect(url, 1)
  return {
    dialect: "postgres",
    db,
    async transaction(work) {
      return db.transaction().execute((trx) => work(transactionOver(trx)))
    },
    async scrub(notices) {
      try {
        // Statistics of a table quote its most common values: they are made anew, and then written anew themselves.
        for (const table of ERASED_FROM) await sql`vacuum (full, analyze) ${sql.table(table)}`.execute(db)
        await sql`vacuum (full) pg_catalog.pg_statistic`.execute(db)
        await markScrubbed(db, notices)
      } catch (error) {
        throw new StorageUnavailable("The tables could not be written anew; run VACUUM FULL.", { cause: error })
      }
    },
    explain: explained,
    close: () => db.destroy(),
  }
}

/** Tables that hold names or what people wrote. */
const ERASED_FROM: readonly TableName[] = [
  "disclosure",
  "ledger",
  "object",
  "policy_version",
  "release",
  "evidence",
  "decision",
  "deployment",
  "mark",
  "token",
  "idempotency",
]

function transactionOver(db: Transaction<Database>): WriteTransaction {
  const later = new Map<TableName, RowOf<TableName>[]>()
  return {
    dialect: "postgres",
    db,
    insert: (table, rows, conflict) => insert(db, table, rows, conflict === undefined ? "" : " on conflict do nothing"),
    async insertLater(table, row) {
      const rows = later.get(table) ?? []
      rows.push(row)
      later.set(table, rows)
    },
    async settle() {
      for (const [table, rows] of later) await insert(db, table, rows, "")
      later.clear()
    },
    async lockAll() {
      await sql`select pg_advisory_xact_lock(${sql.lit(ADVISORY_LOCK)})`.execute(db)
    },
    async announce(size) {
      await sql`select pg_notify(${CHANNEL}, ${String(size)})`.execute(db)
    },
  }
}

/** Objects in one statement; more would be held in memory twice for long. */
const OBJECTS = 200

/** Arrays of columns for many small rows; values for one row, and for objects, which are too large to be spelled in hex. */
async function insert<Table extends TableName>(
  db: Kysely<Database>,
  table: Table,
  rows: readonly RowOf<Table>[],
  conflict: string,
): Promise<void> {
  const columns = Object.entries(TABLES[table]) as [keyof RowOf<Table> & string, ColumnType][]
  const into = `insert into ${table} (${columns.map(([name]) => `"${name}"`).join(", ")})`
  if (rows.length > 1 && table !== "object") {
    const arrays = columns.map(([, type], at) => `$${at + 1}::${ARRAY_OF[type]}[]`)
    const values = columns.map(([name]) => rows.map((row) => row[name]))
    await db.executeQuery(CompiledQuery.raw(`${into} select * from unnest(${arrays.join(", ")})${conflict}`, values))
    return
  }
  for (let from = 0; from < rows.length; from += OBJECTS) {
    const some = rows.slice(from, from + OBJECTS)
    const places = some.map(
      (_, nth) => `(${columns.map((_column, at) => `$${nth * columns.length + at + 1}`).join(", ")})`,
    )
    const values = some.flatMap((row) => columns.map(([name]) => row[name]))
    await db.executeQuery(CompiledQuery.raw(`${into} values ${places.join(", ")}${conflict}`, values))
  }
}

const ARRAY_OF: Record<ColumnType, string> = {
  text: "text",
  "text?": "text",
  integer: "bigint",
  "integer?": "bigint",
  "real?": "double precision",
  blob: "bytea",
}
