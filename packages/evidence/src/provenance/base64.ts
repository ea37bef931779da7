const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
/** Value by character code; the URL-safe alphabet is read too, as DSSE asks of every reader. */
const VALUES = new Int8Array(128).fill(-1)
for (let value = 0; value < ALPHABET.length; value++) VALUES[ALPHABET.charCodeAt(value)] = value
VALUES["-".charCodeAt(0)] = 62
VALUES["_".charCodeAt(0)] = 63

/** The bytes that a base64 text stands for (RFC 4648, either alphabet, padding optional); undefined for any other text. */
export function fromBase64(text: string): Uint8Array | undefined {
  const end = text.endsWith("==") ? text.length - 2 : text.endsWith("=") ? text.length - 1 : text.length
  if (end % 4 === 1 || (end < text.length && text.length % 4 !== 0)) return undefined
  const bytes = new Uint8Array((end * 3) >> 2)
  let to = 0
  let bits = 0
  let held = 0
  for (let i = 0; i < end; i++) {
    const code = text.charCodeAt(i)
    const value = code < 128 ? VALUES[code]! : -1
    if (value < 0) return undefined
    held = (held << 6) | value
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes[to++] = held >>> bits
      held &= (1 << bits) - 1
    }
  }
  return bytes
}

/** Bytes as digests are written: two digits a byte. */
export function toHex(bytes: Uint8Array): string {
  let text = ""
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0")
  return text
}
