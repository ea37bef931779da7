import { isCelList, isCelMap, type CelInput, type CelValue } from "@bufbuild/cel"
import type { Json } from "../kernel/canonical-json.ts"
import { err, ok, type Result } from "../kernel/result.ts"
import { compileCel, isCelFunction, type CelMistake, type CelProgram } from "./cel.ts"
import { nodesOf, partsOf, type CelNode } from "./cel-node.ts"

/** Characters of an expression. */
export const MAX_EXPRESSION = 4_096
/** How deep lists may be gone through within each other: `all`, `exists`, `exists_one`, `filter`, `map`. */
const MAX_NESTING = 2
/** Parts of an expression that are evaluated at the most; every gate asks, and the search for what would unblock asks again. */
const MAX_STEPS = 200_000
/** What an expression may look at. */
const INPUT = "input"

/** A condition over what a gate saw. Pure: it has no clock, no chance and no way out. */
export type GateExpression = {
  readonly text: string
  /** What stands between the outermost `&&`, each answered by itself. */
  readonly clauses: readonly Clause[]
  readonly steps: (longest: number) => number
}

type Clause = ReturnType<CelProgram["part"]> & { readonly operands: readonly ReturnType<CelProgram["part"]>[] }

/** One part that is not met, with what stood on its sides. */
export type UnmetClause = {
  readonly clause: string
  readonly values: readonly { readonly expression: string; readonly value: string }[]
}

/** `met` only where every clause is true. What has no value is an error, and neither. */
export type ExpressionAnswer =
  | { readonly met: true }
  | { readonly met: false; readonly clauses: readonly UnmetClause[] }
  | { readonly met: null; readonly clause: string; readonly because: string }

/** Reads an expression as policies may have one: of this size, over `input` alone, with functions that there are. */
export function readGateExpression(text: string): Result<GateExpression, CelMistake> {
  const whole = (why: string): Result<never, CelMistake> => err({ line: 1, column: 1, why })
  if (text.length > MAX_EXPRESSION) return whole(`it has more than ${MAX_EXPRESSION} characters`)
  const compiled = compileCel(text)
  if (!compiled.ok) return compiled
  const { node, part } = compiled.value
  const unknown = unknownIn(node, new Set([INPUT]))
  if (unknown !== undefined) return whole(unknown)
  if (nestingOf(node) > MAX_NESTING) return whole(`it goes through lists within lists more than ${MAX_NESTING} deep`)
  const clauses = conjunctsOf(node).map((each) => ({ ...part(each), operands: operandsOf(each).map(part) }))
  return ok({ text, clauses, steps: (longest) => stepsOf(node, longest + widthOf(node)) })
}

/** Asks an expression about an input. */
export function askExpression({ clauses, steps }: GateExpression, input: Json): ExpressionAnswer {
  const needed = steps(longestIn(input))
  if (needed > MAX_STEPS) {
    const because = `it could take ${needed} steps over an input of this size; ${MAX_STEPS} are allowed`
    return { met: null, clause: clauses[0]?.text ?? "", because }
  }
  const variables = { [INPUT]: celOf(input) }
  const unmet: UnmetClause[] = []
  let broken: Extract<ExpressionAnswer, { met: null }> | undefined
  for (const { text, evaluate, operands } of clauses) {
    const answer = evaluate(variables)
    if (answer.ok && answer.value === true) continue
    if (answer.ok && answer.value === false) {
      const values = operands.flatMap((operand) => {
        const value = operand.evaluate(variables)
        return value.ok ? [{ expression: operand.text, value: told(value.value) }] : []
      })
      unmet.push({ clause: text, values })
    } else {
      const because = answer.ok ? `it is ${told(answer.value)}, and not true or false` : answer.error
      broken ??= { met: null, clause: text, because }
    }
  }
  // False is false, whatever else has no value; but what has none is never true.
  if (unmet.length > 0) return { met: false, clauses: unmet }
  return broken ?? { met: true }
}

/** Whole numbers are `int`, others `double`; a mapping is a map. */
function celOf(value: Json | undefined): CelInput {
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value
  if (typeof value !== "object" || value === null) return value ?? null
  if (Array.isArray(value)) return (value as readonly Json[]).map(celOf)
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return new Map(members.map(([name, member]) => [name, celOf(member)]))
}

const TOLD = 120

/** A value in short, for the reason. */
function told(value: CelValue): string {
  const text = spelled(value)
  return text.length > TOLD ? `${text.slice(0, TOLD - 1)}…` : text
}

function spelled(value: CelValue): string {
  if (isCelList(value)) return `a list of ${value.size}`
  if (isCelMap(value)) return `a map of ${value.size}`
  if (typeof value === "string") return JSON.stringify(value)
  const isPlain = typeof value === "bigint" || typeof value === "number" || typeof value === "boolean" || value === null
  return isPlain ? String(value) : "a value of another type"
}

/** The longest list or map anywhere in it. */
function longestIn(value: Json | undefined): number {
  if (typeof value !== "object" || value === null) return 0
  const held = Object.values(value) as readonly (Json | undefined)[]
  return held.reduce<number>((most, each) => Math.max(most, longestIn(each)), held.length)
}

const CONJUNCTION = "_&&_"
const COMPARISONS: ReadonlySet<string> = new Set(["_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_", "@in"])

function conjunctsOf(node: CelNode): readonly CelNode[] {
  const { exprKind } = node
  return exprKind.case === "callExpr" && exprKind.value.function === CONJUNCTION
    ? exprKind.value.args.flatMap(conjunctsOf)
    : [node]
}

/** What a comparison compares, but for what is written out. */
function operandsOf({ exprKind }: CelNode): readonly CelNode[] {
  if (exprKind.case !== "callExpr" || !COMPARISONS.has(exprKind.value.function)) return []
  return exprKind.value.args.filter((each) => each.exprKind.case !== "constExpr")
}

/** A name or a function that there is not, as a sentence without its end. */
function unknownIn(node: CelNode, known: ReadonlySet<string>): string | undefined {
  const { exprKind } = node
  if (exprKind.case === "identExpr" && !known.has(exprKind.value.name) && !TYPES.has(exprKind.value.name))
    return `\`${exprKind.value.name}\` is nothing it knows; all there is stands in \`${INPUT}\``
  if (exprKind.case === "callExpr" && !isCelFunction(exprKind.value.function) && !BUILT_IN.has(exprKind.value.function))
    return `\`${exprKind.value.function}\` is no function of CEL`
  if (exprKind.case !== "comprehensionExpr") return firstOf(partsOf(node), known)
  const { iterVar, iterVar2, accuVar, iterRange, accuInit, loopCondition, loopStep, result } = exprKind.value
  const outside = firstOf([iterRange, accuInit], known)
  return outside ?? firstOf([loopCondition, loopStep, result], new Set([...known, iterVar, iterVar2, accuVar]))
}

function firstOf(nodes: readonly (CelNode | undefined)[], known: ReadonlySet<string>): string | undefined {
  for (const node of nodes) {
    const found = node === undefined ? undefined : unknownIn(node, known)
    if (found !== undefined) return found
  }
  return undefined
}

/** Names of types are values in CEL. */
const TYPES: ReadonlySet<string> = new Set([
  "bool",
  "bytes",
  "double",
  "int",
  "list",
  "map",
  "null_type",
  "string",
  "type",
  "uint",
])
/** What the evaluator knows apart from its functions. */
const BUILT_IN: ReadonlySet<string> = new Set([CONJUNCTION, "_||_", "_?_:_", "_[_]", "@not_strictly_false", "!_", "-_"])

function nestingOf(node: CelNode): number {
  const { exprKind } = node
  const within = partsOf(node).reduce((most, part) => Math.max(most, nestingOf(part)), 0)
  return within + (exprKind.case === "comprehensionExpr" ? 1 : 0)
}

/** How much longer than those of the input lists can become that an expression makes. */
function widthOf(node: CelNode): number {
  let width = 0
  for (const { exprKind } of nodesOf(node)) {
    if (exprKind.case === "listExpr") width += exprKind.value.elements.length
    else if (exprKind.case === "structExpr") width += exprKind.value.entries.length
  }
  return width
}

/** Parts that are evaluated at the most, where no list is longer than `longest`. Lists that are put together are. */
function stepsOf(node: CelNode, longest: number): number {
  const { exprKind } = node
  if (exprKind.case !== "comprehensionExpr") return partsOf(node).reduce((sum, part) => sum + stepsOf(part, longest), 1)
  const { iterRange, accuInit, loopCondition, loopStep, result } = exprKind.value
  const of = (...parts: readonly (CelNode | undefined)[]): number =>
    parts.reduce((sum, part) => sum + (part === undefined ? 0 : stepsOf(part, longest)), 0)
  const joined = iterRange === undefined ? 1 : 1 + additionsIn(iterRange)
  return 1 + of(iterRange, accuInit, result) + longest * joined * of(loopCondition, loopStep)
}

function additionsIn(node: CelNode): number {
  let additions = 0
  for (const { exprKind } of nodesOf(node))
    if (exprKind.case === "callExpr" && exprKind.value.function === "_+_") additions++
  return additions
}
