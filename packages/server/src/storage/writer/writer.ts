import { Worker } from "node:worker_threads"
import { StorageUnavailable, type StoreOrigin } from "../../ports/store.ts"
import { errorOf } from "../shared/remote.ts"
import type { Signing } from "../../ports/signer.ts"
import type { WriterData } from "./thread.ts"
import type { Answers, Ready, Request, Requests } from "./messages.ts"

type Asking = Exclude<Request, { kind: "close" }>
type WithoutId<R> = R extends unknown ? Omit<R, "id"> : never
type Waiting = { readonly resolve: (value: unknown) => void; readonly reject: (error: unknown) => void }

/** The main thread's end of the writer thread. */
export interface Writer {
  ask(request: WithoutId<Asking>): Promise<unknown>
  /** After what was asked is answered. */
  close(): Promise<void>
}

/** Starts the writer and waits until the database is open and current. A writer that dies is replaced. */
export async function startWriter(
  origin: StoreOrigin,
  signing: Signing,
  onGrown: (size: number) => void,
): Promise<Writer> {
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  let closed = false
  let current: Promise<Worker> | undefined
  let bundle: { readonly worker: Worker; readonly requests: Request[] } | undefined

  /** What is asked in one turn of the event loop travels together, and so into one transaction with one sync. */
  const send = (worker: Worker, request: Request): void => {
    if (bundle?.worker === worker) {
      bundle.requests.push(request)
      return
    }
    const opened = { worker, requests: [request] }
    bundle = opened
    setImmediate(() => {
      if (bundle === opened) bundle = undefined
      worker.postMessage(opened.requests satisfies Requests)
    })
  }

  const start = async (): Promise<Worker> => {
    const worker = new Worker(new URL("./thread.ts", import.meta.url), {
      workerData: { origin, signing } satisfies WriterData,
    })
    await new Promise<void>((resolve, reject) => {
      worker.once("error", reject)
      worker.once("message", (ready: Ready) => (ready.ready ? resolve() : reject(errorOf(ready.fault))))
    })
    worker.removeAllListeners("error")
    worker.on("message", ({ answers, size }: Answers) => {
      // Listeners look first, so that whoever is answered sees the world as they left it.
      if (size !== undefined) onGrown(size)
      for (const { id, value } of answers) settle(id, value)
    })
    worker.on("error", (error) => fail(error))
    worker.on("exit", () => fail(undefined))
    return worker
  }
  const settle = (id: number, value: Answers["answers"][number]["value"]): void => {
    const asked = waiting.get(id)
    waiting.delete(id)
    if (value !== null && "thrown" in value) asked?.reject(errorOf(value.thrown))
    else asked?.resolve(value)
  }
  const fail = (cause: unknown): void => {
    current = undefined
    for (const { reject } of waiting.values()) {
      reject(
        new StorageUnavailable("The writer stopped while it worked. Look whether it was written, then try again.", {
          cause,
        }),
      )
    }
    waiting.clear()
  }
  const running = (): Promise<Worker> => {
    current ??= start().catch((error: unknown) => {
      current = undefined
      throw error
    })
    return current
  }

  await running()
  return {
    async ask(request) {
      if (closed) throw new StorageUnavailable("The store is closed.")
      const worker = await running()
      const id = ++lastId
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        send(worker, { ...request, id })
      })
    },
    async close() {
      if (closed) return
      closed = true
      const worker = await current
      if (worker === undefined) return
      const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()))
      send(worker, { kind: "close" })
      await ended
    },
  }
}
