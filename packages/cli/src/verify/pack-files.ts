import { createHash, hash } from "node:crypto"
import { closeSync, fstatSync, openSync, readdirSync, readSync } from "node:fs"
import { join, relative, sep } from "node:path"
import { readTar, type Pack, type TarFault } from "@promotrail/core"
import { refused } from "../failure.ts"

const PIECE = 1024 * 1024

/** A pack that is read from here, until it is closed. */
export type OpenPack = Pack & { readonly close: () => void }

/** Opens the archive of a pack; what is not as we write archives is answered instead. */
export function openPackArchive(path: string): OpenPack | TarFault {
  const file = openSync(path, "r")
  const length = fstatSync(file).size
  // Heads stand close to each other: a piece of the archive is read once for many of them.
  let held: Uint8Array = new Uint8Array()
  let from = 0
  const readAt = (at: number, bytes: number): Uint8Array => {
    if (at < from || at + bytes > from + held.length) {
      held = read(file, at, Math.max(bytes, Math.min(64 * 1024, length - at)))
      from = at
    }
    return held.subarray(at - from, at - from + bytes)
  }
  const files = readTar(readAt, length)
  if ("kind" in files) {
    closeSync(file)
    return files
  }
  const places = new Map(files.map((each) => [each.path, each]))
  return {
    paths: files.map((each) => each.path),
    isOrdered: true,
    read(name) {
      const place = places.get(name)
      return place === undefined ? undefined : read(file, place.at, place.bytes)
    },
    digest(name) {
      const place = places.get(name)
      return place === undefined ? undefined : digestOf(file, place.at, place.bytes)
    },
    close: () => closeSync(file),
  }
}

/** Opens the folder that a pack was unpacked to. */
export function openPackFolder(folder: string): OpenPack {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory())
  const paths = entries
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, "/"))
    .toSorted()
  const known = new Set(paths)
  function withFile<T>(name: string, use: (file: number, bytes: number) => T): T | undefined {
    // Only what was found below the folder: a manifest may name anything.
    if (!known.has(name)) return undefined
    let file: number
    try {
      file = openSync(join(folder, name), "r")
    } catch (error) {
      throw refused(`${name} cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown error"}).`)
    }
    try {
      const stats = fstatSync(file)
      return stats.isFile() ? use(file, stats.size) : undefined
    } finally {
      closeSync(file)
    }
  }
  return {
    paths,
    isOrdered: false,
    read: (name) => withFile(name, (file, bytes) => read(file, 0, bytes)),
    digest: (name) => withFile(name, (file, bytes) => digestOf(file, 0, bytes)),
    close: () => {},
  }
}

function read(file: number, at: number, bytes: number): Buffer {
  const buffer = Buffer.allocUnsafe(Math.max(0, bytes))
  let done = 0
  while (done < buffer.length) {
    const length = readSync(file, buffer, done, buffer.length - done, at + done)
    if (length === 0) break
    done += length
  }
  return buffer.subarray(0, done)
}

function digestOf(file: number, at: number, bytes: number): { readonly bytes: number; readonly sha256: string } {
  if (bytes <= PIECE) return { bytes, sha256: hash("sha256", read(file, at, bytes), "hex") }
  const hashing = createHash("sha256")
  for (let done = 0; done < bytes; done += PIECE) hashing.update(read(file, at + done, Math.min(PIECE, bytes - done)))
  return { bytes, sha256: hashing.digest("hex") }
}
