import { hexOf, utf8Of, type Sha256 } from "@promotrail/core"

/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4, §4.2.2). */
const ROUND = fractions(64, 1 / 3)
/** Of the square roots of the first 8 (§5.3.3). */
const START = fractions(8, 1 / 2)

/**
 * SHA-256 at once: the browser's own answers later, which is too late for a tree of many thousand hashes (FIPS 180-4).
 */
export const sha256: Sha256 = (data) => {
  const bytes = typeof data === "string" ? utf8Of(data) : data
  const length = Math.ceil((bytes.length + 9) / 64) * 64
  const message = new Uint8Array(length)
  message.set(bytes)
  message[bytes.length] = 0x80
  const view = new DataView(message.buffer)
  view.setUint32(length - 8, Math.floor(bytes.length / 0x2000_0000))
  view.setUint32(length - 4, (bytes.length << 3) >>> 0)
  const state = Int32Array.from(START)
  const words = new Int32Array(64)
  for (let from = 0; from < length; from += 64) {
    for (let at = 0; at < 16; at++) words[at] = view.getInt32(from + at * 4)
    compress(state, words)
  }
  const digest = new Uint8Array(32)
  const out = new DataView(digest.buffer)
  for (const [at, word] of state.entries()) out.setInt32(at * 4, word)
  return hexOf(digest)
}

const rotated = (word: number, by: number): number => (word >>> by) | (word << (32 - by))
const at = (words: Int32Array, index: number): number => words[index] ?? 0

/** One block of 64 bytes (§6.2.2). */
function compress(state: Int32Array, words: Int32Array): void {
  for (let t = 16; t < 64; t++) {
    const [w15, w2] = [at(words, t - 15), at(words, t - 2)]
    const small0 = rotated(w15, 7) ^ rotated(w15, 18) ^ (w15 >>> 3)
    const small1 = rotated(w2, 17) ^ rotated(w2, 19) ^ (w2 >>> 10)
    words[t] = at(words, t - 16) + small0 + at(words, t - 7) + small1
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  for (let t = 0; t < 64; t++) {
    const big1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
    const first = (h + big1 + ((e & f) ^ (~e & g)) + at(ROUND, t) + at(words, t)) | 0
    const big0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
    const second = (big0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + first) | 0
    d = c
    c = b
    b = a
    a = (first + second) | 0
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) state[index] = at(state, index) + word
}

function fractions(count: number, power: number): Int32Array {
  const words: number[] = []
  for (let number = 2; words.length < count; number++) {
    let isPrime = true
    for (let divisor = 2; divisor * divisor <= number; divisor++) isPrime &&= number % divisor !== 0
    const root = number ** power
    if (isPrime) words.push(Math.floor((root - Math.floor(root)) * 2 ** 32))
  }
  return Int32Array.from(words, (word) => word | 0)
}
