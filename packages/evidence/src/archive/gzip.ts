import { Gunzip } from "fflate"
import { Crc32 } from "./crc32.ts"
import { broken, type Unpacker } from "./members.ts"

/** So much is unpacked at once: a piece may grow a thousandfold. */
const PIECE = 16 * 1024
/** Checksum and length behind each member. */
const TRAILER = 8
/** What is remembered of the packed bytes: the trailer of a member, and some slack before the next is recognised. */
const REMEMBERED = 2 * PIECE

/**
 * Unpacks gzip (RFC 1952) as it streams in, several members one after the other too. The library does not look at
 * checksum and length, so they are compared here: a damaged archive must not become a readable report.
 */
export class GzipReader implements Unpacker {
  private readonly sink: (bytes: Uint8Array) => void
  private readonly gunzip: Gunzip
  private crc = new Crc32()
  private length = 0
  private unpacked = 0
  /** The last packed bytes, and the position of the first of them. */
  private tail = new Uint8Array(0)
  private tailAt = 0

  constructor(sink: (bytes: Uint8Array) => void) {
    this.sink = sink
    this.gunzip = new Gunzip((bytes) => {
      this.crc.feed(bytes)
      this.length = (this.length + bytes.length) >>> 0
      this.unpacked += bytes.length
      if (bytes.length > 0) this.sink(bytes)
    })
    this.gunzip.onmember = (at) => this.closeMember(at)
  }

  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += PIECE) this.push(bytes.slice(at, at + PIECE), false)
  }

  end(): void {
    this.push(new Uint8Array(0), true)
    this.closeMember(this.tailAt + this.tail.length)
  }

  private push(piece: Uint8Array, isLast: boolean): void {
    this.remember(piece)
    unpacking(() => this.gunzip.push(piece, isLast))
  }

  private remember(piece: Uint8Array): void {
    const kept = this.tail.subarray(Math.max(0, this.tail.length + piece.length - REMEMBERED))
    const joined = new Uint8Array(kept.length + piece.length)
    joined.set(kept)
    joined.set(piece, kept.length)
    this.tailAt += this.tail.length - kept.length
    this.tail = joined
  }

  /** A member ends where the next begins, at `end`: compares what was unpacked with what its trailer says. */
  private closeMember(end: number): void {
    const from = end - TRAILER - this.tailAt
    if (from < 0) broken("it is shorter than its own checksum: it was cut off")
    const trailer = new DataView(this.tail.buffer, this.tail.byteOffset + from, TRAILER)
    if (trailer.getUint32(0, true) !== this.crc.value || trailer.getUint32(4, true) !== this.length) {
      broken("its checksum is not that of its content: it is damaged or was cut off")
    }
    this.crc = new Crc32()
    this.length = 0
  }
}

/** Runs a step of a library that throws on damaged data. */
export function unpacking(step: () => void): void {
  try {
    step()
  } catch (fault) {
    // Only the library's own errors have a code: what the reader behind it says goes through.
    if (fault instanceof Error && "code" in fault && typeof fault.code === "number") {
      broken(`its compressed data is damaged or was cut off (${fault.message})`)
    }
    throw fault
  }
}
