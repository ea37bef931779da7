import type { EventOf } from "@promotrail/core"
import type { WriteTransaction } from "../transaction.ts"

/** The installation knows its own name. */
export async function start(tx: WriteTransaction, { data }: EventOf<"ledger.started">): Promise<void> {
  await tx.insert("meta", [
    { key: "installation", value: data.installation },
    { key: "started-with", value: data.version },
  ])
}
