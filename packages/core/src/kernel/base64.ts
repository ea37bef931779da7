const STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
const VALUE_BY_DIGIT: ReadonlyMap<string, number> = new Map([
  ...Array.from(STANDARD, (digit, value) => [digit, value] as const),
  ["-", 62],
  ["_", 63],
])

/** What base64 said, and whether it is the one spelling of those bytes: no bit is set that no byte holds. */
export type Decoded = { readonly bytes: Uint8Array; readonly isCanonical: boolean }

/** Bytes in the standard alphabet of RFC 4648, section 4, with padding. */
export function base64Of(bytes: Uint8Array): string {
  let text = ""
  for (let at = 0; at < bytes.length; at += 3) {
    const group = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)
    for (let digit = 0; digit < 4; digit++) {
      text += at + digit > bytes.length ? "=" : (STANDARD[(group >> (18 - 6 * digit)) & 63] ?? "")
    }
  }
  return text
}

/** Bytes in the URL-safe alphabet of RFC 4648, section 5, without padding. */
export const base64UrlOf = (bytes: Uint8Array): string =>
  base64Of(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")

/** The bytes that a text in the standard alphabet is the one spelling of; undefined for any other text. */
export function bytesOfBase64(text: string): Uint8Array | undefined {
  const decoded = decodeBase64(text)
  return decoded?.isCanonical === true ? decoded.bytes : undefined
}

/** Reads the standard alphabet with padding, stray bits and all, for who wants to say what is wrong with them. */
export function decodeBase64(text: string): Decoded | undefined {
  return /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0 ? decode(text) : undefined
}

/** Reads either alphabet, as DSSE asks: standard with padding, or URL-safe with or without. Never a mixture. */
export function bytesOfEitherBase64(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9_-]*={0,2}$/.test(text)) return bytesOfBase64(text)
  const decoded = decode(text.padEnd(Math.ceil(text.length / 4) * 4, "="))
  return decoded?.isCanonical === true ? decoded.bytes : undefined
}

function decode(text: string): Decoded | undefined {
  const digits = text.replace(/=+$/, "")
  if (digits.length % 4 === 1 || text.length % 4 !== 0 || text.length - digits.length > 2) return undefined
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4))
  let [bits, held, length] = [0, 0, 0]
  for (const digit of digits) {
    bits = ((bits << 6) | (VALUE_BY_DIGIT.get(digit) ?? 0)) & 0xffff
    held += 6
    if (held < 8) continue
    held -= 8
    bytes[length++] = bits >> held
  }
  return { bytes, isCanonical: (bits & ((1 << held) - 1)) === 0 }
}
