import { readFileSync } from "node:fs"
import { join } from "node:path"
import { StorageUnavailable } from "../../ports/store.ts"
import type { PublishedLog } from "../shared/log/published-log.ts"

/** The log that was last published in a folder; undefined where none was. */
export function publishedIn(folder: string): PublishedLog | undefined {
  const read = (path: string): Uint8Array | undefined => {
    try {
      return readFileSync(join(folder, path))
    } catch (error) {
      const { code = "unknown error" } = error as NodeJS.ErrnoException
      if (code === "ENOENT" || code === "ENOTDIR") return undefined
      // Not being able to look is not the same as there being nothing to see.
      throw new StorageUnavailable(`The published log ${join(folder, path)} cannot be read (${code}).`, {
        cause: error,
      })
    }
  }
  const checkpoint = read("checkpoint")
  return checkpoint === undefined ? undefined : { checkpoint: Buffer.from(checkpoint).toString("utf8"), read }
}
