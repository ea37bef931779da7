/** The UTF-8 bytes of a text; half a surrogate pair becomes U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3)
  let to = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) {
      bytes[to++] = unit
      continue
    }
    let code = text.codePointAt(i)!
    if (code > 0xffff) i++
    else if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd
    if (code < 0x800) bytes[to++] = 0xc0 | (code >> 6)
    else {
      if (code < 0x10000) bytes[to++] = 0xe0 | (code >> 12)
      else {
        bytes[to++] = 0xf0 | (code >> 18)
        bytes[to++] = 0x80 | ((code >> 12) & 0x3f)
      }
      bytes[to++] = 0x80 | ((code >> 6) & 0x3f)
    }
    bytes[to++] = 0x80 | (code & 0x3f)
  }
  return bytes.subarray(0, to)
}
