import { TABLES, type RowOf, type TableName } from "../shared/schema.ts"
import { StorageUnavailable } from "../../ports/store.ts"
import { markScrubbed } from "../shared/projection/erasure.ts"
import type { WriteConnection, WriteTransaction } from "../shared/transaction.ts"
import { connect, type SqliteConnection, type SqlValue } from "./connection.ts"
import { explained, isBusy } from "./faults.ts"
import { databaseIn } from "./files.ts"

/** How long the write lock is waited for before the database counts as locked. */
const PATIENCE_MS = 10_000
const PAUSE_MS = 1

const sleeper = new Int32Array(new SharedArrayBuffer(4))

/** A writing connection to the database of a data folder. */
export function openSqliteConnection(folder: string): WriteConnection {
  try {
    return writingOver(connect(databaseIn(folder), "write"), folder)
  } catch (error) {
    throw explained(error, folder)
  }
}

/** The writing side of a connection; to be used off the main thread, since waiting for the lock blocks. */
export function writingOver(connection: SqliteConnection, folder: string): WriteConnection {
  const { native, db } = connection
  native.exec("pragma busy_timeout = 0")
  const insert: WriteTransaction["insert"] = async (table, rows, conflict) => {
    if (rows.length === 0) return
    const statement = connection.prepare(insertText(table, conflict))
    const columns = Object.keys(TABLES[table]) as (keyof RowOf<typeof table>)[]
    for (const row of rows) statement.run(...columns.map((column) => row[column] as SqlValue))
  }
  const transaction: WriteTransaction = {
    dialect: "sqlite",
    db,
    insert,
    insertLater: (table, row) => insert(table, [row]),
    settle: async () => undefined,
    lockAll: async () => undefined,
    announce: async () => undefined,
  }
  return {
    dialect: "sqlite",
    db,
    async transaction(work) {
      begin(connection)
      try {
        const value = await work(transaction)
        native.exec("commit")
        return value
      } catch (error) {
        // A full disk rolls back by itself.
        if (native.isTransaction) native.exec("rollback")
        throw error
      }
    },
    async scrub(notices) {
      native.exec("pragma busy_timeout = 5000")
      try {
        // Every page is written anew, and the log of writes is emptied; readers of older pages are waited for.
        native.exec("vacuum")
        const { busy } = native.prepare("pragma wal_checkpoint(truncate)").get() as { busy: number }
        if (busy !== 0) throw new StorageUnavailable(`Another reader holds old pages of the database in ${folder}.`)
        await markScrubbed(db, notices)
      } finally {
        native.exec("pragma busy_timeout = 0")
      }
    },
    explain: (error) => explained(error, folder),
    close: async () => connection.close(),
  }
}

/**
 * Takes the write lock before the first read. SQLite's own waiting backs off to 100 ms between looks, which starves
 * a commit behind an intake that adds chunk after chunk; looking every millisecond finds the gap between two chunks.
 */
function begin({ native }: SqliteConnection): void {
  for (let waited = 0; ; waited += PAUSE_MS) {
    try {
      native.exec("begin immediate")
      return
    } catch (error) {
      if (!isBusy(error) || waited >= PATIENCE_MS) throw error
      Atomics.wait(sleeper, 0, 0, PAUSE_MS)
    }
  }
}

const texts = new Map<string, string>()

function insertText(table: TableName, conflict: "or-ignore" | undefined): string {
  const key = `${table} ${conflict ?? ""}`
  const known = texts.get(key)
  if (known !== undefined) return known
  const columns = Object.keys(TABLES[table])
  const text =
    `insert into ${table} (${columns.map((column) => `"${column}"`).join(", ")}) ` +
    `values (${columns.map(() => "?").join(", ")})${conflict === undefined ? "" : " on conflict do nothing"}`
  texts.set(key, text)
  return text
}
