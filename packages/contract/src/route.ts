import type { z } from "zod"

export type Method = "GET" | "POST" | "DELETE"
export type RouteScope = "read" | "report" | "gate" | "admin"

/** How the body of a request arrives: JSON that a schema reads, text, or bytes that are streamed. */
export type Body =
  | { readonly kind: "json"; readonly schema: z.ZodType }
  | { readonly kind: "text"; readonly mediaType: string; readonly maxBytes: number; readonly about: string }
  | { readonly kind: "stream"; readonly about: string }

/** What an answer carries: JSON by schema, or bytes of a media type. */
export type Reply =
  | { readonly kind: "json"; readonly schema: z.ZodType; readonly about: string }
  | { readonly kind: "bytes"; readonly mediaType: string; readonly about: string }

/** One operation of the API, as data: the handler's types, OpenAPI and both clients come from it. */
export type Route = {
  readonly id: string
  readonly method: Method
  /** `/v1/releases/{release}`; parameters in braces, all strings. */
  readonly path: string
  readonly summary: string
  /** What the token must be allowed to do; `null`: no token needed. */
  readonly scope: RouteScope | null
  readonly params?: z.ZodObject
  readonly query?: z.ZodObject
  readonly body?: Body
  /** By status. Problems (4xx, 5xx without an entry) are RFC 9457 documents and need no entry. */
  readonly replies: Readonly<Record<number, Reply>>
  readonly tag: string
}

/** Declares a route; the literal types are kept. */
export function route<const R extends Route>(declared: R): R {
  return declared
}

export type ParamsOf<R extends Route> = R["params"] extends z.ZodObject ? z.output<R["params"]> : Record<string, never>
export type QueryOf<R extends Route> = R["query"] extends z.ZodObject ? z.output<R["query"]> : Record<string, never>
/** What a client may send as query: defaults may be left out. */
export type QueryInputOf<R extends Route> = R["query"] extends z.ZodObject ? z.input<R["query"]> : Record<string, never>
export type BodyOf<R extends Route> = R["body"] extends { kind: "json"; schema: infer S extends z.ZodType }
  ? z.output<S>
  : R["body"] extends { kind: "text" }
    ? string
    : undefined
export type BodyInputOf<R extends Route> = R["body"] extends { kind: "json"; schema: infer S extends z.ZodType }
  ? z.input<S>
  : R["body"] extends { kind: "text" }
    ? string
    : undefined
/** What the JSON answer of a status is. */
export type ReplyOf<R extends Route, Status extends keyof R["replies"]> = R["replies"][Status] extends {
  kind: "json"
  schema: infer S extends z.ZodType
}
  ? z.output<S>
  : never

/** JSON answer, as a reply entry. */
export const json = <S extends z.ZodType>(schema: S, about: string) => ({ kind: "json", schema, about }) as const
/** JSON body, as a body entry. */
export const jsonBody = <S extends z.ZodType>(schema: S) => ({ kind: "json", schema }) as const

/** The path with its parameters filled in, each percent-encoded. */
export function pathOf(path: string, params: Readonly<Record<string, string>>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name]
    if (value === undefined) throw new Error(`path ${path} needs the parameter ${name}`)
    return encodeURIComponent(value)
  })
}
