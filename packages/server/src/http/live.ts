import { LIVE_PATH, type LiveEntry } from "@promotrail/contract"
import { decodeEvent, type ApplicationName } from "@promotrail/core"
import type { FastifyInstance } from "fastify"
import type { Tokens } from "../app/tokens.ts"
import type { TokenRow } from "../ports/rows.ts"
import type { Store } from "../ports/store.ts"
import { identify, refuse, withinOf, type FailedAuth } from "./auth.ts"

const HEARTBEAT_MS = 15_000
const AT_ONCE = 500
const MOST_BUFFERED = 1_048_576

/** Server-sent events: one `entry` per ledger entry that the token may see. `Last-Event-ID` resumes without a gap. */
export function liveRoute(
  app: FastifyInstance,
  { store, tokens, failedAuth }: { readonly store: Store; readonly tokens: Tokens; readonly failedAuth: FailedAuth },
): void {
  const closers = new Set<() => void>()
  app.addHook("preClose", async () => {
    for (const close of closers) close()
  })
  // Not for HEAD, which would wait for a stream to end that never does.
  app.get(LIVE_PATH, { exposeHeadRoute: false }, async (request, reply) => {
    const identity = await identify(tokens, request, "read", undefined)
    if ("kind" in identity) return refuse(identity, request, reply, failedAuth)
    const within = withinOf(identity.token)
    const { size } = await store.read.head()
    let next = resumedAfter(request.headers["last-event-id"], size)
    const { raw } = reply
    reply.hijack()
    raw.writeHead(200, {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      // Nothing follows on this connection, so that it ends with the stream.
      connection: "close",
      "x-accel-buffering": "no",
      "x-request-id": request.id,
    })
    // The id says what was sent so far: whoever breaks off here misses nothing of what is still to come.
    raw.write(`retry: 2000\n\nevent: hello\nid: ${next - 1}\ndata: {"size":${size}}\n\n`)

    let closed = false
    let pumping = Promise.resolve()
    const pump = async (): Promise<void> => {
      for (;;) {
        const rows = await store.read.entries(next, AT_ONCE)
        if (rows.length === 0 || closed) return
        for (const { index, kind, application, release, body } of rows) {
          next = index + 1
          if (kind === "token.revoked" && revokes(body, identity.token)) return close()
          if (within !== undefined && (application === null || !within.includes(application as ApplicationName)))
            continue
          const entry: LiveEntry = { index, kind, application, release }
          raw.write(`event: entry\nid: ${index}\ndata: ${JSON.stringify(entry)}\n\n`)
        }
        // A client that does not read is let go; it comes back with Last-Event-ID.
        if (raw.writableLength > MOST_BUFFERED) return void raw.destroy()
      }
    }
    const wake = () => {
      pumping = pumping
        .then(() => (closed ? undefined : pump()))
        .catch((error: unknown) => {
          request.log.warn({ err: error }, "the live stream of a client ended")
          close()
        })
    }
    const unsubscribe = store.subscribe(wake)
    const heartbeat = setInterval(() => raw.write(": still here\n\n"), HEARTBEAT_MS)
    function close(): void {
      closed = true
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

/** The first entry to send: the one after what the client has, or the next to be written. */
function resumedAfter(lastEventId: string | string[] | undefined, size: number): number {
  const last = typeof lastEventId === "string" && /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) : size
  return Math.min(last + 1, size)
}

function revokes(body: string, { id }: TokenRow): boolean {
  const event = decodeEvent(body)
  return event.kind === "token.revoked" && event.data.token === id
}
