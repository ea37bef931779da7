import { utf8Of, textOfUtf8 } from "../kernel/utf8.ts"

/** A file in an archive: where its bytes are. */
export type TarFile = { readonly path: string; readonly at: number; readonly bytes: number }

/** What of an archive is not as we write it: behind which file, and how. */
export type TarFault = {
  readonly kind: "tar-fault"
  /** The file whose head or rest is wrong, or the last one that is right; `null` before the first. */
  readonly path: string | null
  readonly at: number
  readonly why: "head" | "padding" | "cut" | "end" | "twice"
}

/** Some bytes of an archive: fewer where it ends. */
export type ReadAt = (at: number, bytes: number) => Uint8Array

const BLOCK = 512
/** What a ustar header has room for; longer names come in a pax header before it. */
const LONGEST_NAME = 100
const LARGEST = 8 ** 11

/** What stands before the bytes of a file (POSIX ustar, a pax header for long names alone): no owner, no time. */
export function tarHead(path: string, bytes: number): Uint8Array {
  if (bytes >= LARGEST) throw new RangeError(`${path} is too large for an archive`)
  const name = utf8Of(path)
  if (name.length <= LONGEST_NAME) return header(name, bytes, "0")
  const record = paxRecord("path", path)
  const head = new Uint8Array(BLOCK * 2 + paddedTar(record.length))
  head.set(header(utf8Of("pax"), record.length, "x"))
  head.set(record, BLOCK)
  head.set(header(name.subarray(0, LONGEST_NAME), bytes, "0"), head.length - BLOCK)
  return head
}

/** How many bytes a file takes with the zeroes behind it. */
export const paddedTar = (bytes: number): number => Math.ceil(bytes / BLOCK) * BLOCK

/** What ends an archive. */
export const TAR_END = new Uint8Array(BLOCK * 2)

/**
 * The files of an archive as we write one: each head has one spelling, behind each file stand zeroes, and nothing behind
 * the end. So no byte of it can be another one without being seen.
 */
export function readTar(read: ReadAt, length: number): readonly TarFile[] | TarFault {
  const files: TarFile[] = []
  const seen = new Set<string>()
  const fault = (why: TarFault["why"], at: number, path = files.at(-1)?.path ?? null): TarFault => ({
    kind: "tar-fault",
    path,
    at,
    why,
  })
  let at = 0
  for (;;) {
    const block = read(at, BLOCK)
    if (block.length < BLOCK) return fault("cut", at)
    if (block.every((byte) => byte === 0)) break
    const said = headAt(read, at, block)
    if (said === undefined) return fault("head", at)
    const { path, bytes, head } = said
    if (seen.has(path)) return fault("twice", at, path)
    const from = at + head
    if (from + paddedTar(bytes) > length) return fault("cut", from, path)
    const padding = paddedTar(bytes) - bytes
    if (padding > 0 && read(from + bytes, padding).some((byte) => byte !== 0)) return fault("padding", from, path)
    seen.add(path)
    files.push({ path, at: from, bytes })
    at = from + paddedTar(bytes)
  }
  const end = read(at, BLOCK * 2 + 1)
  if (end.length < BLOCK * 2) return fault("cut", at)
  return end.length > BLOCK * 2 || at + BLOCK * 2 !== length || end.some((byte) => byte !== 0)
    ? fault("end", at)
    : files
}

function headAt(
  read: ReadAt,
  at: number,
  first: Uint8Array,
): { readonly path: string; readonly bytes: number; readonly head: number } | undefined {
  if (first[156] !== 0x78) return spelled(nameIn(first), sizeIn(first), first)
  const size = sizeIn(first) ?? BLOCK * 64
  if (size >= BLOCK * 64) return undefined
  const whole = read(at, BLOCK * 2 + paddedTar(size))
  const record = textOfUtf8(whole.subarray(BLOCK, BLOCK + size))
  const path = /^[0-9]+ path=([^\n]+)\n$/.exec(record ?? "")?.[1]
  return spelled(path, sizeIn(whole.subarray(whole.length - BLOCK)), whole)
}

/** A head is believed only if it is the one that would be written. */
function spelled(path: string | undefined, bytes: number | undefined, head: Uint8Array) {
  if (path === undefined || path === "" || bytes === undefined) return undefined
  const right = tarHead(path, bytes)
  const isRight = right.length === head.length && right.every((byte, at) => byte === head[at])
  return isRight ? { path, bytes, head: head.length } : undefined
}

const nameIn = (block: Uint8Array): string | undefined => {
  const end = block.indexOf(0)
  return textOfUtf8(block.subarray(0, end === -1 || end > LONGEST_NAME ? LONGEST_NAME : end))
}

function sizeIn(block: Uint8Array): number | undefined {
  let size = 0
  for (const byte of block.subarray(124, 135)) {
    if (byte < 0x30 || byte > 0x37) return undefined
    size = size * 8 + byte - 0x30
  }
  return size
}

/** `<length> <key>=<value>\n`, where the length counts itself (POSIX pax, extended header records). */
function paxRecord(key: string, value: string): Uint8Array {
  const rest = utf8Of(` ${key}=${value}\n`)
  let length = rest.length + 1
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length
  return Uint8Array.of(...utf8Of(String(length)), ...rest)
}

function header(name: Uint8Array, size: number, type: "0" | "x"): Uint8Array {
  const block = new Uint8Array(BLOCK)
  const write = (text: string, at: number): void => block.set(utf8Of(text), at)
  const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, "0")
  block.set(name, 0)
  write(`${octal(0o644, 7)}\0${octal(0, 7)}\0${octal(0, 7)}\0${octal(size, 11)}\0${octal(0, 11)}\0        ${type}`, 100)
  write("ustar\x0000", 257)
  const sum = block.reduce((total, byte) => total + byte, 0)
  write(`${octal(sum, 6)}\0 `, 148)
  return block
}
