import { once } from "node:events"
import { stat } from "node:fs/promises"
import { Worker } from "node:worker_threads"
import { OTHER, type CategoryName } from "@promotrail/core"
import { StorageUnavailable } from "../ports/store.ts"
import type { Intake, IntakeJob, ReportIntake } from "../ports/reader.ts"
import { errorOf } from "../storage/shared/remote.ts"
import type { Answered, Asked, CataloguePlace, WorkerStart } from "./messages.ts"
import type { TrustFiles } from "../trust/trust.ts"
import { READER } from "./reader-name.ts"

/** A million tests need a third of it. */
const HEAP_MB = 768
const PATIENCE_MS = 10_000
/** On top of it, for large files: 2 s per 10 MB. */
const PATIENCE_MS_PER_BYTE = 2_000 / 10_000_000

export type IntakeOptions = {
  readonly store: CataloguePlace
  /** What attestations are verified with. Without: nobody is trusted. */
  readonly trust?: TrustFiles
  /** Files read at the same time; others wait their turn. */
  readonly workers?: number
  /** JavaScript heap of one worker. */
  readonly heapMb?: number
  /** A job may take this long, and longer the larger its file is. */
  readonly patienceMs?: number
}

/** Something asked of a worker: what of, and what we say where it died or was stopped over it. */
type Question = {
  readonly asked: Asked
  readonly path: string
  readonly onGone: (because: Gone) => Answered
}
type Gone =
  | { readonly what: "crashed"; readonly how: string }
  | { readonly what: "too-slow"; readonly patienceMs: number }

type Waiting = Question & {
  readonly resolve: (answered: Answered) => void
  readonly reject: (error: unknown) => void
}

/** Reads reports on threads of their own. A file that breaks its reader, or takes for ever, is answered as rejected. */
export async function startIntake(options: IntakeOptions): Promise<ReportIntake> {
  const { store, trust = [], workers = 1, heapMb = HEAP_MB, patienceMs = PATIENCE_MS } = options
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
  const answer = async ({ resolve, reject, ...question }: Waiting): Promise<void> => {
    let worker: Worker | undefined
    try {
      worker = idle.pop() ?? (await startWorker({ store, trust }, heapMb, idle))
      const { answered, usable } = await ask(worker, question, patienceMs)
      if (usable && !closed) idle.push(worker)
      else await worker.terminate()
      if ("fault" in answered) reject(errorOf(answered.fault))
      else resolve(answered)
    } catch (error) {
      await worker?.terminate()
      reject(error)
    }
  }
  const asked = (question: Question): Promise<Answered> =>
    new Promise((resolve, reject) => {
      if (closed) return reject(new StorageUnavailable("The server is stopping."))
      // A gate waits for a verification; reports wait anyway.
      queue["verify" in question.asked ? "unshift" : "push"]({ ...question, resolve, reject })
      return pump()
    })
  return {
    async read(job) {
      const answered = await asked(questionOf(job))
      if ("intake" in answered) return answered.intake
      throw new Error("a worker answered another question")
    },
    async verify(path) {
      const onGone = (because: Gone) => ({ verified: { broken: brokenOver(because) } })
      const answered = await asked({ asked: { verify: path }, path, onGone })
      if ("verified" in answered) return answered.verified
      throw new Error("a worker answered another question")
    },
    async close() {
      closed = true
      for (const { reject } of queue.splice(0)) reject(new StorageUnavailable("The server is stopping."))
      await Promise.all(running)
      await Promise.all(idle.splice(0).map((worker) => worker.terminate()))
    },
  }
}

/** A worker that has loaded its program: what comes after is the file's own time. */
async function startWorker(start: WorkerStart, heapMb: number, idle: Worker[]): Promise<Worker> {
  const worker = new Worker(new URL("./intake-worker.ts", import.meta.url), {
    workerData: start,
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
  { asked, path, onGone }: Question,
  patienceMs: number,
): Promise<{ readonly answered: Answered; readonly usable: boolean }> {
  const { size } = await stat(path)
  const patience = Math.max(patienceMs, size * PATIENCE_MS_PER_BYTE)
  const { promise, resolve } = Promise.withResolvers<{ readonly answered: Answered; readonly usable: boolean }>()
  const gone = (because: Gone) => resolve({ answered: onGone(because), usable: false })
  const timer = setTimeout(() => gone({ what: "too-slow", patienceMs: patience }), patience)
  const onMessage = (answered: Answered) => resolve({ answered, usable: true })
  const onError = (error: unknown) => gone({ what: "crashed", how: String(error) })
  const onExit = (code: number) => gone({ what: "crashed", how: `it ended with ${code}` })
  worker.on("message", onMessage).on("error", onError).on("exit", onExit)
  worker.postMessage(asked)
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    worker.off("message", onMessage).off("error", onError).off("exit", onExit)
  }
}

function questionOf(job: IntakeJob): Question {
  const category = job.category ?? OTHER
  const onGone = (because: Gone): Answered => ({
    intake: because.what === "crashed" ? crashed(because.how, category) : tooSlow(because.patienceMs, category),
  })
  return { asked: { job }, path: job.path, onGone }
}

function brokenOver(because: Gone): string {
  return because.what === "crashed"
    ? `verifying it broke (${because.how})`
    : `verifying it took longer than ${Math.round(because.patienceMs / 1_000)} s`
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
