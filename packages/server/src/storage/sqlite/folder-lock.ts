import { DatabaseSync } from "node:sqlite"
import { StorageUnavailable } from "../../ports/store.ts"
import { explained, isBusy } from "./faults.ts"
import { lockIn } from "./files.ts"

/**
 * Takes a data folder for this process. The lock is one the operating system keeps (SQLite's, on a file of its own),
 * so it ends with the process however that ends.
 */
export function lockFolder(folder: string): { release(): void } {
  let lock: DatabaseSync | undefined
  try {
    lock = new DatabaseSync(lockIn(folder), { timeout: 0 })
    lock.exec("begin exclusive")
  } catch (error) {
    lock?.close()
    if (!isBusy(error)) throw explained(error, folder)
    throw new StorageUnavailable(
      `The data folder ${folder} is in use by another Promotrail server. ` +
        "Stop that one, or give this one a folder of its own with PROMOTRAIL_DATA.",
      { cause: error },
    )
  }
  const held = lock
  return { release: () => held.close() }
}
