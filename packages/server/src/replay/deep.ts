import { Worker } from "node:worker_threads"
import type { Blobs } from "../ports/blobs.ts"
import type { DeepAnswer, DeepReplay } from "../ports/deep-replay.ts"
import type { StoreOrigin } from "../ports/store.ts"
import { errorOf } from "../storage/shared/remote.ts"
import type { TrustFiles } from "../trust/trust.ts"
import type { DeepSaid, DeepStart } from "./thread.ts"

/** The state of a large application and one report fit; more must not take the server with it. */
const HEAP_MB = 1_536
/** A file on which a reader of this version hangs must not hold up every later one. */
const PATIENCE_MS = 15 * 60_000

/** Deep replays, one at a time, each on a thread and a connection of its own: nothing of the server's state is touched. */
export function deepReplay(
  origin: StoreOrigin,
  blobs: Pick<Blobs, "pathOf">,
  trust: TrustFiles,
  patienceMs = PATIENCE_MS,
): DeepReplay {
  let before: Promise<unknown> = Promise.resolve()
  const folder = folderOf(blobs)
  return (question) => {
    const turn = before.then(() => onThread({ origin, folder, trust, question }, patienceMs))
    before = turn.catch(() => undefined)
    return turn
  }
}

/** Where the raw files are, found by where one would be: threads are handed paths, not functions. */
function folderOf({ pathOf }: Pick<Blobs, "pathOf">): string {
  const zeros = "0".repeat(64)
  return pathOf(`sha256:${zeros}` as Parameters<typeof pathOf>[0])
}

function onThread(start: DeepStart, patienceMs: number): Promise<DeepAnswer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./thread.ts", import.meta.url), {
      workerData: start,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    })
    // A server that stops does not wait for it: it only reads.
    worker.unref()
    const broken = (why: string): DeepAnswer => ({ input: null, broken: why, filesRead: 0, files: [] })
    worker.on("message", (said: DeepSaid) => {
      if ("answer" in said) resolve(said.answer)
      else reject(errorOf(said.fault))
    })
    worker.on("error", (error) => resolve(broken(`reading broke off (${String(error)})`)))
    const late = setTimeout(() => {
      resolve(broken(`reading took longer than ${patienceMs / 60_000} minutes and was ended`))
      void worker.terminate()
    }, patienceMs)
    late.unref()
    worker.on("exit", (code) => {
      clearTimeout(late)
      resolve(broken(`reading broke off (it ended with ${code})`))
    })
  })
}
