import { parseSync, Visitor, type ESTree } from "rolldown/utils"

/**
 * One thing a source file asks for, or a request whose name is only known when it runs.
 * `isFile`: named by a URL beside the module, so it is opened or started rather than imported.
 */
export type Import = { readonly specifier: string; readonly isFile?: true } | { readonly computed: string }

/** What a file imports, or why its text is no program. */
export type Imports = { readonly imports: readonly Import[] } | { readonly unreadable: string }

/**
 * Reads every way a module can name another: `import`, `export … from`, `import()`, `import("…").Type`, `import x = require()`,
 * `require()`, `import.meta.resolve()` and `new URL("…", import.meta.url)`. Type-only imports count like all others.
 */
export function importsOf(path: string, text: string): Imports {
  const { program, errors } = parseSync(path, text)
  if (errors.length > 0) return { unreadable: errors.map((error) => error.message).join("; ") }

  const imports: Import[] = []
  const name = (node: ESTree.Node | undefined): void => {
    const specifier = literal(node)
    const computed = node === undefined ? "nothing" : text.slice(node.start, node.end)
    imports.push(specifier === undefined ? { computed } : { specifier })
  }
  new Visitor({
    ImportDeclaration: ({ source }) => name(source),
    ExportAllDeclaration: ({ source }) => name(source),
    ExportNamedDeclaration: ({ source }) => {
      if (source !== null) name(source)
    },
    ImportExpression: ({ source }) => name(source),
    TSImportType: ({ source }) => name(source),
    TSExternalModuleReference: ({ expression }) => name(expression),
    CallExpression: ({ callee, arguments: [first] }) => {
      const called = text.slice(callee.start, callee.end)
      if (called === "require" || called === "require.resolve" || called === "import.meta.resolve") name(first)
    },
    NewExpression: ({ callee, arguments: [first, base] }) => {
      const isHere = base !== undefined && text.slice(base.start, base.end) === "import.meta.url"
      const specifier = literal(first)
      if (isHere && text.slice(callee.start, callee.end) === "URL" && specifier !== undefined) {
        imports.push({ specifier, isFile: true })
      }
    },
  }).visit(program)
  return { imports }
}

function literal(node: ESTree.Node | undefined): string | undefined {
  if (node?.type === "Literal" && typeof node.value === "string") return node.value
  if (node?.type === "TemplateLiteral" && node.expressions.length === 0)
    return node.quasis[0]?.value.cooked ?? undefined
  return undefined
}
