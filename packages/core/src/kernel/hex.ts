const PAIRS: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"))

/** Bytes as lower-case hex digits. */
export function hexOf(bytes: Uint8Array): string {
  let text = ""
  for (const byte of bytes) text += PAIRS[byte]
  return text
}

/** The bytes of hex digits that are known to be some: what was parsed, or came from `hexOf`. */
export function bytesOfHex(hex: string): Uint8Array {
  const bytes = new Uint8Array(hex.length / 2)
  for (let at = 0; at < bytes.length; at++) bytes[at] = Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16)
  return bytes
}
