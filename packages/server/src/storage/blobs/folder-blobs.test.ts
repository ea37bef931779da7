import { createHash } from "node:crypto"
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import type { Digest } from "@promotrail/core"
import type { Blobs } from "../../ports/blobs.ts"
import { folderBlobs } from "./folder-blobs.ts"

let folder: string
let blobs: Blobs
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "promotrail-blobs-"))
  blobs = await folderBlobs(folder)
})
afterEach(() => rmSync(folder, { recursive: true }))

const digestOf = (text: string): Digest => `sha256:${createHash("sha256").update(text).digest("hex")}` as Digest

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text)
}

async function received(...texts: string[]) {
  const got = await blobs.receive(chunks(...texts), 100)
  if (got.kind === "too-large") throw new Error("too large")
  return got
}

async function listed(): Promise<Digest[]> {
  const digests: Digest[] = []
  for await (const digest of blobs.list()) digests.push(digest)
  return digests
}

const incoming = (): readonly string[] => readdirSync(join(folder, "blobs", "tmp"))

test("what is kept is found under its digest, as received", async () => {
  const got = await received("a ", "report")
  expect(got).toMatchObject({ digest: digestOf("a report"), bytes: 8 })
  expect(await blobs.size(got.digest)).toBeUndefined()
  await got.keep()
  await got.discard()
  expect(await blobs.size(got.digest)).toBe(8)
  const read: Buffer[] = []
  for await (const chunk of (await blobs.open(got.digest)) ?? []) read.push(chunk as Buffer)
  expect(Buffer.concat(read).toString()).toBe("a report")
  expect(await listed()).toStrictEqual([got.digest])
  expect(incoming()).toStrictEqual([])
})

test("the same bytes are kept once, nothing at all as well", async () => {
  for (const text of ["twice", "twice", ""]) await (await received(text)).keep()
  expect((await listed()).toSorted()).toStrictEqual([digestOf("twice"), digestOf("")].toSorted())
})

test("what is discarded leaves nothing behind", async () => {
  await (await received("a report")).discard()
  expect(incoming()).toStrictEqual([])
  expect(await blobs.open(digestOf("a report"))).toBeUndefined()
})

test("what is too large is refused at the limit, not after it", async () => {
  let taken = 0
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (;;) {
      taken += 30
      yield Buffer.alloc(30)
    }
  }
  expect(await blobs.receive(endless(), 100)).toStrictEqual({ kind: "too-large", limit: 100 })
  expect(taken).toBe(120)
  expect(incoming()).toStrictEqual([])
})

test("a stream that breaks off leaves nothing behind", async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield Buffer.from("half")
    throw new Error("aborted")
  }
  await expect(blobs.receive(broken(), 100)).rejects.toThrow("aborted")
  expect(incoming()).toStrictEqual([])
})

test("what a killed server was receiving is gone after the next start", async () => {
  writeFileSync(join(folder, "blobs", "tmp", "half"), "half")
  blobs = await folderBlobs(folder)
  expect(incoming()).toStrictEqual([])
})

test("in a folder that servers share, only what is long abandoned is taken away", async () => {
  const path = (name: string) => join(folder, "blobs", "tmp", name)
  for (const name of ["coming", "abandoned"]) writeFileSync(path(name), "half")
  const longAgo = new Date(Date.now() - 25 * 3_600_000)
  utimesSync(path("abandoned"), longAgo, longAgo)
  blobs = await folderBlobs(folder, { shared: true })
  expect(incoming()).toStrictEqual(["coming"])
})

test("files are for the server's own user", async () => {
  const got = await received("secret")
  await got.keep()
  const path = blobs.pathOf(got.digest)
  expect(statSync(path).mode & 0o077).toBe(0)
  expect(statSync(dirname(path)).mode & 0o077).toBe(0)
})

test("strange files in the folder are not listed", async () => {
  await (await received("a")).keep()
  const home = dirname(blobs.pathOf(digestOf("a")))
  writeFileSync(join(home, "notes.txt"), "")
  writeFileSync(join(dirname(home), "README"), "")
  expect(await listed()).toStrictEqual([digestOf("a")])
  expect(existsSync(home)).toBe(true)
})
