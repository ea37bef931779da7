import {
  formatCheckpoint,
  formatNote,
  instantFromEpochMs,
  noteKey,
  type AnchoredLog,
  type MerkleHash,
} from "@promotrail/core"
import { spawnSync } from "node:child_process"
import { generateKeyPairSync, hash, sign } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, onTestFinished, test } from "vitest"
import { sha256 } from "../storage/shared/hashes.ts"
import { gitOutside } from "./git.ts"

const { publicKey, privateKey } = generateKeyPairSync("ed25519")
const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-32)
const rootOf = (text: string): MerkleHash => hash("sha256", text)

function noteOf(size: number, root = rootOf(`${size}`), origin = "log.example"): string {
  const { name, id } = noteKey(origin, "ed25519", raw, sha256)
  const text = formatCheckpoint({ origin, size, root, extensions: [] })
  const signature = sign(null, Buffer.from(text), privateKey)
  return formatNote({ text, signatures: [{ name, id, signature, isCanonical: true }] })
}

const logOf = (size: number, ...more: readonly [root?: MerkleHash, origin?: string]): AnchoredLog => ({
  head: () => Promise.resolve({ origin: more[1] ?? "log.example", size, note: noteOf(size, ...more) }),
  consistency: () => Promise.reject(new Error("nobody asks for a proof")),
})

function git(folder: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync("git", ["-C", folder, ...args], { encoding: "utf8" })
  if (status !== 0) throw new Error(stderr)
  return stdout
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "promotrail-git-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function repository(): string {
  const folder = newFolder()
  git(folder, "init", "--quiet")
  return folder
}

const NOW = () => instantFromEpochMs(1_700_000_000_000)
const anchored = (folder: string, log: AnchoredLog) =>
  gitOutside(folder, NOW).anchor(log, undefined, new AbortController().signal)

test("a head becomes an annotated tag whose message is the checkpoint, also where nothing was ever committed", async () => {
  const folder = repository()
  const found = await anchored(folder, logOf(5))
  expect(found).toMatchObject({ ok: true, value: { size: 5, at: "2023-11-14T22:13:20.000Z", text: noteOf(5) } })
  expect(git(folder, "cat-file", "-t", "ledger/5")).toBe("tag\n")
  expect(git(folder, "cat-file", "tag", "ledger/5").split("\n\n").slice(1).join("\n\n")).toBe(noteOf(5))
  expect(git(folder, "cat-file", "blob", "ledger/5^{}")).toBe(noteOf(5))
})

test("the same head again changes nothing, the next one adds a tag", async () => {
  const folder = repository()
  for (const size of [5, 5, 9]) expect(await anchored(folder, logOf(size))).toMatchObject({ ok: true })
  expect(git(folder, "tag", "--list")).toBe("ledger/5\nledger/9\n")
})

test("tags are pushed to the origin, those that could not be pushed before, too", async () => {
  const [folder, far] = [repository(), newFolder()]
  git(folder, "remote", "add", "origin", far)
  expect(await anchored(folder, logOf(5))).toMatchObject({ ok: false, error: { isAlarm: false } })
  git(far, "init", "--quiet", "--bare")
  expect(await anchored(folder, logOf(9))).toMatchObject({ ok: true })
  expect(git(far, "tag", "--list")).toBe("ledger/5\nledger/9\n")
})

describe("what the tags hold speaks against", () => {
  test.for([
    ["a log that is shorter", 7, undefined, "has the tag ledger/9, and this server has 7 entries"],
    ["another root of the same size", 9, rootOf("forged"), "history was rewritten"],
  ] as const)("%s", async ([, size, root, sentence]) => {
    const folder = repository()
    await anchored(folder, logOf(9))
    const found = await anchored(folder, logOf(size, root))
    expect(found).toMatchObject({
      ok: false,
      error: { isAlarm: true, why: expect.stringContaining(sentence) as string },
    })
    expect(git(folder, "tag", "--list")).toBe("ledger/9\n")
  })

  test("but not a log that succeeds another: its tags say which one they are of", async () => {
    const folder = repository()
    await anchored(folder, logOf(9))
    expect(await anchored(folder, logOf(2, rootOf("2"), "log-2.example"))).toMatchObject({ ok: true })
    expect(git(folder, "tag", "--list")).toBe("ledger/9\nledger/log-2.example/2\n")
  })
})

test.for([
  ["no repository", newFolder],
  ["no folder", () => join(tmpdir(), "promotrail-there-is-none")],
] as const)("%s is a failure in words", async ([, folder]) => {
  const found = await anchored(folder(), logOf(5))
  expect(found).toMatchObject({ ok: false, error: { why: expect.stringContaining("git") as string, isAlarm: false } })
})
