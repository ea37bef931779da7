import type { Lines } from "./lines.ts"
import { continues, sequenceLength } from "../encoding/utf8.ts"

/** What a look at newly arrived bytes found. */
export type Inspection = {
  /** Up to here the bytes are whole, correct characters. */
  ready: number
  /** Position of a byte that is not UTF-8, or of a NUL; -1 when all is well. */
  bad: number
  /** Characters that XML forbids but that are readable (terminal colours, bells). */
  forbidden: number
}

const HIGH = 0x80808080 | 0
const BELOW_SPACE = 0x20202020

/**
 * Checks `bytes[from, to)` once, four bytes at a time where nothing but printable ASCII is found: UTF-8, NUL,
 * forbidden characters, newlines. `words` is the same memory; `offset` is the absolute position of index 0.
 */
export function inspect(
  bytes: Uint8Array,
  words: Int32Array,
  from: number,
  to: number,
  offset: number,
  lines: Lines,
  found: Inspection,
): void {
  found.bad = -1
  found.forbidden = 0
  let i = from
  while (i < to) {
    if ((i & 3) === 0) {
      let w = i >> 2
      const last = to >> 2
      while (w < last) {
        const word = words[w]!
        if (((word | (((word - BELOW_SPACE) | 0) & ~word)) & HIGH) !== 0) break
        w++
      }
      i = w << 2
      if (i >= to) break
    }
    const byte = bytes[i]!
    if (byte >= 0x20 && byte < 0x80) i++
    else if (byte === 0x0a) lines.add(offset + i++)
    else if (byte === 0x0d || byte === 0x09) i++
    else if (byte < 0x20) {
      if (byte === 0) break
      found.forbidden++
      i++
    } else {
      const length = sequenceLength(byte)
      const have = Math.min(length, to - i)
      if (length === 0 || !continues(bytes, i, length, have)) break
      if (have < length) {
        found.ready = i
        return
      }
      if (byte === 0xef && bytes[i + 1] === 0xbf && bytes[i + 2]! >= 0xbe) found.forbidden++
      i += length
    }
  }
  found.ready = i
  if (i < to) found.bad = i
}
