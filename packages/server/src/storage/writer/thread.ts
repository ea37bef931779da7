import { parentPort, receiveMessageOnPort, workerData, type MessagePort } from "node:worker_threads"
import type { StoreOrigin } from "../../ports/store.ts"
import { openConnection } from "../connections.ts"
import { migrate } from "../migrations/migrate.ts"
import { catalogueOver, type IndexedCatalogue } from "../shared/catalogue/catalogue.ts"
import { commitBatch } from "../shared/commit.ts"
import { startLedger } from "../shared/first-entry.ts"
import { faultOf } from "../shared/remote.ts"
import type { WriteConnection } from "../shared/transaction.ts"
import type { Answers, Ready, Request, Requests } from "./messages.ts"

/** Proposals of one transaction, at most. */
const BATCH = 512

type Commit = Extract<Request, { kind: "commit" }>
type Answer = Answers["answers"][number]

/**
 * The thread that owns the writing connection. Everything that arrived while one transaction was written goes into
 * the next one, so the busier the server, the fewer syncs an entry costs.
 */
async function runWriter(origin: StoreOrigin, port: MessagePort): Promise<void> {
  let connection: WriteConnection
  try {
    connection = await openConnection(origin)
    await upgrade(connection)
  } catch (error) {
    port.postMessage({ ready: false, fault: faultOf(error) } satisfies Ready)
    return
  }
  const thrown = (error: unknown) => ({ thrown: faultOf(connection.explain(error)) })
  const catalogue = catalogueOver(connection)
  const queue: Request[] = []
  let working = false

  const work = async (): Promise<void> => {
    if (working) return
    working = true
    for (let request = next(); request !== undefined; request = next()) {
      if (request.kind === "close") {
        await connection.close()
        port.close()
        return
      }
      port.postMessage(
        request.kind === "commit"
          ? await commit([request, ...following()])
          : await answerOther(request, catalogue, thrown),
      )
    }
    working = false
  }
  const next = (): Request | undefined => {
    for (let got = receiveMessageOnPort(port); got !== undefined; got = receiveMessageOnPort(port)) {
      queue.push(...(got.message as Requests))
    }
    return queue.shift()
  }
  const following = (): Commit[] => {
    const end = queue.findIndex(({ kind }, at) => kind !== "commit" || at === BATCH - 1)
    return queue.splice(0, end === -1 ? queue.length : end) as Commit[]
  }
  const commit = async (requests: readonly Commit[]): Promise<Answers> => {
    const settled = await commitBatch(
      connection,
      requests.map(({ proposal }) => proposal),
    )
    let size: number | undefined
    const answers = requests.map(({ id }, at): Answer => {
      const one = settled[at]
      if (one === undefined) throw new Error("a proposal was not settled")
      if ("thrown" in one) return { id, value: thrown(one.thrown) }
      if (one.ok) size = one.value.index + 1
      return { id, value: one }
    })
    return { answers, size }
  }

  port.on("message", (requests: Requests) => {
    queue.push(...requests)
    void work()
  })
  port.postMessage({ ready: true } satisfies Ready)
}

async function answerOther(
  request: Exclude<Request, Commit | { kind: "close" }>,
  catalogue: IndexedCatalogue,
  thrown: (error: unknown) => Answer["value"],
): Promise<Answers> {
  const { id } = request
  try {
    const value =
      request.kind === "ping" ? null : await catalogue.resolve(request.application, request.category, request.tests)
    return { answers: [{ id, value }], size: undefined }
  } catch (error) {
    return { answers: [{ id, value: thrown(error) }], size: undefined }
  }
}

/** Brings the database up to this version and its ledger to life. */
async function upgrade(connection: WriteConnection): Promise<void> {
  try {
    await connection.transaction(async (tx) => {
      await tx.lockAll()
      await migrate(tx.db, tx.dialect)
      await startLedger(tx, Date.now())
    })
  } catch (error) {
    await connection.close()
    throw connection.explain(error)
  }
}

if (parentPort !== null) void runWriter((workerData as { origin: StoreOrigin }).origin, parentPort)
