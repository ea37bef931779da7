import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { folderBlobs, openSqliteStore } from "../storage/index.ts"
import { worldOf } from "../storage/world.contract.ts"
import { deepReplay } from "./deep.ts"

test("a replay that takes too long is ended, is no agreement, and holds up nobody", async () => {
  const folder = mkdtempSync(join(tmpdir(), "promotrail-deep-"))
  const store = await openSqliteStore({ folder })
  const blobs = await folderBlobs(folder)
  const world = worldOf(store, blobs)
  await world.policy()
  await world.release("v1")
  await world.decide("v1")
  const [row] = (await store.read.decisionList({ limit: 1 })).rows
  if (row === undefined) throw new Error("no decision")
  const impatient = deepReplay(store.origin, blobs, [], { patienceMs: 0 })
  const { application, ledgerIndex } = row
  const question = { application, ledgerIndex, releases: [], input: "{}" }
  for (const [answer] of [await impatient([question]), await impatient([question])]) {
    expect(answer).toMatchObject({
      input: null,
      broken: expect.stringContaining("took longer than 0 minutes") as string,
    })
  }
  await store.close()
  rmSync(folder, { recursive: true })
})
