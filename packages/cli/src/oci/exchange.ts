import type { IncomingHttpHeaders, IncomingMessage } from "node:http"
import { Failure, unavailable } from "../failure.ts"
import { isLoopback } from "../server-url.ts"

/** One question to a registry, a token service, or the store that a blob is in. */
export type Asked = {
  readonly method: "GET" | "HEAD" | "POST" | "PUT"
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  /** More than so many bytes are no answer. */
  readonly limit: number
  readonly timeoutMs: number
}

/** What came back. The body is there for a 2xx alone: what stands in any other is not for us. */
export type Said = {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly bytes: Buffer
  /** Who said it. */
  readonly url: URL
}

/** Asks once, over a connection of its own. Redirects are the caller's to follow. Sentences name the host alone: the rest of an address may be a secret. */
export async function exchange(asked: Asked): Promise<Said> {
  const { url, method, headers, body, timeoutMs } = asked
  const { request, Agent } = process.getBuiltinModule(url.protocol === "https:" ? "node:https" : "node:http")
  const agent = isLoopback(url) ? false : new Agent({ proxyEnv: process.env })
  const { promise, resolve, reject } = Promise.withResolvers<Said>()
  const length = body === undefined ? {} : { "content-length": String(body.length) }
  const outgoing = request(url, { method, agent, headers: { ...headers, ...length, "accept-encoding": "identity" } })
  const late = unavailable(`${url.host} did not answer within ${timeoutMs / 1000} s.`)
  const clock = setTimeout(() => {
    reject(late)
    outgoing.destroy()
  }, timeoutMs)
  outgoing.on("response", (incoming) => {
    collect(incoming, asked).then(resolve, (error: unknown) => reject(explain(error, url)))
  })
  outgoing.on("error", (error) => reject(explain(error, url)))
  outgoing.end(body)
  try {
    return await promise
  } finally {
    clearTimeout(clock)
    outgoing.destroy()
  }
}

async function collect(incoming: IncomingMessage, { url, limit, method }: Asked): Promise<Said> {
  const { statusCode: status = 0, headers } = incoming
  const said = { status, headers, url }
  if (status < 200 || status > 299 || method === "HEAD") return { ...said, bytes: Buffer.alloc(0) }
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > limit) throw unavailable(`${url.host} answers with more than ${limit} bytes, which is no such answer.`)
    chunks.push(chunk)
  }
  return { ...said, bytes: Buffer.concat(chunks) }
}

function explain(error: unknown, url: URL): Failure {
  if (error instanceof Failure) return error
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? "no code"
  const cause = { cause: error }
  if (code === "ENOTFOUND") return unavailable(`The registry's host ${url.hostname} is not known.`, cause)
  if (code === "ECONNRESET" || code === "EPIPE")
    return unavailable(`${url.host} closed the connection too early.`, cause)
  if (/CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS/.test(code)) {
    const advice = "Name its authority's file in NODE_EXTRA_CA_CERTS."
    return unavailable(`The certificate of ${url.host} is not trusted (${code}). ${advice}`, cause)
  }
  return unavailable(`${url.host} could not be asked (${code}).`, cause)
}
