import { Worker } from "node:worker_threads"
import type { Blobs } from "../../ports/blobs.ts"
import { StorageUnavailable, type Store } from "../../ports/store.ts"
import type { StateVerification } from "../../ports/verification.ts"
import { errorOf } from "../shared/remote.ts"
import type { Compared } from "./compare.ts"
import { checkUnlisted, type RawFile } from "./stored-bytes.ts"
import type { VerifySaid, VerifyStart } from "./thread.ts"

/**
 * Recomputes the root, folds all entries into a state of their own and compares it with the stored one, and hashes every
 * object and raw file. On a thread and a connection of its own; what is written meanwhile is not looked at.
 */
export async function verifyState(
  store: Store,
  blobs: Blobs,
  progress: (done: number, size: number) => void = () => undefined,
): Promise<StateVerification> {
  const started = performance.now()
  const files: RawFile[] = []
  for await (const digest of blobs.list()) files.push({ digest, path: blobs.pathOf(digest) })
  const { unlisted, ...found } = await compareOnThread({ origin: store.origin, files }, progress)
  const later = await checkUnlisted(unlisted, blobs)
  return {
    ...found,
    agrees: found.agrees && later.broken.length === 0,
    evidence: {
      checked: found.evidence.checked + later.checked,
      broken: [...found.evidence.broken, ...later.broken],
    },
    tookMs: Math.round(performance.now() - started),
  }
}

function compareOnThread(start: VerifyStart, progress: (done: number, size: number) => void): Promise<Compared> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./thread.ts", import.meta.url), { workerData: start })
    worker.on("message", (said: VerifySaid) => {
      if ("found" in said) resolve(said.found)
      else if ("fault" in said) reject(errorOf(said.fault))
      else progress(said.done, said.size)
    })
    const gone = (cause: unknown) => reject(new StorageUnavailable("The verification broke off. Try again.", { cause }))
    worker.on("error", gone).on("exit", gone)
  })
}
