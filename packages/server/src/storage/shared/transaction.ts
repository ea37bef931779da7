import type { Kysely } from "kysely"
import type { Database, RowOf, TableName } from "./schema.ts"

export type DialectName = "sqlite" | "postgres"

/** An open writing transaction: what the one write path and the catalogue work with. */
export interface WriteTransaction {
  readonly dialect: DialectName
  readonly db: Kysely<Database>
  /** Many rows at once, each driver its own way. `or-ignore`: rows whose key exists are left as they are. */
  insert<Table extends TableName>(table: Table, rows: readonly RowOf<Table>[], conflict?: "or-ignore"): Promise<void>
  /** Rows that nothing in this transaction reads: a driver may write them together, in `settle`. */
  insertLater<Table extends TableName>(table: Table, row: RowOf<Table>): Promise<void>
  /** Writes what was left for later. */
  settle(): Promise<void>
  /** Keeps every other server out until the end of this transaction, also those that have no database yet. */
  lockAll(): Promise<void>
  /** Tells other servers of the new size once this transaction is committed. */
  announce(size: number): Promise<void>
}

/** A connection that may write. Transactions on it run one after the other. */
export interface WriteConnection {
  readonly dialect: DialectName
  readonly db: Kysely<Database>
  /** Holds the write lock from the first statement on; commits when `work` resolves, rolls back when it throws. */
  transaction<T>(work: (tx: WriteTransaction) => Promise<T>): Promise<T>
  /**
   * Leaves nothing of deleted rows in the database, as far as that is in its hands, and keeps that it is scrubbed of the
   * first `notices` of erasure. Outside of a transaction.
   */
  scrub(notices: number): Promise<void>
  /** What the database says about itself in the port's words; anything else is a mistake of ours and stays as it is. */
  explain(error: unknown): unknown
  close(): Promise<void>
}
