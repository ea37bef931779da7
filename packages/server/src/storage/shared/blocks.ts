import { deflateRaw, inflateRawSync } from "node:zlib"

/** Characters of a block before it is deflated. */
const BLOCK = 1 << 20

const deflate = (text: string): Promise<Uint8Array> =>
  new Promise((resolve, reject) =>
    deflateRaw(text, { level: 1 }, (error, deflated) => (error === null ? resolve(deflated) : reject(error))),
  )

/**
 * Writes lines into an object: its magic, then blocks of deflated text, each behind its length. Blocks stand alone, so
 * that a million lines are read a block at a time; they are deflated on other threads while more lines come.
 */
export class BlockWriter {
  private readonly magic: Uint8Array
  private readonly blocks: Promise<Uint8Array>[] = []
  private text = ""

  constructor(magic: Uint8Array) {
    this.magic = magic
  }

  /** Adds a line (without its end); true when it ended a block, so that the next line begins one. */
  add(line: string): boolean {
    this.text += `${line}\n`
    if (this.text.length < BLOCK) return false
    this.flush()
    return true
  }

  async end(): Promise<Uint8Array> {
    if (this.text !== "") this.flush()
    const blocks = await Promise.all(this.blocks)
    const { magic } = this
    const bytes = new Uint8Array(magic.length + blocks.reduce((sum, { length }) => sum + 4 + length, 0))
    bytes.set(magic)
    const view = new DataView(bytes.buffer)
    let at = magic.length
    for (const block of blocks) {
      view.setUint32(at, block.length)
      bytes.set(block, at + 4)
      at += 4 + block.length
    }
    return bytes
  }

  private flush(): void {
    this.blocks.push(deflate(this.text))
    this.text = ""
  }
}

/** Whether an object begins with this magic. */
export function beginsWith(magic: Uint8Array, bytes: Uint8Array): boolean {
  return bytes.length >= magic.length && magic.every((byte, at) => bytes[at] === byte)
}

/** The lines of an object, block by block. Throws on bytes that `BlockWriter` did not write with this magic. */
export function* blocksOf(magic: Uint8Array, bytes: Uint8Array): Generator<readonly string[], void, undefined> {
  if (!beginsWith(magic, bytes)) throw new Error("these bytes are not a facts object of this kind")
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const decoder = new TextDecoder("utf-8", { fatal: true })
  for (let at = magic.length; at < bytes.length;) {
    const length = view.getUint32(at)
    const block = decoder.decode(inflateRawSync(bytes.subarray(at + 4, at + 4 + length)))
    at += 4 + length
    if (!block.endsWith("\n")) throw new Error("a block of a facts object is not whole: not a facts object")
    yield block.slice(0, -1).split("\n")
  }
}
