import type { Digest } from "@promotrail/core"
import type { Readable } from "node:stream"

/** Where raw evidence is kept, as received, under its digest. */
export interface Blobs {
  /**
   * Takes a stream in, hashing on the way. Resolves when the bytes are durable; `keep` puts them under their digest,
   * `discard` forgets them. Refuses past `maxBytes`; an aborted stream leaves nothing behind.
   * Throws `StorageFull` when there is no room.
   */
  receive(source: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Received | TooLarge>
  open(digest: Digest): Promise<Readable | undefined>
  size(digest: Digest): Promise<number | undefined>
  /** A path under which a reader of another thread finds the bytes. */
  pathOf(digest: Digest): string
  /** Forgets the bytes; nothing happens where there are none. For what was erased: nothing else takes evidence away. */
  remove(digest: Digest): Promise<void>
  /** Every stored digest, for verification. */
  list(): AsyncIterable<Digest>
}

export type Received = {
  readonly kind: "received"
  readonly digest: Digest
  readonly bytes: number
  /** Where the bytes are until kept. */
  readonly path: string
  keep(): Promise<void>
  discard(): Promise<void>
}
export type TooLarge = { readonly kind: "too-large"; readonly limit: number }
