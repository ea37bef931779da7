import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { hasher, sha256 } from "../../testing/signers.ts"
import type { Checkpoint } from "./checkpoint.ts"
import { append, EMPTY_FRONTIER, rootOf } from "./merkle.ts"
import { auditStaticLog, MAX_FAULTS, type LogFault } from "./static-log.ts"
import { buildTiles, bundlesOf, formatBundle, TILE_WIDTH, tilePath } from "./tiles.ts"

const bodyOf = (index: number) => Buffer.from(`entry ${index}`)
const rootAt = (size: number, bodies = Array.from({ length: size }, (_, index) => bodyOf(index))) =>
  rootOf(
    bodies.slice(0, size).reduce((before, body) => append(before, hasher.leaf(body), hasher), EMPTY_FRONTIER),
    hasher,
    sha256,
  )

/** All files of a log with so many entries, and its checkpoint. */
function logOf(size: number): { files: Map<string, Uint8Array>; checkpoint: Checkpoint } {
  const bodies = Array.from({ length: size }, (_, index) => bodyOf(index))
  const files = new Map(buildTiles(bodies.map(hasher.leaf), hasher))
  for (const bundle of bundlesOf(size)) {
    const first = bundle.index * TILE_WIDTH
    files.set(tilePath(bundle), formatBundle(bodies.slice(first, first + bundle.width)))
  }
  return { files, checkpoint: { origin: "log.example", size, root: rootAt(size), extensions: [] } }
}

const audit = (
  { files, checkpoint }: ReturnType<typeof logOf>,
  kept?: { readonly size: number; readonly root: string },
): readonly LogFault[] =>
  auditStaticLog(
    { read: (path) => files.get(path), checkpointPath: "checkpoint" },
    checkpoint,
    { hasher, sha256 },
    kept,
  ).faults

/** The same log with one file as it is made to be. */
function changed(log: ReturnType<typeof logOf>, path: string, change: (bytes: Uint8Array) => Uint8Array) {
  const bytes = log.files.get(path)
  if (bytes === undefined) throw new Error(`there is no ${path}`)
  return { ...log, files: new Map(log.files).set(path, change(bytes)) }
}

/** Where a fault was found: the file that is to blame. */
const blamed = (faults: readonly LogFault[]) => faults.map((fault) => ("path" in fault ? fault.path : fault.kind))

const LOG = logOf(600)
const flip = (bit: number) => (bytes: Uint8Array) => bytes.with(bit >> 3, (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7)))

test.for([0, 1, 2, 255, 256, 257, 512, 600])("a log of %i entries agrees with itself", (size) => {
  expect(audit(logOf(size))).toStrictEqual([])
})

describe("what was done to a file is found there", () => {
  test("an entry that was changed, by its number", () => {
    const log = changed(LOG, "tile/entries/001", (bytes) => bytes.with(5, 0x78))
    expect(audit(log)).toStrictEqual([{ kind: "entry-changed", path: "tile/entries/001", entry: 256 }])
  })

  test("two entries in each other's place, by the first", () => {
    const swap = (_bytes: Uint8Array) => {
      const bodies = Array.from({ length: 88 }, (_, at) => bodyOf(512 + at))
      return formatBundle(bodies.with(40, bodyOf(553)).with(41, bodyOf(552)))
    }
    const log = changed(LOG, "tile/entries/002.p/88", swap)
    expect(audit(log)).toStrictEqual([{ kind: "entry-changed", path: "tile/entries/002.p/88", entry: 552 }])
  })

  test("two files in each other's place", () => {
    const [one, other] = [LOG.files.get("tile/entries/000"), LOG.files.get("tile/entries/001")]
    const files = new Map(LOG.files)
      .set("tile/entries/000", other as Uint8Array)
      .set("tile/entries/001", one as Uint8Array)
    expect(blamed(audit({ ...LOG, files }))).toStrictEqual(["tile/entries/000", "tile/entries/001"])
  })

  test("a hash that was changed, by the first entry that it stands for", () => {
    const leaf = changed(LOG, "tile/0/001", flip(3 * 256))
    expect(audit(leaf)).toStrictEqual([{ kind: "hash-changed", path: "tile/0/001", entry: 259 }])
    const inner = changed(LOG, "tile/1/000.p/2", flip(256))
    expect(audit(inner)).toStrictEqual([{ kind: "hash-changed", path: "tile/1/000.p/2", entry: 256 }])
  })

  test("an entry and its hash that were changed together", () => {
    const bodies = Array.from({ length: 600 }, (_, index) => (index === 300 ? Buffer.from("forged") : bodyOf(index)))
    const forged = buildTiles(bodies.map(hasher.leaf), hasher)
    const files = new Map(LOG.files)
      .set("tile/entries/001", formatBundle(bodies.slice(256, 512)))
      .set("tile/0/001", forged.get("tile/0/001") as Uint8Array)
    // Level 1 still says what both should add up to.
    expect(audit({ ...LOG, files })).not.toStrictEqual([])
    for (const [path, bytes] of forged) files.set(path, bytes)
    expect(audit({ ...LOG, files })).toStrictEqual([
      { kind: "other-root", path: "checkpoint", recomputed: rootAt(600, bodies) },
    ])
  })

  test("a checkpoint that is not of this log", () => {
    const other = { ...LOG, checkpoint: { ...LOG.checkpoint, root: rootAt(599) } }
    expect(blamed(audit(other))).toStrictEqual(["checkpoint"])
  })

  test("a tile that is longer, and entries that are more", () => {
    const long = changed(LOG, "tile/0/002.p/88", (bytes) => Uint8Array.of(...bytes, ...bytes.subarray(0, 32)))
    expect(audit(long)).toStrictEqual([{ kind: "malformed", path: "tile/0/002.p/88", why: "length" }])
    const more = changed(LOG, "tile/entries/002.p/88", (bytes) => Uint8Array.of(...bytes, 0, 0))
    expect(audit(more)).toStrictEqual([{ kind: "malformed", path: "tile/entries/002.p/88", why: "count" }])
  })
})

test("every flipped bit of every file is found, and that file is blamed", () => {
  const paths = [...LOG.files.keys()]
  fc.assert(
    fc.property(fc.constantFrom(...paths), fc.nat(), (path, pick) => {
      const bits = (LOG.files.get(path)?.length ?? 0) * 8
      expect(blamed(audit(changed(LOG, path, flip(pick % bits))))).toStrictEqual([path])
    }),
  )
})

test("every cut of every file is found, and that file is blamed", () => {
  const paths = [...LOG.files.keys()]
  fc.assert(
    fc.property(fc.constantFrom(...paths), fc.nat(), (path, pick) => {
      const cut = pick % (LOG.files.get(path)?.length ?? 0)
      expect(blamed(audit(changed(LOG, path, (bytes) => bytes.slice(0, cut))))).toStrictEqual([path])
    }),
    { numRuns: 40 },
  )
})

test("every file that is deleted is missed", () => {
  for (const path of LOG.files.keys()) {
    const files = new Map(LOG.files)
    files.delete(path)
    expect(audit({ ...LOG, files })).toStrictEqual([{ kind: "missing", path }])
  }
})

test("a size that nobody has is not looked for to the end", () => {
  const huge = { ...LOG, checkpoint: { ...LOG.checkpoint, size: Number.MAX_SAFE_INTEGER } }
  expect(audit(huge)).toHaveLength(MAX_FAULTS)
})

test("a partial tile may have grown into the full one since", () => {
  const grown = logOf(768)
  const files = new Map(grown.files)
  expect(audit({ files, checkpoint: LOG.checkpoint })).toStrictEqual([{ kind: "missing", path: "tile/1/000.p/2" }])
  files.set("tile/1/000.p/2", LOG.files.get("tile/1/000.p/2") as Uint8Array)
  expect(audit({ files, checkpoint: LOG.checkpoint })).toStrictEqual([])
  files.set("tile/0/002", flip(0)(files.get("tile/0/002") as Uint8Array))
  expect(blamed(audit({ files, checkpoint: LOG.checkpoint }))).toStrictEqual(["tile/0/002"])
})

describe("what earlier checkpoints have left", () => {
  const [older, newer] = [logOf(300), logOf(900)]
  const files = new Map([...newer.files, ...older.files, ...LOG.files, ["tile/notes.txt", new Uint8Array()]])
  const whole = (changes: ReadonlyMap<string, Uint8Array> = files) =>
    auditStaticLog(
      { read: (path) => changes.get(path), checkpointPath: "checkpoint", paths: [...changes.keys()] },
      LOG.checkpoint,
      { hasher, sha256 },
    )

  test("is compared, and what came later is not", () => {
    const { faults, others } = whole()
    expect(faults).toStrictEqual([])
    const later = [...newer.files.keys()].filter((path) => !LOG.files.has(path) && !older.files.has(path))
    expect(new Set(others)).toStrictEqual(new Set([...later, "tile/notes.txt"]))
  })

  test("is found where it was changed", () => {
    for (const path of older.files.keys()) {
      const bytes = files.get(path) as Uint8Array
      expect(blamed(whole(new Map(files).set(path, flip(bytes.length * 4)(bytes))).faults)).toStrictEqual([path])
      expect(blamed(whole(new Map(files).set(path, bytes.slice(0, -1))).faults)).toStrictEqual([path])
    }
  })
})

describe("what was kept of a log", () => {
  test.for([0, 1, 256, 599, 600])("it continues its first %i entries", (size) => {
    expect(audit(LOG, { size, root: rootAt(size) })).toStrictEqual([])
    expect(audit(LOG, { size, root: rootAt(77) })).toMatchObject([{ kind: "history-changed", size }])
  })

  test("it has not become shorter", () => {
    expect(audit(LOG, { size: 601, root: rootAt(601) })).toStrictEqual([{ kind: "shrunk", size: 600, kept: 601 }])
  })
})
