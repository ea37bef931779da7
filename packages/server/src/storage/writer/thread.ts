import { join } from "node:path"
import { parentPort, receiveMessageOnPort, workerData, type MessagePort } from "node:worker_threads"
import { signerAt } from "../../keys/open-signer.ts"
import type { Signing } from "../../ports/signer.ts"
import type { StoreOrigin } from "../../ports/store.ts"
import { openConnection } from "../connections.ts"
import { migrate } from "../migrations/migrate.ts"
import { catalogueOver, type IndexedCatalogue } from "../shared/catalogue/catalogue.ts"
import { commitBatch } from "../shared/commit.ts"
import { keepAnchor } from "../shared/log/anchors.ts"
import { publishedIn } from "../published/published-in.ts"
import { startLedger } from "../shared/first-entry.ts"
import type { LogWriter } from "../shared/log/log-batch.ts"
import { faultOf } from "../shared/remote.ts"
import type { WriteConnection } from "../shared/transaction.ts"
import type { Answers, Ready, Request, Requests } from "./messages.ts"

/** Proposals of one transaction, at most. */
const BATCH = 512

type Commit = Extract<Request, { kind: "commit" }>
type Answer = Answers["answers"][number]

/** What the thread is started with. */
export type WriterData = { readonly origin: StoreOrigin; readonly signing: Signing }

/**
 * The thread that owns the writing connection. Everything that arrived while one transaction was written goes into
 * the next one, so the busier the server, the fewer syncs an entry costs.
 */
async function runWriter({ origin, signing }: WriterData, port: MessagePort): Promise<void> {
  let connection: WriteConnection
  let log: LogWriter
  try {
    connection = await openConnection(origin)
    log = await upgrade(connection, signing)
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
          : await answerOther(request, catalogue, connection, thrown),
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
      log,
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
  connection: WriteConnection,
  thrown: (error: unknown) => Answer["value"],
): Promise<Answers> {
  const { id } = request
  try {
    return { answers: [{ id, value: await answerTo(request, catalogue, connection) }], size: undefined }
  } catch (error) {
    return { answers: [{ id, value: thrown(error) }], size: undefined }
  }
}

async function answerTo(
  request: Exclude<Request, Commit | { kind: "close" }>,
  catalogue: IndexedCatalogue,
  connection: WriteConnection,
): Promise<Awaited<ReturnType<IndexedCatalogue["resolve"]>> | null> {
  switch (request.kind) {
    case "ping":
      return null
    case "scrub":
      await connection.scrub(request.notices)
      return null
    case "anchor":
      await connection.transaction((tx) => keepAnchor(tx, request.anchor))
      return null
    case "resolve":
      return catalogue.resolve(request.application, request.category, request.tests)
  }
}

/** Brings the database up to this version and its ledger to life. */
async function upgrade(
  connection: WriteConnection,
  { signer, origin, published, recover }: Signing,
): Promise<LogWriter> {
  try {
    return await connection.transaction(async (tx) => {
      await tx.lockAll()
      await migrate(tx.db, tx.dialect)
      return startLedger(tx, {
        openSigner: signerAt(signer),
        origin,
        published: (name) => (published === undefined ? undefined : publishedIn(join(published, name))),
        recover: recover === true,
        nowMs: Date.now(),
      })
    })
  } catch (error) {
    await connection.close()
    throw connection.explain(error)
  }
}

if (parentPort !== null) void runWriter(workerData as WriterData, parentPort)
