import type { AnchorRow } from "../../../ports/log.ts"
import type { WriteTransaction } from "../transaction.ts"

/**
 * Keeps what one outside said: the newest success and the newest failure since, one row each of them. A log that was
 * seen longer is never seen shorter again by what comes late.
 */
export async function keepAnchor({ db }: WriteTransaction, anchor: AnchorRow): Promise<void> {
  const { kind, name, size, at, text, failedAt, failure } = anchor
  const before = await db
    .selectFrom("anchor")
    .selectAll()
    .where("kind", "=", kind)
    .where("name", "=", name)
    .executeTakeFirst()
  const isBehind = (before?.size ?? 0) > (size ?? 0)
  const success = isBehind ? {} : { size, at, text }
  const row = { ...success, failed_at: failedAt, failure }
  if (before === undefined) {
    await db.insertInto("anchor").values({ kind, name, size, at, text, failed_at: failedAt, failure }).execute()
    return
  }
  await db.updateTable("anchor").set(row).where("kind", "=", kind).where("name", "=", name).execute()
}
