import type { OpenApi } from "./openapi.ts"

type Operation = {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly summary: string
  readonly description?: string
  readonly parameters: readonly {
    readonly name: string
    readonly in: string
    readonly required: boolean
    readonly schema: object
  }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, object>> }
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: Readonly<Record<string, object>> }>
  >
}

/** The OpenAPI document as one readable page without script: operations by tag, then the schemas. */
export function renderApiPage(document: OpenApi): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      path,
      method,
      operation: operation as unknown as Operation,
    })),
  )
  const tags = [...Map.groupBy(operations, ({ operation }) => operation.tags[0] ?? "Other")]
  const sections = tags.map(
    ([tag, members]) =>
      `<section><h2 id="${escape(tag)}">${escape(tag)}</h2>${members.map(renderOperation).join("")}</section>`,
  )
  const schemas = Object.entries(document.components.schemas)
    .map(
      ([name, schema]) =>
        `<details id="schema-${escape(name)}"><summary>${escape(name)}</summary><pre>${linked(schema)}</pre></details>`,
    )
    .join("")
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Promotrail API</title></head><body><main><h1>Promotrail API ${escape(document.info.version)}</h1><p>${escape(document.info.description)} The same as a document: <a href="/openapi.json">/openapi.json</a>.</p><nav aria-label="Sections">${tags.map(([tag]) => `<a href="#${escape(tag)}">${escape(tag)}</a>`).join(" · ")} · <a href="#schemas">Schemas</a></nav>${sections.join("")}<section><h2 id="schemas">Schemas</h2>${schemas}</section></main></body></html>`
}

function renderOperation({ path, method, operation }: { path: string; method: string; operation: Operation }): string {
  const parameters = operation.parameters
    .map(
      ({ name, in: place, required, schema }) =>
        `<li><code>${escape(name)}</code> (${place}${required ? ", required" : ""}) <code>${linked(schema)}</code></li>`,
    )
    .join("")
  const body = Object.entries(operation.requestBody?.content ?? {})
    .map(([type, schema]) => `<p>Body <code>${escape(type)}</code></p><pre>${linked(schema)}</pre>`)
    .join("")
  const answers = Object.entries(operation.responses)
    .map(
      ([status, { description, content }]) =>
        `<li><b>${escape(status)}</b> ${escape(description)} <code>${linked(content ?? {})}</code></li>`,
    )
    .join("")
  return `<details id="${escape(operation.operationId)}"><summary><code>${method.toUpperCase()} ${escape(path)}</code> ${escape(operation.summary)}</summary><p>${escape(operation.description ?? "")}</p>${parameters === "" ? "" : `<h3>Parameters</h3><ul>${parameters}</ul>`}${body}<h3>Answers</h3><ul>${answers}</ul></details>`
}

/** JSON with its references as links. */
function linked(value: object): string {
  return escape(JSON.stringify(value, undefined, 2)).replace(
    /#\/components\/schemas\/(\w+)/g,
    (_, name: string) => `<a href="#schema-${name}">${name}</a>`,
  )
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")
}
