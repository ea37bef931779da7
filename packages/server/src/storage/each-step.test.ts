import { spawn } from "node:child_process"
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { auditStaticLog, parseCheckpoint, parseNote, type Checkpoint } from "@promotrail/core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { tileBytes } from "../app/log-files.ts"
import type { Store } from "../ports/store.ts"
import { folderBlobs } from "./blobs/folder-blobs.ts"
import { publishLogs } from "./published/publish.ts"
import { LEDGER_HASHER, sha256 } from "./shared/hashes.ts"
import { openSqliteStore } from "./sqlite/store.ts"
import { verifyState } from "./verify/verify.ts"
import { app, event, worldOf } from "./world.contract.ts"

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const [HOOK, WRITER] = [
  new URL("./each-step-hook.contract.ts", import.meta.url),
  path("./each-step-writer.contract.ts"),
]
/** Before the writer's three, so that they complete a tile of 256. */
const RECORDS = 254
/** More steps than a writer has: a guard against a writer that never ends. */
const MOST = 400

describe("a writer that is killed", () => {
  const work = mkdtempSync(join(tmpdir(), "promotrail-steps-"))
  const base = join(work, "base")
  let before: Checkpoint
  afterAll(() => rmSync(work, { recursive: true }))

  const publish = (store: Store, folder: string) =>
    publishLogs(store.read, (log, tile) => tileBytes(store.read, log, tile), join(folder, "log"))

  beforeAll(async () => {
    const store = await openSqliteStore({ folder: base })
    await worldOf(store, await folderBlobs(base)).policy()
    const have = (await store.read.logs())[0]?.size ?? 0
    const patterns = Array.from({ length: RECORDS - have }, (_, at) => `p${at}`)
    const retired = (pattern: string) => event("tests.retired", { application: app(), pattern, reason: "gone" })
    await Promise.all(patterns.map((pattern) => store.commit({ event: retired(pattern) })))
    await publish(store, base)
    await store.close()
    before = audited(base, undefined)
  })

  test.for([
    // Some die before the batch is there, and some behind it; none in between.
    ["database", [RECORDS, RECORDS + 3]],
    ["files", [RECORDS + 3]],
  ] as const)(
    "at any step of the %s loses nothing that it acknowledged, never forks the log and never publishes what is not there",
    { timeout: 600_000 },
    async ([what, lengths]) => {
      const sizes = new Set<number>()
      let steps = 0
      for (let isOver = false; !isOver && steps < MOST;) {
        // Two at a time: they share nothing.
        const both = await Promise.all([++steps, ++steps].map((step) => killedAt(`${what}:${step}`, sizes)))
        isOver = both.some((ended) => ended)
      }
      expect(steps).toBeLessThan(MOST)
      expect(steps).toBeGreaterThan(20)
      expect([...sizes].toSorted((one, other) => one - other)).toStrictEqual(lengths)
    },
  )

  /** Has a writer die at a step and looks at what it left. Answers whether it ended before it came so far. */
  async function killedAt(step: string, sizes: Set<number>): Promise<boolean> {
    const folder = join(work, step.replace(":", "-"))
    cpSync(base, folder, { recursive: true })
    const { said, signal } = await write(folder, step)
    expect(["SIGKILL", null]).toContain(signal)
    // As a reader of the files finds them, while nobody is there.
    const left = audited(folder, before)
    const store = await openSqliteStore({ folder })
    const found = await verifyState(store, await folderBlobs(folder))
    expect(found, step).toMatchObject({ agrees: true, firstBroken: null })
    const acknowledged = said.split("\n").slice(0, -1)
    for (const line of acknowledged) {
      const [index = "", hash] = line.split(" ")
      expect((await store.read.entries(Number(index), 1))[0]?.hash, step).toBe(hash)
    }
    const size = (await store.read.logs())[0]?.size ?? 0
    sizes.add(size)
    expect(size).toBeGreaterThanOrEqual(Math.max(left.size, acknowledged.length === 0 ? 0 : RECORDS + 3))
    await store.commit({ event: event("tests.retired", { application: app(), pattern: "after", reason: "gone" }) })
    await publish(store, folder)
    await store.close()
    expect(audited(folder, left).size, step).toBe(size + 1)
    rmSync(folder, { recursive: true })
    return signal === null
  }
})

/** The published log, checked by its files alone, and that it goes on from an earlier checkpoint. */
function audited(folder: string, earlier: Checkpoint | undefined): Checkpoint {
  const [origin = ""] = readdirSync(join(folder, "log")).filter((name) => name !== ".drafts")
  const read = (name: string): Buffer | undefined => {
    const file = join(folder, "log", origin, name)
    return existsSync(file) ? readFileSync(file) : undefined
  }
  const note = parseNote(read("checkpoint")?.toString("utf8") ?? "")
  const checkpoint = note.ok ? parseCheckpoint(note.value.text) : undefined
  if (checkpoint?.ok !== true) throw new Error("the published checkpoint cannot be read")
  const hashing = { hasher: LEDGER_HASHER, sha256 }
  const { faults } = auditStaticLog({ read, checkpointPath: "checkpoint" }, checkpoint.value, hashing, earlier)
  expect(faults).toStrictEqual([])
  return checkpoint.value
}

async function write(folder: string, step: string): Promise<{ readonly said: string; readonly signal: string | null }> {
  const child = spawn(process.execPath, ["--import", String(HOOK), WRITER, folder], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, PROMOTRAIL_DIES_AT: step },
  })
  let said = ""
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text))
  return new Promise((resolve) => child.once("close", (_code, signal) => resolve({ said, signal })))
}
