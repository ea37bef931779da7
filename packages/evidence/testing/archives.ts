import { crc32, deflateRawSync } from "node:zlib"

/** A file that goes into an archive; a folder when its name ends with a slash. */
export type Member = readonly [name: string, content: string | Uint8Array]

const bytesOf = (content: string | Uint8Array): Uint8Array =>
  typeof content === "string" ? new TextEncoder().encode(content) : content

export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(pieces))
}

/** A header block of a tar archive with a right checksum. */
export function tarHeader(name: string, size: number, type = "0"): Uint8Array {
  const block = new Uint8Array(512)
  const put = (text: string, at: number): void => block.set(bytesOf(text), at)
  block.set(bytesOf(name).subarray(0, 100))
  put("0000644\0", 100)
  put(`${size.toString(8).padStart(11, "0")}\0`, 124)
  put("        ", 148)
  put(type, 156)
  put("ustar\0" + "00", 257)
  put(
    `${block
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, "0")}\0 `,
    148,
  )
  return block
}

/** One member of a tar archive: its header, its bytes and the padding behind them. */
export function tarMember(name: string, content: string | Uint8Array, type = "0"): Uint8Array {
  const bytes = bytesOf(content)
  return joined([tarHeader(name, bytes.length, type), bytes, new Uint8Array((512 - (bytes.length % 512)) % 512)])
}

/** The two empty blocks that end a tar archive. */
export const TAR_END = new Uint8Array(1024)

/** A tar archive of these files. */
export function tar(...members: readonly Member[]): Uint8Array {
  const folders = (name: string): string => (name.endsWith("/") ? "5" : "0")
  return joined([...members.map(([name, content]) => tarMember(name, content, folders(name))), TAR_END])
}

/** How a member of a zip archive is to differ from an honest one. */
export type ZipOptions = {
  readonly isStored?: boolean
  /** Sizes and checksum come behind the bytes, as when an archive is written to a pipe. */
  readonly isStreamed?: boolean
  readonly flags?: number
  readonly method?: number
  readonly crc?: number
  readonly size?: number
  readonly localName?: string
  readonly attributes?: number
  /** Where the directory says that members of these names begin. */
  readonly beginsAt?: ReadonlyMap<string, number>
}

/** A zip archive of these files. */
export function zip(members: readonly Member[], options: ZipOptions = {}): Uint8Array {
  const parts: Uint8Array[] = []
  const directory: Uint8Array[] = []
  let at = 0
  for (const [name, content] of members) {
    const bytes = bytesOf(content)
    const packed = options.isStored === true ? bytes : new Uint8Array(deflateRawSync(bytes))
    const told = {
      flags: (options.flags ?? 0x800) | (options.isStreamed === true ? 8 : 0),
      method: options.method ?? (options.isStored === true ? 0 : 8),
      crc: options.crc ?? crc32(bytes),
      packed: packed.length,
      size: options.size ?? bytes.length,
    }
    const local = record(0x04034b50, 30, bytesOf(options.localName ?? name), [
      [4, 2, 20],
      [6, 2, told.flags],
      [8, 2, told.method],
      ...(options.isStreamed === true ? [] : sizes(14, told)),
    ])
    const descriptor =
      options.isStreamed === true ? record(0x08074b50, 16, new Uint8Array(0), sizes(4, told), false) : new Uint8Array(0)
    directory.push(
      record(0x02014b50, 46, bytesOf(name), [
        [8, 2, told.flags],
        [10, 2, told.method],
        ...sizes(16, told),
        [38, 4, options.attributes ?? 0],
        [42, 4, options.beginsAt?.get(name) ?? at],
      ]),
    )
    parts.push(local, packed, descriptor)
    at += local.length + packed.length + descriptor.length
  }
  const length = directory.reduce((sum, entry) => sum + entry.length, 0)
  const end = record(
    0x06054b50,
    22,
    new Uint8Array(0),
    [
      [8, 2, members.length],
      [10, 2, members.length],
      [12, 4, length],
      [16, 4, at],
    ],
    false,
  )
  return joined([...parts, ...directory, end])
}

type Field = readonly [at: number, width: number, value: number]

const sizes = (at: number, { crc, packed, size }: { crc: number; packed: number; size: number }): Field[] => [
  [at, 4, crc],
  [at + 4, 4, packed],
  [at + 8, 4, size],
]

function record(magic: number, length: number, name: Uint8Array, fields: readonly Field[], hasName = true): Uint8Array {
  const bytes = new Uint8Array(length + name.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, magic, true)
  for (const [at, width, value] of fields) {
    if (width === 2) view.setUint16(at, value, true)
    else view.setUint32(at, value, true)
  }
  if (hasName) view.setUint16(length === 30 ? 26 : 28, name.length, true)
  bytes.set(name, length)
  return bytes
}
