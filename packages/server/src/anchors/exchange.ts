import { request as requestHttp } from "node:http"
import { request as requestHttps } from "node:https"

/** An anchor answers in less, or does not answer. */
const MAX_ANSWER_BYTES = 64 * 1024
const TIMEOUT_MS = 5_000

/** Nobody answered, or with something that is no answer. The message names the host and never more of an address. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer"
}

/** What came back. A redirect is an answer like any other, and nobody follows it. */
export type Received = { readonly status: number; readonly type: string; readonly body: Buffer }

/** One request over HTTP or HTTPS, with an end to how long it takes and how much it brings. */
export function exchange(
  url: URL,
  {
    method,
    type,
    body,
    signal,
  }: {
    readonly method: "GET" | "POST"
    readonly type?: string
    readonly body?: Uint8Array
    readonly signal: AbortSignal
  },
): Promise<Received> {
  const { promise, resolve, reject } = Promise.withResolvers<Received>()
  const timeout = AbortSignal.timeout(TIMEOUT_MS)
  const fail = (error: NodeJS.ErrnoException): void => {
    const why = timeout.aborted
      ? `did not answer within ${TIMEOUT_MS / 1_000} s`
      : error instanceof NoAnswer
        ? error.message
        : `could not be reached (${error.code ?? "no answer"})`
    reject(new NoAnswer(`${url.host} ${why}`, { cause: error }))
  }
  const headers = {
    "content-length": body?.length ?? 0,
    accept: "*/*",
    "user-agent": "promotrail",
    ...(type === undefined ? {} : { "content-type": type }),
  }
  const request = (url.protocol === "https:" ? requestHttps : requestHttp)(
    url,
    { method, headers, agent: false, signal: AbortSignal.any([signal, timeout]), maxHeaderSize: 16 * 1024 },
    (response) => {
      const pieces: Buffer[] = []
      let total = 0
      response.on("data", (piece: Buffer) => {
        total += piece.length
        if (total > MAX_ANSWER_BYTES) request.destroy(new NoAnswer(`answered more than ${MAX_ANSWER_BYTES} bytes`))
        else pieces.push(piece)
      })
      response.on("error", fail)
      response.on("close", () => {
        if (!response.complete) fail(new NoAnswer("did not finish its answer"))
      })
      response.on("end", () => {
        const { statusCode: status = 0, headers: answered } = response
        resolve({ status, type: answered["content-type"] ?? "", body: Buffer.concat(pieces) })
      })
    },
  )
  request.on("error", fail)
  request.end(body)
  return promise
}
