import { declaredEncoding } from "../xml/declaration.ts"

/** How the bytes of a file become characters: passed through as UTF-8, decoded by label, or not at all. */
export type Encoding =
  | { readonly kind: "utf-8"; readonly skip: number }
  | { readonly kind: "other"; readonly label: string; readonly skip: number }
  | { readonly kind: "unknown"; readonly label: string }
  | { readonly kind: "wrong"; readonly declared: string }

/** So many bytes are looked at before the encoding is decided. */
export const ENCODING_HEAD = 1024

/** A byte order mark wins, then the pattern of a leading `<`, then what an XML declaration says, else UTF-8. */
export function encodingOf(head: Uint8Array): Encoding {
  const [a, b, c, d] = head
  if (a === 0xef && b === 0xbb && c === 0xbf) return { kind: "utf-8", skip: 3 }
  if (a === 0xff && b === 0xfe) {
    return c === 0 && d === 0 ? { kind: "unknown", label: "UTF-32" } : { kind: "other", label: "utf-16le", skip: 2 }
  }
  if (a === 0xfe && b === 0xff) return { kind: "other", label: "utf-16be", skip: 2 }
  if (a === 0 && b === 0) return { kind: "unknown", label: "UTF-32" }
  if (a === 0x3c && b === 0) {
    return c === 0 ? { kind: "unknown", label: "UTF-32" } : { kind: "other", label: "utf-16le", skip: 0 }
  }
  if (a === 0 && b === 0x3c) return { kind: "other", label: "utf-16be", skip: 0 }
  let text = ""
  for (let i = 0; i < Math.min(head.length, ENCODING_HEAD); i++) text += String.fromCharCode(head[i]!)
  const label = declaredEncoding(text)
  if (label === undefined || /^(utf-?8|us-ascii|ascii)$/i.test(label)) return { kind: "utf-8", skip: 0 }
  // These use two or four bytes a character, and the declaration was just read one byte a character.
  if (/^(utf-?(16|32)|ucs-?[24]|iso-10646-ucs)/i.test(label)) return { kind: "wrong", declared: label }
  return { kind: "other", label, skip: 0 }
}
