import { isTarHeader } from "./tar-header.ts"

/** What bytes are packed in; null when they are packed in nothing that is known. */
export type Container = "zip" | "gzip" | "zstd" | "tar"

/** So much is looked at: a tar archive is known by its first header alone. */
export const CONTAINER_HEAD = 512

/** Recognises a container by how it begins. */
export function containerOf(head: Uint8Array): Container | null {
  const [a, b, c, d] = head
  // A local file, or the end of an archive that holds none.
  if (a === 0x50 && b === 0x4b && ((c === 3 && d === 4) || (c === 5 && d === 6))) return "zip"
  if (a === 0x1f && b === 0x8b) return "gzip"
  if (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd) return "zstd"
  return head.length >= CONTAINER_HEAD && isTarHeader(head.subarray(0, CONTAINER_HEAD)) ? "tar" : null
}
