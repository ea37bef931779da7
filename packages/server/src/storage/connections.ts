import type { StoreOrigin } from "../ports/store.ts"
import type { Snapshot } from "./shared/snapshot.ts"
import type { WriteConnection } from "./shared/transaction.ts"

/** A writing connection of one's own, for a thread beside the store. Loads only the driver that is asked for. */
export async function openConnection(origin: StoreOrigin): Promise<WriteConnection> {
  if (origin.kind === "sqlite") return (await import("./sqlite/writing.ts")).openSqliteConnection(origin.folder)
  return (await import("./postgres/writing.ts")).openPostgresConnection(origin.url)
}

/** The database as it is now, in one transaction that only reads. */
export async function withSnapshot<T>(origin: StoreOrigin, work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  if (origin.kind === "sqlite") return (await import("./sqlite/snapshot.ts")).withSqliteSnapshot(origin.folder, work)
  return (await import("./postgres/snapshot.ts")).withPostgresSnapshot(origin.url, work)
}
