import type { Server } from "node:http"
import type { Socket } from "node:net"

/**
 * Keeps a flood of silent connections from shutting others out: past `most` open connections, the ones that have been
 * open longest without ever sending a complete request are closed to make room.
 */
export function boundConnections(server: Server, most: number): void {
  const silent = new Set<Socket>()
  let open = 0
  server.on("connection", (socket: Socket) => {
    open++
    silent.add(socket)
    socket.once("close", () => {
      open--
      silent.delete(socket)
    })
    if (open <= most) return
    for (const oldest of silent) {
      if (oldest === socket) continue
      silent.delete(oldest)
      oldest.destroy()
      break
    }
  })
  server.on("request", (request) => {
    silent.delete(request.socket)
  })
}
