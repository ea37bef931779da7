import { sql } from "kysely"
import type { RowOf, TableName } from "../shared/schema.ts"
import { inOrder, SNAPSHOT_PAGE, type Snapshot } from "../shared/snapshot.ts"
import { explained } from "./faults.ts"
import { connect } from "./pool.ts"

/** Reads the database as it is now, while others go on writing. */
export async function withPostgresSnapshot<T>(url: string, work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  const { db } = connect(url, 1)
  let cursors = 0
  try {
    return await db
      .transaction()
      .setIsolationLevel("repeatable read")
      .setAccessMode("read only")
      .execute((trx) =>
        work({
          db: trx,
          async *pages<Table extends TableName>(table: Table) {
            const cursor = `pages_${++cursors}`
            await sql.raw(`declare ${cursor} no scroll cursor for ${inOrder(table)}`).execute(trx)
            for (;;) {
              const { rows } = await sql.raw<RowOf<Table>>(`fetch ${SNAPSHOT_PAGE} from ${cursor}`).execute(trx)
              if (rows.length > 0) yield rows
              if (rows.length < SNAPSHOT_PAGE) break
            }
            await sql.raw(`close ${cursor}`).execute(trx)
          },
        }),
      )
  } catch (error) {
    throw explained(error)
  } finally {
    await db.destroy()
  }
}
