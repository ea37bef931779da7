import { parentPort, workerData, type MessagePort } from "node:worker_threads"
import type { DeepAnswer, DeepQuestion } from "../ports/deep-replay.ts"
import type { StoreOrigin } from "../ports/store.ts"
import { withSnapshot } from "../storage/connections.ts"
import { faultOf, type Fault } from "../storage/shared/remote.ts"
import type { TrustFiles } from "../trust/trust.ts"
import { replayDeeply } from "./as-of.ts"

export type DeepStart = {
  readonly origin: StoreOrigin
  /** Where a file of sixty-four zeros would be. */
  readonly folder: string
  readonly trust: TrustFiles
  readonly question: DeepQuestion
}
export type DeepSaid = { readonly answer: DeepAnswer } | { readonly fault: Fault }

async function run({ origin, ...start }: DeepStart, port: MessagePort): Promise<void> {
  try {
    const answer = await withSnapshot(origin, (snapshot) => replayDeeply(snapshot, start))
    port.postMessage({ answer } satisfies DeepSaid)
  } catch (error) {
    port.postMessage({ fault: faultOf(error) } satisfies DeepSaid)
  }
}

if (parentPort !== null) void run(workerData as DeepStart, parentPort)
