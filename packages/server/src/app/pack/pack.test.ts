import { hash } from "node:crypto"
import {
  canonicalJson,
  PACK_MANIFEST,
  parseManifest,
  PREDICATES,
  readTar,
  type Digest,
  type Instant,
  type PackManifest,
} from "@promotrail/core"
import { describe, expect, test } from "vitest"
import type { LogRow, RecordRow } from "../../ports/log.ts"
import type { LedgerRow } from "../../ports/rows.ts"
import type { Deps } from "../deps.ts"
import type { Records } from "../records.ts"
import { inPieces, packs, type PackWish } from "./pack.ts"

const sha256 = (data: string | Uint8Array): string => hash("sha256", data, "hex")
const ALL: PackWish = { from: null, to: null, names: false, evidence: false, bundles: 0 }
const at = (index: number): Instant => new Date(Date.UTC(2026, 10, 1) + index * 60_000).toISOString() as Instant
const hex = (what: string): string => sha256(what)
const ORIGIN = "log.example"

/** A ledger of decisions that is made up while it is read, and grows by one with every read. */
function madeUp(decisions: number) {
  const read = { records: 0, objects: 0, mostRecords: 0 }
  let size = decisions
  const record = (index: number): RecordRow => ({
    log: 1,
    index,
    entry: index,
    predicate: PREDICATES.decision,
    stream: "checkout/prod",
    sequence: index + 1,
    at: at(index),
    payload: canonicalJson({
      predicate: {
        decision: { id: `D${index}`, verdict: index % 2 === 0 ? "allow" : "deny" },
        inputs: [{ digest: { sha256: hex(`input ${index}`) } }],
        output: { digest: { sha256: hex(`outcome ${index % 7}`) } },
        policy: { digest: { sha256: hex("policy") } },
        filler: "x".repeat(4_000),
      },
    }),
    signature: "c2ln",
    key: "SHA256:x",
    leaf: `{"leaf":${index}}`,
    hash: hex(`leaf ${index}`),
  })
  const entry = (index: number): LedgerRow => ({
    index,
    kind: "decision.recorded",
    application: "checkout",
    release: "v1",
    at: at(index),
    actor: "x",
    body: `{"n":${index}}`,
    disclosed: new Map(),
    hash: hex(`entry ${index}`),
  })
  const some = <T>(from: number, limit: number, make: (index: number) => T): readonly T[] => {
    size++ // others write meanwhile
    return Array.from({ length: Math.max(0, Math.min(limit, size - from)) }, (_, each) => make(from + each))
  }
  const log = (): LogRow => ({ log: 1, origin: ORIGIN, vkey: "", size, root: hex("root"), note: "note\n", at: at(0) })
  const deps = {
    store: {
      read: {
        anchors: async () => [],
        logs: async () => [log()],
        async records(_: number, from: number, limit: number) {
          read.records += limit
          read.mostRecords = Math.max(read.mostRecords, from + limit)
          return some(from, limit, record)
        },
        leaves: async (_: number, from: number, limit: number) => some(from, limit, (index) => record(index).leaf),
        entries: async (from: number, limit: number) => some(from, limit, entry),
        async object(digest: Digest) {
          read.objects++
          return Buffer.from(digest)
        },
        logHashes: async (_log: number, _level: number, from: number, to: number) =>
          some(from, to - from, (index) => hex(`hash ${index}`)),
      },
    },
    blobs: { size: async () => undefined, open: async () => undefined },
    sha256,
    now: () => at(0),
  }
  // A double of the parts of the ports that a pack is made of.
  return { read, deps: deps as unknown as Deps }
}

const RECORDS = { trustFile: async (file: string) => `${file}\n` } as unknown as Records

async function written(decisions: number, wish: Partial<PackWish> = {}): Promise<Map<string, Uint8Array>> {
  const chunks: Uint8Array[] = []
  for await (const piece of inPieces(packs(madeUp(decisions).deps, RECORDS, "I").write({ ...ALL, ...wish })))
    chunks.push(piece)
  const tar = Buffer.concat(chunks)
  const files = readTar((from, bytes) => tar.subarray(from, from + bytes), tar.length)
  if ("kind" in files) throw new Error(JSON.stringify(files))
  return new Map(files.map(({ path, at: from, bytes }) => [path, tar.subarray(from, from + bytes)]))
}

function manifestIn(files: ReadonlyMap<string, Uint8Array>): PackManifest {
  const manifest = parseManifest(Buffer.from(files.get(PACK_MANIFEST) ?? []).toString(), sha256)
  if (!manifest.ok) throw new Error(manifest.error)
  return manifest.value
}

describe("a pack", () => {
  test("is of the size at which it was asked for, whatever is written meanwhile", async () => {
    const files = await written(3_000)
    const { logs, completeness, counts } = manifestIn(files)
    expect(logs).toMatchObject([{ size: 3_000, range: { from: 0, to: 3_000 } }])
    expect(completeness).toMatchObject({ decisions: 3_000, streams: 1, lost: 0 })
    expect(counts.decisions).toStrictEqual({ allow: 1_500, deny: 1_500 })
    const lines = [...files].filter(([path]) => path.startsWith("records/1/")).map(([, bytes]) => bytes)
    expect(Buffer.concat(lines).toString().split("\n")).toHaveLength(3_001)
    expect([...files.keys()].filter((path) => path.startsWith("entries/"))).toHaveLength(12)
  })

  test("reads as fast as it is taken, and no further", async () => {
    const { read, deps } = madeUp(3_000)
    const pieces = inPieces(packs(deps, RECORDS, "I").write(ALL))
    let [taken, most, isAhead] = [0, 0, false]
    for await (const piece of pieces) {
      taken += piece.length
      most = Math.max(most, piece.length)
      // What is ahead is a file of 256 records, and what was put together of it.
      isAhead ||= read.mostRecords * 4_000 > taken + 2 * 256 * 8_000
    }
    expect([isAhead, read.mostRecords]).toStrictEqual([false, 3_000])
    expect(taken).toBeGreaterThan(15_000_000)
    expect(most).toBeLessThan(3_000_000)
    expect(read.records).toBe(3_000)
  })

  test("that nobody takes any more reads nothing more", async () => {
    const { read, deps } = madeUp(3_000)
    const pieces = packs(deps, RECORDS, "I").write(ALL)
    await pieces.next()
    await pieces.return(undefined)
    expect(read).toStrictEqual({ records: 0, objects: 0, mostRecords: 0 })
  })

  test("names each object once, in the order in which it is first named", async () => {
    const files = await written(20)
    const objects = [...files.keys()].filter((path) => path.startsWith("objects/"))
    expect(objects).toHaveLength(20 + 7 + 1)
    expect(objects[0]).toContain(hex("input 0"))
  })

  test.for([
    ["all", null, null, [0, 600]],
    ["from one on", at(300), null, [300, 600]],
    ["before one", null, at(300), [0, 300]],
    ["between two", at(100), at(200), [100, 200]],
    ["none: it ends before all", null, at(-5), [0, 0]],
    ["none: it begins behind all", at(700), null, [600, 600]],
    [
      "none: between two of them",
      "2026-11-01T01:00:30.000Z" as Instant,
      "2026-11-01T01:00:40.000Z" as Instant,
      [61, 61],
    ],
  ] as const)("of a period has its records and their neighbours: %s", async ([, from, to, [first, end]]) => {
    const files = await written(600, { from, to })
    const { logs, completeness } = manifestIn(files)
    expect(logs[0]?.range).toStrictEqual({ from: first, to: end })
    expect(completeness.decisions).toBe(end - first)
    const lines = [...files].filter(([path]) => path.startsWith("records/1/")).map(([, bytes]) => bytes)
    const indexes = Array.from(
      Buffer.concat(lines)
        .toString()
        .matchAll(/"index":(\d+)}\n/g),
      ([, index]) => Number(index),
    )
    const [low, high] = [Math.max(0, first - 1), Math.min(599, end)]
    expect(indexes).toStrictEqual(Array.from({ length: high - low + 1 }, (_, each) => low + each))
  })
})
