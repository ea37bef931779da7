import type { IncomingMessage, OutgoingHttpHeaders } from "node:http"
import type { Readable } from "node:stream"
import { unavailable } from "../failure.ts"
import { isLoopback, nameOf } from "../server-url.ts"
import { explainTransport, FileChanged } from "./transport.ts"

/** One question to the server. */
export type Ask = {
  readonly method: "GET" | "POST" | "DELETE"
  /** Below the server's address, with its query. */
  readonly path: string
  readonly headers?: OutgoingHttpHeaders
  readonly body?: string | Upload
  readonly timeoutMs: number
}

/** A body that is streamed. Opened anew for every attempt. */
export type Upload = {
  readonly open: () => Readable
  /** Not a byte more is sent, also where the file grows meanwhile. */
  readonly size: number
  readonly onBytes: (bytes: number) => void
}

/** What came back, whole. */
export type Answer = {
  readonly status: number
  readonly mediaType: string
  readonly bytes: Uint8Array
  readonly text: string
  readonly retryAfter: string | undefined
  readonly location: string | undefined
}

/** More than any answer of ours is long; whoever sends more is not our server. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024

/**
 * Asks once, over a connection of its own. Redirects are not followed: a token goes where it was meant to go and nowhere else.
 * Node's own modules are fetched when needed, because even loading them costs more than asking.
 */
export function exchange(server: URL, ask: Ask): Promise<Answer> {
  const { request, Agent } = process.getBuiltinModule(server.protocol === "https:" ? "node:https" : "node:http")
  const url = new URL(`${nameOf(server)}${ask.path}`)
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  // What stays on this machine asks no proxy; everything else goes the way HTTPS_PROXY, HTTP_PROXY and NO_PROXY say.
  const agent = isLoopback(server) ? false : new Agent({ proxyEnv: process.env })
  const outgoing = request(url, { method: ask.method, headers: headersOf(ask), agent })
  const source = typeof ask.body === "object" ? ask.body.open() : undefined
  const stop = (error: Error): void => {
    source?.destroy()
    outgoing.destroy(error)
  }

  const late = (): void =>
    stop(unavailable(`${nameOf(server)} did not answer within ${ask.timeoutMs / 1000} s. Try again, or see its log.`))
  let clock = setTimeout(late, ask.timeoutMs)
  const progress = (): void => {
    clearTimeout(clock)
    clock = setTimeout(late, ask.timeoutMs)
  }

  outgoing.on("response", (incoming) => {
    // An answer before the end of an upload is final: nobody reads the rest.
    source?.destroy()
    collect(incoming, server).then(resolve, reject)
  })
  outgoing.on("error", (error) => reject(explainTransport(error, server)))

  if (source === undefined) outgoing.end(ask.body)
  else send(source, ask.body as Upload, outgoing, progress, stop)
  return promise.finally(() => {
    clearTimeout(clock)
    source?.destroy()
    outgoing.destroy()
  })
}

function headersOf({ headers, body }: Ask): OutgoingHttpHeaders {
  const length = typeof body === "string" ? Buffer.byteLength(body) : (body?.size ?? 0)
  return { ...headers, accept: "application/json", ...(body === undefined ? {} : { "content-length": length }) }
}

function send(
  source: Readable,
  { size, onBytes }: Upload,
  outgoing: ReturnType<typeof import("node:http").request>,
  progress: () => void,
  stop: (error: Error) => void,
): void {
  let sent = 0
  source.on("data", (chunk: Uint8Array) => {
    sent += chunk.length
    onBytes(chunk.length)
    progress()
    if (outgoing.write(chunk)) return
    source.pause()
    outgoing.once("drain", () => {
      progress()
      source.resume()
    })
  })
  source.on("error", stop)
  source.on("end", () => {
    if (sent === size) outgoing.end()
    else stop(new FileChanged())
  })
}

async function collect(incoming: IncomingMessage, server: URL): Promise<Answer> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      length += chunk.length
      if (length > MAX_ANSWER_BYTES)
        throw unavailable(`${nameOf(server)} answers without end. Is it a Promotrail server?`)
      chunks.push(chunk)
    }
  } catch (error) {
    throw explainTransport(error, server)
  }
  const bytes = Buffer.concat(chunks)
  return {
    status: incoming.statusCode ?? 0,
    mediaType: (incoming.headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "",
    bytes,
    text: bytes.toString("utf8"),
    retryAfter: incoming.headers["retry-after"],
    location: incoming.headers.location,
  }
}
