import { broken, type Members, type Unpacker } from "./members.ts"
import { isTarHeader, readTarHeader, type TarHeader } from "./tar-header.ts"

const BLOCK = 512
/** Bytes of a pax header or a GNU long name. */
const LONGEST_HEADER = 1024 * 1024
/** Regular files: by POSIX, by old archives, and "contiguous" ones. */
const FILES: ReadonlySet<string> = new Set(["0", "7"])
const DIRECTORY = "5"

/** Reads a tar archive as it streams in: POSIX ustar and pax, GNU long names and sizes. */
export class TarReader implements Unpacker {
  private readonly members: Members
  private readonly decode: (bytes: Uint8Array) => string
  private readonly block = new Uint8Array(BLOCK)
  private blockLength = 0
  /** The member whose bytes are due, and how many of them and of the padding behind them are. */
  private current: TarHeader | undefined
  private due = 0
  private padding = 0
  /** A header about the next member, as far as it was read. */
  private kept: Uint8Array | undefined
  private keptLength = 0
  private next: { name?: string; size?: number } = {}
  private state: "members" | "ended" = "members"
  private read = 0

  constructor(members: Members, decode: (bytes: Uint8Array) => string) {
    this.members = members
    this.decode = decode
  }

  write(bytes: Uint8Array): void {
    let at = 0
    while (at < bytes.length) {
      if (this.due > 0) at = this.content(bytes, at)
      else if (this.padding > 0) {
        const skipped = Math.min(this.padding, bytes.length - at)
        this.padding -= skipped
        at += skipped
      } else at = this.header(bytes, at)
    }
  }

  end(): void {
    if (this.state === "ended") return
    broken(
      this.read === 0
        ? "it ends before its first member"
        : "it ends without the two empty blocks that end a tar archive: it was cut off",
    )
  }

  private content(bytes: Uint8Array, at: number): number {
    const piece = bytes.subarray(at, at + this.due)
    this.due -= piece.length
    if (this.kept !== undefined) {
      this.kept.set(piece, this.keptLength)
      this.keptLength += piece.length
    } else if (this.current !== undefined && FILES.has(this.current.type)) this.members.data(piece)
    if (this.due === 0) this.closeMember()
    return at + piece.length
  }

  private header(bytes: Uint8Array, at: number): number {
    const piece = bytes.subarray(at, at + BLOCK - this.blockLength)
    this.block.set(piece, this.blockLength)
    this.blockLength += piece.length
    if (this.blockLength === BLOCK) {
      this.blockLength = 0
      this.openMember()
    }
    return at + piece.length
  }

  private openMember(): void {
    const { block } = this
    if (block.every((byte) => byte === 0)) {
      this.state = "ended"
      return
    }
    if (this.state === "ended") broken("there is more behind its end")
    if (!isTarHeader(block)) broken("a header in it is damaged")
    const stated = readTarHeader(block, this.decode)
    if (stated === undefined) return broken("a size in it is none")
    this.read++
    const { type } = stated
    // What is said of a member holds for the next one that is a member, not for further headers.
    const isAbout = type === "x" || type === "g" || type === "L" || type === "K"
    const size = isAbout ? stated.size : (this.next.size ?? stated.size)
    const name = isAbout ? stated.name : (this.next.name ?? stated.name)
    const header: TarHeader = { name, size, type }
    if (!isAbout) this.next = {}
    this.due = size
    this.padding = (BLOCK - (size % BLOCK)) % BLOCK
    this.current = header
    if (isAbout) {
      if (size > LONGEST_HEADER) broken("a header in it is longer than any name or size")
      this.kept = new Uint8Array(size)
      this.keptLength = 0
    } else if (type === "S") broken("it holds a sparse file")
    else if (FILES.has(type) && !name.endsWith("/")) this.members.open(name)
    else {
      // Links and folders have no content, whatever their size says.
      if (type === DIRECTORY || type === "1" || type === "2") this.due = this.padding = 0
      this.members.other(name)
    }
    if (this.due === 0) this.closeMember()
  }

  private closeMember(): void {
    const { current, kept } = this
    this.current = undefined
    this.kept = undefined
    if (current === undefined) return undefined
    if (kept !== undefined) return this.takeHeader(current.type, kept)
    if (FILES.has(current.type) && !current.name.endsWith("/")) this.members.close()
    return undefined
  }

  private takeHeader(type: string, bytes: Uint8Array): void {
    if (type === "L") {
      const end = bytes.indexOf(0)
      this.next.name = this.decode(end < 0 ? bytes : bytes.subarray(0, end))
    } else if (type === "x") this.takePax(bytes)
  }

  /** Records of a pax header: `length key=value\n`, the length counting itself. */
  private takePax(bytes: Uint8Array): void {
    let at = 0
    while (at < bytes.length) {
      const space = bytes.indexOf(0x20, at)
      const length =
        space < 0 ? Number.NaN : Number(String.fromCharCode(...bytes.subarray(at, Math.min(space, at + 12))))
      if (!Number.isInteger(length) || length <= space - at || at + length > bytes.length)
        broken("a pax header in it is damaged")
      const record = this.decode(bytes.subarray(space + 1, at + length - 1))
      const equals = record.indexOf("=")
      const key = record.slice(0, equals)
      const value = record.slice(equals + 1)
      if (key === "path") this.next.name = value
      else if (key === "size") {
        if (!/^\d{1,15}$/.test(value)) broken("a size in it is none")
        this.next.size = Number(value)
      } else if (key.startsWith("GNU.sparse")) broken("it holds a sparse file")
      at += length
    }
  }
}
