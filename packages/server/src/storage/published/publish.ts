import { mkdir, open, readFile, rename, rm, stat } from "node:fs/promises"
import { dirname, join } from "node:path"
import { bundlesOf, parseCheckpoint, parseNote, TILE_WIDTH, tilePath, tilesOf, type Tile } from "@promotrail/core"
import type { LogReads, LogRow } from "../../ports/log.ts"

/** Makes the bytes of a tile; handed in, since what a tile is made of is the application's affair. */
export type TileBytes = (log: number, tile: Tile) => Promise<Uint8Array>

/**
 * Publishes the logs as files, each below its origin: first what a checkpoint stands for, durably, then the checkpoint in
 * one step. Whoever reads a checkpoint finds its tiles, whenever this was killed. A file that is there is not written
 * again: a tile never changes.
 */
export async function publishLogs(read: LogReads, tileBytes: TileBytes, folder: string): Promise<void> {
  for (const log of await read.logs()) await publishLog(log, tileBytes, join(folder, log.origin))
}

async function publishLog(log: LogRow, tileBytes: TileBytes, folder: string): Promise<void> {
  const before = await publishedSize(folder)
  if (before >= log.size) return
  for (const tile of [...bundlesOf(log.size), ...tilesOf(log.size)]) {
    if (isPublished(tile, before)) continue
    await put(folder, tilePath(tile), await tileBytes(log.log, tile))
  }
  await put(folder, "checkpoint", Buffer.from(log.note, "utf8"), "replace")
  await dropPartial(folder, before, log.size)
}

/** How long the log was when it was last published here; 0 where it was not. */
async function publishedSize(folder: string): Promise<number> {
  const text = await readFile(join(folder, "checkpoint"), "utf8").catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined
    throw error
  })
  const note = text === undefined ? undefined : parseNote(text)
  const checkpoint = note?.ok === true ? parseCheckpoint(note.value.text) : undefined
  return checkpoint?.ok === true ? checkpoint.value.size : 0
}

/** A whole tile that an earlier checkpoint stood for is there for good. */
function isPublished({ level, index, width }: Tile, before: number): boolean {
  const leaves = TILE_WIDTH ** ((level === "entries" ? 0 : level) + 1)
  return width === TILE_WIDTH && (index + 1) * leaves <= before
}

/** Writes a file whole, or not at all. */
async function put(folder: string, path: string, bytes: Uint8Array, mode?: "replace"): Promise<void> {
  const target = join(folder, path)
  if (mode !== "replace" && (await stat(target).catch(() => undefined))?.size === bytes.length) return
  await mkdir(dirname(target), { recursive: true })
  const draft = `${target}.${process.pid}.new`
  const file = await open(draft, "w")
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(draft, target)
  const directory = await open(dirname(target), "r")
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

/** Partial tiles whose whole tile is there by now serve nobody. */
async function dropPartial(folder: string, before: number, size: number): Promise<void> {
  for (const tile of [...bundlesOf(before), ...tilesOf(before)]) {
    if (tile.width === TILE_WIDTH || !isPublished({ ...tile, width: TILE_WIDTH }, size)) continue
    await rm(join(folder, `${tilePath({ ...tile, width: TILE_WIDTH })}.p`), { recursive: true, force: true })
  }
}
