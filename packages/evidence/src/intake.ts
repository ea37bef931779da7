import { detect } from "./detect/detect.ts"
import { HEAD_BYTES, lookAt } from "./detect/head.ts"
import { Utf8Stream } from "./encoding/utf8-stream.ts"
import type { Format, FormatInput, FormatReader, Reading } from "./format.ts"
import { type Refusal, RefusedInput } from "./refusal.ts"

/** Whatever reads what was sent as one report: a file, or an archive of them. Both methods may throw `RefusedInput`. */
export interface Reader {
  /** The format that was recognised, once it was. */
  readonly format: Format | undefined
  write(bytes: Uint8Array): void
  end(): Reading
}

/** Encoding, recognising, reading: what happens to the bytes of one file. */
export class Intake implements Reader {
  format: Format | undefined
  private readonly formats: readonly Format[]
  private readonly unread: (format: Format) => Refusal
  private readonly input: FormatInput
  private readonly stream: Utf8Stream
  private head: Uint8Array | undefined = new Uint8Array(4096)
  private headLength = 0
  private received = 0
  private reader: FormatReader | undefined

  constructor(formats: readonly Format[], unread: (format: Format) => Refusal, input: FormatInput) {
    this.formats = formats
    this.unread = unread
    this.input = input
    this.stream = new Utf8Stream(input.decoders, (utf8) => this.take(utf8))
  }

  write(bytes: Uint8Array): void {
    const limit = this.input.limits.bytes
    this.received += bytes.length
    if (this.received > limit) throw new RefusedInput({ kind: "too-large", what: "bytes", limit, line: null })
    this.stream.write(bytes)
  }

  end(): Reading {
    if (this.received === 0) throw new RefusedInput({ kind: "nothing-received" })
    this.stream.end()
    if (this.reader === undefined) this.recognise(true)
    return this.reader!.end()
  }

  private take(utf8: Uint8Array): void {
    if (this.head === undefined) return this.reader?.write(utf8)
    const taken = utf8.subarray(0, HEAD_BYTES - this.headLength)
    if (this.headLength + taken.length > this.head.length) {
      const larger = new Uint8Array(HEAD_BYTES)
      larger.set(this.head.subarray(0, this.headLength))
      this.head = larger
    }
    this.head.set(taken, this.headLength)
    this.headLength += taken.length
    if (this.headLength < HEAD_BYTES) return undefined
    this.recognise(false)
    return this.reader?.write(utf8.subarray(taken.length))
  }

  /** Opens the reader of the format that the head gives away, and hands it the head. */
  private recognise(whole: boolean): void {
    const { limits, decoders } = this.input
    const bytes = this.head!.subarray(0, this.headLength)
    this.head = undefined
    const found = detect(lookAt(bytes, whole, limits, decoders), this.formats, limits)
    if ("refusal" in found) throw new RefusedInput(found.refusal)
    this.format = found.format
    if (found.format.open === undefined) throw new RefusedInput(this.unread(found.format))
    this.reader = found.format.open(this.input)
    this.reader.write(bytes)
  }
}
