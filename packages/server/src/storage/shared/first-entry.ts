import { randomBytes } from "node:crypto"
import { ENGINE, instantFromEpochMs, ulid, type Event } from "@promotrail/core"
import { commitAll } from "./commit.ts"
import type { WriteTransaction } from "./transaction.ts"

/** Entry 0 of a new ledger: the installation itself. Does nothing where there are entries. */
export async function startLedger(tx: WriteTransaction, nowMs: number): Promise<void> {
  const { size } = await tx.db.selectFrom("ledger_head").select("size").executeTakeFirstOrThrow()
  if (size > 0) return
  const installation = ulid(nowMs, randomBytes(10))
  const event: Event = {
    kind: "ledger.started",
    at: instantFromEpochMs(nowMs),
    actor: { id: installation, name: "promotrail" },
    data: { installation, version: ENGINE.version },
  }
  const [settled] = await commitAll(tx, [{ event }])
  if (settled === undefined || "thrown" in settled) throw new Error("the first entry could not be written")
}
