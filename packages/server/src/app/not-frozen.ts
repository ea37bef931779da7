import { canonicalJson, type EnvironmentName, type GateInput, type Json, type Policy } from "@promotrail/core"
import { upstreamOf } from "./coverage.ts"
import { edgeInto, executedInOf } from "./gate-base.ts"

/** Why a frozen input cannot answer: there is no gate to ask any more, or the input has to be made again. */
export type NotFrozen = { readonly what: "no-gate" | "other-input"; readonly says: string }

/**
 * Why the frozen input would not be what a gate by the new policy had seen; `undefined`: it would. Counts are frozen by
 * category and place, so whatever sorts tests otherwise, or looks for them elsewhere, needs the tests themselves.
 */
export function notFrozen(former: Policy, policy: Policy, input: GateInput): NotFrozen | undefined {
  const { edge } = input
  const hop = edgeInto(policy, edge.to, edge.lane)
  const way = edge.lane === null ? "the path" : `the lane ${edge.lane}`
  if (!hop.ok) return { what: "no-gate", says: `the new policy has no gate into ${edge.to} on ${way}` }
  const says = otherPlaces(former, policy, input) ?? otherTests(former, policy) ?? otherReports(policy, input)
  return says === undefined ? undefined : { what: "other-input", says }
}

function otherPlaces(former: Policy, policy: Policy, { edge }: GateInput): string | undefined {
  const hop = edgeInto(policy, edge.to, edge.lane)
  const way = edge.lane === null ? "the path" : `the lane ${edge.lane}`
  if (hop.ok && !isSame(hop.value, edge)) {
    return hop.value.from === edge.from
      ? `${edge.from} is the first environment of ${way} in one of both policies only`
      : `${edge.to} is entered from ${hop.value.from} now, it was from ${edge.from}`
  }
  const [wasUpstream, isUpstream] = [former, policy].map((one) => upstreamOf(pathOf(one, edge.lane), edge.to))
  if (!isSame(wasUpstream, isUpstream)) return `other environments lie before ${edge.to} on ${way}`
  const executed = (one: Policy) => executedInOf(one, edge, isUpstream ?? [])
  return isSame(executed(former), executed(policy))
    ? undefined
    : `coverage at the entry of ${edge.to} is looked for in other environments`
}

function otherTests(former: Policy, policy: Policy): string | undefined {
  const sorting = (["categories", "scopes", "quarantine", "retired"] as const).find(
    (rules) => !isSame(former.tests[rules], policy.tests[rules]),
  )
  return sorting === undefined
    ? undefined
    : `\`tests.${sorting}\` is another one, so that other tests would have counted`
}

function otherReports({ gates }: Policy, { edge, reports }: GateInput): string | undefined {
  if (reports !== undefined) return undefined
  const checks = gates.find(({ environment }) => environment === edge.to)?.checks
  const asksReports = checks !== undefined && checks !== "none" && checks.some(({ kind }) => !OF_TESTS.has(kind))
  return asksReports ? "reports of other kinds than tests were not frozen by the version that decided it" : undefined
}

/** Kinds of checks that an input of any version can answer. */
const OF_TESTS: ReadonlySet<string> = new Set([
  "coverage",
  "coverage.regression",
  "upstream",
  "release.blocked",
  "unavailable",
])

function pathOf({ path, lanes }: Policy, lane: string | null): readonly EnvironmentName[] {
  return lane === null ? path : (lanes.find(({ name }) => name === lane)?.path ?? path)
}

const isSame = (a: unknown, b: unknown): boolean =>
  canonicalJson((a ?? null) as Json) === canonicalJson((b ?? null) as Json)
