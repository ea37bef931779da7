import type { FastifyReply, FastifyRequest } from "fastify"
import { STATUS_CODES } from "node:http"
import type { Socket } from "node:net"
import { sendProblem } from "./problem.ts"

const STATUS_OF: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
}

/** Answers what is not a request with a problem of no kind of ours (RFC 9457 §4.2.1), and closes the connection. */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  // Who reset the connection hears nothing any more.
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy()
  const status = STATUS_OF[error.code ?? ""] ?? 400
  const title = STATUS_CODES[status] ?? ""
  const body = JSON.stringify({ type: "about:blank", title, status, detail: "This cannot be read as an HTTP request." })
  const head = [
    `HTTP/1.1 ${status} ${title}`,
    "content-type: application/problem+json",
    `content-length: ${body.length}`,
    "connection: close",
  ]
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => socket.destroy())
}

/** Answers addresses that no route can be looked up for. */
export function refuseAddress(error: { readonly code: string }, _request: FastifyRequest, reply: FastifyReply): void {
  const isUnreadable = error.code === "FST_ERR_BAD_URL"
  const detail = isUnreadable ? "The address cannot be decoded." : "Nothing has a name of that length."
  sendProblem(reply, { kind: isUnreadable ? "invalid-request" : "not-found", detail })
}
