import { once } from "node:events"
import { connect, type Socket } from "node:net"

/** One TCP connection, spoken by hand. */
export type Raw = {
  readonly socket: Socket
  readonly write: (text: string | Uint8Array) => Promise<void>
  readonly heard: () => string
  /** Resolves as soon as what was heard matches, or the connection is over. */
  readonly until: (pattern: RegExp) => Promise<string>
  /** Resolves with everything heard when the server closes. */
  readonly ended: Promise<string>
}

/** Opens a connection to the server. */
export async function raw(url: URL): Promise<Raw> {
  const socket = connect(Number(url.port), url.hostname)
  await once(socket, "connect")
  let heard = ""
  const waiting = new Set<() => void>()
  const look = () => waiting.forEach((one) => one())
  socket.setEncoding("latin1").on("data", (text: string) => {
    heard += text
    look()
  })
  // A reset is an end like any other: what was heard before it counts.
  socket.on("error", () => undefined)
  const ended = new Promise<string>((resolve) => socket.once("close", () => resolve(heard)))
  void ended.then(look)
  return {
    socket,
    write: (text) => new Promise((resolve) => void socket.write(text, () => resolve())),
    heard: () => heard,
    ended,
    until: (pattern) =>
      new Promise((resolve) => {
        const check = () => {
          if (!pattern.test(heard) && !socket.closed) return
          waiting.delete(check)
          resolve(heard)
        }
        waiting.add(check)
        check()
      }),
  }
}

/** The head of a request, line by line. */
export function head(line: string, ...headers: readonly string[]): string {
  return [`${line} HTTP/1.1`, "host: here", ...headers, "", ""].join("\r\n")
}

/** The status codes of the answers in what was heard. */
export function statuses(heard: string): number[] {
  return [...heard.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status))
}
