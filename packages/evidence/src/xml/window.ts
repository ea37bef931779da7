import type { Limits } from "../limits.ts"
import { RefusedInput } from "../refusal.ts"
import { type Inspection, inspect } from "./inspect.ts"
import { Lines } from "./lines.ts"

// Most reports are small; the window grows with the first that is not.
const FIRST = 4096

/** So much is taken in at a time. */
export const BLOCK = 64 * 1024

/**
 * The part of a file that is in memory: from `start`, what is not yet understood, to `end`. All of it is checked
 * UTF-8 without NUL, and a 0 byte stands at `end`, so that the loops over it need no bounds.
 */
export class Window {
  bytes = new Uint8Array(FIRST)
  /** The same memory, four bytes at a time. */
  words = new Int32Array(this.bytes.buffer)
  start = 0
  end = 0
  /** Characters that XML forbids and that are replaced or passed over. */
  forbidden = 0
  private readonly limits: Limits
  private readonly lines = new Lines()
  private readonly found: Inspection = { ready: 0, bad: -1, forbidden: 0 }
  /** Absolute position of the first byte. */
  private offset = 0
  /** Bytes of a character whose rest has not arrived. */
  private readonly partial = new Uint8Array(4)
  private partialLength = 0

  constructor(limits: Limits) {
    this.limits = limits
  }

  /** Takes in at most a block; false when it holds a byte that ends all reading at `end`. */
  take(block: Uint8Array): boolean {
    const { partial, partialLength, found } = this
    this.makeRoom(partialLength + block.length)
    const from = this.end
    this.bytes.set(partial.subarray(0, partialLength), from)
    this.bytes.set(block, from + partialLength)
    const to = from + partialLength + block.length
    inspect(this.bytes, this.words, from, to, this.offset, this.lines, found)
    this.forbidden += found.forbidden
    this.end = found.ready
    const good = found.bad < 0
    this.partialLength = good ? to - this.end : 0
    partial.set(this.bytes.subarray(this.end, this.end + this.partialLength))
    found.bad = good ? -1 : this.bytes[this.end]!
    this.bytes[this.end] = 0
    return good
  }

  /** Whether the window ends in the middle of a character. */
  get endsInCharacter(): boolean {
    return this.partialLength > 0
  }

  /** The line of a position; positions must be asked for in ascending order. */
  lineAt(at: number): number {
    return this.lines.lineAt(this.offset + at)
  }

  refuseSyntax(at: number, what: string): never {
    const position = this.offset + at
    const line = this.lines.lineAt(position)
    throw new RefusedInput({ kind: "malformed", line, column: this.lines.columnAt(position), what })
  }

  /** Refuses the byte behind the window. */
  refuseByte(): never {
    if (this.found.bad === 0) this.refuseSyntax(this.end, "a NUL byte")
    const position = this.offset + this.end
    const line = this.lines.lineAt(position)
    throw new RefusedInput({ kind: "bad-bytes", encoding: "UTF-8", line, column: this.lines.columnAt(position) })
  }

  refuseSize(what: keyof Limits, at: number): never {
    throw new RefusedInput({ kind: "too-large", what, limit: this.limits[what], line: this.lineAt(at) })
  }

  refuseEnd(within: string): never {
    throw new RefusedInput({ kind: "truncated", line: this.lineAt(this.end), within })
  }

  private makeRoom(more: number): void {
    if (this.start > 0) {
      this.bytes.copyWithin(0, this.start, this.end)
      this.offset += this.start
      this.end -= this.start
      this.start = 0
    }
    if (this.end + more < this.bytes.length) return
    const larger = new Uint8Array(Math.ceil((2 * (this.end + more + 1)) / 4) * 4)
    larger.set(this.bytes.subarray(0, this.end))
    this.bytes = larger
    this.words = new Int32Array(larger.buffer)
  }
}

/** The answer of a reader whose token goes on behind the window. */
export const UNFINISHED = -1
