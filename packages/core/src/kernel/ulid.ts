import type { Brand } from "./brand.ts"

/** 26 characters of Crockford base 32: 48 bits of milliseconds, 80 bits of chance. Sorts by time. */
export type Ulid = Brand<string, "Ulid">

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/

/** Makes a ULID of `epochMs` and ten random bytes, both handed in. */
export function ulid(epochMs: number, random: Uint8Array): Ulid {
  let time = ""
  for (let rest = epochMs, i = 0; i < 10; i++, rest = Math.floor(rest / 32)) time = ALPHABET.charAt(rest % 32) + time
  let bits = 0n
  for (const byte of random.subarray(0, 10)) bits = (bits << 8n) | BigInt(byte)
  let chance = ""
  for (let i = 0; i < 16; i++, bits >>= 5n) chance = ALPHABET.charAt(Number(bits & 31n)) + chance
  return (time + chance) as Ulid
}

/** Whether `input` is spelled as a ULID. */
export function isUlid(input: string): input is Ulid {
  return ULID.test(input)
}
