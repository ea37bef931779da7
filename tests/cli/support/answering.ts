import { once } from "node:events"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { createServer as createTcpServer, type AddressInfo, type Socket } from "node:net"
import { onTestFinished } from "vitest"

/** What the command asked. */
export type Heard = {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage["headers"]
  readonly body: string
}

/** A server that answers as a test says, and remembers what it was asked. */
export async function answering(
  answer: (heard: Heard, response: ServerResponse, count: number) => void,
): Promise<{ readonly url: string; readonly heard: readonly Heard[] }> {
  const heard: Heard[] = []
  const server = createServer((request, response) => {
    let body = ""
    request.setEncoding("utf8").on("data", (chunk: string) => {
      body += chunk
    })
    request.on("end", () => {
      const one = { method: request.method ?? "", url: request.url ?? "", headers: request.headers, body }
      heard.push(one)
      answer(one, response, heard.length)
    })
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard }
}

/** A socket that does as a test says, for what no HTTP server can be made to do. */
export async function listening(connected: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createTcpServer((socket) => {
    sockets.add(socket)
    socket.on("error", () => {})
    connected(socket)
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Sends a body with a status and a media type. */
export function send(response: ServerResponse, status: number, mediaType: string, body: string): void {
  response.writeHead(status, { "content-type": mediaType })
  response.end(body)
}

/** Sends JSON. */
export const sendJson = (response: ServerResponse, status: number, value: unknown): void =>
  send(response, status, "application/json; charset=utf-8", JSON.stringify(value))

/** Sends an RFC 9457 problem, as the server does. */
export function sendProblem(response: ServerResponse, status: number, kind: string, detail: string): void {
  const document = { type: `/problems/${kind}`, title: kind, status, detail, requestId: "req-1" }
  send(response, status, "application/problem+json", JSON.stringify(document))
}
