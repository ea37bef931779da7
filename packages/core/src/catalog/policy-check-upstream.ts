import { baseOf, checkReader, commonKeys, type CheckReader } from "./policy-check.ts"
import { mapping, type Shape } from "./policy-shape.ts"
import type { CheckRule } from "./policy.ts"

const written = mapping("`upstream`", {}, commonKeys)

/** `upstream` cannot be switched off, only made to warn; it is in every gate, written or not. */
const upstream: typeof written = {
  ...written,
  read(tree, reading) {
    if (tree.kind !== "scalar" || typeof tree.value !== "boolean") return written.read(tree, reading)
    const text = "`upstream` is always on and cannot be switched off. Remove it, or write { severity: warn }."
    return reading.mistake("not-allowed", tree, text)
  },
} satisfies Shape<unknown>

export const upstreamCheck: CheckReader = checkReader(upstream, (own) => [upstreamRule(own)])

/** The rule as it is when nobody wrote anything. */
export function upstreamRule(own: Parameters<typeof baseOf>[0] = {}): CheckRule {
  return { kind: "upstream", ...baseOf(own), parameters: {} }
}
