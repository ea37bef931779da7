import { type Decoder, utf8Of } from "../decoders.ts"
import type { FormatInput, FormatReader, Reading } from "../format.ts"
import type { Limits } from "../limits.ts"
import { RefusedInput } from "../refusal.ts"

/** Called for every line, without its end. `at` is its number, from 1. */
export type OnLine = (text: string, at: number) => void

/** A reader of text, line by line: `\n`, `\r\n`, and the last line with or without an end. Bad UTF-8 is refused. */
export function openLines(input: FormatInput, onLine: OnLine, finish: (lines: number) => Reading): FormatReader {
  const lines = new LineSplitter(input.limits, utf8Of(input), onLine)
  return {
    write: (bytes) => lines.write(bytes),
    end: () => finish(lines.finish()),
  }
}

/** Cuts UTF-8 bytes into lines; a line is bounded by `limits.heldBytes`. */
export class LineSplitter {
  private readonly limits: Limits
  private readonly utf8: Decoder
  private readonly onLine: OnLine
  private readonly pieces: Uint8Array[] = []
  private waiting = 0
  private line = 1

  constructor(limits: Limits, utf8: Decoder, onLine: OnLine) {
    this.limits = limits
    this.utf8 = utf8
    this.onLine = onLine
  }

  /** Throws `RefusedInput`; keeps nothing of `bytes`. */
  write(bytes: Uint8Array): void {
    let from = 0
    for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, from)) {
      this.emit(bytes.subarray(from, end))
      this.line++
      from = end + 1
    }
    if (from === bytes.length) return
    this.waiting += bytes.length - from
    if (this.waiting > this.limits.heldBytes) {
      throw new RefusedInput({
        kind: "too-large",
        what: "heldBytes",
        limit: this.limits.heldBytes,
        line: this.line,
      })
    }
    this.pieces.push(bytes.slice(from))
  }

  /** Hands over a last line that has no end; answers how many lines there were. */
  finish(): number {
    if (this.waiting === 0) return this.line - 1
    this.emit(new Uint8Array(0))
    return this.line
  }

  private emit(last: Uint8Array): void {
    const bytes = this.waiting === 0 ? last : this.joined(last)
    const text = bytes[bytes.length - 1] === 0x0d ? bytes.subarray(0, -1) : bytes
    this.onLine(text.length === 0 ? "" : this.decode(text), this.line)
  }

  private joined(last: Uint8Array): Uint8Array {
    const whole = new Uint8Array(this.waiting + last.length)
    let to = 0
    for (const piece of this.pieces) {
      whole.set(piece, to)
      to += piece.length
    }
    whole.set(last, to)
    this.pieces.length = 0
    this.waiting = 0
    return whole
  }

  private decode(bytes: Uint8Array): string {
    try {
      return this.utf8.decode(bytes)
    } catch {
      throw new RefusedInput({ kind: "bad-bytes", encoding: "UTF-8", line: this.line, column: this.faultIn(bytes) })
    }
  }

  /** A decoder says that a line is wrong, not where: the longest good beginning tells. */
  private faultIn(bytes: Uint8Array): number {
    let good = 0
    let bad = bytes.length
    while (bad - good > 1) {
      const middle = (good + bad) >> 1
      // A cut inside a character is no fault of the beginning: look at where the character starts.
      let cut = middle
      while (cut > good && (bytes[cut]! & 0xc0) === 0x80) cut--
      if (cut === good || !this.decodes(bytes.subarray(0, cut))) bad = middle
      else good = middle
    }
    return good + 1
  }

  private decodes(bytes: Uint8Array): boolean {
    try {
      this.utf8.decode(bytes)
      return true
    } catch {
      return false
    }
  }
}
