import {
  pathOf,
  type BodyInputOf,
  type ParamsOf,
  type QueryInputOf,
  type ReplyOf,
  type Route,
  type routes,
} from "@promotrail/contract"
import { currentCredentials, signOut } from "./credentials.ts"
import { failureOf, unreachable } from "./failure.ts"
import { ROUTE_TABLE, type RouteLine } from "./route-table.ts"

/** The contract's routes by id. */
export type Routes = { readonly [Name in keyof typeof routes]: Extract<(typeof routes)[Name], Route> }
export type RouteId = Extract<keyof Routes, string>

type Widened<T> = { [Key in keyof T]: T[Key] extends string ? string : T[Key] }
type Part<Name extends string, Value> = [Value] extends [Record<string, never> | undefined]
  ? { readonly [Key in Name]?: undefined }
  : object extends Value
    ? { readonly [Key in Name]?: Widened<Value> }
    : { readonly [Key in Name]: Widened<Value> }

/** What a call of a route sends: parameters, query, body; each only where the route has it. */
export type Request<Id extends RouteId> = Part<"params", ParamsOf<Routes[Id]>> &
  Part<"query", QueryInputOf<Routes[Id]>> &
  Part<"body", Routes[Id] extends { readonly body: { readonly kind: "stream" } } ? Blob : BodyInputOf<Routes[Id]>>

/** Every JSON answer a route may give, whatever the status. */
export type Reply<Id extends RouteId> = {
  [Status in keyof Routes[Id]["replies"]]: ReplyOf<Routes[Id], Status>
}[keyof Routes[Id]["replies"]]

/** How a call may be ended early, and under which key a write is done only once. */
export type CallOptions = { readonly signal?: AbortSignal; readonly key?: string }

type Loose = { readonly params?: unknown; readonly query?: unknown; readonly body?: unknown }

/** Asks the server and gives its answer as the contract types it. Whatever is not an answer is thrown as a `Failure`. */
export async function call<Id extends RouteId>(
  id: Id,
  request: Request<Id>,
  options: CallOptions = {},
): Promise<Reply<Id>> {
  const answer = await send(id, request, options)
  // The page is served by the server it asks, at the same version: the answer is the contract's.
  return (await answer.json()) as Reply<Id>
}

/** Asks for a file. */
export async function callForFile<Id extends RouteId>(id: Id, request: Request<Id>): Promise<Blob> {
  return (await send(id, request, {})).blob()
}

/** A report as a file, and what it says of itself, which stands in the headers. */
export type ReportFile = { readonly bytes: Blob; readonly says: string; readonly isComplete: boolean }

/** Asks for a report as a file. */
export async function callForReport<Id extends RouteId>(id: Id, request: Request<Id>): Promise<ReportFile> {
  const answer = await send(id, request, {})
  const { headers } = answer
  return {
    bytes: await answer.blob(),
    says: decodeURIComponent(headers.get("x-promotrail-says") ?? ""),
    // What does not say so is not complete.
    isComplete: headers.get("x-promotrail-complete") === "true",
  }
}

/** Tries a token before it is kept. */
export async function tryToken(token: string): Promise<Reply<"getSession">> {
  const answer = await send("getSession", {}, {}, token)
  return (await answer.json()) as Reply<"getSession">
}

async function send(id: RouteId, request: Loose, { signal, key }: CallOptions, tried?: string): Promise<Response> {
  const line = ROUTE_TABLE[id]
  if (line === undefined) throw new Error(`there is no route ${id}`)
  const token = tried ?? currentCredentials().token
  const answer = await fetch(addressOf(line, request), {
    method: line.method,
    headers: headersOf(line, request, token, key ?? newKey()),
    body: bodyOf(request.body),
    signal: signal ?? null,
  }).catch((cause: unknown) => {
    if (signal?.aborted === true) throw cause
    throw unreachable()
  })
  const isProblem = answer.headers.get("content-type")?.startsWith("application/problem+json") ?? false
  if (!isProblem && line.replies.includes(answer.status)) return answer
  const failure = await failureOf(answer)
  if (failure.status === 401 && tried === undefined && token === currentCredentials().token) signOut(true)
  throw failure
}

function addressOf(line: RouteLine, { params, query }: Loose): string {
  const path = pathOf(line.path, (params ?? {}) as Record<string, string>)
  const pairs = Object.entries((query ?? {}) as Record<string, string | number | boolean | null | undefined>).flatMap(
    ([name, value]) => (value === undefined || value === null ? [] : [[name, String(value)]]),
  )
  return pairs.length === 0 ? path : `${path}?${new URLSearchParams(pairs).toString()}`
}

function headersOf(line: RouteLine, { body }: Loose, token: string | null, key: string): Record<string, string> {
  return {
    accept: "application/json, application/problem+json",
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    ...(line.method === "GET" ? {} : { "idempotency-key": key }),
    ...(body === undefined ? {} : { "content-type": mediaTypeOf(body) }),
  }
}

function mediaTypeOf(body: unknown): string {
  if (body instanceof Blob) return "application/octet-stream"
  return typeof body === "string" ? "application/yaml" : "application/json"
}

function bodyOf(body: unknown): BodyInit | null {
  if (body === undefined) return null
  return body instanceof Blob || typeof body === "string" ? body : JSON.stringify(body)
}

/** A key under which a write is done once. `crypto.randomUUID` exists on secure pages only; a server in the local network is often none. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("")
}
