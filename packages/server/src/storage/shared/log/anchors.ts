import type { AnchorRow } from "../../../ports/log.ts"
import type { WriteTransaction } from "../transaction.ts"

/**
 * Keeps what one outside said: the newest success, and the newest failure since. A failure leaves the success before
 * it, and what comes late leaves what is newer.
 */
export async function keepAnchor({ db }: WriteTransaction, anchor: AnchorRow): Promise<void> {
  const { kind, name, size, at, text, failedAt, failure } = anchor
  const before = await db
    .selectFrom("anchor")
    .selectAll()
    .where("kind", "=", kind)
    .where("name", "=", name)
    .executeTakeFirst()
  const isNewer = at !== null && at >= (before?.at ?? "")
  const success = isNewer ? { size, at, text } : {}
  const row = { ...success, failed_at: failedAt, failure }
  if (before === undefined) {
    await db.insertInto("anchor").values({ kind, name, size, at, text, failed_at: failedAt, failure }).execute()
    return
  }
  await db.updateTable("anchor").set(row).where("kind", "=", kind).where("name", "=", name).execute()
}
