import type { ApplicationName, EventOf } from "@promotrail/core"
import { jsonColumn } from "../json-column.ts"
import type { WriteTransaction } from "../transaction.ts"

/** The first policy makes the application; a later one replaces it, and brings an archived application back. */
export async function applyPolicy(
  tx: WriteTransaction,
  event: EventOf<"policy.applied">,
  index: number,
): Promise<void> {
  const { application, policy } = event.data
  const changed = await tx.db
    .updateTable("application")
    .set({ policy, archived: 0, version: index + 1 })
    .where("name", "=", application)
    .executeTakeFirstOrThrow()
  if (changed.numUpdatedRows === 0n) {
    await tx.insert("application", [{ name: application, policy, version: index + 1, archived: 0, releases: 0 }])
  }
  const { at, actor } = event
  await tx.insert("policy_version", [{ application, idx: index, policy, at, actor: jsonColumn(actor) }])
}

/** Archived applications are shown no more; everything about them stays. */
export async function archive(
  tx: WriteTransaction,
  { data }: EventOf<"application.archived">,
  index: number,
): Promise<void> {
  await tx.db.updateTable("application").set({ archived: 1 }).where("name", "=", data.application).execute()
  await moveOn(tx, data.application, index)
}

/** The application's version after an entry that may change what its gates say. */
export async function moveOn({ db }: WriteTransaction, application: ApplicationName, index: number): Promise<void> {
  const changed = await db
    .updateTable("application")
    .set({ version: index + 1 })
    .where("name", "=", application)
    .executeTakeFirstOrThrow()
  if (changed.numUpdatedRows === 0n) throw new Error(`there is no application ${application}`)
}
