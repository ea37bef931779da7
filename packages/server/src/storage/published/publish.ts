import { randomUUID } from "node:crypto"
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises"
import { dirname, join } from "node:path"
import { bundlesOf, parseCheckpoint, parseNote, TILE_WIDTH, tilePath, tilesOf, type Tile } from "@promotrail/core"
import type { LogReads, LogRow } from "../../ports/log.ts"

/** Where files are written before they are put in their place, beside the logs. */
const DRAFTS = ".drafts"
/** A draft that is so old is of a server that died while it wrote. Others may be publishing here, too. */
const FORGOTTEN_MS = 3_600_000

/** Makes the bytes of a tile; handed in, since what a tile is made of is the application's affair. */
export type TileBytes = (log: number, tile: Tile) => Promise<Uint8Array>

/**
 * Publishes the logs as files, each below its origin: first what a checkpoint stands for, durably, then the checkpoint in
 * one step. Whoever reads a checkpoint finds its tiles, whenever this was killed. A file that is there is not written
 * again: a tile never changes.
 */
export async function publishLogs(read: LogReads, tileBytes: TileBytes, folder: string): Promise<void> {
  const drafts = join(folder, DRAFTS)
  let isFirst = true
  for (const log of await read.logs()) {
    const files = join(folder, log.origin)
    const before = await publishedSize(files)
    if (before >= log.size) continue
    if (isFirst) await makeRoom(drafts)
    isFirst = false
    await publishLog(log, tileBytes, { files, drafts, before })
  }
}

type Place = { readonly files: string; readonly drafts: string; readonly before: number }

async function publishLog(log: LogRow, tileBytes: TileBytes, { files, drafts, before }: Place): Promise<void> {
  for (const tile of [...bundlesOf(log.size), ...tilesOf(log.size)]) {
    if (isPublished(tile, before)) continue
    await put(join(files, tilePath(tile)), await tileBytes(log.log, tile), drafts)
  }
  // Another server that publishes here may have come further meanwhile; a log never gets shorter before its readers' eyes.
  if ((await publishedSize(files)) >= log.size) return
  await put(join(files, "checkpoint"), Buffer.from(log.note, "utf8"), drafts, "replace")
  await dropPartial(files, before, log.size)
}

/** Makes the folder of drafts, and clears what somebody left there for good. */
async function makeRoom(drafts: string): Promise<void> {
  await mkdir(drafts, { recursive: true })
  for (const name of await readdir(drafts)) {
    const path = join(drafts, name)
    const age = Date.now() - ((await stat(path).catch(() => undefined))?.mtimeMs ?? Date.now())
    if (age > FORGOTTEN_MS) await rm(path, { force: true })
  }
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
async function put(target: string, bytes: Uint8Array, drafts: string, mode?: "replace"): Promise<void> {
  if (mode !== "replace" && (await stat(target).catch(() => undefined))?.size === bytes.length) return
  await mkdir(dirname(target), { recursive: true })
  const draft = join(drafts, randomUUID())
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
