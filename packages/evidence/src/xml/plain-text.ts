import { TEXT_STOP } from "./characters.ts"

const ONES = 0x01010101
const HIGHS = 0x80808080 | 0
const LESS_THANS = 0x3c3c3c3c
const AMPERSANDS = 0x26262626
const BRACKETS = 0x5d5d5d5d

/**
 * Where plain text ends: at `<`, `&`, `]` or the 0 behind the window. Most of a report is output of tests, so four
 * bytes are looked at together: `(x - 1) & ~x & 0x80` is not zero exactly in the bytes of `x` that are zero, or above
 * one that is. `words` is the same memory as `bytes`.
 */
export function plainText(bytes: Uint8Array, words: Int32Array, from: number): number {
  let i = from
  while ((i & 3) !== 0) {
    if (TEXT_STOP[bytes[i]!] !== 0) return i
    i++
  }
  for (let w = i >> 2; ; w++) {
    const word = words[w]!
    const a = word ^ LESS_THANS
    const b = word ^ AMPERSANDS
    const c = word ^ BRACKETS
    const stops =
      (((a - ONES) | 0) & ~a) | (((b - ONES) | 0) & ~b) | (((c - ONES) | 0) & ~c) | (((word - ONES) | 0) & ~word)
    if ((stops & HIGHS) !== 0) {
      i = w << 2
      while (TEXT_STOP[bytes[i]!] === 0) i++
      return i
    }
  }
}
