import { parentPort, workerData, type MessagePort } from "node:worker_threads"
import { openConnection } from "../storage/connections.ts"
import { catalogueOver, type IndexedCatalogue } from "../storage/shared/catalogue/catalogue.ts"
import { faultOf } from "../storage/shared/remote.ts"
import type { Answered, Asked, Ready, WorkerStart } from "./messages.ts"
import { readReport } from "./read-report.ts"

/** The thread that reads reports, one after the other, with a connection of its own. */
function runIntake({ store }: WorkerStart, port: MessagePort): void {
  let catalogue: IndexedCatalogue | undefined
  const answer = async ({ job }: Asked): Promise<void> => {
    try {
      catalogue ??= catalogueOver(await openConnection(store))
      const intake = await readReport(job, catalogue)
      port.postMessage({ intake } satisfies Answered, buffersOf(intake))
    } catch (error) {
      port.postMessage({ fault: faultOf(error) } satisfies Answered)
    }
  }
  port.on("message", (asked: Asked) => void answer(asked))
  port.postMessage("ready" satisfies Ready)
}

/** What is handed over instead of copied. */
function buffersOf({ facts, results }: Extract<Answered, { intake: unknown }>["intake"]): ArrayBuffer[] {
  const views = [facts?.bytes, results?.ordinals, results?.slots, results?.attributes]
  return views.flatMap((view) => (view?.buffer instanceof ArrayBuffer ? [view.buffer] : []))
}

if (parentPort !== null) runIntake(workerData as WorkerStart, parentPort)
