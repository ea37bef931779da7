import type { Decoder, DecoderFactory } from "../decoders.ts"
import { RefusedInput } from "../refusal.ts"
import { ENCODING_HEAD, encodingOf } from "./encoding.ts"
import { encodeUtf8 } from "./encode-utf8.ts"

const PIECE = 4096

/**
 * Turns a file in any known encoding into UTF-8 bytes. UTF-8 itself passes through untouched and is checked by the
 * reader behind, which can say where a wrong byte stands.
 */
export class Utf8Stream {
  private readonly sink: (utf8: Uint8Array) => void
  private readonly decoders: DecoderFactory
  private head: Uint8Array | undefined = new Uint8Array(ENCODING_HEAD)
  private headLength = 0
  private label = "UTF-8"
  private decoder: Decoder | undefined
  /** Foreign bytes, decoded when there are `PIECE` of them: what is said of a fault must not depend on how they came. */
  private readonly piece = new Uint8Array(PIECE)
  private pieceLength = 0
  private line = 1
  private column = 1

  constructor(decoders: DecoderFactory, sink: (utf8: Uint8Array) => void) {
    this.decoders = decoders
    this.sink = sink
  }

  write(bytes: Uint8Array): void {
    if (this.head === undefined) return this.pass(bytes)
    const taken = bytes.subarray(0, ENCODING_HEAD - this.headLength)
    this.head.set(taken, this.headLength)
    this.headLength += taken.length
    if (this.headLength < ENCODING_HEAD) return undefined
    this.decide()
    return this.pass(bytes.subarray(taken.length))
  }

  end(): void {
    if (this.head !== undefined) this.decide()
    if (this.decoder === undefined) return
    this.forward(this.decoder, this.piece.subarray(0, this.pieceLength))
    this.forward(this.decoder, undefined)
  }

  private decide(): void {
    const head = this.head!.subarray(0, this.headLength)
    this.head = undefined
    const encoding = encodingOf(head)
    if (encoding.kind === "unknown") throw new RefusedInput({ kind: "unknown-encoding", label: encoding.label })
    if (encoding.kind === "wrong") throw new RefusedInput({ kind: "wrong-encoding", declared: encoding.declared })
    if (encoding.kind === "other") {
      this.label = encoding.label
      this.decoder = this.decoders(encoding.label)
      if (this.decoder === undefined) throw new RefusedInput({ kind: "unknown-encoding", label: encoding.label })
    }
    this.pass(head.subarray(encoding.skip))
  }

  private pass(bytes: Uint8Array): void {
    if (bytes.length === 0) return
    if (this.decoder === undefined) return this.sink(bytes)
    for (let at = 0; at < bytes.length;) {
      const taken = bytes.subarray(at, at + PIECE - this.pieceLength)
      this.piece.set(taken, this.pieceLength)
      this.pieceLength += taken.length
      at += taken.length
      if (this.pieceLength < PIECE) return
      this.forward(this.decoder, this.piece)
      this.pieceLength = 0
    }
  }

  private forward(decoder: Decoder, piece: Uint8Array | undefined): void {
    let text: string
    try {
      text = piece === undefined ? decoder.decode() : decoder.decode(piece, { stream: true })
    } catch {
      if (piece !== undefined) this.walkToFault(piece)
      throw new RefusedInput({ kind: "bad-bytes", encoding: this.label, line: this.line, column: this.column })
    }
    this.advance(text)
    if (text !== "") this.sink(encodeUtf8(text))
  }

  /** A decoder says that a piece is wrong, not where: a fresh one is fed byte by byte. */
  private walkToFault(piece: Uint8Array): void {
    const decoder = this.decoders(this.label)
    if (decoder === undefined) return
    try {
      for (let i = 0; i < piece.length; i++) this.advance(decoder.decode(piece.subarray(i, i + 1), { stream: true }))
    } catch {
      // Found: `line` and `column` stand behind the last good character.
    }
  }

  private advance(text: string): void {
    let from = 0
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", from)) {
      this.line++
      this.column = 1
      from = at + 1
    }
    this.column += text.length - from
  }
}
