import type { CheckRule, CheckRuleBase } from "./policy.ts"
import { described, listOf, type ReadBy, type Schema, type Shape } from "./policy-shape.ts"
import type { Entry, Reading, Tree } from "./policy-tree.ts"
import { oneOf, prose } from "./policy-values.ts"

/** The keys every check may carry. */
export const commonKeys = {
  severity: described(oneOf("block", "warn", "observe"), "Whether a failure stops the release. Default: block."),
  owner: described(prose, "Who to ask."),
  why: described(prose, "Why this check exists."),
  fix: described(prose, "What to do when it fails."),
  controls: described(listOf(prose, { unique: true }), "Control ids this check satisfies."),
}

/** What `commonKeys` read. */
export type Common = { readonly [K in keyof typeof commonKeys]?: ReadBy<(typeof commonKeys)[K]> }

/** What a rule says about itself. A check blocks unless it was written that it does not. */
export function baseOf({ severity = "block", owner, why, fix, controls }: Common): CheckRuleBase {
  return {
    severity,
    ...(owner === undefined ? {} : { owner }),
    ...(why === undefined ? {} : { why }),
    ...(fix === undefined ? {} : { fix }),
    ...(controls === undefined ? {} : { controls }),
  }
}

/** How one key of a gate is read to rules. */
export type CheckReader = {
  readonly schema: Schema
  /** Notes what is mistaken in it as written, before inheritance. */
  readonly check: (tree: Tree, reading: Reading) => void
  /** The rules of the key, inheritance done, or `undefined` after at least one mistake was noted. */
  readonly rules: (entry: Entry, reading: Reading) => readonly CheckRule[] | undefined
}

/** A reader of what `shape` reads. */
export function checkReader<T>(
  shape: Shape<T>,
  rules: (written: T, entry: Entry, reading: Reading) => readonly CheckRule[] | undefined,
): CheckReader {
  return {
    schema: shape.schema,
    check: (tree, reading) => void shape.read(tree, reading),
    rules(entry, reading) {
      const written = shape.read(entry.value, reading)
      return written === undefined ? undefined : rules(written, entry, reading)
    },
  }
}
