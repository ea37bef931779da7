import { closeSync, openSync, readdirSync, readSync, statSync } from "node:fs"
import { join } from "node:path"
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

const BLOCK = 512
const PIECE = 256 * 1024
/** What a ustar header has room for; longer names come in a pax header before it. */
const LONGEST_NAME = 100

/**
 * Puts the regular files of a folder into a tar archive (POSIX.1-1988 ustar, pax for long names), in the order of their
 * names, without owners and times: nothing of the machine goes along. Links are not followed.
 */
export function archiveOf(folder: string): FolderArchive {
  const members = membersOf(folder, "")
  const headers = members.map(({ name, size }) => headersOf(name, size))
  const size = members.reduce((sum, member, at) => sum + headers[at]!.length + padded(member.size), 2 * BLOCK)
  return {
    size,
    files: members.length,
    *pieces() {
      for (const [at, member] of members.entries()) {
        yield headers[at]!
        yield* contentOf(member)
        if (padded(member.size) > member.size) yield new Uint8Array(padded(member.size) - member.size)
      }
      yield new Uint8Array(2 * BLOCK)
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

const padded = (size: number): number => Math.ceil(size / BLOCK) * BLOCK

function headersOf(name: string, size: number): Uint8Array {
  const bytes = new TextEncoder().encode(name)
  if (bytes.length <= LONGEST_NAME) return header(bytes, size, "0")
  const record = paxRecord("path", name)
  const content = new Uint8Array(padded(record.length))
  content.set(record)
  return joined([
    header(new TextEncoder().encode("pax"), record.length, "x"),
    content,
    header(bytes.subarray(0, LONGEST_NAME), size, "0"),
  ])
}

/** `<length> <key>=<value>\n`, where the length counts itself (POSIX pax, extended header records). */
function paxRecord(key: string, value: string): Uint8Array {
  const rest = new TextEncoder().encode(` ${key}=${value}\n`)
  let length = rest.length + 1
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length
  return joined([new TextEncoder().encode(String(length)), rest])
}

function header(name: Uint8Array, size: number, type: "0" | "x"): Uint8Array {
  const block = new Uint8Array(BLOCK)
  const write = (text: string, at: number): void => block.set(new TextEncoder().encode(text), at)
  const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, "0")
  block.set(name, 0)
  write(`${octal(0o644, 7)}\0${octal(0, 7)}\0${octal(0, 7)}\0${octal(size, 11)}\0${octal(0, 11)}\0        ${type}`, 100)
  write("ustar\x0000", 257)
  write(
    `${octal(
      block.reduce((sum, byte) => sum + byte, 0),
      6,
    )}\0 `,
    148,
  )
  return block
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
