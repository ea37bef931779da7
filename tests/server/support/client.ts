import { readFile } from "node:fs/promises"

/** What came back. `body` is empty unless the answer is JSON. */
export type Answer = {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: Readonly<Record<string, unknown>>
}

type Body = string | Uint8Array<ArrayBuffer> | AsyncIterable<Uint8Array>
export type Ask = (
  method: string,
  path: string,
  options?: {
    readonly json?: unknown
    readonly body?: Body
    readonly headers?: Readonly<Record<string, string>>
    readonly signal?: AbortSignal
  },
) => Promise<Answer>

/** The client of one application: only what its tests ask. */
export type Client = {
  readonly ask: Ask
  /** `/v1/applications/…`, where it is. */
  readonly home: string
  readonly policy: (text: string) => Promise<Answer>
  readonly register: (version: string, digest?: string) => Promise<Answer>
  readonly report: (version: string, query: string, body: Body) => Promise<Answer>
  readonly gate: (version: string, to: string, rest?: Readonly<Record<string, unknown>>) => Promise<Answer>
  readonly look: (version: string, to: string) => Promise<Answer>
  readonly deploy: (version: string, environment: string, status?: "succeeded" | "failed") => Promise<Answer>
  readonly items: (path: string) => Promise<readonly Readonly<Record<string, unknown>>[]>
  readonly verified: () => Promise<boolean>
}

/** Over HTTP, as any program would. */
export function askOver(url: string, token: string | undefined): Ask {
  return async (method, path, { json, body, headers = {}, signal } = {}) => {
    const payload = json === undefined ? body : JSON.stringify(json)
    const answer = await fetch(new URL(path, url), {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(json === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(payload === undefined ? {} : { body: payload as BodyInit, duplex: "half" }),
      ...(signal === undefined ? {} : { signal }),
    })
    return answerOf(answer.status, answer.headers, await answer.text())
  }
}

/** An answer, with its JSON read. */
export function answerOf(status: number, headers: Headers, text: string): Answer {
  const isJson = /[/+]json\b/.test(headers.get("content-type") ?? "") && text !== ""
  return { status, headers, text, body: isJson ? (JSON.parse(text) as Record<string, unknown>) : {} }
}

/** The digest that a version gets unless a test says another. */
export const digestFor = (version: string): string =>
  `sha256:${Buffer.from(version).toString("hex").padEnd(64, "0").slice(0, 64)}`

/** What the tests of one application ask, whatever carries it. */
export function clientOf(ask: Ask, application = "shop"): Client {
  const home = `/v1/applications/${application}`
  const of = (version: string) => `${home}/releases/${version}`
  return {
    ask,
    home,
    policy: (text) => ask("POST", `${home}/policy`, { body: text, headers: { "content-type": "application/yaml" } }),
    register: (version, digest = digestFor(version)) =>
      ask("POST", `${home}/releases`, { json: { version, artifacts: [{ name: application, digest }] } }),
    report: (version, query, body) =>
      ask("POST", `${of(version)}/evidence?${query}`, {
        body,
        headers: { "content-type": "application/octet-stream" },
      }),
    gate: (version, to, rest = {}) => ask("POST", `${of(version)}/gate`, { json: { to, ...rest } }),
    look: (version, to) => ask("GET", `${of(version)}/gate?to=${to}`),
    deploy: (version, environment, status = "succeeded") =>
      ask("POST", `${of(version)}/deployments`, { json: { environment, status } }),
    items: async (path) => (await ask("GET", path)).body["items"] as Readonly<Record<string, unknown>>[],
    verified: async () => (await ask("POST", "/v1/ledger/verify")).body["agrees"] === true,
  }
}

/** The most memory that a process ever had, in bytes, as the kernel counted it. */
export async function peakMemory(pid: number): Promise<number> {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, "utf8")) ?? []
  return Number(kilobytes) * 1_024
}
