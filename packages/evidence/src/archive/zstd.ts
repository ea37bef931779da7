import { Decompress } from "fzstd"
import { unpacking } from "./gzip.ts"
import { broken, type Unpacker } from "./members.ts"

/** Bytes that a frame may refer back to: what `zstd --ultra` uses at most without `--long`. */
const LARGEST_WINDOW = 128 * 1024 * 1024
const PIECE = 16 * 1024

/**
 * Unpacks Zstandard (RFC 8878) as it streams in. The library takes the size of its memory from the file, so the frame is
 * walked here first: headers, blocks and the end of each frame. Checksums of content are not compared; its length is.
 */
export class ZstdReader implements Unpacker {
  private readonly sink: (bytes: Uint8Array) => void
  private frame: Decompress | undefined
  private state: "magic" | "skip-size" | "skip" | "frame-header" | "block-header" | "block" | "checksum" = "magic"
  /** Bytes of the state that are due, and those of a header that came. */
  private due = 4
  private readonly header = new Uint8Array(18)
  private headerLength = 0
  private isLastBlock = false
  private hasChecksum = false
  private stated: number | undefined
  private unpacked = 0
  private frames = 0

  constructor(sink: (bytes: Uint8Array) => void) {
    this.sink = sink
  }

  write(bytes: Uint8Array): void {
    let at = 0
    while (at < bytes.length) {
      const piece = bytes.slice(at, at + Math.min(this.due, PIECE))
      at += piece.length
      this.due -= piece.length
      if (this.state === "block") this.push(piece, false)
      else if (this.state !== "skip" && this.state !== "checksum") {
        this.header.set(piece, this.headerLength)
        this.headerLength += piece.length
      }
      if (this.due === 0) this.step()
    }
  }

  end(): void {
    if (this.state !== "magic" || this.headerLength > 0 || this.frames === 0)
      broken("it ends inside a frame: it was cut off")
  }

  /** What was due is there. */
  private step(): void {
    const { header, headerLength } = this
    const view = new DataView(header.buffer)
    switch (this.state) {
      case "magic": {
        const magic = view.getUint32(0, true)
        if (magic === 0xfd2fb528) this.enter("frame-header", 1, true)
        else if (magic >>> 4 === 0x184d2a5) this.enter("skip-size", 4)
        else broken("there is something in it that is no frame")
        break
      }
      case "skip-size": {
        const size = view.getUint32(0, true)
        this.frames++
        if (size === 0) this.enter("magic", 4)
        else this.enter("skip", size)
        break
      }
      case "skip":
        this.enter("magic", 4)
        break
      case "frame-header": {
        const size = frameHeaderSize(header[4]!)
        if (headerLength < 4 + size) this.due = 4 + size - headerLength
        else this.openFrame(header.slice(0, headerLength))
        break
      }
      case "block-header":
        this.openBlock(header.slice(0, 3))
        break
      case "block":
        if (!this.isLastBlock) this.enter("block-header", 3)
        else if (this.hasChecksum) this.enter("checksum", 4)
        else this.closeFrame()
        break
      case "checksum":
        this.closeFrame()
        break
    }
  }

  private enter(state: ZstdReader["state"], due: number, keepsHeader = false): void {
    this.state = state
    this.due = due
    if (!keepsHeader) this.headerLength = 0
  }

  private openFrame(header: Uint8Array): void {
    const { window, content, hasChecksum } = readFrameHeader(header)
    if (window > LARGEST_WINDOW) broken("it needs more memory to be unpacked than it may have")
    this.hasChecksum = hasChecksum
    this.stated = content
    this.unpacked = 0
    this.frame = new Decompress((bytes) => {
      this.unpacked += bytes.length
      if (bytes.length > 0) this.sink(bytes)
    })
    // The checksum stays here: the library would only pass over it.
    const plain = header.slice()
    plain[4]! &= ~0x04
    this.push(plain, false)
    this.enter("block-header", 3)
  }

  private openBlock(header: Uint8Array): void {
    const word = header[0]! | (header[1]! << 8) | (header[2]! << 16)
    this.isLastBlock = (word & 1) === 1
    const type = (word >> 1) & 3
    if (type === 3) broken("a block in it is of no kind that there is")
    const size = type === 1 ? 1 : word >> 3
    this.push(header, false)
    this.enter("block", size)
    if (size === 0) this.step()
  }

  private closeFrame(): void {
    this.push(new Uint8Array(0), true)
    this.frame = undefined
    if (this.stated !== undefined && this.stated !== this.unpacked)
      broken("its length is not what it states: it is damaged")
    this.frames++
    this.enter("magic", 4)
  }

  private push(bytes: Uint8Array, isLast: boolean): void {
    unpacking(() => this.frame?.push(bytes, isLast))
  }
}

const DICTIONARY = [0, 1, 2, 4]
const CONTENT = [0, 2, 4, 8]

/** Bytes of a frame's header behind the magic number, by its first byte. */
function frameHeaderSize(descriptor: number): number {
  const isSingle = (descriptor & 0x20) !== 0
  const content = descriptor >> 6
  return 1 + (isSingle ? 0 : 1) + DICTIONARY[descriptor & 3]! + (content === 0 && isSingle ? 1 : CONTENT[content]!)
}

function readFrameHeader(header: Uint8Array): { window: number; content: number | undefined; hasChecksum: boolean } {
  const descriptor = header[4]!
  const isSingle = (descriptor & 0x20) !== 0
  if ((descriptor & 8) !== 0) broken("its header has a bit set that means nothing yet")
  if ((descriptor & 3) !== 0) broken("it was packed with a dictionary, which is not in it")
  const flag = descriptor >> 6
  const size = flag === 0 && isSingle ? 1 : CONTENT[flag]!
  let content = flag === 1 ? 256 : 0
  for (let i = 0; i < size; i++) content += header[header.length - size + i]! * 256 ** i
  const exponent = 10 + (header[5]! >> 3)
  const window = isSingle ? content : 2 ** exponent + (2 ** exponent / 8) * (header[5]! & 7)
  return { window, content: size === 0 ? undefined : content, hasChecksum: (descriptor & 4) !== 0 }
}
