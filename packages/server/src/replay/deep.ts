import { Worker } from "node:worker_threads"
import type { Blobs } from "../ports/blobs.ts"
import type { DeepAnswer, DeepReplay } from "../ports/deep-replay.ts"
import type { StoreOrigin } from "../ports/store.ts"
import { errorOf } from "../storage/shared/remote.ts"
import type { TrustFiles } from "../trust/trust.ts"
import type { DeepSaid, DeepStart } from "./thread.ts"

/** The state of a large application fits; more must not take the server with it. Raw files have a heap of their own. */
const HEAP_MB = 1_536
/** Less than callers wait, so that they hear what was answered until then. */
const PATIENCE_MS = 9 * 60_000

export type DeepLimits = {
  /** All questions of a call together. */
  readonly patienceMs?: number
  /** One raw file; else as long as the intake gives one of its size. */
  readonly filePatienceMs?: number
}

/** Deep replays, one at a time, each on a thread and a connection of its own: nothing of the server's state is touched. */
export function deepReplay(
  origin: StoreOrigin,
  blobs: Pick<Blobs, "pathOf">,
  trust: TrustFiles,
  { patienceMs = PATIENCE_MS, filePatienceMs }: DeepLimits = {},
): DeepReplay {
  let before: Promise<unknown> = Promise.resolve()
  const folder = folderOf(blobs)
  return (questions, other) => {
    if (questions.length === 0) return Promise.resolve([])
    const start: DeepStart = { origin, folder, trust, questions, other, filePatienceMs }
    const turn = before.then(() => onThread(start, patienceMs))
    before = turn.catch(() => undefined)
    return turn
  }
}

/** Where the raw files are, found by where one would be: threads are handed paths, not functions. */
function folderOf({ pathOf }: Pick<Blobs, "pathOf">): string {
  const zeros = "0".repeat(64)
  return pathOf(`sha256:${zeros}` as Parameters<typeof pathOf>[0])
}

function onThread(start: DeepStart, patienceMs: number): Promise<readonly DeepAnswer[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./thread.ts", import.meta.url), {
      workerData: start,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    })
    // A server that stops does not wait for it: it only reads.
    worker.unref()
    const answers = new Map<number, DeepAnswer>()
    /** What was answered stands; whatever was not is no agreement. */
    const end = (why: string): void => {
      const broken: DeepAnswer = { input: null, broken: why, under: null, filesRead: 0, files: [] }
      resolve(start.questions.map((_, at) => answers.get(at) ?? broken))
    }
    worker.on("message", (said: DeepSaid) => {
      if ("answer" in said) answers.set(said.at, said.answer)
      else if ("done" in said) end("it was not answered")
      else reject(errorOf(said.fault))
    })
    worker.on("error", (error) => end(`reading broke off (${String(error)})`))
    const late = setTimeout(() => {
      end(`reading took longer than ${patienceMs / 60_000} minutes and was ended`)
      void worker.terminate()
    }, patienceMs)
    late.unref()
    worker.on("exit", (code) => {
      clearTimeout(late)
      end(`reading broke off (it ended with ${code})`)
    })
  })
}
