import { createHash } from "node:crypto"
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseCheckpoint, parseNote, type Checkpoint } from "@promotrail/core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { tileBytes } from "../../app/log-files.ts"
import type { Store } from "../../ports/store.ts"
import { openSqliteStore } from "../sqlite/store.ts"
import { app, event } from "../world.contract.ts"
import { publishLogs } from "./publish.ts"

// An implementation of RFC 6962 by its text alone: no tiles, no shortcuts, none of our code.
const sha256 = (...parts: readonly Uint8Array[]): Buffer =>
  parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest()
const leafOf = (entry: Uint8Array): Buffer => sha256(Buffer.of(0), entry)
function treeOf(leaves: readonly Uint8Array[]): Buffer {
  const [only] = leaves
  if (only === undefined) return sha256()
  if (leaves.length === 1) return Buffer.from(only)
  let split = 1
  while (split * 2 < leaves.length) split *= 2
  return sha256(Buffer.of(1), treeOf(leaves.slice(0, split)), treeOf(leaves.slice(split)))
}

/** Everything below a published log, checked by itself. Answers its checkpoint. */
function audited(folder: string): Checkpoint {
  const note = parseNote(readFileSync(join(folder, "checkpoint"), "utf8"))
  const checkpoint = note.ok ? parseCheckpoint(note.value.text) : undefined
  if (checkpoint?.ok !== true) throw new Error("no checkpoint")
  const { size, root } = checkpoint.value
  const leaves: Buffer[] = []
  for (let bundle = 0; bundle * 256 < size; bundle++) {
    const width = Math.min(256, size - bundle * 256)
    const suffix = width === 256 ? "" : `.p/${width}`
    const name = `${String(bundle).padStart(3, "0")}${suffix}`
    const bytes = readFileSync(join(folder, "tile/entries", name))
    const found: Buffer[] = []
    for (let at = 0; at < bytes.length; at += 2 + bytes.readUInt16BE(at)) {
      found.push(leafOf(bytes.subarray(at + 2, at + 2 + bytes.readUInt16BE(at))))
    }
    expect(found).toHaveLength(width)
    expect(readFileSync(join(folder, "tile/0", name)).toString("hex")).toBe(Buffer.concat(found).toString("hex"))
    leaves.push(...found)
  }
  const whole = Math.floor(size / 256)
  const above = Array.from({ length: whole }, (_, at) => treeOf(leaves.slice(at * 256, at * 256 + 256)))
  const tile = whole === 0 ? Buffer.alloc(0) : readFileSync(join(folder, `tile/1/000.p/${whole}`))
  expect(tile.toString("hex")).toBe(Buffer.concat(above).toString("hex"))
  expect(treeOf(leaves).toString("hex")).toBe(root)
  return checkpoint.value
}

describe("a published log", () => {
  const data = mkdtempSync(join(tmpdir(), "promotrail-published-"))
  const folder = join(data, "files")
  let store: Store
  let log: string
  const publish = () => publishLogs(store.read, (number, tile) => tileBytes(store.read, number, tile), folder)
  const mark = (pattern: string) =>
    store.commit({ event: event("tests.retired", { application: app(), pattern, reason: "gone" }) })
  const writeUntil = async (size: number): Promise<void> => {
    const have = (await store.read.logs())[0]?.size ?? 0
    await Promise.all(Array.from({ length: size - have }, (_, at) => mark(`p${have + at}`)))
  }

  beforeAll(async () => {
    store = await openSqliteStore({ folder: data })
    await store.commit({
      event: event("policy.applied", { application: app(), policy: `sha256:${"0".repeat(64)}` as never }),
      expects: { application: app(), version: 0 },
    })
    log = join(folder, (await store.read.logs())[0]?.origin ?? "")
  })
  afterAll(async () => {
    await store.close()
    rmSync(data, { recursive: true })
  })

  test.for([4, 5, 100, 255, 256, 257, 300, 511, 512, 513, 600])(
    "with %i records is what RFC 6962 asks, file by file",
    async (size) => {
      await writeUntil(size)
      await publish()
      expect(audited(log).size).toBe(size)
    },
  )

  test("keeps no partial tile whose whole one is there, and no draft", () => {
    expect(readdirSync(join(log, "tile/entries")).toSorted()).toStrictEqual(["000", "001", "002.p"])
    expect(readdirSync(join(folder, ".drafts"))).toStrictEqual([])
  })

  test("is not written again where nothing grew, and never goes back", async () => {
    const before = readFileSync(join(log, "checkpoint"), "utf8")
    rmSync(join(log, "tile/entries/000"))
    await publish()
    expect(existsSync(join(log, "tile/entries/000"))).toBe(false)
    expect(readFileSync(join(log, "checkpoint"), "utf8")).toBe(before)
  })

  test("goes on in a folder that was lost", async () => {
    rmSync(folder, { recursive: true })
    await publish()
    expect(audited(log).size).toBe(600)
  })

  test("is never shorter than another server has published it meanwhile", async () => {
    const [published] = await store.read.logs()
    await writeUntil(605)
    let isFirst = true
    // The slower one read how long the log was before the other one wrote and published more.
    const slow = publishLogs(
      store.read,
      async (number, tile) => {
        if (isFirst) {
          isFirst = false
          await writeUntil(610)
          await publish()
        }
        return tileBytes(store.read, number, tile)
      },
      folder,
    )
    await slow
    expect(published?.size).toBe(600)
    expect(audited(log).size).toBe(610)
  })

  test("clears what a server that died left half written, and nothing of one that is writing", async () => {
    const [dead, alive] = ["dead", "alive"].map((name) => join(folder, ".drafts", name))
    for (const draft of [dead, alive]) writeFileSync(draft ?? "", "half")
    const longAgo = Date.now() / 1000 - 7_200
    utimesSync(dead ?? "", longAgo, longAgo)
    await writeUntil(612)
    await publish()
    expect(readdirSync(join(folder, ".drafts"))).toStrictEqual(["alive"])
    rmSync(alive ?? "")
  })

  test("has its tiles before its checkpoint: what cannot be written leaves the old checkpoint", async () => {
    await writeUntil(620)
    const before = audited(log)
    rmSync(join(log, "tile/0"), { recursive: true })
    // Where a folder should be stands a file: the disk says no.
    writeFileSync(join(log, "tile/0"), "")
    await expect(publish()).rejects.toThrow(/EEXIST|ENOTDIR/)
    expect(readFileSync(join(log, "checkpoint"), "utf8")).toContain(`\n${before.size}\n`)
    rmSync(join(log, "tile/0"))
  })

  test("proves inclusion and consistency as RFC 9162 has them, at every border of a tile", async () => {
    const { size } = (await store.read.logs())[0] ?? { size: 0 }
    const leaves = (await store.read.leaves(1, 0, size)).map((leaf) => leafOf(Buffer.from(leaf)))
    const sizes = [1, 2, 3, 255, 256, 257, 511, 512, 513, size]
    for (const end of sizes) {
      expect(await store.read.logRoot(1, end)).toBe(treeOf(leaves.slice(0, end)).toString("hex"))
      for (const index of [0, 1, 254, 255, 256, 257, end - 1].filter((at) => at < end)) {
        const path = await store.read.logInclusion(1, index, end)
        expect(path).toStrictEqual(pathTo(index, leaves.slice(0, end)))
      }
      for (const old of sizes.filter((each) => each <= end)) {
        expect(await store.read.logConsistency(1, old, end)).toStrictEqual(proofOf(old, leaves.slice(0, end), true))
      }
    }
  })
})

const halfOf = (size: number): number => {
  let half = 1
  while (half * 2 < size) half *= 2
  return half
}

/** RFC 9162, section 2.1.3.1, word for word. */
function pathTo(index: number, leaves: readonly Buffer[]): readonly string[] {
  if (leaves.length === 1) return []
  const half = halfOf(leaves.length)
  return index < half
    ? [...pathTo(index, leaves.slice(0, half)), treeOf(leaves.slice(half)).toString("hex")]
    : [...pathTo(index - half, leaves.slice(half)), treeOf(leaves.slice(0, half)).toString("hex")]
}

/** RFC 9162, section 2.1.4.1, word for word. */
function proofOf(old: number, leaves: readonly Buffer[], isWhole: boolean): readonly string[] {
  if (old === leaves.length) return isWhole ? [] : [treeOf(leaves).toString("hex")]
  const half = halfOf(leaves.length)
  return old <= half
    ? [...proofOf(old, leaves.slice(0, half), isWhole), treeOf(leaves.slice(half)).toString("hex")]
    : [...proofOf(old - half, leaves.slice(half), false), treeOf(leaves.slice(0, half)).toString("hex")]
}
