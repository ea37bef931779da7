import type { FastifyInstance } from "fastify"

/** Supervisors kill after ten seconds; storage must be closed by then. */
const GRACE_MS = 5_000

/**
 * Lets the server stop in bounded time: what is being asked is answered, on connections that end with it, and whoever
 * still holds one after the grace, such as an upload that stalled, is let go.
 */
export function boundStopping(app: FastifyInstance): void {
  let stopping = false
  app.addHook("preClose", async () => {
    stopping = true
    const timer = setTimeout(() => app.server.closeAllConnections(), GRACE_MS)
    // A server that never listened has nobody to wait for, and must not be kept by this.
    timer.unref()
    app.server.once("close", () => clearTimeout(timer))
  })
  app.addHook("onSend", async (_request, reply, payload) => {
    if (stopping) reply.header("connection", "close")
    return payload
  })
}
