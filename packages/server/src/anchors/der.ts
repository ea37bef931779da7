import type { ASN1Obj } from "@sigstore/core"

/** One value of DER (X.690): tag, length, content. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const digits = length < 0x80 ? [length] : bytesOf(length)
  const size = length < 0x80 ? digits : [0x80 | digits.length, ...digits]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

function bytesOf(value: number): number[] {
  const bytes: number[] = []
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256)
  return bytes
}

/** A number without a sign, out of its bytes: no zero in front, but one where the first bit would be a sign. */
export function unsigned(bytes: Uint8Array): Buffer {
  const start = bytes.findIndex((byte) => byte !== 0)
  const digits = start === -1 ? Uint8Array.of(0) : bytes.subarray(start)
  return der(0x02, ...((digits[0] ?? 0) > 0x7f ? [Uint8Array.of(0)] : []), digits)
}

/** The bytes a value was read from, under this tag where it is another. */
export const bytesRead = (value: ASN1Obj, tag: number = value.tag.toDER()): Buffer => der(tag, value.value)
