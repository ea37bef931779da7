import type { Reads } from "../../ports/store.ts"
import { withDisclosed } from "../shared/reads/ledger.ts"
import { instant } from "../shared/reads/values.ts"
import type { SqliteConnection } from "./connection.ts"

type Columns = readonly [number, string, string | null, string | null, string, string, string, string]

/** Ledger entries as an export reads them: by the thousand, so that rows come as arrays and not as objects. */
export function entriesOver({ prepare, db }: Pick<SqliteConnection, "prepare" | "db">): Reads["entries"] {
  const statement = prepare(
    "select idx, kind, application, release, at, actor, body, hash from ledger where idx >= ? order by idx limit ?",
  )
  statement.setReturnArrays(true)
  return async (from, limit) => {
    // The columns are those of the statement above.
    const rows = statement.all(from, limit) as unknown as readonly Columns[]
    return withDisclosed(
      db,
      rows.map(([index, kind, application, release, at, actor, body, hash]) => ({
        index,
        kind,
        application,
        release,
        at: instant(at),
        actor,
        body,
        hash,
      })),
    )
  }
}
