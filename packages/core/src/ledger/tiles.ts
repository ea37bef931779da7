import { bytesOfHex, hexOf } from "../kernel/hex.ts"
import type { MerkleHash, MerkleHasher } from "./merkle.ts"
import type { RangeHash } from "./proof.ts"

/** A tile holds so many hashes, and stands for a subtree of eight levels (c2sp.org/tlog-tiles). */
export const TILE_WIDTH = 256

/** An entry's length stands in two bytes before it. */
export const MAX_ENTRY_BYTES = 65_535

/** One file of a static log: hashes of a level, or the entries below level 0. A width below 256 is a partial tile. */
export type Tile = { readonly level: number | "entries"; readonly index: number; readonly width: number }

/** `tile/0/x001/x234/067.p/8`: where a tile stands below a log's prefix. */
export function tilePath({ level, index, width }: Tile): string {
  let path = String(index % 1000).padStart(3, "0")
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    path = `x${String(rest % 1000).padStart(3, "0")}/${path}`
  }
  return `tile/${level}/${path}${width === TILE_WIDTH ? "" : `.p/${width}`}`
}

const PATH = /^tile\/(entries|0|[1-9][0-9]?)\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/

/** The tile at a path; undefined for a path that no tile has, such as a second spelling of the same index. */
export function parseTilePath(path: string): Tile | undefined {
  const [, level = "", digits = "", partial] = PATH.exec(path) ?? []
  const index = Number(digits.replace(/[x/]/g, ""))
  const tile = {
    level: level === "entries" ? level : Number(level),
    index,
    width: partial === undefined ? TILE_WIDTH : Number(partial),
  } as const
  return digits !== "" && Number.isSafeInteger(index) && tilePath(tile) === path ? tile : undefined
}

/** How many hashes a level has in a tree of this size: one for each whole subtree below it. */
export const hashesOnLevel = (size: number, level: number): number => Math.floor(size / TILE_WIDTH ** level)

/** The tiles of hashes that a tree of this size has, the lowest level first, from left to right. */
export function* tilesOf(size: number): Generator<Tile & { readonly level: number }> {
  for (let level = 0, hashes = size; hashes > 0; level++, hashes = hashesOnLevel(size, level)) {
    for (let index = 0; index * TILE_WIDTH < hashes; index++) {
      yield { level, index, width: Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH) }
    }
  }
}

/** The bundles of entries that a tree of this size has, from left to right. */
export function* bundlesOf(size: number): Generator<Tile & { readonly level: "entries" }> {
  for (let index = 0; index * TILE_WIDTH < size; index++) {
    yield { level: "entries", index, width: Math.min(TILE_WIDTH, size - index * TILE_WIDTH) }
  }
}

/** The hashes of a tile; undefined if its bytes are not a whole number of them, or too many. */
export function parseTile(bytes: Uint8Array): readonly MerkleHash[] | undefined {
  if (bytes.length === 0 || bytes.length % 32 !== 0 || bytes.length > TILE_WIDTH * 32) return undefined
  return Array.from({ length: bytes.length / 32 }, (_, at) => hexOf(bytes.subarray(at * 32, at * 32 + 32)))
}

/** The bytes of a tile. */
export function formatTile(hashes: readonly MerkleHash[]): Uint8Array {
  return bytesOfHex(hashes.join(""))
}

/** What a bundle holds, as far as it can be read: cut behind `entries`, unless it is whole. */
export type Bundle = { readonly entries: readonly Uint8Array[]; readonly isWhole: boolean }

/** The entries of a bundle, each behind its length in two bytes, big-endian. */
export function parseBundle(bytes: Uint8Array): Bundle {
  const entries: Uint8Array[] = []
  let at = 0
  while (at < bytes.length) {
    const end = at + 2 + (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0)
    if (at + 2 > bytes.length || end > bytes.length) return { entries, isWhole: false }
    entries.push(bytes.subarray(at + 2, end))
    at = end
  }
  return { entries, isWhole: true }
}

/** The bytes of a bundle. Throws for an entry that is too long to have its length said. */
export function formatBundle(entries: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(entries.reduce((sum, { length }) => sum + 2 + length, 0))
  let at = 0
  for (const entry of entries) {
    if (entry.length > MAX_ENTRY_BYTES) throw new RangeError(`an entry of ${entry.length} bytes fits into no bundle`)
    bytes.set([entry.length >> 8, entry.length & 255], at)
    bytes.set(entry, at + 2)
    at += 2 + entry.length
  }
  return bytes
}

/** The hash of a whole tile, as the level above holds it. `hashes` are 256. */
export function hashOfTile(hashes: readonly MerkleHash[], { node }: MerkleHasher): MerkleHash {
  let row = hashes
  while (row.length > 1) {
    const above: MerkleHash[] = []
    for (let at = 0; at + 1 < row.length; at += 2) above.push(node(row[at] as string, row[at + 1] as string))
    row = above
  }
  const [hash] = row
  if (hash === undefined) throw new RangeError("a tile without hashes has no hash")
  return hash
}

/** All tiles over these leaves, by path. */
export function buildTiles(leaves: readonly MerkleHash[], hasher: MerkleHasher): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>()
  let hashes = leaves
  for (let level = 0; hashes.length > 0; level++) {
    const above: MerkleHash[] = []
    for (let index = 0; index * TILE_WIDTH < hashes.length; index++) {
      const row = hashes.slice(index * TILE_WIDTH, (index + 1) * TILE_WIDTH)
      files.set(tilePath({ level, index, width: row.length }), formatTile(row))
      if (row.length === TILE_WIDTH) above.push(hashOfTile(row, hasher))
    }
    hashes = above
  }
  return files
}

/** Hashes of ranges out of hashes of levels: a range of whole tiles is one look-up, not as many as it has leaves. */
export function rangesOverTiles(
  hashAt: (level: number, index: number) => MerkleHash,
  { node }: MerkleHasher,
): RangeHash {
  return function hashOf(from, to): MerkleHash {
    let [level, step] = [0, 1]
    while (step * TILE_WIDTH <= to - from) [level, step] = [level + 1, step * TILE_WIDTH]
    if (to - from === step) return hashAt(level, from / step)
    let half = step
    while (half * 2 < to - from) half *= 2
    return node(hashOf(from, from + half), hashOf(from + half, to))
  }
}

/** The root of a tree of `size` entries out of its tiles' hashes. The empty tree has none here. */
export const rootOfTiles = (
  size: number,
  hashAt: (level: number, index: number) => MerkleHash,
  hasher: MerkleHasher,
): MerkleHash => rangesOverTiles(hashAt, hasher)(0, size)
