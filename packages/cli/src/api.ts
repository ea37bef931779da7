import type { BodyInputOf, ParamsOf, QueryInputOf, ReplyOf, Route, routes } from "@promotrail/contract"
import { readDuration } from "./duration.ts"
import { wrongUsage } from "./failure.ts"
import type { Terminal } from "./output/terminal.ts"
import { isLoopback, nameOf } from "./server-url.ts"
import type { Settings } from "./settings.ts"
import { exchange, type Answer, type Upload } from "./wire/exchange.ts"
import { failureOf, notUnderstood, problemIn } from "./wire/problem.ts"
import { patiently } from "./wire/retry.ts"

type Routes = typeof routes
type Name = keyof Routes
type Statuses<R extends Route> = keyof R["replies"] & number

/** What a route is called with. Names are plain strings here: the server parses them. */
export type CallInput<R extends Route> = (string extends keyof ParamsOf<R>
  ? { readonly params?: never }
  : { readonly params: Readonly<Record<keyof ParamsOf<R> & string, string>> }) &
  (string extends keyof QueryInputOf<R> ? { readonly query?: never } : { readonly query?: QueryInputOf<R> }) &
  (undefined extends BodyInputOf<R> ? { readonly body?: Upload } : { readonly body: BodyInputOf<R> }) & {
    readonly slow?: true
    /** Instead of a random one: makes this call the same as an earlier one. */
    readonly key?: string
    readonly pausesMs?: readonly number[]
  }

/** An answer that fits the contract: its status, its parsed body, and the text as it came. */
export type Answered<R extends Route> = {
  [S in Statuses<R>]: { readonly status: S; readonly body: ReplyOf<R, S>; readonly text: string }
}[Statuses<R>]

/** The server, as verbs talk to it. */
export type Api = {
  /** Its address, for sentences. */
  readonly server: string
  /** Calls a route of the contract. Whatever is not a reply the contract knows ends the command. */
  call<N extends Name>(name: N, input: CallInput<Routes[N]>): Promise<Answered<Routes[N]>>
  /** Asks without the contract, which takes longer to load than a gate takes to answer. The caller checks the answer. */
  ask(question: Question): Promise<Answer>
}

/** A question for `ask`. */
export type Question = {
  readonly method: "GET" | "POST" | "DELETE"
  readonly path: string
  readonly body?: string | Upload
  readonly mediaType?: string
  /** The server may need minutes: large uploads, a whole ledger. */
  readonly slow?: true
  readonly key?: string
  readonly pausesMs?: readonly number[]
}

const TIMEOUT_MS = 30_000
const SLOW_TIMEOUT_MS = 600_000
const PAUSES_MS = [200, 800]

/** The server the settings name, signed in. */
export function connect(settings: Settings, terminal: Terminal): Api {
  const token = settings.token()
  const url = settings.url()
  if (url.protocol === "http:" && !isLoopback(url) && settings.variables["PROMOTRAIL_INSECURE"] !== "1") {
    terminal.say(
      terminal.paintSaid.doubtful(
        `warning: the token goes to ${nameOf(url)} unencrypted. Use https, or set PROMOTRAIL_INSECURE=1 to say it is fine.`,
      ),
    )
  }
  return apiAt(url, token, settings.variables)
}

/** The server at this address, asked with this token. */
export function apiAt(url: URL, token: string, variables: NodeJS.ProcessEnv): Api {
  const server = nameOf(url)
  const patience = variables["PROMOTRAIL_TIMEOUT"]
  const wishedMs = patience === undefined ? undefined : readDuration(patience, "PROMOTRAIL_TIMEOUT")

  function ask({ method, path, body, mediaType, slow, key, pausesMs = PAUSES_MS }: Question) {
    const timeoutMs = wishedMs ?? (slow ? SLOW_TIMEOUT_MS : TIMEOUT_MS)
    const headers = {
      authorization: `Bearer ${token}`,
      // The same key on every attempt makes a repeated write a repeat, not a second write.
      ...(method === "GET" ? {} : { "idempotency-key": key ?? randomKey() }),
      ...(mediaType === undefined ? {} : { "content-type": mediaType }),
    }
    const question = { method, path, headers, timeoutMs, ...(body === undefined ? {} : { body }) }
    return patiently(() => exchange(url, question), pausesMs)
  }

  async function call<N extends Name>(name: N, input: CallInput<Routes[N]>): Promise<Answered<Routes[N]>> {
    const contract = await import("@promotrail/contract")
    const route: Route = contract.routes[name]
    const params: Readonly<Record<string, string>> = input.params ?? {}
    for (const value of Object.values(params)) segment(value)
    const { body, slow, key, pausesMs } = input
    const answer = await ask({
      method: route.method,
      path: contract.pathOf(route.path, params) + queryText(input.query ?? {}),
      ...bodyFor(route, body),
      ...(slow === undefined ? {} : { slow }),
      ...(key === undefined ? {} : { key }),
      ...(pausesMs === undefined ? {} : { pausesMs }),
    })
    const reply = route.replies[answer.status]
    if (reply === undefined || problemIn(answer) !== undefined) throw failureOf(answer, server)
    if (reply.kind === "bytes") throw new Error(`${route.id} answers bytes, which are not called for here`)
    const parsed = reply.schema.safeParse(jsonOf(answer, server))
    if (!parsed.success) {
      const [first] = parsed.error.issues
      throw notUnderstood(answer, server, `${first?.path.join(".") ?? ""}: ${first?.message ?? ""}`)
    }
    // The schema that was just parsed with is the one the type was made from.
    return { status: answer.status, body: parsed.data, text: answer.text } as Answered<Routes[N]>
  }

  return { server, ask, call }
}

/** A part of a path. `.` and `..` would change the address on the way. */
export function segment(name: string): string {
  if (name === "." || name === "..") throw wrongUsage(`"${name}" is no name.`)
  return encodeURIComponent(name)
}

/** The JSON in an answer, or the end of the command. */
export function jsonOf(answer: Answer, server: string): unknown {
  if (answer.mediaType !== "application/json") throw notUnderstood(answer, server)
  try {
    return JSON.parse(answer.text)
  } catch {
    throw notUnderstood(answer, server, "it is broken JSON")
  }
}

function bodyFor({ body: declared }: Route, body: unknown): Pick<Question, "body" | "mediaType"> {
  if (declared === undefined || body === undefined) return {}
  switch (declared.kind) {
    case "json":
      return { body: JSON.stringify(body), mediaType: "application/json" }
    case "text":
      return { body: body as string, mediaType: declared.mediaType }
    case "stream":
      return { body: body as Upload, mediaType: "application/octet-stream" }
  }
}

function queryText(query: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined)
  const text = given.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join("&")
  return text === "" ? "" : `?${text}`
}

/** Never given twice, which is all that such a key must be; loading Node's crypto for it would take as long as the question. */
function randomKey(): string {
  const chance = () => Math.random().toString(36).slice(2)
  return `${Date.now().toString(36)}-${process.pid.toString(36)}-${chance()}${chance()}`
}
