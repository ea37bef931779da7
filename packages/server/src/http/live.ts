import { LIVE_PATH, type LiveEntry } from "@promotrail/contract"
import type { ApplicationName } from "@promotrail/core"
import type { FastifyInstance } from "fastify"
import type { Tokens } from "../app/tokens.ts"
import type { Store } from "../ports/store.ts"
import { identify, withinOf } from "./auth.ts"
import { sendProblem } from "./problem.ts"

const HEARTBEAT_MS = 15_000
const MOST_BEHIND = 1_000
const MOST_BUFFERED = 1_048_576

/** Server-sent events: one `entry` per ledger entry that the token may see. `Last-Event-ID` resumes without a gap. */
export function liveRoute(
  app: FastifyInstance,
  { store, tokens }: { readonly store: Store; readonly tokens: Tokens },
): void {
  const closers = new Set<() => void>()
  app.addHook("preClose", async () => {
    for (const close of closers) close()
  })
  app.get(LIVE_PATH, async (request, reply) => {
    const identity = await identify(tokens, request, "read", undefined)
    if ("kind" in identity) return sendProblem(reply, identity)
    const within = withinOf(identity.token)
    const resumed = Number(request.headers["last-event-id"])
    const { size } = await store.read.head()
    let next =
      Number.isSafeInteger(resumed) && resumed >= 0 && resumed < size && size - resumed <= MOST_BEHIND
        ? resumed + 1
        : size
    const { raw } = reply
    reply.hijack()
    raw.writeHead(200, {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
      "x-request-id": request.id,
    })
    raw.write(`retry: 2000\n\nevent: hello\nid: ${size - 1}\ndata: {"size":${size}}\n\n`)

    let pumping = Promise.resolve()
    const pump = async (): Promise<void> => {
      for (;;) {
        const rows = await store.read.entries(next, 500)
        if (rows.length === 0) return
        for (const { index, kind, application, release } of rows) {
          next = index + 1
          if (within !== undefined && (application === null || !within.includes(application as ApplicationName)))
            continue
          const entry: LiveEntry = { index, kind, application, release }
          raw.write(`event: entry\nid: ${index}\ndata: ${JSON.stringify(entry)}\n\n`)
        }
        // A client that does not read is let go; it comes back with Last-Event-ID.
        if (raw.writableLength > MOST_BUFFERED) return close()
      }
    }
    const wake = () => {
      pumping = pumping.then(pump).catch((error: unknown) => {
        request.log.warn({ err: error }, "the live stream of a client ended")
        close()
      })
    }
    const unsubscribe = store.subscribe(wake)
    const heartbeat = setInterval(() => raw.write(": still here\n\n"), HEARTBEAT_MS)
    function close(): void {
      clearInterval(heartbeat)
      unsubscribe()
      closers.delete(close)
      raw.end()
    }
    closers.add(close)
    raw.on("close", close)
    wake()
    return reply
  })
}
