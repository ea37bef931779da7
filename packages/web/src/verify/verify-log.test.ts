import { generateKeyPairSync, sign } from "node:crypto"
import {
  buildTiles,
  bundlesOf,
  formatBundle,
  formatCheckpoint,
  formatNote,
  formatNoteKey,
  merkleHasher,
  noteKey,
  rangesOver,
  tilePath,
  utf8Of,
} from "@promotrail/core"
import { describe, expect, test } from "vitest"
import { sha256 } from "./sha256.ts"
import { verifyLog, type Kept } from "./verify-log.ts"

const ORIGIN = "log.example"
const { privateKey, publicKey } = generateKeyPairSync("ed25519")
const key = noteKey(ORIGIN, "ed25519", publicKey.export({ type: "spki", format: "der" }).subarray(-32), sha256)
const vkey = formatNoteKey(key)
const hasher = merkleHasher(sha256)

/** A log of entries with this word in them, signed. */
function logOf(size: number, word = "entry") {
  const entries = Array.from({ length: size }, (_, at) => utf8Of(`${word} ${at}`))
  const leaves = entries.map(hasher.leaf)
  const root = rangesOver((at) => leaves[at] ?? "", hasher)(0, size)
  const text = formatCheckpoint({ origin: ORIGIN, size, root, extensions: [] })
  const signature = sign(null, Buffer.from(text), privateKey)
  const note = formatNote({ text, signatures: [{ name: key.name, id: key.id, signature, isCanonical: true }] })
  const files = new Map<string, Uint8Array>([["checkpoint", utf8Of(note)], ...buildTiles(leaves, hasher)])
  for (const bundle of bundlesOf(size)) {
    files.set(tilePath(bundle), formatBundle(entries.slice(bundle.index * 256, bundle.index * 256 + bundle.width)))
  }
  const kept: Kept = { origin: ORIGIN, key: vkey, size, root, note, at: "2026-11-20T12:00:00.000Z" }
  return { fetchFile: async (path: string) => files.get(path), kept }
}

describe.for([
  ["read whole", 100_000],
  ["too long to be read whole", 10],
] as const)("a log that is %s", ([, most]) => {
  const marks = async (log: ReturnType<typeof logOf>, kept: Kept | null) => {
    const { steps, kept: now } = await verifyLog(
      log.fetchFile,
      vkey,
      kept,
      most === undefined ? {} : { mostRecords: most },
    )
    return { last: steps.at(-1)?.text, isWrong: steps.some(({ mark }) => mark === "bad"), keeps: now?.size ?? null }
  }

  test("is right where it continues what was kept, which then is what it is now", async () => {
    expect(await marks(logOf(300), null)).toMatchObject({ isWrong: false, keeps: 300 })
    expect(await marks(logOf(300), logOf(257).kept)).toMatchObject({ isWrong: false, keeps: 300 })
    expect(await marks(logOf(300), logOf(300).kept)).toMatchObject({ isWrong: false, keeps: 300 })
  })

  test("is wrong, and nothing is kept of it, where it", async () => {
    const kept = logOf(280).kept
    expect(await marks(logOf(270), kept), "shrank").toMatchObject({ isWrong: true, keeps: null })
    expect(await marks(logOf(300, "other"), kept), "was rewritten").toMatchObject({ isWrong: true, keeps: null })
    expect(await marks(logOf(280, "other"), kept), "was rewritten at its length").toMatchObject({
      isWrong: true,
      keeps: null,
    })
    expect(await marks(logOf(300), { ...kept, origin: "old.example" }), "is another one").toMatchObject({
      isWrong: true,
      keeps: null,
    })
    expect(await marks(logOf(300), { ...kept, key: "log.example+00000000+AAAA" }), "has another key").toMatchObject({
      isWrong: true,
      keeps: null,
    })
  })
})
