import { celEnv, isCelError, parse, plan, unparse, type CelInput, type CelValue } from "@bufbuild/cel"
import { err, ok, type Result } from "../kernel/result.ts"
import { nodesOf, type CelNode } from "./cel-node.ts"
import { withoutQuotes } from "./quoted-fields.ts"

// The Common Expression Language (cel.dev), without extensions: what cel-go, cel-java and cel-python evaluate as well.

type Parsed = ReturnType<typeof parse>
type Variables = Readonly<Record<string, CelInput>>

const ENVIRONMENT = celEnv()

/** Why a text is no expression, and where: both counted from 1. */
export type CelMistake = { readonly line: number; readonly column: number; readonly why: string }

/** An expression that was understood; it can be evaluated whole, and each part by itself. */
export type CelProgram = {
  readonly node: CelNode
  /** The value, or why there is none. */
  readonly evaluate: (variables: Variables) => Result<CelValue, string>
  /** A part of it, with its text in one spelling. */
  readonly part: (node: CelNode) => Pick<CelProgram, "evaluate"> & { readonly text: string }
}

/** Reads an expression. Nothing is evaluated. */
export function compileCel(text: string): Result<CelProgram, CelMistake> {
  const { text: plain, names } = withoutQuotes(text)
  let parsed: Parsed
  try {
    parsed = parse(plain)
  } catch (error) {
    return err(mistakeOf(error))
  }
  const quoted = (part: string): string =>
    [...names].reduce((said, [stand, name]) => said.replaceAll(stand, `\`${name}\``), part)
  // As they are told, before the fields have their own names again.
  const textOf = (expr: CelNode): string => quoted(unparse({ ...parsed, expr }))
  const texts = new Map<CelNode, string>()
  for (const node of nodesOf(parsed.expr)) {
    const twice = repeatedKey(node)
    if (twice !== undefined) return err({ line: 1, column: 1, why: `the map has the key ${twice} twice` })
    if (names.size > 0) texts.set(node, textOf(node))
  }
  for (const { exprKind } of nodesOf(parsed.expr))
    if (exprKind.case === "selectExpr") exprKind.value.field = names.get(exprKind.value.field) ?? exprKind.value.field
  return ok({
    node: parsed.expr,
    evaluate: evaluatorOf(parsed),
    part: (node) => ({ text: texts.get(node) ?? textOf(node), evaluate: evaluatorOf(node) }),
  })
}

/** Whether this is a function or a method of the language. */
export const isCelFunction = (name: string): boolean => ENVIRONMENT.funcs.find(name) !== undefined

function evaluatorOf(expression: Parsed | CelNode): CelProgram["evaluate"] {
  let planned: ((variables: Variables) => unknown) | undefined
  return (variables) => {
    try {
      planned ??= plan(ENVIRONMENT, expression) as (variables: Variables) => unknown
      const value = planned(variables) as CelValue
      return isCelError(value) ? err(value.message) : ok(value)
    } catch (error) {
      return err(error instanceof Error ? error.message : String(error))
    }
  }
}

/** A number that a map has as key twice, whatever its types: 1, 1u and 1.0 are one key (CEL, "Maps"). */
function repeatedKey({ exprKind }: CelNode): string | undefined {
  if (exprKind.case !== "structExpr") return undefined
  const seen = new Set<string>()
  for (const { keyKind } of exprKind.value.entries) {
    const constant = keyKind.case === "mapKey" ? keyKind.value.exprKind : undefined
    if (constant?.case !== "constExpr") continue
    const { constantKind } = constant.value
    if (constantKind.case !== "int64Value" && constantKind.case !== "uint64Value") continue
    const key = String(constantKind.value)
    if (seen.has(key)) return key
    seen.add(key)
  }
  return undefined
}

type Located = {
  readonly rawMessage?: string
  readonly location?: { readonly start?: { readonly line?: number; readonly column?: number } }
}

function mistakeOf(error: unknown): CelMistake {
  const { rawMessage, location } = error as Located
  const { line = 1, column = 1 } = location?.start ?? {}
  return { line, column, why: rawMessage ?? (error instanceof Error ? error.message : String(error)) }
}
