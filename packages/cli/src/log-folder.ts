import { closeSync, openSync, readdirSync, readSync } from "node:fs"
import { join, relative, sep } from "node:path"
import { MAX_ENTRY_BYTES, TILE_WIDTH } from "@promotrail/core"
import { refused } from "./failure.ts"

/** No file of a log is longer than a full bundle of the longest entries; one that is longer is read no further. */
const MAX_FILE_BYTES = TILE_WIDTH * (MAX_ENTRY_BYTES + 2)
const NOT_THERE = new Set(["ENOENT", "ENOTDIR", "EISDIR"])

/** The bytes of a file of a log, or as many as show that it is none; undefined where there is no file. */
export function readLogFile(path: string): Uint8Array | undefined {
  let file: number | undefined
  try {
    file = openSync(path, "r")
    const pieces: Buffer[] = []
    for (let total = 0; total <= MAX_FILE_BYTES;) {
      const piece = Buffer.allocUnsafe(64 * 1024)
      const length = readSync(file, piece)
      if (length === 0) break
      pieces.push(piece.subarray(0, length))
      total += length
    }
    return Buffer.concat(pieces)
  } catch (error) {
    const { code = "unknown error" } = error as NodeJS.ErrnoException
    if (NOT_THERE.has(code)) return undefined
    throw refused(`${path} cannot be read (${code}).`)
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

/** All paths of files below a log's `tile` folder, as logs spell them. */
export function tilesIn(folder: string): readonly string[] {
  try {
    return readdirSync(join(folder, "tile"), { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, "/"))
      .toSorted()
  } catch {
    return [] // a log without entries has none, and one that should have some misses each by name
  }
}
