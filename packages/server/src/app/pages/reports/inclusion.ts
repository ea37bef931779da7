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
 * Proves one record after another, in ascending order, under one head of their log (RFC 9162, section 2.1.3). The tiles
 * they share are read once; of leaves only the tile at hand, and the last one, are kept.
 */
export function inclusionProofs(
  read: Pick<LogReads, "logHashes">,
  { log, size }: Head,
  sha256: Sha256,
): (index: number) => Promise<readonly MerkleHash[]> {
  const hasher = merkleHasher(sha256)
  const tiles = new Map<string, readonly MerkleHash[]>()
  let atHand = 0
  const prove = (index: number, hashAt: (level: number, at: number) => MerkleHash) =>
    proveInclusion(index, size, rangesOverTiles(hashAt, hasher))
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
    prove(index, (level, hash) => {
      needed.add(`${level}/${Math.floor(hash / TILE_WIDTH)}`)
      return NONE
    })
    for (const key of needed) if (!tiles.has(key)) tiles.set(key, await tileOf(key))
    return prove(index, (level, hash) => {
      const found = tiles.get(`${level}/${Math.floor(hash / TILE_WIDTH)}`)?.[hash % TILE_WIDTH]
      if (found === undefined) throw new Error(`the hash ${level}/${hash} was not read`)
      return found
    })
  }
}

const NONE = "0".repeat(64)
