import type { CategoryName } from "../../catalog/names.ts"
import type { CheckRule, CoverageParameters } from "../../catalog/policy.ts"
import { atLeast, clears, needed } from "../../kernel/ratio.ts"
import { countsOf, executedOf, namesOf, partOf, type PartGroups } from "../counts.ts"
import type { GateInput } from "../input.ts"
import { reportTests } from "../hypothetical.ts"
import type { Band, CheckOutcome, CoverageCounts, Part, Reason } from "../outcome.ts"
import { aggregateReaches, shortOf } from "./aggregate.ts"
import type { CheckFinding, CheckKind, Remedy } from "./check-kind.ts"
import { passTests } from "./pass-tests.ts"

type Rule = Extract<CheckRule, { kind: "coverage" }>

/** Environment coverage: passed ÷ in scope, per part (exit of the source, entry of the target) and category, and pooled. */
export const coverage: CheckKind<"coverage"> = {
  kind: "coverage",
  title: "Enough of the tests that count here passed.",
  evaluate({ parameters }, input) {
    const gated = gatedCategories(parameters, input)
    return [...evaluatePart("exit", gated, parameters, input), ...evaluatePart("entry", gated, parameters, input)]
  },
  remedies: (rule, input) => [...passTests(input), ...emptyScopeRemedies(rule, input)],
}

/** One category at one part: its groups, and what they add up to. */
type Measured = { readonly groups: PartGroups; readonly counts: CoverageCounts }

const NOTHING: Measured = { groups: [], counts: countsOf([]) }

function evaluatePart(
  part: Part,
  gated: readonly CategoryName[],
  parameters: CoverageParameters,
  input: GateInput,
): CheckFinding[] {
  const groups = partOf(part, input.coverage.counted)
  const measured = new Map<CategoryName, Measured>()
  for (const [category, members] of Map.groupBy(groups, ({ group }) => group.category)) {
    measured.set(category, { groups: members, counts: countsOf(members) })
  }
  return [
    ...gated.map((category) => evaluateCategory(part, category, measured.get(category) ?? NOTHING, parameters, input)),
    evaluateAggregate(part, groups, measured, parameters, input),
  ]
}

/** Categories with a check of their own, by name: every one that is required, has a threshold, or has a test here. */
function gatedCategories(
  { required, categories, perCategory }: CoverageParameters,
  { coverage: { counted, excluded } }: GateInput,
): readonly CategoryName[] {
  const names = new Set(required)
  if (perCategory) for (const { category } of [...categories, ...counted, ...excluded]) names.add(category)
  return [...names].toSorted()
}

function evaluateCategory(
  part: Part,
  category: CategoryName,
  { groups, counts }: Measured,
  parameters: CoverageParameters,
  input: GateInput,
): CheckFinding {
  const { minimum, target } = parameters.categories.find((own) => own.category === category) ?? parameters
  const base = { id: `coverage.${part}.${category}`, part, category, required: { minimum, target }, measured: counts }
  if (counts.inScope === 0) {
    // A required category must have tests somewhere at this gate; said once, at the exit.
    return part === "exit" && parameters.required.includes(category) && isEmptyAtGate(category, input)
      ? { ...base, ...unknown([{ code: "coverage.empty_scope", environment: input.edge.from }]) }
      : { ...base, ...NOT_APPLICABLE }
  }
  if (executedOf(counts) === 0) {
    return { ...base, ...unknown([nothingExecuted(part, groups, category, input), ...vanished(groups)]) }
  }
  const reasons: Reason[] = reaches(counts, minimum)
    ? []
    : [
        {
          code: "coverage.below_minimum",
          short: Math.max(1, needed(counts.inScope, minimum) - counts.passed),
          tests: namesOf(groups.filter(({ state }) => state !== "passed")),
        },
      ]
  reasons.push(...criticalFailed(groups))
  const outcome = outcomeOf(reasons, clears(counts, target))
  return { ...base, outcome, band: bandOf(outcome), reasons: [...reasons, ...vanished(groups)] }
}

function evaluateAggregate(
  part: Part,
  groups: PartGroups,
  measured: ReadonlyMap<CategoryName, Measured>,
  { minimum, target, aggregate, perCategory, required }: CoverageParameters,
  input: GateInput,
): CheckFinding {
  const counts = countsOf(groups)
  const base = {
    id: `coverage.${part}`,
    part,
    required: { minimum, target, aggregate: aggregate.rule },
    measured: counts,
  }
  if (counts.inScope === 0) {
    return part === "exit"
      ? { ...base, ...unknown([{ code: "coverage.empty_scope", environment: input.edge.from }]) }
      : { ...base, ...NOT_APPLICABLE }
  }
  if (executedOf(counts) === 0) return { ...base, ...unknown([nothingExecuted(part, groups, null, input)]) }
  const countsByCategory = new Map([...measured].map(([category, of]) => [category, of.counts]))
  const reasons: Reason[] =
    counts.passed > 0 && aggregateReaches(counts, countsByCategory, aggregate, minimum)
      ? []
      : [
          {
            code: "coverage.below_minimum",
            short: shortOf(counts, countsByCategory, aggregate, minimum),
            tests: namesOf(groups.filter(({ state }) => state !== "passed")),
          },
        ]
  // Critical tests must pass also where their category has no check of its own.
  const unheard = perCategory ? [] : groups.filter(({ group }) => !required.includes(group.category))
  reasons.push(...criticalFailed(unheard))
  const isGreen =
    counts.passed === counts.inScope || aggregateReaches(counts, countsByCategory, aggregate, target, "above")
  const outcome = outcomeOf(reasons, isGreen)
  return { ...base, outcome, band: bandOf(outcome), reasons: [...reasons, ...vanished(unheard)] }
}

const NOT_APPLICABLE = { outcome: "not_applicable", band: "not-applicable", reasons: [] } as const

function unknown(reasons: readonly Reason[]): Pick<CheckFinding, "outcome" | "band" | "reasons"> {
  return { outcome: "unknown", band: "grey", reasons }
}

/** Without a single pass nothing is established, also where the minimum is 0: one more failure must not open a gate. */
function reaches(counts: CoverageCounts, minimum: number): boolean {
  return counts.passed > 0 && atLeast(counts, minimum)
}

function outcomeOf(reasons: readonly Reason[], isGreen: boolean): CheckOutcome {
  if (reasons.length > 0) return "fail"
  return isGreen ? "pass" : "warn"
}

function bandOf(outcome: CheckOutcome): Band {
  return outcome === "fail" ? "red" : outcome === "warn" ? "amber" : "green"
}

function criticalFailed(groups: PartGroups): Reason[] {
  const broken = groups.filter(({ group, state }) => group.critical && state !== "passed")
  return broken.length === 0
    ? []
    : [{ code: "coverage.critical_failed", count: countsOf(broken).inScope, tests: namesOf(broken) }]
}

/** Why nothing can be concluded although tests count here: no report came, or nothing in it was executed. */
function nothingExecuted(
  part: Part,
  groups: PartGroups,
  category: CategoryName | null,
  { evidence, edge }: GateInput,
): Reason {
  const places = groups.flatMap(({ group }) => (group.alsoRunIn.length > 0 ? group.alsoRunIn : group.runIn))
  const environments = part === "exit" ? [edge.from] : [...new Set(places)].toSorted()
  const arrived =
    groups.some(({ state }) => state !== "not_run") ||
    (environments.includes(edge.from) &&
      evidence.some((state) => (category === null || state.category === category) && state.oldest !== null))
  return { code: arrived ? "coverage.not_executed" : "coverage.no_report", environments }
}

/** Tests of the predecessor that are gone from this release are named beside the number they lower. */
function vanished(groups: PartGroups): Reason[] {
  const gone = groups.filter(({ group, state }) => group.vanished && state === "not_run")
  return gone.length === 0 ? [] : [{ code: "coverage.vanished", count: countsOf(gone).inScope, tests: namesOf(gone) }]
}

function isEmptyAtGate(category: CategoryName, { coverage: { counted, excluded } }: GateInput): boolean {
  return (
    !counted.some((group) => group.category === category && group.count > 0) &&
    !excluded.some((group) => group.category === category && group.reason === "not-due")
  )
}

/** What counts here besides errors of whole suites, which are gone once they are mended. */
function emptyScopeRemedies({ parameters }: Rule, input: GateInput): Remedy[] {
  const lasting = input.coverage.counted.filter(({ suiteLevel }) => !suiteLevel)
  const mended = { ...input, coverage: { ...input.coverage, counted: lasting } }
  const empty = parameters.required.filter((category) => isEmptyAtGate(category, mended))
  if (empty.length > 0) return empty.map((category) => reportTests(category, input.edge.from))
  return partOf("exit", lasting).length === 0 ? [reportTests(null, input.edge.from)] : []
}
