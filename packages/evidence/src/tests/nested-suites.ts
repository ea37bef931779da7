import type { JsonPlace } from "../json/json.ts"
import type { JsonRules, JsonTake } from "../json/rules.ts"
import type { Limits } from "../limits.ts"
import { RefusedInput } from "../refusal.ts"
import { invalid } from "./json-parts.ts"

/** What happens at a suite, and to the members of it that are wanted. */
export type NestedSuite = {
  readonly open: (place: JsonPlace) => void
  readonly close: () => void
  readonly members: Readonly<Record<string, JsonTake>>
}

/**
 * Rules for suites in `suites` within suites that begin at `root`, as deep as elements of XML may be. Deeper ones are
 * refused: what is passed over cannot have passed.
 */
export function nestedSuites(root: string, { open, close, members }: NestedSuite, limits: Limits): JsonRules {
  const rules: Record<string, JsonRules[string]> = {}
  let path = root
  for (let depth = 0; depth < limits.depth; depth++) {
    rules[`${path}/*`] = {
      open: (kind, place) => {
        if (kind !== "object") invalid(place.at, "a suite is no object")
        open(place)
      },
      close,
    }
    for (const [member, take] of Object.entries(members)) rules[`${path}/*/${member}`] = take
    path = `${path}/*/suites`
  }
  rules[path] = {
    open: (_kind, { at }) => {
      throw new RefusedInput({ kind: "too-large", what: "depth", limit: limits.depth, line: at })
    },
  }
  return rules
}
