import { randomBytes } from "node:crypto"
import { ENGINE, instantFromEpochMs, ulid, type Event, type Instant } from "@promotrail/core"
import { commitAll } from "./commit.ts"
import type { LogWriter } from "./log/log-batch.ts"
import { startLog, type LogStart } from "./log/start-log.ts"
import type { WriteTransaction } from "./transaction.ts"

/** Brings the ledger to life: its log, and the first entry of a new one; what changed since the last start is entered. */
export async function startLedger(tx: WriteTransaction, start: LogStart): Promise<LogWriter> {
  const { size } = await tx.db.selectFrom("ledger_head").select("size").executeTakeFirstOrThrow()
  const installation = size === 0 ? ulid(start.nowMs, randomBytes(10)) : await installationOf(tx)
  const { writer, recovered, keyBefore } = await startLog(tx, installation, start)
  const at = instantFromEpochMs(start.nowMs)
  if (size === 0) {
    await enter(tx, writer, at, installation, {
      kind: "ledger.started",
      data: { installation, version: ENGINE.version },
    })
  }
  if (keyBefore !== undefined) {
    const { id, publicKey } = writer.signer.record
    const spki = Buffer.from(publicKey).toString("base64")
    await tx.insert("signing_key", [{ id, kind: "record", public: spki, at }], "or-ignore")
    await enter(tx, writer, at, installation, {
      kind: "key.rotated",
      data: { key: id, publicKey: spki, before: keyBefore },
    })
  }
  if (recovered !== undefined) await enter(tx, writer, at, installation, { kind: "log.recovered", data: recovered })
  return writer
}

type WhatHappened = Event extends infer E ? (E extends Event ? Pick<E, "kind" | "data"> : never) : never

async function enter(
  tx: WriteTransaction,
  writer: LogWriter,
  at: Instant,
  installation: string,
  what: WhatHappened,
): Promise<void> {
  const event = { ...what, at, actor: { id: installation, name: "promotrail" } } as Event
  const [settled] = await commitAll(tx, [{ event }], writer)
  if (settled === undefined || "thrown" in settled) throw new Error(`the entry ${what.kind} could not be written`)
}

async function installationOf({ db }: WriteTransaction): Promise<string> {
  const { value } = await db
    .selectFrom("meta")
    .select("value")
    .where("key", "=", "installation")
    .executeTakeFirstOrThrow()
  return value
}
