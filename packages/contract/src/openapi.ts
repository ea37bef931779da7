import { z } from "zod"
import { PROBLEMS } from "./problems.ts"
import type { Reply, Route } from "./route.ts"
import * as routes from "./routes.ts"
import { Problem } from "./schemas.ts"

/** All routes by id: the order in which a module's exports are listed is not the same in every runtime. */
export const ALL_ROUTES: readonly Route[] = Object.values(routes).toSorted((a, b) => (a.id < b.id ? -1 : 1))

type Schema = Record<string, unknown>
export type OpenApi = {
  readonly openapi: string
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly paths: Record<string, Record<string, Schema>>
  readonly components: { readonly schemas: Record<string, Schema>; readonly securitySchemes: Schema }
}

/** The API as an OpenAPI 3.1 document, rendered from the routes: nothing is written twice. */
export function openApi(version: string): OpenApi {
  const schemas: Record<string, Schema> = {}
  const schemaOf = (schema: z.ZodType, io: "input" | "output"): Schema => {
    const {
      $schema: _dialect,
      $defs,
      ...rest
    } = z.toJSONSchema(schema, {
      io,
      unrepresentable: "any",
      reused: "inline",
    }) as Schema & { $defs?: Record<string, Schema> }
    for (const [name, defined] of Object.entries($defs ?? {})) schemas[name] = relocated(defined)
    const told = relocated(rest)
    const id = (rest as { id?: unknown }).id
    if (typeof id !== "string") return told
    schemas[id] = told
    return { $ref: `#/components/schemas/${id}` }
  }
  const paths: OpenApi["paths"] = {}
  for (const route of ALL_ROUTES) {
    const path = (paths[route.path] ??= {})
    path[route.method.toLowerCase()] = operationOf(route, schemaOf)
  }
  schemaOf(Problem, "output")
  return {
    openapi: "3.1.1",
    info: {
      title: "Promotrail",
      version,
      description: "Decides, explains and records whether a release may move from one environment to the next.",
    },
    paths,
    components: {
      schemas,
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "A token made by `promotrail token create`." },
      },
    },
  }
}

/** `$defs` of a single schema become components of the document. */
function relocated(schema: Schema): Schema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')) as Schema
}

function operationOf(route: Route, schemaOf: (schema: z.ZodType, io: "input" | "output") => Schema): Schema {
  const { body } = route
  return {
    operationId: route.id,
    tags: [route.tag],
    summary: route.summary,
    ...(route.scope === null
      ? { security: [] }
      : { security: [{ token: [] }], description: `Needs a token with \`${route.scope}\`.` }),
    parameters: [
      ...parametersOf("path", route.params, schemaOf),
      ...parametersOf("query", route.query, schemaOf),
      ...idempotencyOf(route),
    ],
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content:
              body.kind === "json"
                ? { "application/json": { schema: schemaOf(body.schema, "input") } }
                : body.kind === "text"
                  ? { [body.mediaType]: { schema: { type: "string", description: body.about } } }
                  : {
                      "application/octet-stream": {
                        schema: { type: "string", format: "binary", description: body.about },
                      },
                    },
          },
        }),
    responses: {
      ...Object.fromEntries(
        Object.entries(route.replies).map(([status, reply]) => [status, responseOf(reply, schemaOf)]),
      ),
      default: {
        description: `A problem (RFC 9457): ${Object.keys(PROBLEMS).length} kinds, listed in the reference.`,
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    },
  }
}

function responseOf(reply: Reply, schemaOf: (schema: z.ZodType, io: "input" | "output") => Schema): Schema {
  const content =
    reply.kind === "json"
      ? { "application/json": { schema: schemaOf(reply.schema, "output") } }
      : { [reply.mediaType]: { schema: { type: "string", format: "binary" } } }
  return { description: reply.about, content }
}

function parametersOf(
  place: "path" | "query",
  schema: z.ZodObject | undefined,
  schemaOf: (schema: z.ZodType, io: "input" | "output") => Schema,
): Schema[] {
  if (schema === undefined) return []
  const told = schemaOf(schema, "input") as { properties?: Record<string, Schema>; required?: string[] }
  return Object.entries(told.properties ?? {}).map(([name, property]) => ({
    name,
    in: place,
    required: place === "path" || told.required?.includes(name) === true,
    schema: property,
  }))
}

function idempotencyOf({ method }: Route): Schema[] {
  if (method === "GET") return []
  return [
    {
      name: "Idempotency-Key",
      in: "header",
      required: false,
      schema: { type: "string", maxLength: 200 },
      description: "The same key with the same request is answered from what the first one wrote; kept for 48 hours.",
    },
  ]
}
