import { hexOf } from "./hex.ts"

/** Text as UTF-8. A lone surrogate becomes U+FFFD; who must not lose it asks `isWellFormed` first. */
export function utf8Of(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3)
  let length = 0
  for (let from = 0; from < text.length; from++) {
    const code = text.codePointAt(from) ?? 0
    if (code > 0xffff) from++ // two units of text
    if (code < 0x80) {
      bytes[length++] = code
      continue
    }
    const point = code >= 0xd800 && code <= 0xdfff ? 0xfffd : code
    const more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3
    bytes[length++] = ((0xff00 >> (more + 1)) & 0xff) | (point >> (6 * more)) // its high bits count the bytes
    for (let at = more - 1; at >= 0; at--) bytes[length++] = 0x80 | ((point >> (6 * at)) & 0x3f)
  }
  return bytes.slice(0, length)
}

/** The text of UTF-8 bytes; undefined where they are none. Nothing is replaced, and a byte order mark stays. */
export function textOfUtf8(bytes: Uint8Array): string | undefined {
  try {
    // The one strict decoder that ECMAScript itself has.
    return decodeURIComponent(hexOf(bytes).replace(/../g, "%$&"))
  } catch {
    return undefined
  }
}
