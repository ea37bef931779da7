import { parentPort, workerData, type MessagePort } from "node:worker_threads"
import { openConnection } from "../storage/connections.ts"
import { catalogueOver, type IndexedCatalogue } from "../storage/shared/catalogue/catalogue.ts"
import { faultOf } from "../storage/shared/remote.ts"
import { emptyState } from "../storage/verify/rebuilt.ts"
import type { Answered, Asked, CataloguePlace, Ready, WorkerStart } from "./messages.ts"
import { trustOf, type Trust } from "../trust/trust.ts"
import { verifyFile } from "../trust/verify-file.ts"
import { decoders, readReport } from "./read-report.ts"

/** The thread that reads reports, one after the other, with a connection of its own. */
function runIntake({ store, trust: files }: WorkerStart, port: MessagePort): void {
  let catalogue: IndexedCatalogue | undefined
  let trust: Trust | undefined
  const answer = async (asked: Asked): Promise<void> => {
    try {
      if ("verify" in asked) {
        trust ??= trustOf(files)
        const attestations = await verifyFile(asked.verify, trust, decoders)
        return port.postMessage({ verified: { attestations } } satisfies Answered)
      }
      const { job } = asked
      catalogue ??= await catalogueAt(store)
      const intake = await readReport(job, catalogue)
      return port.postMessage({ intake } satisfies Answered, buffersOf(intake))
    } catch (error) {
      return port.postMessage({ fault: faultOf(error) } satisfies Answered)
    }
  }
  port.on("message", (asked: Asked) => void answer(asked))
  port.postMessage("ready" satisfies Ready)
}

async function catalogueAt(place: CataloguePlace): Promise<IndexedCatalogue> {
  return place === "scratch" ? (await emptyState()).catalogue : catalogueOver(await openConnection(place))
}

/** What is handed over instead of copied. */
function buffersOf({ facts, results }: Extract<Answered, { intake: unknown }>["intake"]): ArrayBuffer[] {
  const views = [facts?.bytes, results?.ordinals, results?.slots, results?.attributes]
  return views.flatMap((view) => (view?.buffer instanceof ArrayBuffer ? [view.buffer] : []))
}

if (parentPort !== null) runIntake(workerData as WorkerStart, parentPort)
