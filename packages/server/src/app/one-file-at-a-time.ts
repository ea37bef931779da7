import type { Digest } from "@promotrail/core"
import type { Blobs } from "../ports/blobs.ts"

const turns = new WeakMap<Blobs, Map<Digest, Promise<unknown>>>()

/**
 * Of one raw file, one after the other: it is not taken away between its upload and the entry that names it. Another
 * server on the same folder does not wait.
 */
export async function takingTurns<T>(blobs: Blobs, digest: Digest, work: () => Promise<T>): Promise<T> {
  const waiting = turns.get(blobs) ?? new Map<Digest, Promise<unknown>>()
  turns.set(blobs, waiting)
  const turn = (waiting.get(digest) ?? Promise.resolve()).then(work, work)
  waiting.set(digest, turn)
  try {
    return await turn
  } finally {
    if (waiting.get(digest) === turn) waiting.delete(digest)
  }
}
