import {
  merkleHasher,
  proveInclusion,
  rangesOverTiles,
  TILE_WIDTH,
  type MerkleHash,
  type Sha256,
} from "@promotrail/core"
import type { LogReads } from "../../../ports/log.ts"

type Head = { readonly log: number; readonly size: number }

/**
 * Proves one record after another, in ascending order, under one head of their log (RFC 9162, section 2.1.3). What a
 * proof has in common with the one before it is neither read nor hashed again.
 */
export function inclusionProofs(
  read: Pick<LogReads, "logHashes">,
  { log, size }: Head,
  sha256: Sha256,
): (index: number) => Promise<readonly MerkleHash[]> {
  const hasher = merkleHasher(sha256)
  /** Of leaves only the tile at hand, and the last one, are kept. */
  const tiles = new Map<string, readonly MerkleHash[]>()
  let atHand = 0
  /** The ranges of the last proof: the next one shares most of them. */
  let known: ReadonlyMap<string, MerkleHash> = new Map()

  const tileOf = async (key: string): Promise<readonly MerkleHash[]> => {
    const [level = 0, tile = 0] = key.split("/").map(Number)
    const whole = Math.floor(size / TILE_WIDTH ** level)
    return read.logHashes(log, level, tile * TILE_WIDTH, Math.min((tile + 1) * TILE_WIDTH, whole))
  }
  return async (index) => {
    const at = Math.floor(index / TILE_WIDTH)
    if (at !== atHand) tiles.delete(`0/${atHand}`)
    atHand = at
    const needed = new Set<string>()
    const look = rangesOverTiles(
      (level, hash) => {
        needed.add(`${level}/${Math.floor(hash / TILE_WIDTH)}`)
        return NONE
      },
      { ...hasher, node: () => NONE },
    )
    proveInclusion(index, size, (from, to) => (known.has(`${from}-${to}`) ? NONE : look(from, to)))
    for (const key of needed) if (!tiles.has(key)) tiles.set(key, await tileOf(key))
    const hashOf = rangesOverTiles((level, hash) => {
      const found = tiles.get(`${level}/${Math.floor(hash / TILE_WIDTH)}`)?.[hash % TILE_WIDTH]
      if (found === undefined) throw new Error(`the hash ${level}/${hash} was not read`)
      return found
    }, hasher)
    const used = new Map<string, MerkleHash>()
    const path = proveInclusion(index, size, (from, to) => {
      const range = `${from}-${to}`
      const hash = known.get(range) ?? hashOf(from, to)
      used.set(range, hash)
      return hash
    })
    known = used
    return path
  }
}

const NONE = "0".repeat(64)
