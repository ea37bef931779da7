import type { RowOf, TableName } from "../shared/schema.ts"
import { inOrder, SNAPSHOT_PAGE, type Snapshot } from "../shared/snapshot.ts"
import { connect, type SqliteConnection } from "./connection.ts"
import { explained } from "./faults.ts"
import { databaseIn } from "./files.ts"

/** Reads the database of a data folder as it is now, while others go on writing. */
export async function withSqliteSnapshot<T>(folder: string, work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  let connection: SqliteConnection | undefined
  try {
    connection = connect(databaseIn(folder), "read")
    connection.native.exec("begin")
    return await work(snapshotOver(connection))
  } catch (error) {
    throw explained(error, folder)
  } finally {
    connection?.close()
  }
}

/** The snapshot that a connection reads inside its transaction. */
export function snapshotOver({ native, db }: Pick<SqliteConnection, "native" | "db">): Snapshot {
  return {
    db,
    async *pages<Table extends TableName>(table: Table) {
      let page: RowOf<Table>[] = []
      for (const row of native.prepare(inOrder(table)).iterate()) {
        page.push(row as RowOf<Table>)
        if (page.length < SNAPSHOT_PAGE) continue
        yield page
        page = []
      }
      if (page.length > 0) yield page
    },
  }
}
