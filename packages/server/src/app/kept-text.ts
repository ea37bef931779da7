import { digestOf, type Digest } from "@promotrail/core"
import { StorageFull, StorageUnavailable } from "../ports/store.ts"
import type { Deps } from "./deps.ts"

/** The text that a digest stands for, or why there is none: it was taken away, or it is another one now. */
export type KeptText = { readonly text: string } | { readonly missing: "gone" | "changed" }

/** Reads an object and hashes it: what was decided on years ago is believed only if it still has its digest. */
export async function keptText({ store, sha256 }: Pick<Deps, "store" | "sha256">, digest: Digest): Promise<KeptText> {
  let bytes: Uint8Array | undefined
  try {
    bytes = await store.read.object(digest)
  } catch (error) {
    if (error instanceof StorageUnavailable || error instanceof StorageFull) throw error
    // Bytes that cannot even be unpacked.
    return { missing: "changed" }
  }
  if (bytes === undefined) return { missing: "gone" }
  if (digestOf(bytes, sha256) !== digest) return { missing: "changed" }
  return { text: new TextDecoder("utf-8").decode(bytes) }
}
