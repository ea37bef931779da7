import { Inflate } from "fflate"
import type { Limits } from "../limits.ts"
import { RefusedInput } from "../refusal.ts"
import { Crc32 } from "./crc32.ts"
import { unpacking } from "./gzip.ts"
import { broken, type Members, nameText, type Unpacker } from "./members.ts"
import { readZipDirectory, type ZipMember } from "./zip-directory.ts"

const LOCAL = 0x04034b50
const STORED = 0
const DEFLATED = 8
/** So much is unpacked at once: a piece may grow a thousandfold. */
const PIECE = 16 * 1024

/**
 * Reads a zip archive. What it holds is said at its end, so the packed bytes are held until then; of the unpacked ones
 * there is one piece at a time. Every member is compared with its length and checksum.
 */
export class ZipReader implements Unpacker {
  private readonly members: Members
  private readonly limits: Limits
  private readonly decode: (bytes: Uint8Array) => string
  private readonly pieces: Uint8Array[] = []
  private length = 0

  constructor(members: Members, limits: Limits, decode: (bytes: Uint8Array) => string) {
    this.members = members
    this.limits = limits
    this.decode = decode
  }

  write(bytes: Uint8Array): void {
    const limit = this.limits.heldBytes
    this.length += bytes.length
    if (this.length > limit) throw new RefusedInput({ kind: "too-large", what: "heldBytes", limit, line: null })
    this.pieces.push(bytes.slice())
  }

  end(): void {
    const bytes = this.whole()
    const members = readZipDirectory(bytes, this.limits.entries)
    const places = placesOf(members, bytes)
    for (const [index, member] of members.entries()) {
      const name = nameText(member.name, this.decode)
      if (member.isFile) this.unpack(member, name, bytes.subarray(places[index], places[index]! + member.packed))
      else this.members.other(name)
    }
  }

  private unpack(member: ZipMember, name: string, packed: Uint8Array): void {
    const crc = new Crc32()
    let size = 0
    const take = (piece: Uint8Array): void => {
      size += piece.length
      if (size > member.size) broken(`the member ${quoted(name)} is longer than it states`)
      crc.feed(piece)
      if (piece.length > 0) this.members.data(piece)
    }
    this.members.open(name)
    if (member.method === STORED) take(packed)
    else if (member.method === DEFLATED) {
      const inflate = new Inflate(take)
      for (let at = 0; at < packed.length || at === 0; at += PIECE) {
        unpacking(() => inflate.push(packed.slice(at, at + PIECE), at + PIECE >= packed.length))
      }
    } else
      broken(`the member ${quoted(name)} is packed by method ${member.method}; only stored and deflated ones are read`)
    if (size !== member.size || crc.value !== member.crc) {
      broken(`the member ${quoted(name)} is not what its checksum says: it is damaged`)
    }
    this.members.close()
  }

  private whole(): Uint8Array {
    const [only] = this.pieces
    if (this.pieces.length === 1 && only !== undefined) return only
    const whole = new Uint8Array(this.length)
    let to = 0
    for (const piece of this.pieces) {
      whole.set(piece, to)
      to += piece.length
    }
    this.pieces.length = 0
    return whole
  }
}

const quoted = (name: string): string => JSON.stringify(name.slice(0, 120))

/**
 * Where the bytes of each member begin. Its local header must say the same name as the directory, and no two members
 * may share bytes: that is how a small archive becomes a large one.
 */
function placesOf(members: readonly ZipMember[], bytes: Uint8Array): readonly number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const places = members.map(({ headerAt, packed, name }) => {
    if (headerAt + 30 > bytes.length || view.getUint32(headerAt, true) !== LOCAL)
      return broken("a member is not where its directory says")
    const nameLength = view.getUint16(headerAt + 26, true)
    const from = headerAt + 30 + nameLength + view.getUint16(headerAt + 28, true)
    if (from + packed > bytes.length) return broken("a member ends behind the end: it was cut off")
    const local = bytes.subarray(headerAt + 30, headerAt + 30 + nameLength)
    if (local.length !== name.length || local.some((byte, i) => byte !== name[i])) {
      return broken("its directory has another name for a member than the member itself")
    }
    return from
  })
  const inOrder = members
    .map(({ headerAt, packed }, i) => ({ from: headerAt, to: places[i]! + packed }))
    .toSorted((a, b) => a.from - b.from)
  for (const [i, { from }] of inOrder.entries()) {
    if (i > 0 && from < inOrder[i - 1]!.to) broken("members of it share bytes")
  }
  return places
}
