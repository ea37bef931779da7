import type { Limits } from "../limits.ts"
import { RefusedInput } from "../refusal.ts"
import type { Budget } from "./budget.ts"
import { CONTAINER_HEAD, type Container, containerOf } from "./container.ts"
import type { Entries } from "./entries.ts"
import { GzipReader } from "./gzip.ts"
import type { Members, Unpacker } from "./members.ts"
import { TarReader } from "./tar.ts"
import { ZipReader } from "./zip.ts"
import { ZstdReader } from "./zstd.ts"

/** What everything that is unpacked has in common. */
export type Unpacking = {
  readonly limits: Limits
  readonly budget: Budget
  readonly entries: Entries
  /** A strict decoder of UTF-8, for names. */
  readonly decode: (bytes: Uint8Array) => string
}

/** Opens what one file is packed in, however often, and hands what is packed in nothing to the entries. */
export class Opener implements Unpacker {
  private readonly unpacking: Unpacking
  private readonly name: string
  /** Archives around this. */
  private readonly depth: number
  /** Whether this comes out of a decompressor: a `.tar.gz` is one archive, not two. */
  private readonly isUnpacked: boolean
  private head: Uint8Array | undefined = new Uint8Array(CONTAINER_HEAD)
  private headLength = 0
  private inside: Unpacker | undefined

  constructor(unpacking: Unpacking, name: string, depth: number, isUnpacked: boolean) {
    this.unpacking = unpacking
    this.name = name
    this.depth = depth
    this.isUnpacked = isUnpacked
  }

  write(bytes: Uint8Array): void {
    if (this.head === undefined) return this.inside?.write(bytes)
    const taken = bytes.subarray(0, CONTAINER_HEAD - this.headLength)
    this.head.set(taken, this.headLength)
    this.headLength += taken.length
    if (this.headLength < CONTAINER_HEAD) return undefined
    this.decide()
    return this.inside?.write(bytes.subarray(taken.length))
  }

  end(): void {
    if (this.head !== undefined) this.decide()
    this.inside?.end()
  }

  private decide(): void {
    const head = this.head!.subarray(0, this.headLength)
    this.head = undefined
    const container = containerOf(head)
    this.inside = container === null ? this.plain() : this.packed(container)
    this.inside.write(head)
  }

  private plain(): Unpacker {
    const { entries } = this.unpacking
    entries.open(this.name)
    return { write: (bytes) => entries.data(bytes), end: () => entries.close() }
  }

  private packed(container: Container): Unpacker {
    const { limits, budget, decode } = this.unpacking
    const depth = container === "tar" && this.isUnpacked ? this.depth : this.depth + 1
    if (depth > limits.archives) {
      throw new RefusedInput({ kind: "too-large", what: "archives", limit: limits.archives, line: null })
    }
    if (container === "tar") return new TarReader(this.members(depth, false), decode)
    if (container === "zip") return new ZipReader(this.members(depth, true), limits, decode)
    const inner = new Opener(this.unpacking, this.name.replace(/\.(gz|zst|zstd)$/i, ""), depth, true)
    const sink = (bytes: Uint8Array): void => {
      budget.unpack(bytes.length)
      inner.write(bytes)
    }
    const reader = container === "gzip" ? new GzipReader(sink) : new ZstdReader(sink)
    return {
      write: (bytes) => reader.write(bytes),
      end() {
        reader.end()
        inner.end()
      },
    }
  }

  /** The members of an archive in this place, each opened in turn. */
  private members(depth: number, isUnpacked: boolean): Members {
    const { budget, entries } = this.unpacking
    let open: Opener | undefined
    const nameOf = (name: string): string => (this.name === "" ? name : `${this.name}/${name}`)
    return {
      open: (name) => {
        budget.member()
        open = new Opener(this.unpacking, nameOf(name), depth, false)
      },
      data: (bytes) => {
        if (isUnpacked) budget.unpack(bytes.length)
        open?.write(bytes)
      },
      close: () => {
        open?.end()
        open = undefined
      },
      other: (name) => {
        budget.member()
        // A folder is nothing that could have been a report.
        if (!name.endsWith("/")) entries.passOver(nameOf(name))
      },
    }
  }
}
