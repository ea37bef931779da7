import { formatBundle, formatTile, hashesOnLevel, parseTilePath, TILE_WIDTH, utf8Of, type Tile } from "@promotrail/core"
import type { LogReads, LogRow } from "../ports/log.ts"

type Reads = Pick<LogReads, "leaves" | "logHashes">

/**
 * A file of a log, by its path below the log's prefix: `checkpoint`, `tile/…` or `tile/entries/…` (c2sp.org/tlog-tiles).
 * Undefined for what the log, as it stands in `log`, does not have.
 */
export async function logFile(read: Reads, log: LogRow, path: string): Promise<Uint8Array | undefined> {
  if (path === "checkpoint") return utf8Of(log.note)
  const tile = parseTilePath(path)
  return tile === undefined || !isWithin(tile, log.size) ? undefined : tileBytes(read, log.log, tile)
}

/** The bytes of a tile that the log has. */
export async function tileBytes(read: Reads, log: number, { level, index, width }: Tile): Promise<Uint8Array> {
  const from = index * TILE_WIDTH
  if (level !== "entries") return formatTile(await read.logHashes(log, level, from, from + width))
  return formatBundle((await read.leaves(log, from, width)).map(utf8Of))
}

/** A tile is whole or partial; either way all of it must be covered by the checkpoint. */
function isWithin({ level, index, width }: Tile, size: number): boolean {
  return index * TILE_WIDTH + width <= hashesOnLevel(size, level === "entries" ? 0 : level)
}
