import { spawn } from "node:child_process"
import { randomInt } from "node:crypto"
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"
import type { Store } from "../ports/store.ts"
import { folderBlobs } from "./blobs/folder-blobs.ts"
import { openSqliteStore } from "./sqlite/store.ts"
import { verifyState } from "./verify/verify.ts"
import { app, version } from "./world.contract.ts"

const WRITER = fileURLToPath(new URL("./crash-writer.contract.ts", import.meta.url))
const ROUNDS = 30
/** So many in a row on one data folder; then a fresh one, since every round verifies all of it. */
const DEATHS_OF_ONE = 6
/** One in so many dies while it opens the database, the others after their first acknowledgement. */
const DIES_OPENING = 6
const OPENING_MS = 600
const WRITING_MS = 250

type Acknowledged = { readonly index: number; readonly what: string; readonly id: string }

test(`${ROUNDS} times killed at a random moment: every acknowledged write is there, and the ledger verifies`, async () => {
  let folder = ""
  let acknowledged: Acknowledged[] = []
  let deathsWhileWriting = 0
  for (let round = 0; round < ROUNDS; round++) {
    if (round % DEATHS_OF_ONE === 0) {
      folder = mkdtempSync(join(tmpdir(), "promotrail-crash-"))
      acknowledged = []
    }
    const said = await killedWriter(folder, round % DIES_OPENING === 0)
    acknowledged.push(...said)
    if (said.length > 0) deathsWhileWriting++
    const store = await openSqliteStore({ folder })
    const blobs = await folderBlobs(folder)
    const found = await verifyState(store, blobs)
    expect(found.state.flatMap(({ differences }) => differences)).toStrictEqual([])
    expect(found).toMatchObject({ agrees: true, firstBroken: null })
    for (const write of acknowledged) expect(await place(store, write), `${write.what} ${write.id}`).toBe(write.index)
    expect(readdirSync(join(folder, "blobs", "tmp"))).toStrictEqual([])
    await store.close()
    if (round % DEATHS_OF_ONE === DEATHS_OF_ONE - 1) rmSync(folder, { recursive: true })
  }
  expect(deathsWhileWriting).toBeGreaterThan(ROUNDS / 2)
}, 300_000)

/** What a writer said it had written before it was killed. */
async function killedWriter(folder: string, whileOpening: boolean): Promise<readonly Acknowledged[]> {
  const writer = spawn(process.execPath, [WRITER, folder], { stdio: ["ignore", "pipe", "inherit"] })
  let said = ""
  let timer: NodeJS.Timeout | undefined
  const killWithin = (ms: number) => (timer ??= setTimeout(() => writer.kill("SIGKILL"), randomInt(ms)))
  writer.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text
    killWithin(WRITING_MS)
  })
  if (whileOpening) killWithin(OPENING_MS)
  const [, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    writer.once("close", (code, by) => resolve([code, by])),
  )
  clearTimeout(timer)
  expect(signal).toBe("SIGKILL")
  return said
    .split("\n")
    .slice(0, -1)
    .map((line) => {
      const [index = "", what = "", id = ""] = line.split(" ")
      return { index: Number(index), what, id }
    })
}

/** Where in the ledger a write is, by the state it left. */
async function place({ read }: Store, { index, what, id }: Acknowledged): Promise<number | undefined> {
  switch (what) {
    case "release": {
      const [entry] = await read.entries(index, 1)
      const release = await read.release(app(), version(id))
      return release !== undefined && entry?.release === id ? entry.index : undefined
    }
    case "decision":
      return (await read.decision(id))?.ledgerIndex
    case "evidence":
      return (await read.evidence(id))?.ledgerIndex
    default:
      return undefined
  }
}
