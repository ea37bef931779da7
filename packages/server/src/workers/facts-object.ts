import { hash } from "node:crypto"
import type { Digest } from "@promotrail/core"

/** The bytes of a facts object under their digest. */
export function factsObject(bytes: Uint8Array): { readonly digest: Digest; readonly bytes: Uint8Array } {
  return { digest: `sha256:${hash("sha256", bytes, "hex")}` as Digest, bytes }
}
