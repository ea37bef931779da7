import type { parse } from "@bufbuild/cel"

/** A part of a parsed expression. */
export type CelNode = ReturnType<typeof parse>["expr"]

/** The parts of a part, in the order in which they are written. Of what macros became, all that is evaluated. */
export function partsOf({ exprKind }: CelNode): readonly CelNode[] {
  switch (exprKind.case) {
    case "selectExpr":
      return present(exprKind.value.operand)
    case "callExpr":
      return present(exprKind.value.target, ...exprKind.value.args)
    case "listExpr":
      return exprKind.value.elements
    case "structExpr":
      return exprKind.value.entries.flatMap(({ keyKind, value }) =>
        present(keyKind.case === "mapKey" ? keyKind.value : undefined, value),
      )
    case "comprehensionExpr": {
      const { iterRange, accuInit, loopCondition, loopStep, result } = exprKind.value
      return present(iterRange, accuInit, loopCondition, loopStep, result)
    }
    case "constExpr":
    case "identExpr":
    case undefined:
      return []
  }
}

/** An expression with everything in it, from the outside in. */
export function* nodesOf(node: CelNode): Generator<CelNode> {
  yield node
  for (const part of partsOf(node)) yield* nodesOf(part)
}

const present = (...nodes: readonly (CelNode | undefined)[]): readonly CelNode[] =>
  nodes.filter((node): node is CelNode => node !== undefined)
