import { utf8Of } from "../kernel/utf8.ts"

/** What a witness adds to a checkpoint: when it saw it, and its Ed25519 signature (c2sp.org/tlog-cosignature, version 1). */
export type Cosignature = {
  /** Seconds since 1970. */
  readonly time: number
  readonly signature: Uint8Array
}

/** Reads `timestamp (8 bytes, big-endian) ‖ signature (64)`; undefined for anything else, and for a time beyond 2⁵³. */
export function parseCosignature(bytes: Uint8Array): Cosignature | undefined {
  if (bytes.length !== 72) return undefined
  let time = 0
  for (const byte of bytes.subarray(0, 8)) time = time * 256 + byte
  return Number.isSafeInteger(time) ? { time, signature: bytes.slice(8) } : undefined
}

/** The bytes of a cosignature, as they stand behind the key id. */
export function formatCosignature({ time, signature }: Cosignature): Uint8Array {
  const bytes = new Uint8Array(8 + signature.length)
  for (let at = 7, rest = time; at >= 0; at--, rest = Math.floor(rest / 256)) bytes[at] = rest % 256
  bytes.set(signature, 8)
  return bytes
}

/** What a witness signs: two lines of its own, then the whole text of the checkpoint. */
export const cosignedMessage = (text: string, time: number): Uint8Array =>
  utf8Of(`cosignature/v1\ntime ${time}\n${text}`)
