import type { Kysely } from "kysely"
import type { Database, RowOf, TableName } from "./schema.ts"

/** A database as it was at one moment, for as long as one reads. */
export interface Snapshot {
  readonly db: Kysely<Database>
  /** All rows of a table in the order of its key, a page at a time. Text is in the order of its UTF-8 bytes. */
  pages<Table extends TableName>(table: Table): AsyncIterable<readonly RowOf<Table>[]>
}

/** Rows in one page. */
export const SNAPSHOT_PAGE = 1_000

/** The columns that make a row of a table one of a kind, in the order it is kept in. */
export const KEYS: Record<TableName, readonly string[]> = {
  meta: ["key"],
  ledger: ["idx"],
  ledger_head: ["id"],
  disclosure: ["digest"],
  record: ["log", "idx"],
  signing_key: ["id"],
  log_tile: ["log", "level", "idx"],
  log_head: ["log"],
  anchor: ["kind", "name"],
  object: ["digest"],
  application: ["name"],
  policy_version: ["application", "idx"],
  release: ["application", "number"],
  catalogue: ["application"],
  test_case: ["application", "ordinal"],
  category_code: ["application", "code"],
  known: ["application", "release_number", "environment"],
  status: ["application", "release_number", "environment", "variant"],
  predecessor: ["application", "release_number", "environment"],
  evidence: ["id"],
  result_detail: ["application", "release_number", "evidence_number", "ordinal"],
  decision: ["id"],
  deployment: ["id"],
  environment_state: ["application", "environment"],
  mark: ["application", "idx"],
  token: ["id"],
  idempotency: ["key"],
}

/** The statement that reads a whole table in the order of its key. */
export function inOrder(table: TableName): string {
  return `select * from ${table} order by ${KEYS[table].map((column) => `"${column}"`).join(", ")}`
}
