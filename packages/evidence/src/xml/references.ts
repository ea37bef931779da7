import type { Decoder } from "../decoders.ts"
import { isXmlCharacter } from "./characters.ts"
import { textOf } from "../encoding/utf8.ts"

const LONGEST = 32
const REPLACEMENT = 0xfffd
const PREDEFINED: ReadonlyMap<string, number> = new Map([
  ["amp", 0x26],
  ["lt", 0x3c],
  ["gt", 0x3e],
  ["quot", 0x22],
  ["apos", 0x27],
])

/** A reference such as `&lt;` or `&#27;`, read from the position of its ampersand. */
export type Reference =
  | { readonly kind: "character"; readonly code: number; readonly end: number; readonly forbidden: boolean }
  | { readonly kind: "unfinished" }
  | { readonly kind: "wrong"; readonly what: string }

/** Reads a reference. Only the five predefined entities exist; there are no others to expand. */
export function readReference(bytes: Uint8Array, at: number): Reference {
  let text = ""
  let i = at + 1
  for (; i < at + LONGEST; i++) {
    const byte = bytes[i]!
    if (byte === 0) return { kind: "unfinished" }
    if (byte === 0x3b) break
    const part =
      (byte >= 0x30 && byte <= 0x39) ||
      (byte >= 0x41 && byte <= 0x5a) ||
      (byte >= 0x61 && byte <= 0x7a) ||
      byte === 0x23
    if (!part) return { kind: "wrong", what: "an ampersand that begins no reference" }
    text += String.fromCharCode(byte)
  }
  if (i === at + LONGEST) return { kind: "wrong", what: "a reference without an end" }
  const predefined = PREDEFINED.get(text)
  if (predefined !== undefined) return { kind: "character", code: predefined, end: i + 1, forbidden: false }
  const hexadecimal = /^#x([0-9a-fA-F]+)$/.exec(text)?.[1]
  const decimal = /^#([0-9]+)$/.exec(text)?.[1]
  const code =
    hexadecimal !== undefined ? parseInt(hexadecimal, 16) : decimal !== undefined ? parseInt(decimal, 10) : -1
  if (code < 0) return { kind: "wrong", what: `the undefined entity &${text};` }
  if (code > 0x10ffff) return { kind: "wrong", what: `a character number beyond Unicode, &${text};` }
  // A terminal colour written as &#27; is as forbidden, and as common, as the raw byte.
  if (!isXmlCharacter(code)) return { kind: "character", code: REPLACEMENT, end: i + 1, forbidden: true }
  return { kind: "character", code, end: i + 1, forbidden: false }
}

// oxlint-disable-next-line no-control-regex -- forbidden characters are what this looks for
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\uFFFE\uFFFF]/g

// oxlint-disable-next-line no-control-regex -- as above
const UNUSUAL = /[\u0000-\u0008\u000b-\u001f\uFFFE\uFFFF]/

/** Character data as XML means it: line ends become newlines, forbidden characters U+FFFD. */
export function characterData(bytes: Uint8Array, from: number, to: number, decoder: Decoder): string {
  const text = textOf(bytes, from, to, decoder)
  return UNUSUAL.test(text) ? text.replace(/\r\n?/g, "\n").replace(FORBIDDEN, "\uFFFD") : text
}

/** An attribute value whose references were checked when it was found: white space becomes spaces (XML 1.0 §3.3.3). */
export function attributeValue(bytes: Uint8Array, from: number, to: number, decoder: Decoder): string {
  let value = ""
  let piece = from
  for (let i = from; i < to; i++) {
    if (bytes[i] !== 0x26) continue
    value += attributePiece(bytes, piece, i, decoder)
    const reference = readReference(bytes, i)
    if (reference.kind !== "character") break
    value += String.fromCodePoint(reference.code)
    piece = reference.end
    i = piece - 1
  }
  return value + attributePiece(bytes, piece, to, decoder)
}

// oxlint-disable-next-line no-control-regex -- as above
const UNUSUAL_IN_ATTRIBUTE = /[\u0000-\u001f\uFFFE\uFFFF]/

function attributePiece(bytes: Uint8Array, from: number, to: number, decoder: Decoder): string {
  if (from === to) return ""
  const text = textOf(bytes, from, to, decoder)
  if (!UNUSUAL_IN_ATTRIBUTE.test(text)) return text
  return text.replace(/\r\n|[\t\n\r]/g, " ").replace(FORBIDDEN, "\uFFFD")
}
