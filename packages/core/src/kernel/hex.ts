const DIGITS: readonly number[] = Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0))
const PIECE_BYTES = 32
/** Written over for every piece. */
const PIECE = new Uint8Array(PIECE_BYTES * 2)

/** Bytes as lower-case hex digits. A hash is made in one piece: text that grows by pairs keeps every step of its growth. */
export function hexOf(bytes: Uint8Array): string {
  let text = ""
  for (let from = 0; from < bytes.length; from += PIECE_BYTES) {
    const length = Math.min(PIECE_BYTES, bytes.length - from)
    for (let at = 0; at < length; at++) {
      const byte = bytes[from + at] ?? 0
      PIECE[at * 2] = DIGITS[byte >> 4] ?? 0
      PIECE[at * 2 + 1] = DIGITS[byte & 15] ?? 0
    }
    text += String.fromCharCode(...(length === PIECE_BYTES ? PIECE : PIECE.subarray(0, length * 2)))
  }
  return text
}

/** The bytes of hex digits that are known to be some: what was parsed, or came from `hexOf`. */
export function bytesOfHex(hex: string): Uint8Array {
  const bytes = new Uint8Array(hex.length / 2)
  for (let at = 0; at < bytes.length; at++) bytes[at] = Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16)
  return bytes
}
