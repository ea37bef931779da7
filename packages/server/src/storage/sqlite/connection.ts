import { DatabaseSync, type StatementSync } from "node:sqlite"
import { Kysely, SqliteDialect, type SqliteDatabase } from "kysely"
import type { Database } from "../shared/schema.ts"

/** How long a connection waits for another one's lock. */
const TIMEOUT_MS = 5_000
/** Statements kept compiled; what Kysely writes for us is a small, fixed set. */
const KEPT_STATEMENTS = 500

/** A value SQLite takes and gives. */
export type SqlValue = null | number | string | Uint8Array

/** One connection with its compiled statements, natively and through Kysely. */
export type SqliteConnection = {
  readonly native: DatabaseSync
  readonly db: Kysely<Database>
  /** A statement of this text, compiled once. */
  prepare(text: string): StatementSync
  close(): void
}

/** Opens a database file, or `:memory:`. */
export function connect(path: string, mode: "write" | "read"): SqliteConnection {
  const native = new DatabaseSync(path, {
    readOnly: mode === "read",
    timeout: TIMEOUT_MS,
    enableForeignKeyConstraints: true,
    allowExtension: false,
  })
  try {
    // better-sqlite3's wrapper of WAL drops to NORMAL; an acknowledged write must survive the machine.
    if (mode === "write")
      native.exec("pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -16384")
    native.exec("pragma trusted_schema = off; pragma temp_store = memory")
  } catch (error) {
    native.close()
    throw error
  }
  const statements = new Map<string, StatementSync>()
  const prepare = (text: string): StatementSync => {
    const known = statements.get(text)
    if (known !== undefined) return known
    const statement = native.prepare(text)
    statements.set(text, statement)
    const oldest = statements.keys().next().value
    if (statements.size > KEPT_STATEMENTS && oldest !== undefined) statements.delete(oldest)
    return statement
  }
  const close = () => {
    statements.clear()
    if (native.isOpen) native.close()
  }
  return {
    native,
    prepare,
    close,
    db: new Kysely({ dialect: new SqliteDialect({ database: forKysely(prepare, close) }) }),
  }
}

/** `node:sqlite` as Kysely's dialect wants it. Kysely's parameters are the values we gave it. */
function forKysely(prepare: (text: string) => StatementSync, close: () => void): SqliteDatabase {
  return {
    close,
    prepare(text) {
      const statement = prepare(text)
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...(parameters as SqlValue[])),
        run: (parameters) => statement.run(...(parameters as SqlValue[])),
        iterate: (parameters) => statement.iterate(...(parameters as SqlValue[])),
      }
    },
  }
}
