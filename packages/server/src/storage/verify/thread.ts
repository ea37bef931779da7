import { parentPort, workerData, type MessagePort } from "node:worker_threads"
import type { StoreOrigin } from "../../ports/store.ts"
import { withSnapshot } from "../connections.ts"
import { faultOf, type Fault } from "../shared/remote.ts"
import { compareAll, type Compared } from "./compare.ts"
import type { RawFile } from "./stored-bytes.ts"

export type VerifyStart = { readonly origin: StoreOrigin; readonly files: readonly RawFile[] }
export type VerifySaid =
  | { readonly done: number; readonly size: number }
  | { readonly found: Compared }
  | { readonly fault: Fault }

async function run({ origin, files }: VerifyStart, port: MessagePort): Promise<void> {
  try {
    const found = await withSnapshot(origin, (snapshot) =>
      compareAll(snapshot, files, (done, size) => port.postMessage({ done, size } satisfies VerifySaid)),
    )
    port.postMessage({ found } satisfies VerifySaid)
  } catch (error) {
    port.postMessage({ fault: faultOf(error) } satisfies VerifySaid)
  }
}

if (parentPort !== null) void run(workerData as VerifyStart, parentPort)
