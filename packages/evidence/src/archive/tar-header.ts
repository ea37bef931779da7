/** What a header block of a tar archive says of what follows it. */
export type TarHeader = {
  readonly name: string
  readonly size: number
  /** POSIX type flag as a character; "0" for what old archives write as NUL. */
  readonly type: string
}

const CHECKSUM = 148

/** Whether a block of 512 bytes is a header: its checksum is right. */
export function isTarHeader(block: Uint8Array): boolean {
  const stated = octal(block, CHECKSUM, 8)
  if (stated === undefined) return false
  let unsigned = 0
  let signed = 0
  for (const [i, byte] of block.entries()) {
    const counted = i >= CHECKSUM && i < CHECKSUM + 8 ? 0x20 : byte
    unsigned += counted
    // Some old programs added signed characters.
    signed += counted > 127 ? counted - 256 : counted
  }
  return stated === unsigned || stated === signed
}

/** Reads a header block (POSIX.1 ustar; sizes also in GNU's base 256); undefined where the size is none. */
export function readTarHeader(block: Uint8Array, text: (bytes: Uint8Array) => string): TarHeader | undefined {
  const size = sizeOf(block)
  if (size === undefined) return undefined
  const isUstar = latin(block, 257, 5) === "ustar"
  const prefix = isUstar ? field(block, 345, 155, text) : ""
  const name = field(block, 0, 100, text)
  const flag = block[156]!
  return { name: prefix === "" ? name : `${prefix}/${name}`, size, type: flag === 0 ? "0" : String.fromCharCode(flag) }
}

function sizeOf(block: Uint8Array): number | undefined {
  if ((block[124]! & 0x80) === 0) return octal(block, 124, 12) ?? 0
  let size = block[124]! & 0x7f
  for (let i = 125; i < 136; i++) size = size * 256 + block[i]!
  return Number.isSafeInteger(size) ? size : undefined
}

/** An octal number, ended by a blank, NUL or the end of its field; undefined where there is something else. */
function octal(block: Uint8Array, from: number, length: number): number | undefined {
  const found = /^\s*([0-7]+)[\s\0]*$/.exec(latin(block, from, length).replace(/\0.*$/s, ""))
  return found === null ? undefined : Number.parseInt(found[1]!, 8)
}

function field(block: Uint8Array, from: number, length: number, text: (bytes: Uint8Array) => string): string {
  const bytes = block.subarray(from, from + length)
  const end = bytes.indexOf(0)
  return text(end < 0 ? bytes : bytes.subarray(0, end))
}

function latin(block: Uint8Array, from: number, length: number): string {
  return String.fromCharCode(...block.subarray(from, from + length))
}
