import { closeSync, openSync, readdirSync, readSync, statSync } from "node:fs"
import { join } from "node:path"
import { paddedTar, TAR_END, tarHead } from "@promotrail/core"
import { FileChanged } from "./wire/transport.ts"

/** A file of a folder as it was found: its name below the folder with `/`, where it is, and its size then. */
type Member = { readonly name: string; readonly path: string; readonly size: number }

/** A folder as one archive: its size in bytes, and the bytes, which are the same for the same files. */
export type FolderArchive = {
  readonly size: number
  readonly files: number
  /** Throws `FileChanged` when a file became shorter than it was. */
  readonly pieces: () => Generator<Uint8Array, void, undefined>
}

const PIECE = 256 * 1024

/**
 * Puts the regular files of a folder into a tar archive (POSIX.1-1988 ustar, pax for long names), in the order of their
 * names, without owners and times: nothing of the machine goes along. Links are not followed.
 */
export function archiveOf(folder: string): FolderArchive {
  const members = membersOf(folder, "")
  const headers = members.map(({ name, size }) => tarHead(name, size))
  const size = members.reduce((sum, member, at) => sum + headers[at]!.length + paddedTar(member.size), TAR_END.length)
  return {
    size,
    files: members.length,
    *pieces() {
      for (const [at, member] of members.entries()) {
        yield headers[at]!
        yield* contentOf(member)
        if (paddedTar(member.size) > member.size) yield new Uint8Array(paddedTar(member.size) - member.size)
      }
      yield TAR_END
    },
  }
}

function membersOf(folder: string, below: string): Member[] {
  const entries = readdirSync(join(folder, below), { withFileTypes: true })
  return entries
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const name = below === "" ? entry.name : `${below}/${entry.name}`
      if (entry.isDirectory()) return membersOf(folder, name)
      const path = join(folder, name)
      return entry.isFile() ? [{ name, path, size: statSync(path).size }] : []
    })
}

function* contentOf({ path, size }: Member): Generator<Uint8Array, void, undefined> {
  const file = openSync(path, "r")
  try {
    for (let left = size; left > 0;) {
      const piece = new Uint8Array(Math.min(PIECE, left))
      const read = readSync(file, piece)
      if (read === 0) throw new FileChanged()
      left -= read
      yield piece.subarray(0, read)
    }
  } finally {
    closeSync(file)
  }
}
