import type { Sha256 } from "../kernel/digest.ts"
import type { Checkpoint } from "./checkpoint.ts"
import type { MerkleHash, MerkleHasher } from "./merkle.ts"
import {
  bundlesOf,
  hashesOnLevel,
  hashOfTile,
  parseBundle,
  parseTile,
  parseTilePath,
  rootOfTiles,
  TILE_WIDTH,
  tilePath,
  tilesOf,
  type Tile,
} from "./tiles.ts"

/** What is wrong with which file of a log. */
export type LogFault =
  | { readonly kind: "missing"; readonly path: string }
  | { readonly kind: "malformed"; readonly path: string; readonly why: "length" | "cut" | "count" }
  /** An entry is not the one whose hash the tile has; the tile is the one that the checkpoint stands for. */
  | { readonly kind: "entry-changed"; readonly path: string; readonly entry: number }
  /** A hash of a tile is not that of what stands below it; `entry` is the first that it covers. */
  | { readonly kind: "hash-changed"; readonly path: string; readonly entry: number }
  /** An entry and its hash differ, and nothing says which of the two is right. */
  | { readonly kind: "entry-and-hash-differ"; readonly path: string; readonly tile: string; readonly entry: number }
  /** All files agree with each other, and not with this checkpoint. */
  | { readonly kind: "other-root"; readonly path: string; readonly recomputed: MerkleHash }
  /** The log does not continue what was kept of it. */
  | { readonly kind: "shrunk"; readonly size: number; readonly kept: number }
  | { readonly kind: "history-changed"; readonly size: number }

/** What came of reading a whole log again. */
export type LogAudit = {
  readonly entries: number
  readonly files: number
  /** Empty when every byte agrees with the checkpoint. The first of each file; more of the same kind are left out. */
  readonly faults: readonly LogFault[]
  /** Files that are no part of this checkpoint: what came later, and what is no file of a log. */
  readonly others: readonly string[]
}

/** A checkpoint may claim any size: a log of which so much is wrong is read no further. */
export const MAX_FAULTS = 100

/** A log as files below a folder or an address. */
export type StaticLog = {
  /** The bytes of a file; undefined where there is none. */
  readonly read: (path: string) => Uint8Array | undefined
  /** For `other-root`: where the checkpoint was read. */
  readonly checkpointPath: string
  /** All files there are, if that is known: partial tiles of earlier sizes are compared, too. */
  readonly paths?: readonly string[]
}

/** The hashes of one level: what the files say, and what was computed from the level below; holes where it was not. */
type Level = { readonly said: (MerkleHash | undefined)[]; readonly computed: (MerkleHash | undefined)[] }

/**
 * Reads a log again from its entries: every entry is hashed, every tile compared with what stands below it, and the root
 * with the checkpoint's. Of a difference it says which file is wrong, by what the checkpoint stands for: if the entries
 * add up to its root, a tile is wrong; else an entry is, where its tile hangs together with the root.
 *
 * With `kept` (a size and a root from before) the log must begin with what it was then.
 */
export function auditStaticLog(
  { read, checkpointPath, paths = [] }: StaticLog,
  { size, root }: Checkpoint,
  { hasher, sha256 }: { readonly hasher: MerkleHasher; readonly sha256: Sha256 },
  kept?: { readonly size: number; readonly root: MerkleHash },
): LogAudit {
  const faults: LogFault[] = []
  const looked = new Set<string>()

  /** The file of a tile, or of the full tile that has taken its place since. */
  function open(
    tile: Tile,
  ): { readonly path: string; readonly bytes: Uint8Array; readonly isGrown: boolean } | undefined {
    const path = tilePath(tile)
    const bytes = read(path)
    looked.add(path)
    if (bytes !== undefined) return { path, bytes, isGrown: false }
    const grownPath = tilePath({ ...tile, width: TILE_WIDTH })
    const grown = tile.width === TILE_WIDTH ? undefined : read(grownPath)
    if (grown !== undefined) looked.add(grownPath)
    if (grown !== undefined) return { path: grownPath, bytes: grown, isGrown: true }
    faults.push({ kind: "missing", path })
    return undefined
  }

  // Entries first: they are the truth, if anything is.
  const leaves: (MerkleHash | undefined)[] = []
  const bundlePaths: string[] = []
  let isWhole = true
  for (const bundle of bundlesOf(size)) {
    if (faults.length >= MAX_FAULTS) return { entries: size, files: looked.size, faults, others: [] }
    const first = bundle.index * TILE_WIDTH
    const file = open(bundle)
    bundlePaths.push(file?.path ?? tilePath(bundle))
    const { entries, isWhole: isReadable } = parseBundle(file?.bytes ?? new Uint8Array())
    const isRight =
      file !== undefined &&
      isReadable &&
      (file.isGrown ? entries.length >= bundle.width : entries.length === bundle.width)
    if (file !== undefined && !isRight)
      faults.push({ kind: "malformed", path: file.path, why: isReadable ? "count" : "cut" })
    isWhole &&= isRight
    for (let at = 0; at < bundle.width; at++) {
      const entry = isRight ? entries[at] : undefined
      leaves[first + at] = entry === undefined ? undefined : hasher.leaf(entry)
    }
  }
  // Then the tiles, level by level.
  const levels: Level[] = []
  const pathOf = new Map<string, string>()
  for (const tile of tilesOf(size)) {
    if (faults.length >= MAX_FAULTS) return { entries: size, files: looked.size, faults, others: [] }
    const { level, index, width } = tile
    const below = levels[level - 1]
    const row = (levels[level] ??= {
      said: [],
      computed: level === 0 ? leaves : computedAbove(below, hashesOnLevel(size, level), hasher),
    })
    const file = open(tile)
    const path = file?.path ?? tilePath(tile)
    pathOf.set(`${level} ${index}`, path)
    const hashes = file === undefined ? undefined : parseTile(file.bytes)
    const isRight = hashes !== undefined && (file?.isGrown === true ? hashes.length >= width : hashes.length === width)
    if (file !== undefined && !isRight) faults.push({ kind: "malformed", path, why: "length" })
    for (let at = 0; at < width; at++) row.said[index * TILE_WIDTH + at] = isRight ? hashes?.[at] : undefined
  }

  // A root is made of whole tiles, and of the few hashes beside the last of them.
  const computedAt = (level: number, index: number): MerkleHash => levels[level]?.computed[index] ?? ""
  const rootAt = (first: number): MerkleHash => (first === 0 ? sha256("") : rootOfTiles(first, computedAt, hasher))
  const recomputed = isWhole ? rootAt(size) : undefined
  const isTrue = recomputed === root
  const trusted = isTrue ? [] : trustedTiles(levels, size, root, hasher)
  for (const [level, { said, computed }] of levels.entries()) {
    const told = new Set<number>()
    for (const [at, hash] of said.entries()) {
      const [index, other] = [Math.floor(at / TILE_WIDTH), computed[at]]
      if (hash === undefined || other === undefined || hash === other || told.has(index)) continue
      told.add(index)
      const [path = "", entry] = [pathOf.get(`${level} ${index}`), at * TILE_WIDTH ** level]
      const isTrusted = trusted[level]?.has(index) === true
      if (level > 0 || isTrue) {
        // What stands below a tile that is right is told there.
        if (!isTrusted) faults.push({ kind: "hash-changed", path, entry })
      } else if (isTrusted) {
        faults.push({ kind: "entry-changed", path: bundlePaths[index] ?? "", entry })
      } else {
        faults.push({ kind: "entry-and-hash-differ", path: bundlePaths[index] ?? "", tile: path, entry })
      }
    }
  }
  if (faults.length === 0 && recomputed !== undefined && !isTrue)
    faults.push({ kind: "other-root", path: checkpointPath, recomputed })
  if (kept !== undefined && kept.size > size) faults.push({ kind: "shrunk", size, kept: kept.size })
  const isSame = kept === undefined || kept.size > size || !isTrue || rootAt(kept.size) === kept.root
  if (!isSame) faults.push({ kind: "history-changed", size: kept.size })

  // Last what earlier checkpoints stood for: it begins as what has grown out of it does.
  const others: string[] = []
  for (const path of paths) {
    if (looked.has(path)) continue
    const tile = parseTilePath(path)
    const level = tile?.level === "entries" ? 0 : (tile?.level ?? 0)
    const first = (tile?.index ?? 0) * TILE_WIDTH
    if (tile === undefined || first + tile.width > hashesOnLevel(size, level)) {
      others.push(path)
    } else if (isTrue) {
      looked.add(path)
      const fault = earlierFault(
        path,
        tile,
        read(path),
        levels[level]?.computed.slice(first, first + tile.width),
        hasher,
      )
      if (fault !== undefined) faults.push(fault)
    }
  }
  return { entries: size, files: looked.size, faults, others }
}

/** What is wrong with a tile of an earlier size, by the hashes that it should have. */
function earlierFault(
  path: string,
  { level, index, width }: Tile,
  bytes: Uint8Array | undefined,
  computed: readonly (MerkleHash | undefined)[] = [],
  { leaf }: MerkleHasher,
): LogFault | undefined {
  if (bytes === undefined) return { kind: "missing", path }
  const { entries, isWhole } = parseBundle(level === "entries" ? bytes : new Uint8Array())
  const hashes = level === "entries" ? entries.map(leaf) : (parseTile(bytes) ?? [])
  if (!isWhole) return { kind: "malformed", path, why: "cut" }
  if (hashes.length !== width) return { kind: "malformed", path, why: level === "entries" ? "count" : "length" }
  const at = hashes.findIndex((hash, place) => hash !== computed[place])
  if (at === -1) return undefined
  return level === "entries"
    ? { kind: "entry-changed", path, entry: index * TILE_WIDTH + at }
    : { kind: "hash-changed", path, entry: (index * TILE_WIDTH + at) * TILE_WIDTH ** level }
}

/** The hashes of a level out of the computed ones below, where all 256 are there. */
function computedAbove(below: Level | undefined, length: number, hasher: MerkleHasher): (MerkleHash | undefined)[] {
  return Array.from({ length }, (_, at) => {
    const row = below?.computed.slice(at * TILE_WIDTH, (at + 1) * TILE_WIDTH) ?? []
    return row.length === TILE_WIDTH && row.every((hash) => hash !== undefined) ? hashOfTile(row, hasher) : undefined
  })
}

/**
 * The tiles that hang together with the root, by level: the rightmost ones if they add up to it, and below them every
 * tile whose hash stands in a trusted one.
 */
function trustedTiles(
  levels: readonly Level[],
  size: number,
  root: MerkleHash,
  hasher: MerkleHasher,
): readonly ReadonlySet<number>[] {
  const trusted = levels.map(() => new Set<number>())
  const isComplete = levels.every(({ said }, level) => {
    const width = hashesOnLevel(size, level) % TILE_WIDTH
    return width === 0 || said.slice(-width).every((hash) => hash !== undefined)
  })
  if (size === 0 || !isComplete) return trusted
  const said = (level: number, index: number): MerkleHash => levels[level]?.said[index] ?? ""
  if (rootOfTiles(size, said, hasher) !== root) return trusted
  for (let level = levels.length - 1; level >= 0; level--) {
    const hashes = hashesOnLevel(size, level)
    for (let index = 0; index * TILE_WIDTH < hashes; index++) {
      const row = levels[level]?.said.slice(index * TILE_WIDTH, (index + 1) * TILE_WIDTH) ?? []
      if (row.length < TILE_WIDTH) {
        trusted[level]?.add(index)
        continue
      }
      const isInTrusted = trusted[level + 1]?.has(Math.floor(index / TILE_WIDTH)) === true
      const isThere = row.every((hash) => hash !== undefined)
      if (isInTrusted && isThere && hashOfTile(row as MerkleHash[], hasher) === said(level + 1, index))
        trusted[level]?.add(index)
    }
  }
  return trusted
}
