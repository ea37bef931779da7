import { randomFillSync } from "node:crypto"

const POOL = Buffer.allocUnsafeSlow(8_192)
let used = POOL.length

/** So many random bytes, for salts and nonces. Asking for each by itself costs ten times as much as they do. */
export function randomBytesOf(count: number): Buffer {
  if (count > POOL.length) throw new RangeError(`at most ${POOL.length} random bytes are handed out at once`)
  if (used + count > POOL.length) {
    randomFillSync(POOL)
    used = 0
  }
  const bytes = Buffer.from(POOL.subarray(used, used + count))
  // What was handed out is a secret of whoever asked.
  POOL.fill(0, used, used + count)
  used += count
  return bytes
}
