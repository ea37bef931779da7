import type { IncomingHttpHeaders, IncomingMessage } from "node:http"
import { unavailable } from "../failure.ts"
import { isLoopback, nameOf } from "../server-url.ts"
import type { Answer } from "./exchange.ts"
import { failureOf } from "./problem.ts"
import { explainTransport } from "./transport.ts"

/** What is fetched, and how long the server may be silent while it answers. */
export type Download = {
  readonly path: string
  readonly token: string
  readonly mediaType: string
  readonly patienceMs: number
  /** Told what the server says of it, before its first byte. */
  readonly onHeaders?: (headers: IncomingHttpHeaders) => void
}

/** A refusal is short; what is longer is none. */
const MAX_REFUSAL_BYTES = 64 * 1024

/**
 * Fetches something that may be larger than memory, piece by piece. Whatever is no answer of that media type ends the
 * command, and so does an answer that breaks off. Asked once: what was begun is not continued.
 */
export async function* download(
  server: URL,
  { path, token, mediaType, patienceMs, onHeaders }: Download,
): AsyncGenerator<Buffer> {
  const { request, Agent } = process.getBuiltinModule(server.protocol === "https:" ? "node:https" : "node:http")
  const agent = isLoopback(server) ? false : new Agent({ proxyEnv: process.env })
  const headers = { authorization: `Bearer ${token}`, accept: `${mediaType}, application/problem+json` }
  const outgoing = request(new URL(`${nameOf(server)}${path}`), { headers, agent })
  const late = (): void => {
    outgoing.destroy(unavailable(`${nameOf(server)} was silent for ${patienceMs / 1000} s. Try again, or see its log.`))
  }
  outgoing.setTimeout(patienceMs, late)
  try {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
    outgoing.on("response", resolve)
    outgoing.on("error", reject)
    outgoing.end()
    const incoming = await promise
    const given = (incoming.headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? ""
    if (incoming.statusCode !== 200 || given !== mediaType)
      throw failureOf(await answerIn(incoming, given), nameOf(server))
    onHeaders?.(incoming.headers)
    yield* incoming as AsyncIterable<Buffer>
    if (!incoming.complete) throw unavailable(`The answer of ${nameOf(server)} broke off. Try again.`)
  } catch (error) {
    throw explainTransport(error, server)
  } finally {
    outgoing.destroy()
  }
}

async function answerIn(incoming: IncomingMessage, mediaType: string): Promise<Answer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > MAX_REFUSAL_BYTES) break
    chunks.push(chunk)
  }
  const bytes = Buffer.concat(chunks)
  return {
    status: incoming.statusCode ?? 0,
    mediaType,
    bytes,
    text: bytes.toString("utf8"),
    retryAfter: incoming.headers["retry-after"],
    location: incoming.headers.location,
  }
}
