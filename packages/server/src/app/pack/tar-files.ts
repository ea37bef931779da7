import { paddedTar, TAR_END, tarHead, utf8Of, type PackFile, type Sha256 } from "@promotrail/core"

/** The files of a pack as they are written one behind the other; what was written is remembered for the manifest. */
export class TarFiles {
  /** Every file so far. */
  readonly written: PackFile[] = []
  private readonly sha256: Sha256

  constructor(sha256: Sha256) {
    this.sha256 = sha256
  }

  /** A file whose bytes are at hand. */
  *file(path: string, content: Uint8Array | string): Generator<Uint8Array> {
    const bytes = typeof content === "string" ? utf8Of(content) : content
    this.written.push({ path, sha256: this.sha256(bytes), bytes: bytes.length })
    yield tarHead(path, bytes.length)
    yield bytes
    yield new Uint8Array(paddedTar(bytes.length) - bytes.length)
  }

  /** A file that is streamed, whose digest and length are known. Throws where the stream has another length. */
  async *streamed(file: PackFile, source: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
    this.written.push(file)
    yield tarHead(file.path, file.bytes)
    let left = file.bytes
    for await (const chunk of source) {
      const bytes = chunk as Uint8Array
      left -= bytes.length
      yield bytes
    }
    if (left !== 0) throw new Error(`${file.path} is not as long as it was`)
    yield new Uint8Array(paddedTar(file.bytes) - file.bytes)
  }

  end(): Uint8Array {
    return TAR_END
  }
}
