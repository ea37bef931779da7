import type { Json, JsonPlace } from "./json.ts"

/**
 * What a format wants of a JSON document, by path: `"runs/*\/results/*"`, where `*` is any position of an array or any
 * key of an object, and `""` is the document itself. What no rule names is checked and passed over.
 *
 * A function is given the whole value, as soon as it was read; such a value is held in memory, and bounded by
 * `limits.heldBytes`. An object of functions is told when a value at the path begins and ends, and the rules below it
 * go on inside. Where both a key and `*` fit, the key wins.
 */
export type JsonRules = Readonly<Record<string, JsonTake | JsonEnter>>

export type JsonTake = (value: Json, place: JsonPlace) => void

export type JsonEnter = {
  /** `kind` tells what really stands there, whatever the format expects. */
  readonly open?: (kind: JsonKind, place: JsonPlace) => void
  readonly close?: (place: JsonPlace) => void
}

export type JsonKind = "object" | "array" | "scalar"

/** The rules as a tree of steps. */
export type RuleNode = {
  take: JsonTake | undefined
  enter: JsonEnter | undefined
  readonly children: Map<string, RuleNode>
  any: RuleNode | undefined
}

const node = (): RuleNode => ({ take: undefined, enter: undefined, children: new Map(), any: undefined })

/** Puts rules into a tree. */
export function compileRules(rules: JsonRules): RuleNode {
  const root = node()
  for (const [path, rule] of Object.entries(rules)) {
    let here = root
    for (const step of path === "" ? [] : path.split("/")) here = below(here, step)
    if (typeof rule === "function") here.take = rule
    else here.enter = rule
  }
  return root
}

function below(here: RuleNode, step: string): RuleNode {
  if (step === "*") return (here.any ??= node())
  const known = here.children.get(step)
  if (known !== undefined) return known
  const made = node()
  here.children.set(step, made)
  return made
}

/** Whether rules go on below a node. */
export const leadsOn = ({ children, any }: RuleNode): boolean => children.size > 0 || any !== undefined
