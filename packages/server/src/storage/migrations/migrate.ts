import { sql, type Kysely } from "kysely"
import { StorageUnavailable } from "../../ports/store.ts"
import type { Database } from "../shared/schema.ts"
import type { DialectName } from "../shared/transaction.ts"
import { initial } from "./0001-initial.ts"
import { kindsOfEvidence } from "./0002-kinds-of-evidence.ts"
import { signedLog } from "./0003-signed-log.ts"
import { scrubbed } from "./0004-scrubbed.ts"
import type { Migration } from "./migration.ts"

/** In the order they are taken; the number of one is its place, from 1. */
export const MIGRATIONS: readonly Migration[] = [initial, kindsOfEvidence, signedLog, scrubbed]

/** Takes every step the database has not taken. Call it inside one transaction that nobody else can be in. */
export async function migrate(
  db: Kysely<Database>,
  dialect: DialectName,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<void> {
  const run = (statement: string) => sql.raw(statement).execute(db)
  await run("create table if not exists migration (number integer primary key not null, name text not null)")
  const taken = await sql<{ number: number; name: string }>`select number, name from migration order by number`.execute(
    db,
  )
  const unknown = taken.rows.find(({ name }, at) => migrations[at]?.name !== name)
  if (unknown !== undefined) {
    throw new StorageUnavailable(
      `The database is newer than this server: it took the step ${unknown.name}, which this version does not know. ` +
        "Start the version that wrote it, or a later one.",
    )
  }
  for (const [at, { name, statements }] of migrations.entries()) {
    if (at < taken.rows.length) continue
    for (const statement of statements(dialect)) await run(statement)
    await sql`insert into migration (number, name) values (${at + 1}, ${name})`.execute(db)
  }
}
