import { once } from "node:events"
import { stat } from "node:fs/promises"
import { Worker } from "node:worker_threads"
import { OTHER, type CategoryName } from "@promotrail/core"
import { StorageUnavailable, type StoreOrigin } from "../ports/store.ts"
import type { Intake, IntakeJob, ReportIntake } from "../ports/reader.ts"
import { errorOf } from "../storage/shared/remote.ts"
import type { Answered, Asked, WorkerStart } from "./messages.ts"
import { READER } from "./reader-name.ts"

/** A million tests need a third of it. */
const HEAP_MB = 768
const PATIENCE_MS = 10_000
/** On top of it, for large files: 2 s per 10 MB. */
const PATIENCE_MS_PER_BYTE = 2_000 / 10_000_000

export type IntakeOptions = {
  readonly store: StoreOrigin
  /** Files read at the same time; others wait their turn. */
  readonly workers?: number
  /** JavaScript heap of one worker. */
  readonly heapMb?: number
  /** A job may take this long, and longer the larger its file is. */
  readonly patienceMs?: number
}

type Waiting = {
  readonly job: IntakeJob
  readonly resolve: (intake: Intake) => void
  readonly reject: (error: unknown) => void
}

/** Reads reports on threads of their own. A file that breaks its reader, or takes for ever, is answered as rejected. */
export async function startIntake(options: IntakeOptions): Promise<ReportIntake> {
  const { store, workers = 1, heapMb = HEAP_MB, patienceMs = PATIENCE_MS } = options
  const idle: Worker[] = []
  const queue: Waiting[] = []
  const running = new Set<Promise<void>>()
  let closed = false

  const pump = (): void => {
    while (running.size < workers) {
      const waiting = queue.shift()
      if (waiting === undefined) return
      const work = answer(waiting).finally(() => {
        running.delete(work)
        pump()
      })
      running.add(work)
    }
  }
  const answer = async ({ job, resolve, reject }: Waiting): Promise<void> => {
    let worker: Worker | undefined
    try {
      worker = idle.pop() ?? (await startWorker(store, heapMb, idle))
      const { answered, usable } = await ask(worker, job, patienceMs)
      if (usable && !closed) idle.push(worker)
      else await worker.terminate()
      if ("intake" in answered) resolve(answered.intake)
      else reject(errorOf(answered.fault))
    } catch (error) {
      await worker?.terminate()
      reject(error)
    }
  }
  return {
    read: (job) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(new StorageUnavailable("The server is stopping."))
        queue.push({ job, resolve, reject })
        return pump()
      }),
    async close() {
      closed = true
      for (const { reject } of queue.splice(0)) reject(new StorageUnavailable("The server is stopping."))
      await Promise.all(running)
      await Promise.all(idle.splice(0).map((worker) => worker.terminate()))
    },
  }
}

/** A worker that has loaded its program: what comes after is the file's own time. */
async function startWorker(store: StoreOrigin, heapMb: number, idle: Worker[]): Promise<Worker> {
  const worker = new Worker(new URL("./intake-worker.ts", import.meta.url), {
    workerData: { store } satisfies WorkerStart,
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
  })
  // Whoever asked hears of it too; without a listener an error of an idle worker would end the server.
  worker.on("error", () => undefined)
  worker.on("exit", () => {
    const at = idle.indexOf(worker)
    if (at !== -1) idle.splice(at, 1)
  })
  await once(worker, "message")
  return worker
}

/** The worker's answer, or ours about a worker that died or was stopped. */
async function ask(
  worker: Worker,
  job: IntakeJob,
  patienceMs: number,
): Promise<{ readonly answered: Answered; readonly usable: boolean }> {
  const { size } = await stat(job.path)
  const category = job.category ?? OTHER
  const patience = Math.max(patienceMs, size * PATIENCE_MS_PER_BYTE)
  const { promise, resolve } = Promise.withResolvers<{ readonly answered: Answered; readonly usable: boolean }>()
  const gone = (intake: Intake) => resolve({ answered: { intake }, usable: false })
  const timer = setTimeout(() => gone(tooSlow(patience, category)), patience)
  const onMessage = (answered: Answered) => resolve({ answered, usable: true })
  const onError = (error: unknown) => gone(crashed(String(error), category))
  const onExit = (code: number) => gone(crashed(`it ended with ${code}`, category))
  worker.on("message", onMessage).on("error", onError).on("exit", onExit)
  worker.postMessage({ job } satisfies Asked)
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    worker.off("message", onMessage).off("error", onError).off("exit", onExit)
  }
}

const NOTHING = {
  kind: null,
  unfit: null,
  subject: null,
  tool: null,
  format: null,
  producedAt: null,
  counts: {},
  warnings: [],
  reader: READER,
  facts: null,
  results: null,
}

function crashed(what: string, category: CategoryName): Intake {
  const reason = `The reader broke down over this file (${what}). Nothing of it counts; please report it with the file.`
  return { ...NOTHING, category, outcome: "rejected", code: "reader-crashed", reason }
}

function tooSlow(patienceMs: number, category: CategoryName): Intake {
  const seconds = Math.round(patienceMs / 1_000)
  const reason = `Reading this file took longer than ${seconds} s, which is the limit for its size. Split the report.`
  return { ...NOTHING, category, outcome: "rejected", code: "too-slow", reason }
}
