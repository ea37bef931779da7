import { parentPort, workerData, type MessagePort } from "node:worker_threads"
import type { Digest } from "@promotrail/core"
import type { DeepAnswer, DeepQuestion, OtherPolicy } from "../ports/deep-replay.ts"
import type { StoreOrigin } from "../ports/store.ts"
import { withSnapshot } from "../storage/connections.ts"
import { faultOf, type Fault } from "../storage/shared/remote.ts"
import type { TrustFiles } from "../trust/trust.ts"
import { startIntake } from "../workers/intake.ts"
import { replayInOnePass } from "./one-pass.ts"

export type DeepStart = {
  readonly origin: StoreOrigin
  /** Where a file of sixty-four zeros would be. */
  readonly folder: string
  readonly trust: TrustFiles
  readonly questions: readonly DeepQuestion[]
  readonly other: OtherPolicy | undefined
  /** How long one raw file may take, where it is not the intake's own limit. */
  readonly filePatienceMs: number | undefined
}
/** `at`: the place of the question that is answered. */
export type DeepSaid =
  | { readonly at: number; readonly answer: DeepAnswer }
  | { readonly fault: Fault }
  | { readonly done: true }

async function run(start: DeepStart, port: MessagePort): Promise<void> {
  const { origin, folder, trust, questions, other, filePatienceMs: patienceMs } = start
  const say = (said: DeepSaid): void => port.postMessage(said)
  // What is read again must leave nothing in the catalogue of the store.
  const intake = await startIntake({ store: "scratch", trust, ...(patienceMs === undefined ? {} : { patienceMs }) })
  try {
    const pathOf = (raw: Digest): string => pathBeside(folder, raw)
    const onAnswer = (at: number, answer: DeepAnswer): void => say({ at, answer })
    await withSnapshot(origin, (snapshot) => replayInOnePass(snapshot, { questions, other, intake, pathOf, onAnswer }))
    say({ done: true })
  } catch (error) {
    say({ fault: faultOf(error) })
  } finally {
    await intake.close()
  }
}

function pathBeside(zeros: string, raw: Digest): string {
  const hex = raw.slice("sha256:".length)
  return zeros.replace(/00([/\\])0{64}$/, `${hex.slice(0, 2)}$1${hex}`)
}

if (parentPort !== null) void run(workerData as DeepStart, parentPort)
