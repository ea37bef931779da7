import {
  proveConsistency,
  proveInclusion,
  rangesOverTiles,
  rootOfTiles,
  TILE_WIDTH,
  type MerkleHash,
} from "@promotrail/core"
import type { Kysely } from "kysely"
import { LEDGER_HASHER } from "../hashes.ts"
import type { Database } from "../schema.ts"

/** Hashes of a level of a log's tree: of leaves on level 0, of whole tiles above. `[from, to)` must be there. */
export type HashesOf = (level: number, from: number, to: number) => Promise<readonly MerkleHash[]>

/** Reads them from the database. */
export function hashesOver(db: Kysely<Database>, log: number): HashesOf {
  return async (level, from, to) => {
    const rows =
      level === 0
        ? await db
            .selectFrom("record")
            .select("hash")
            .where("log", "=", log)
            .where("idx", ">=", from)
            .where("idx", "<", to)
            .orderBy("idx")
            .execute()
        : await db
            .selectFrom("log_tile")
            .select("root as hash")
            .where("log", "=", log)
            .where("level", "=", level - 1)
            .where("idx", ">=", from)
            .where("idx", "<", to)
            .orderBy("idx")
            .execute()
    if (rows.length !== to - from) throw new Error(`the log lacks hashes of level ${level} from ${from} to ${to}`)
    return rows.map(({ hash }) => hash)
  }
}

/** The root of the first `size` leaves, out of as few hashes as that takes. */
export const storedRoot = (size: number, hashesOf: HashesOf): Promise<MerkleHash> =>
  withHashes(hashesOf, (hashAt) => rootOfTiles(size, hashAt, LEDGER_HASHER))

/** That a leaf stands among the first `size`. */
export const storedInclusion = (index: number, size: number, hashesOf: HashesOf): Promise<readonly MerkleHash[]> =>
  withHashes(hashesOf, (hashAt) => proveInclusion(index, size, rangesOverTiles(hashAt, LEDGER_HASHER)))

/** That the first `size` begin with the first `oldSize`. */
export const storedConsistency = (oldSize: number, size: number, hashesOf: HashesOf): Promise<readonly MerkleHash[]> =>
  withHashes(hashesOf, (hashAt) => proveConsistency(oldSize, size, rangesOverTiles(hashAt, LEDGER_HASHER)))

type HashAt = (level: number, index: number) => MerkleHash

/** Works out which hashes a computation needs by running it once, then runs it on them: a tile is read at once. */
async function withHashes<T>(hashesOf: HashesOf, compute: (hashAt: HashAt) => T): Promise<T> {
  const needed = new Map<string, { readonly level: number; from: number; to: number }>()
  compute((level, index) => {
    const key = `${level} ${Math.floor(index / TILE_WIDTH)}`
    const range = needed.get(key) ?? { level, from: index, to: index + 1 }
    range.from = Math.min(range.from, index)
    range.to = Math.max(range.to, index + 1)
    needed.set(key, range)
    return ZERO
  })
  const found = new Map<string, MerkleHash>()
  for (const { level, from, to } of needed.values()) {
    const hashes = await hashesOf(level, from, to)
    for (const [at, hash] of hashes.entries()) found.set(`${level} ${from + at}`, hash)
  }
  return compute((level, index) => {
    const hash = found.get(`${level} ${index}`)
    if (hash === undefined) throw new Error(`the hash ${level}/${index} was not read`)
    return hash
  })
}

const ZERO = "0".repeat(64)
