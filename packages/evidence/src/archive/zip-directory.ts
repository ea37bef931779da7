import { broken } from "./members.ts"

/** A member of a zip archive, as its central directory has it. */
export type ZipMember = {
  readonly name: Uint8Array
  readonly isFile: boolean
  readonly method: number
  readonly crc: number
  readonly packed: number
  readonly size: number
  readonly headerAt: number
}

const END = 0x06054b50
const END_64_LOCATOR = 0x07064b50
const END_64 = 0x06064b50
const MEMBER = 0x02014b50
const END_LENGTH = 22
const LONGEST_COMMENT = 0xffff
/** A field of 32 bits that says "see the zip64 field". */
const ELSEWHERE = 0xffffffff
const ZIP_64_FIELD = 1
const SYMBOLIC_LINK = 0o12
const KIND_BITS = 12 + 16

/**
 * Reads the central directory (PKWARE's APPNOTE 4.3.12 and 4.3.14, zip64 too). It is what an archive holds: local
 * headers may lack sizes, and bytes that no entry names are nobody's.
 */
export function readZipDirectory(bytes: Uint8Array, most: number): readonly ZipMember[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const end = endAt(view)
  const { at, length, count } = directoryOf(view, end)
  if (count > most) return broken(`it holds more than ${most} members`)
  if (at + length > end) broken("its directory is not where it says")
  const members: ZipMember[] = []
  let next = at
  for (let i = 0; i < count; i++) {
    if (next + 46 > end || view.getUint32(next, true) !== MEMBER) broken("its directory is damaged")
    const { member, length: taken } = readMember(view, bytes, next)
    members.push(member)
    next += taken
  }
  if (next !== at + length) broken("its directory is damaged")
  return members
}

/** The end record stands last, before a comment of which it says the length. */
function endAt(view: DataView): number {
  const last = view.byteLength - END_LENGTH
  for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--) {
    if (view.getUint32(at, true) === END && at + END_LENGTH + view.getUint16(at + 20, true) === view.byteLength)
      return at
  }
  return broken("it has no end: it was cut off")
}

function directoryOf(view: DataView, end: number): { at: number; length: number; count: number } {
  const plain = {
    at: view.getUint32(end + 16, true),
    length: view.getUint32(end + 12, true),
    count: view.getUint16(end + 10, true),
  }
  if (view.getUint16(end + 4, true) !== view.getUint16(end + 6, true)) broken("it is one part of several")
  const is64 = plain.at === ELSEWHERE || plain.length === ELSEWHERE || plain.count === 0xffff
  if (!is64 || end < 20 || view.getUint32(end - 20, true) !== END_64_LOCATOR) {
    if (view.getUint16(end + 4, true) !== 0) broken("it is one part of several")
    return plain
  }
  const record = integer(view, end - 20 + 8)
  if (record + 56 > end || view.getUint32(record, true) !== END_64) broken("its directory is not where it says")
  return { at: integer(view, record + 48), length: integer(view, record + 40), count: integer(view, record + 32) }
}

function readMember(view: DataView, bytes: Uint8Array, at: number): { member: ZipMember; length: number } {
  const flags = view.getUint16(at + 8, true)
  if ((flags & 0x2041) !== 0) broken("a member of it is encrypted")
  const nameLength = view.getUint16(at + 28, true)
  const extraLength = view.getUint16(at + 30, true)
  const length = 46 + nameLength + extraLength + view.getUint16(at + 32, true)
  if (at + length > view.byteLength) broken("its directory is damaged")
  const name = bytes.subarray(at + 46, at + 46 + nameLength)
  const extra = new DataView(view.buffer, view.byteOffset + at + 46 + nameLength, extraLength)
  const [size, packed, headerAt] = wide(extra, [
    view.getUint32(at + 24, true),
    view.getUint32(at + 20, true),
    view.getUint32(at + 42, true),
  ])
  const isLink = view.getUint32(at + 38, true) >>> KIND_BITS === SYMBOLIC_LINK
  const isFolder = name.at(-1) === 0x2f || name.at(-1) === 0x5c
  const method = view.getUint16(at + 10, true)
  const crc = view.getUint32(at + 16, true)
  return { member: { name, isFile: !isLink && !isFolder, method, crc, packed, size, headerAt }, length }
}

/** Replaces what is elsewhere by what the zip64 field has of it, in the order it has it. */
function wide(extra: DataView, values: readonly [number, number, number]): [number, number, number] {
  const [size, packed, headerAt] = values
  if (!values.includes(ELSEWHERE)) return [size, packed, headerAt]
  for (let at = 0; at + 4 <= extra.byteLength;) {
    const length = extra.getUint16(at + 2, true)
    if (extra.getUint16(at, true) === ZIP_64_FIELD && at + 4 + length <= extra.byteLength) {
      let next = at + 4
      const take = (value: number): number => {
        if (value !== ELSEWHERE) return value
        if (next + 8 > at + 4 + length) return broken("a zip64 field in it is damaged")
        next += 8
        return integer(extra, next - 8)
      }
      return [take(size), take(packed), take(headerAt)]
    }
    at += 4 + length
  }
  return broken("a zip64 field in it is missing")
}

function integer(view: DataView, at: number): number {
  if (at < 0 || at + 8 > view.byteLength) return broken("its directory is damaged")
  const value = view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32
  return Number.isSafeInteger(value) ? value : broken("a size in it is none")
}
