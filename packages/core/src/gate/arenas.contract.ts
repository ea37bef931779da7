import fc from "fast-check"
import type { CategoryName } from "../catalog/names.ts"
import type { CheckRule } from "../catalog/policy.ts"
import { edgeOf, snapshotOf, standings, type World } from "../coverage/naive.contract.ts"
import { CATEGORIES, worlds } from "../coverage/worlds.contract.ts"
import { reportStates } from "../reports/report-states.ts"
import { PLACE, someReports } from "../reports/uploads.contract.ts"
import type { ReleaseReports } from "../reports/uploads.ts"
import type { Baseline, EvidenceState, GateInput } from "./input.ts"
import {
  blockedRule,
  coverageRule,
  digest,
  evidenceRule,
  instant,
  NOW,
  regressionRule,
  release,
  situation,
  unavailableRule,
  upstreamRule,
  WEEK_MS,
} from "./situations.contract.ts"
import { reportRule } from "./report-rules.contract.ts"

/** A world, and what is known around it. */
export type Arena = {
  readonly world: World
  /** Categories whose newest upload in the source was refused. */
  readonly refused: readonly CategoryName[]
  readonly isPromoted: boolean
  readonly isBlocked: boolean
  readonly baseline: Baseline | null
  /** Evidence of the other kinds. */
  readonly reports: ReleaseReports
}

/** No test looks at a digest of uploads. */
const noHash = () => "0".repeat(64)

const OLD = instant("2026-10-01T00:00:00.000Z")

/** The evidence of a category in the source: as old as the oldest upload that supplies a counted result. */
function evidenceOf({ world, refused }: Arena, category: CategoryName): EvidenceState[] {
  const { source } = edgeOf(world)
  const counted = new Set(
    standings(world)
      .filter(({ test, exit, excluded }) => test.category === category && exit !== null && excluded === null)
      .map(({ test }) => test.name),
  )
  const supplying = [...counted].flatMap(
    (name) => world.results.findLast(({ test, environment }) => test === name && environment === source) ?? [],
  )
  const isRefused = refused.includes(category)
  if (supplying.length === 0 && !isRefused) return []
  const receivedAt = supplying.some(({ isOld }) => isOld) ? OLD : NOW
  return [
    {
      kind: "tests",
      category,
      uploads: supplying.length,
      digest: digest("e"),
      oldest: supplying.length === 0 ? null : { id: "u", receivedAt, producedAt: null },
      refused: isRefused ? { id: "r", outcome: "rejected", reason: "truncated" } : null,
    },
  ]
}

/** The frozen input of an arena, counts made by the fast road. */
export function inputOf(arena: Arena): GateInput {
  const { world, isPromoted, isBlocked, baseline, reports } = arena
  const { source, target } = edgeOf(world)
  const categories = [...new Set([...CATEGORIES, ...world.tests.map(({ category }) => category)])]
  return {
    ...situation(),
    edge: { lane: null, from: source, to: target, first: world.at === 0 },
    coverage: snapshotOf(world),
    evidence: categories.flatMap((category) => evidenceOf(arena, category)),
    reports: reportStates(reports, PLACE, noHash),
    upstream: isPromoted
      ? { deployment: "d", release: release("v2.5.0"), at: NOW, decision: { id: "1", verdict: "allow" } }
      : null,
    blocked: isBlocked ? { reason: "data loss", by: "anna", at: NOW } : null,
    baseline,
  }
}

const baseline = fc
  .array(
    fc.nat(10).chain((passed) =>
      fc.record({
        category: fc.constantFrom(...CATEGORIES),
        passed: fc.constant(passed),
        inScope: fc.constant(10),
        executed: fc.constantFrom(passed, 10),
      }),
    ),
    { maxLength: 2 },
  )
  .map((categories): Baseline => ({ release: release("v2.4.0"), categories }))

const mostly = (yes: boolean) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(yes) }, { weight: 1, arbitrary: fc.constant(!yes) })

const circumstances = {
  world: worlds,
  refused: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.subarray([...CATEGORIES]) }),
  isPromoted: mostly(true),
  isBlocked: mostly(false),
  baseline: fc.option(baseline, { nil: null }),
}

/** Random worlds in random circumstances. */
export const arenas: fc.Arbitrary<Arena> = fc.record({ ...circumstances, reports: someReports })

/** The same without reports, which take most of the time to make; for laws over tests alone. */
export const testArenas: fc.Arbitrary<Arena> = fc.record({
  ...circumstances,
  reports: fc.constant({ uploads: [], refused: [], baseline: null }),
})

const threshold = fc.constantFrom(0, 1, 5_000, 8_500, 10_000)
const coverage = fc
  .record({
    minimum: threshold,
    target: threshold,
    required: fc.subarray([...CATEGORIES]),
    aggregate: fc.oneof(
      fc.constant({ rule: "pooled" as const }),
      fc.constant({ rule: "min" as const }),
      fc.constantFrom(1, 7).map((weight) => ({
        rule: "weighted" as const,
        weights: CATEGORIES.slice(0, 1).map((category) => ({ category, weight })),
      })),
    ),
    perCategory: mostly(true),
    categories: fc.array(
      fc.record({ category: fc.constantFrom(...CATEGORIES), minimum: threshold, target: threshold }),
      { maxLength: 1 },
    ),
  })
  .map((parameters) => coverageRule(parameters))

const other = fc.oneof(
  fc.constantFrom(0, 500).map((tolerance) => regressionRule(tolerance)),
  fc
    .tuple(
      fc.option(fc.subarray([...CATEGORIES], { minLength: 1 }), { nil: undefined }),
      fc.constantFrom(undefined, WEEK_MS),
    )
    .map(([categories, maxAgeMs]) => evidenceRule(categories, maxAgeMs)),
  fc.constant(upstreamRule),
  fc.constant(blockedRule),
)

const inAnyOrder = (parts: readonly (readonly CheckRule[])[]) => {
  const rules = parts.flat()
  return fc.shuffledSubarray(rules, { minLength: rules.length })
}

/** Random gates over tests: coverage and some of the others, in any order, seldom one that cannot be evaluated. */
export const testRules: fc.Arbitrary<readonly CheckRule[]> = fc
  .tuple(
    fc.array(coverage, { maxLength: 1 }),
    fc.array(other, { maxLength: 3 }),
    fc.oneof(
      { weight: 9, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.constant([unavailableRule("soak")]) },
    ),
  )
  .chain(inAnyOrder)

/** The same, mostly with checks over reports among them. */
export const checkRules: fc.Arbitrary<readonly CheckRule[]> = fc
  .tuple(
    testRules,
    fc.oneof(
      { weight: 2, arbitrary: fc.constant([]) },
      { weight: 3, arbitrary: fc.array(reportRule, { maxLength: 3 }) },
    ),
  )
  .chain(inAnyOrder)
