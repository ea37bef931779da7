import type { ApplicationName, Digest, Sha256 } from "@promotrail/core"
import type { BodyOf, ParamsOf, QueryOf, ReplyOf, Route } from "@promotrail/contract"
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify"
import { Readable } from "node:stream"
import type { z } from "zod"
import type { Caller } from "../app/deps.ts"
import type { AppError } from "../app/errors.ts"
import type { Tokens } from "../app/tokens.ts"
import type { TokenRow } from "../ports/rows.ts"
import { identify, refuse, withinOf, type FailedAuth } from "./auth.ts"
import { problemOf, sendProblem, type ProblemAnswer } from "./problem.ts"

/** What a handler gets: everything parsed at the door. */
export type Ask<R extends Route> = {
  readonly params: ParamsOf<R>
  readonly query: QueryOf<R>
  readonly body: BodyOf<R>
  /** For routes whose body is a stream. */
  readonly stream: Readable
  readonly caller: Caller
  readonly token: TokenRow
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

/** JSON by status, a refusal, or bytes that the handler streams with headers of its own. */
export type Answer<R extends Route> =
  | {
      [Status in keyof R["replies"]]: { readonly status: Status; readonly body: ReplyOf<R, Status> }
    }[keyof R["replies"]]
  | { readonly refused: AppError }
  | {
      readonly bytes: Readable | Uint8Array | string
      readonly mediaType: string
      readonly headers?: Readonly<Record<string, string>>
    }

export type Handler = { readonly route: Route; readonly run: (ask: Ask<Route>) => Promise<Answer<Route>> }

/** Pairs a route with its handler; what does not fit the route's types does not compile. */
export function handle<const R extends Route, const A extends Answer<R>>(
  route: R,
  run: (ask: Ask<R>) => Promise<A>,
): Handler {
  // The registry holds all routes in one list; each pair was checked here, where its route is known.
  return { route, run: run as unknown as Handler["run"] }
}

type Door = {
  readonly tokens: Tokens
  readonly sha256: Sha256
  readonly failedAuth: FailedAuth
}

/** Registers handlers: authenticates, parses params, query and body by the route's schemas, answers. */
export function register(app: FastifyInstance, handlers: readonly Handler[], door: Door): void {
  for (const { route, run } of handlers) {
    app.route({
      method: route.method,
      url: route.path.replace(/\{(\w+)\}/g, ":$1"),
      handler: async (request, reply) => {
        const params = (request.params ?? {}) as Record<string, string>
        const application = params["application"] as ApplicationName | undefined
        const identity = await identify(door.tokens, request, route.scope ?? "read", application)
        if ("kind" in identity) return refuse(identity, request, reply, door.failedAuth)
        const parsed = parseRequest(route, request)
        if ("kind" in parsed) return sendProblem(reply, parsed)
        const caller: Caller = {
          actor: { id: identity.token.id, name: identity.token.name },
          within: withinOf(identity.token),
          idempotency: idempotencyOf(route, request, parsed, door.sha256),
        }
        const answer = await run({
          ...parsed,
          // A request without a body at all is an empty file, and refused as one.
          stream: (request.body as Readable | undefined | null) ?? Readable.from([]),
          caller,
          token: identity.token,
          request,
          reply,
        } as Ask<Route>)
        return send(reply, answer)
      },
    })
  }
}

function send(reply: FastifyReply, answer: Answer<Route>): FastifyReply {
  if ("refused" in answer) return sendProblem(reply, problemOf(answer.refused))
  if ("bytes" in answer) {
    return reply.headers({ "content-type": answer.mediaType, ...answer.headers }).send(answer.bytes)
  }
  return reply.code(Number(answer.status)).header("content-type", "application/json").send(JSON.stringify(answer.body))
}

const KEY = /^[\x21-\x7e]{1,200}$/

type Parsed = { readonly params: unknown; readonly query: unknown; readonly body: unknown }

function parseRequest(route: Route, request: FastifyRequest): Parsed | ProblemAnswer {
  // A media type that stands for JSON was read as JSON.
  if (route.body?.kind === "text" && typeof request.body !== "string") {
    return { kind: "unsupported-media-type", detail: `Send the text as ${route.body.mediaType}.` }
  }
  const errors: { path: string; text: string }[] = []
  const part = (name: string, schema: z.ZodType | undefined, value: unknown): unknown => {
    if (schema === undefined) return {}
    const result = schema.safeParse(value)
    if (result.success) return result.data
    errors.push(
      ...result.error.issues.map(({ path, message }) => ({
        path: [name, ...path].map(String).join("."),
        text: message,
      })),
    )
    return undefined
  }
  const key = request.headers["idempotency-key"]
  // Ignoring it would be worse: whoever sends one relies on it.
  if (key !== undefined && (typeof key !== "string" || !KEY.test(key))) {
    errors.push({ path: "header.idempotency-key", text: "must be 1 to 200 printable characters without spaces" })
  }
  const params = part("path", route.params, request.params)
  const query = part("query", route.query, request.query)
  const body =
    route.body?.kind === "json"
      ? part("body", route.body.schema, request.body)
      : route.body?.kind === "text"
        ? request.body
        : undefined
  if (errors.length === 0) return { params, query, body }
  const what = errors.map(({ path, text }) => `${path}: ${text}`).join("; ")
  return { kind: "invalid-request", detail: `The request does not fit: ${what}.`, errors }
}

/** The key of a write that may be sent again, bound to what it asks. */
function idempotencyOf(
  route: Route,
  request: FastifyRequest,
  { params, query, body }: Parsed,
  sha256: Sha256,
): Caller["idempotency"] {
  const key = request.headers["idempotency-key"]
  if (route.method === "GET" || typeof key !== "string") return undefined
  return { key, request: sha256(JSON.stringify([route.id, params, query, body ?? null])) as Digest | string }
}
