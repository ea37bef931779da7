import type { FastifyInstance } from "fastify"
import { logFile } from "../app/log-files.ts"
import type { LogReads, LogRow } from "../ports/log.ts"
import { sendProblem } from "./problem.ts"

/**
 * The signed logs as files: `/log/…` is the newest, `/logs/ORIGIN/…` any of them (c2sp.org/tlog-tiles). No token is
 * asked for: a leaf is a salted hash and a signature, and who watches a log need not be known to it.
 */
export function logRoutes(app: FastifyInstance, read: LogReads): void {
  const serve = (pick: (logs: readonly LogRow[], origin: string) => LogRow | undefined) => {
    app.get<{ Params: { readonly origin?: string; readonly "*": string } }>(
      pick === newest ? "/log/*" : "/logs/:origin/*",
      async ({ params }, reply) => {
        const log = pick(await read.logs(), params.origin ?? "")
        const path = params["*"]
        const bytes = log === undefined ? undefined : await logFile(read, log, path)
        if (bytes === undefined)
          return sendProblem(reply, { kind: "not-found", detail: `The log has no file ${path}.` })
        const isCheckpoint = path === "checkpoint"
        reply.header("cache-control", isCheckpoint ? "no-store" : "public, max-age=31536000, immutable")
        return reply
          .type(isCheckpoint ? "text/plain; charset=utf-8" : "application/octet-stream")
          .send(Buffer.from(bytes))
      },
    )
  }
  serve(newest)
  serve((logs, origin) => logs.find((log) => log.origin === origin))
}

const newest = (logs: readonly LogRow[]): LogRow | undefined => logs.at(-1)
