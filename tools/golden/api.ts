import { openApi, type OpenApi } from "@promotrail/contract"
import manifest from "../../packages/server/package.json" with { type: "json" }
import { anchorOf, code, page, table } from "./page.ts"

type Schema = { readonly [keyword: string]: unknown }
type Content = Readonly<Record<string, { readonly schema: Schema }>>
type Operation = {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly summary: string
  readonly description?: string
  readonly parameters: readonly {
    readonly name: string
    readonly in: string
    readonly required: boolean
    readonly schema: Schema
  }[]
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content: Content }>>
}

const DOCUMENT: OpenApi = openApi(manifest.version)

/** The order in which people meet them. Others come last. */
const ORDER = ["Policy", "Applications", "Releases", "Evidence", "Gates", "Environments", "Tests", "Audit", "Access"]

function placeOf(tag: string): number {
  const at = ORDER.indexOf(tag)
  return at === -1 ? ORDER.length : at
}

/** `docs/reference/openapi.json`, the same as the server answers at `/openapi.json`. */
export function openApiDocument(): string {
  return `${JSON.stringify(DOCUMENT, undefined, 2)}\n`
}

/** `docs/reference/api.md`. */
export function apiPage(): string {
  const operations = Object.entries(DOCUMENT.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, ...(operation as unknown as Operation) })),
  )
  const tags = [...Map.groupBy(operations, ({ tags: [tag = "Other"] }) => tag)].toSorted(
    ([a], [b]) => placeOf(a) - placeOf(b),
  )
  return page("The HTTP interface", "`packages/contract/src/routes`", [
    "A running server shows this at `/api`, and as an OpenAPI 3.1 document at `/openapi.json`; [openapi.json](openapi.json) is the same file.",
    "Send `Authorization: Bearer TOKEN`.\nA request that is refused is answered with a [problem](problems.md).\n[The guide for programs](../guides/api-for-programs.md) tells of idempotency keys, ETags, paging and the live stream.",
    ...tags.flatMap(([tag, members]) => [`## ${tag}`, ...members.flatMap(operationParts)]),
    "## Schemas",
    ...Object.entries(DOCUMENT.components.schemas).flatMap(([name, schema]) => [`### ${name}`, ...schemaParts(schema)]),
  ])
}

function operationParts(operation: Operation & { readonly path: string; readonly method: string }): string[] {
  const { path, method, operationId, summary, description, parameters, requestBody, responses } = operation
  const asked = parameters.filter(({ in: place }) => place !== "header")
  const bodies = Object.entries(requestBody?.content ?? {})
  return [
    `### ${operationId}`,
    `\`${method.toUpperCase()} ${path}\``,
    `${summary}.${description === undefined ? "" : `\n${description}`}`,
    ...(asked.length === 0
      ? []
      : [
          table(
            ["parameter", "in", "type"],
            asked.map(({ name, in: place, required, schema }) => [
              code(name),
              place === "path" || required ? place : `${place}, optional`,
              typeOf(schema),
            ]),
          ),
        ]),
    ...bodies.flatMap(([mediaType, { schema }]) => [`Body: ${code(mediaType)}.`, ...schemaParts(schema)]),
    table(
      ["answer", "", "carries"],
      Object.entries(responses)
        .filter(([status]) => status !== "default")
        .map(([status, { description: about, content }]) => [
          status,
          about,
          Object.entries(content)
            .map(([mediaType, { schema }]) => (mediaType === "application/json" ? typeOf(schema) : code(mediaType)))
            .join(", "),
        ]),
    ),
  ]
}

function schemaParts(schema: Schema): string[] {
  const properties = (schema["properties"] ?? {}) as Readonly<Record<string, Schema>>
  const required = (schema["required"] ?? []) as readonly string[]
  const described = textOf(schema) === "" ? [] : [textOf(schema)]
  if (Object.keys(properties).length === 0) return described
  return [
    ...described,
    table(
      ["field", "type", ""],
      Object.entries(properties).map(([name, property]) => [
        required.includes(name) ? code(name) : `${code(name)} (optional)`,
        typeOf(property),
        textOf(property),
      ]),
    ),
  ]
}

function textOf({ description }: Schema): string {
  return typeof description === "string" ? description : ""
}

/** A schema in a few words, with a link where it has a name. */
function typeOf(schema: Schema): string {
  const { $ref, id, type, const: only, enum: some, anyOf, items, properties, default: standard } = schema
  const suffix = standard === undefined || standard === null ? "" : `, standard ${code(JSON.stringify(standard))}`
  const name = typeof $ref === "string" ? $ref.replace("#/components/schemas/", "") : id
  if (typeof name === "string" && name in DOCUMENT.components.schemas) return `[${name}](#${anchorOf(name)})`
  if (only !== undefined) return code(JSON.stringify(only))
  if (Array.isArray(some)) return some.map((value) => code(String(value))).join(" ") + suffix
  if (Array.isArray(anyOf)) return (anyOf as Schema[]).map(typeOf).join(" or ") + suffix
  if (type === "array") return `list of ${typeOf((items ?? {}) as Schema)}${suffix}`
  if (type === "object" && properties !== undefined) {
    return `{ ${Object.entries(properties as Record<string, Schema>)
      .map(([key, value]) => `${code(key)}: ${typeOf(value)}`)
      .join(", ")} }`
  }
  if (Array.isArray(type)) return type.join(" or ") + suffix
  return (typeof type === "string" ? type : "any") + suffix
}
