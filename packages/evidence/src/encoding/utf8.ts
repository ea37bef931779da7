import type { Decoder } from "../decoders.ts"

/** Length of the UTF-8 sequence that starts with `first`, or 0 when none may (RFC 3629 §4). */
export function sequenceLength(first: number): number {
  if (first < 0x80) return 1
  if (first < 0xc2) return 0
  if (first < 0xe0) return 2
  if (first < 0xf0) return 3
  return first < 0xf5 ? 4 : 0
}

/**
 * Checks the continuation bytes of a sequence: no overlong form, no surrogate, nothing beyond U+10FFFF.
 * `have` may be less than `length` at the end of a window; what is there must still be right.
 */
export function continues(bytes: Uint8Array, at: number, length: number, have: number): boolean {
  for (let i = 1; i < have; i++) if ((bytes[at + i]! & 0xc0) !== 0x80) return false
  if (have < 2) return true
  const first = bytes[at]!
  const second = bytes[at + 1]!
  if (length === 3) return first === 0xe0 ? second >= 0xa0 : first === 0xed ? second < 0xa0 : true
  if (length === 4) return first === 0xf0 ? second >= 0x90 : first === 0xf4 ? second < 0x90 : true
  return true
}

/** The code point of a checked sequence. */
export function codePointAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!
  if (first < 0x80) return first
  if (first < 0xe0) return ((first & 0x1f) << 6) | (bytes[at + 1]! & 0x3f)
  if (first < 0xf0) return ((first & 0x0f) << 12) | ((bytes[at + 1]! & 0x3f) << 6) | (bytes[at + 2]! & 0x3f)
  return (
    ((first & 0x07) << 18) | ((bytes[at + 1]! & 0x3f) << 12) | ((bytes[at + 2]! & 0x3f) << 6) | (bytes[at + 3]! & 0x3f)
  )
}

// Up to this many bytes a string is made faster here than by crossing into the platform's decoder (measured:
// the crossing costs as much as 20 characters, whatever the length).
const SHORT = 16

/**
 * Makes strings of checked UTF-8. The strings own their characters: a slice of a decoded chunk would keep the
 * whole chunk alive for one test name.
 */
export function textOf(bytes: Uint8Array, from: number, to: number, decoder: Decoder): string {
  if (to - from > SHORT) return decoded(bytes, from, to, decoder)
  let text = ""
  for (let i = from; i < to; i++) {
    const byte = bytes[i]!
    if (byte > 0x7f) return decoded(bytes, from, to, decoder)
    text += String.fromCharCode(byte)
  }
  return text
}

function decoded(bytes: Uint8Array, from: number, to: number, decoder: Decoder): string {
  // A decoder swallows a byte order mark at its start; in the middle of a file it is a character, even repeated.
  let at = from
  while (to - at >= 3 && bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf) at += 3
  const text = decoder.decode(bytes.subarray(at, to))
  return at === from ? text : "\uFEFF".repeat((at - from) / 3) + text
}
