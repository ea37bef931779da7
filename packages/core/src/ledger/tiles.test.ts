import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { hasher } from "../../testing/signers.ts"
import { append, EMPTY_FRONTIER, rootOf } from "./merkle.ts"
import { proveConsistency, proveInclusion, rangesOver } from "./proof.ts"
import {
  buildTiles,
  bundlesOf,
  formatBundle,
  MAX_ENTRY_BYTES,
  parseBundle,
  parseTile,
  parseTilePath,
  rangesOverTiles,
  rootOfTiles,
  TILE_WIDTH,
  tilePath,
  tilesOf,
} from "./tiles.ts"

const LEAVES = Array.from({ length: 700 }, (_, index) => hasher.leaf(Uint8Array.of(index >> 8, index & 255)))

/** Looks a hash up in the files of tiles alone. */
function hashesIn(files: ReadonlyMap<string, Uint8Array>, size: number) {
  const tiles = [...tilesOf(size)]
  return (level: number, index: number): string => {
    const tile = tiles.find((one) => one.level === level && one.index === Math.floor(index / TILE_WIDTH))
    return (
      parseTile(files.get(tile === undefined ? "" : tilePath(tile)) ?? new Uint8Array())?.[index % TILE_WIDTH] ?? ""
    )
  }
}

describe("paths", () => {
  test.for([
    [{ level: 0, index: 0, width: 256 }, "tile/0/000"],
    [{ level: 0, index: 273, width: 112 }, "tile/0/273.p/112"],
    [{ level: 63, index: 1_234_067, width: 256 }, "tile/63/x001/x234/067"],
    [{ level: "entries", index: 1000, width: 1 }, "tile/entries/x001/000.p/1"],
  ] as const)("%o stands at %s", ([tile, path]) => {
    expect(tilePath(tile)).toBe(path)
    expect(parseTilePath(path)).toStrictEqual(tile)
  })

  test.for([
    "tile/0/0",
    "tile/0/x000/000",
    "tile/00/000",
    "tile/100/000",
    "tile/0/000.p/0",
    "tile/0/000.p/256",
    "tile/0/000.p/01",
    "tile/0/001/000",
    "tile/0/../checkpoint",
    "tile/entries",
    "checkpoint",
    "/tile/0/000",
  ])("%s is no tile's path", (path) => {
    expect(parseTilePath(path)).toBeUndefined()
  })
})

describe("which tiles there are", () => {
  test.for([
    [0, []],
    [1, ["tile/0/000.p/1"]],
    [256, ["tile/0/000", "tile/1/000.p/1"]],
    [257, ["tile/0/000", "tile/0/001.p/1", "tile/1/000.p/1"]],
  ] as const)("a log of %i entries has %o", ([size, paths]) => {
    expect([...tilesOf(size)].map(tilePath)).toStrictEqual(paths)
    expect(new Set(buildTiles(LEAVES.slice(0, size), hasher).keys())).toStrictEqual(new Set(paths))
  })

  test("65,536 entries make one full tile of level 1, and begin level 2", () => {
    const paths = [...tilesOf(65_536)].map(tilePath)
    expect(paths).toHaveLength(256 + 1 + 1)
    expect(paths.slice(-2)).toStrictEqual(["tile/1/000", "tile/2/000.p/1"])
    expect([...bundlesOf(65_536)]).toHaveLength(256)
  })
})

test.for([1, 2, 3, 255, 256, 257, 300, 511, 512, 513, 700])(
  "tiles of %i entries give the root and the proofs that the leaves give",
  (size) => {
    const leaves = LEAVES.slice(0, size)
    const hashAt = hashesIn(buildTiles(leaves, hasher), size)
    const frontier = leaves.reduce((before, leaf) => append(before, leaf, hasher), EMPTY_FRONTIER)
    expect(rootOfTiles(size, hashAt, hasher)).toBe(rootOf(frontier, hasher, () => ""))
    const [byTiles, byLeaves] = [rangesOverTiles(hashAt, hasher), rangesOver((at) => leaves[at] ?? "", hasher)]
    for (const index of [0, size >> 1, size - 1]) {
      expect(proveInclusion(index, size, byTiles)).toStrictEqual(proveInclusion(index, size, byLeaves))
      expect(proveConsistency(index + 1, size, byTiles)).toStrictEqual(proveConsistency(index + 1, size, byLeaves))
    }
  },
)

describe("bundles", () => {
  test("what is written is read, empty entries and the longest too", () => {
    const entries = [new Uint8Array(), Uint8Array.of(1, 2), new Uint8Array(MAX_ENTRY_BYTES).fill(7)]
    expect(parseBundle(formatBundle(entries))).toStrictEqual({ entries, isWhole: true })
    expect(() => formatBundle([new Uint8Array(MAX_ENTRY_BYTES + 1)])).toThrow(RangeError)
  })

  test("a cut bundle is not whole, unless it is cut between two entries", () => {
    const entries = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(entries, fc.nat(), (bodies, pick) => {
        const bytes = formatBundle(bodies)
        const cut = pick % bytes.length
        const ends = bodies.map((_, at) => formatBundle(bodies.slice(0, at)).length)
        expect(parseBundle(bytes.subarray(0, cut)).isWhole).toBe(ends.includes(cut))
      }),
    )
  })
})

test.for([0, 1, 31, 33, 257 * 32])("%i bytes are no tile", (length) => {
  expect(parseTile(new Uint8Array(length))).toBeUndefined()
})
