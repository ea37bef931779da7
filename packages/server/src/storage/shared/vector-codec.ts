import { deflateRawSync, inflateRawSync } from "node:zlib"
import type { KnownVector, StatusVector } from "@promotrail/core"

/** First byte of every packed vector; readers keep reading every earlier one. */
const VERSION = 1

/** Version, bytes per evidence number, then deflated: all states, then all evidence numbers, low bytes first. */
export function packStatus({ status, evidence }: StatusVector): Uint8Array {
  const width = widthOf(evidence)
  const size = status.length
  const plain = new Uint8Array(size * (1 + width))
  plain.set(status)
  for (let byte = 0; byte < width; byte++) {
    const plane = size * (1 + byte)
    const shift = byte * 8
    for (let at = 0; at < size; at++) plain[plane + at] = (evidence[at] ?? 0) >>> shift
  }
  return headed(Uint8Array.of(VERSION, width), plain)
}

export function unpackStatus(packed: Uint8Array): StatusVector {
  const plain = bodyOf(packed, 2)
  const width = packed[1] ?? 0
  const size = plain.length / (1 + width)
  const evidence = new Uint32Array(size)
  for (let byte = 0; byte < width; byte++) {
    const plane = size * (1 + byte)
    const shift = byte * 8
    for (let at = 0; at < size; at++) evidence[at] = ((evidence[at] ?? 0) | ((plain[plane + at] ?? 0) << shift)) >>> 0
  }
  return { status: plain.slice(0, size), evidence }
}

/** Version, then the deflated codes. */
export function packKnown(known: KnownVector): Uint8Array {
  return headed(Uint8Array.of(VERSION), known)
}

export function unpackKnown(packed: Uint8Array): KnownVector {
  return bodyOf(packed, 1)
}

function widthOf(evidence: Uint32Array): number {
  let largest = 0
  for (const number of evidence) if (number > largest) largest = number
  return largest < 256 ? 1 : largest < 65_536 ? 2 : 4
}

function headed(head: Uint8Array, plain: Uint8Array): Uint8Array {
  const deflated = deflateRawSync(plain, { level: 1 })
  const packed = new Uint8Array(head.length + deflated.length)
  packed.set(head)
  packed.set(deflated, head.length)
  return packed
}

function bodyOf(packed: Uint8Array, head: number): Uint8Array {
  if (packed[0] !== VERSION) {
    throw new Error(`a packed vector of version ${packed[0] ?? "none"}; this server reads ${VERSION}`)
  }
  const plain = inflateRawSync(packed.subarray(head))
  return new Uint8Array(plain.buffer, plain.byteOffset, plain.length)
}
