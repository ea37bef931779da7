import { expect, test } from "vitest"
import { StorageUnavailable } from "../../ports/store.ts"
import { migrate } from "../migrations/migrate.ts"
import { connect } from "../sqlite/connection.ts"
import { writingOver } from "../sqlite/writing.ts"
import { app, event, object, registered } from "../world.contract.ts"
import { commitBatch } from "./commit.ts"
import { startLedger } from "./first-entry.ts"
import type { LogWriter } from "./log/log-batch.ts"
import { startForTests } from "./log/start.contract.ts"
import type { WriteConnection } from "./transaction.ts"

async function inMemory(): Promise<{ readonly inner: WriteConnection; readonly log: LogWriter }> {
  const connection = writingOver(connect(":memory:", "write"), ":memory:")
  const log = await connection.transaction(async (tx) => {
    await migrate(tx.db, "sqlite")
    return startLedger(tx, startForTests())
  })
  const policy = object("policy of shop")
  await commitBatch(
    connection,
    [{ event: event("policy.applied", { application: app(), policy: policy.digest }), objects: [policy] }],
    log,
  )
  return { inner: connection, log }
}

const batch = [{ event: registered("v1") }, { event: registered("v2") }]

test("a batch that was written although its acknowledgement was lost counts as written, and is not written again", async () => {
  const { inner, log } = await inMemory()
  const losing: WriteConnection = {
    ...inner,
    async transaction(work) {
      await inner.transaction(work)
      throw new StorageUnavailable("the connection broke")
    },
  }
  expect(await commitBatch(losing, batch, log)).toMatchObject([{ ok: true }, { ok: true, value: { index: 3 } }])
  expect(await inner.db.selectFrom("ledger").select("idx").execute()).toHaveLength(4)
})

test("when the database says no, everyone hears it at once and nobody is tried alone", async () => {
  const { inner, log } = await inMemory()
  let tried = 0
  const refusing: WriteConnection = {
    ...inner,
    async transaction() {
      tried++
      throw new StorageUnavailable("it is shutting down")
    },
  }
  const settled = await commitBatch(refusing, batch, log)
  expect(settled.map((one) => "thrown" in one && String(one.thrown))).toStrictEqual(
    Array(2).fill("StorageUnavailable: it is shutting down"),
  )
  expect(tried).toBe(1)
})
