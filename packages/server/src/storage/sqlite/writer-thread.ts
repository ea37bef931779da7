import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads"
import { migrate } from "../migrations/migrate.ts"
import { catalogueOver, type IndexedCatalogue } from "../shared/catalogue/catalogue.ts"
import { commitBatch } from "../shared/commit.ts"
import { startLedger } from "../shared/first-entry.ts"
import { faultOf } from "../shared/remote.ts"
import type { WriteConnection } from "../shared/transaction.ts"
import { connect } from "./connection.ts"
import { explained } from "./faults.ts"
import { databaseIn } from "./files.ts"
import type { Answers, Ready, Request } from "./writer-messages.ts"
import { writingOver } from "./writing.ts"

/** Proposals of one transaction, at most. */
const BATCH = 512

type Commit = Extract<Request, { kind: "commit" }>
type Answer = Answers["answers"][number]

/**
 * The thread that owns the writing connection. Everything that arrived while one transaction was written goes into
 * the next one, so the busier the server, the fewer syncs an entry costs.
 */
export async function runWriter(folder: string, port: NonNullable<typeof parentPort>): Promise<void> {
  const thrown = (error: unknown) => ({ thrown: faultOf(explained(error, folder)) })
  let connection: WriteConnection
  try {
    connection = writingOver(connect(databaseIn(folder), "write"))
    await connection.transaction(async (tx) => {
      await migrate(tx.db, "sqlite")
      await startLedger(tx, Date.now())
    })
  } catch (error) {
    port.postMessage({ ready: false, fault: faultOf(explained(error, folder)) } satisfies Ready)
    return
  }
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
      queue.push(got.message as Request)
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

  port.on("message", (request: Request) => {
    queue.push(request)
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

if (parentPort !== null) void runWriter((workerData as { folder: string }).folder, parentPort)
