import type { CategoryName } from "../../catalog/names.ts"
import type { CheckRule, CoverageParameters } from "../../catalog/policy.ts"
import { atLeast, clears, needed } from "../../kernel/ratio.ts"
import { countsOf, executedOf, namesOf, partOf, type PartGroups } from "../counts.ts"
import { NO_SUMS, type Facts, type MeasuredCategory, type Sums } from "../facts.ts"
import { reportTests } from "../hypothetical.ts"
import type { Band, CheckOutcome, Part, Reason } from "../outcome.ts"
import { aggregateReaches, shortOf } from "./aggregate.ts"
import type { CheckFinding, CheckKind, Remedy } from "./check-kind.ts"
import { passTests } from "./pass-tests.ts"

type Rule = Extract<CheckRule, { kind: "coverage" }>
const PARTS: readonly Part[] = ["exit", "entry"]

/** Environment coverage: passed ÷ in scope, per part (exit of the source, entry of the target) and category, and pooled. */
export const coverage: CheckKind<"coverage"> = {
  kind: "coverage",
  title: "Enough of the tests that count here passed.",
  evaluate({ parameters }, facts) {
    const gated = gatedCategories(parameters, facts)
    return PARTS.flatMap((part) => [
      ...gated.map((category) => evaluateCategory(part, category, parameters, facts)),
      evaluateAggregate(part, parameters, facts),
    ])
  },
  outcomes({ parameters }, facts) {
    const gated = gatedCategories(parameters, facts)
    const outcomes: CheckOutcome[] = []
    for (const part of PARTS) {
      for (const category of gated) outcomes.push(outcomeOfCategory(part, category, parameters))
      outcomes.push(outcomeOfAggregate(part, parameters, facts))
    }
    return outcomes
  },
  remedies: (rule, facts) => [...passTests(facts), ...emptyScopeRemedies(rule, facts)],
}

/** Categories with a check of their own, by name: every one that is required, has a threshold, or has a test here. */
function gatedCategories(
  { required, categories, perCategory }: CoverageParameters,
  { coverage: { categories: measured } }: Facts,
): readonly MeasuredCategory[] {
  const asked = [...required, ...(perCategory ? categories.map(({ category }) => category) : [])]
  const absent = [...new Set(asked)].filter((name) => !measured.some(({ category }) => category === name))
  const known = perCategory ? measured : measured.filter(({ category }) => required.includes(category))
  if (absent.length === 0) return known
  const empty = absent.map((category) => ({ category, exit: NO_SUMS, entry: NO_SUMS, groups: [], hasNotDue: false }))
  return [...known, ...empty].toSorted((a, b) => (a.category < b.category ? -1 : 1))
}

function thresholdOf(category: CategoryName, parameters: CoverageParameters) {
  return parameters.categories.find((own) => own.category === category) ?? parameters
}

function outcomeOfCategory(part: Part, measured: MeasuredCategory, parameters: CoverageParameters): CheckOutcome {
  const { counts, criticalBroken } = measured[part]
  if (counts.inScope === 0) {
    // A required category must have tests somewhere at this gate; said once, at the exit.
    const isMissing = part === "exit" && parameters.required.includes(measured.category) && isEmpty(measured)
    return isMissing ? "unknown" : "not_applicable"
  }
  if (executedOf(counts) === 0) return "unknown"
  const { minimum, target } = thresholdOf(measured.category, parameters)
  // Without a single pass nothing is established, also where the minimum is 0: one more failure must not open a gate.
  if (criticalBroken > 0 || counts.passed === 0 || !atLeast(counts, minimum)) return "fail"
  return clears(counts, target) ? "pass" : "warn"
}

function evaluateCategory(
  part: Part,
  measured: MeasuredCategory,
  parameters: CoverageParameters,
  facts: Facts,
): CheckFinding {
  const { category } = measured
  const { counts } = measured[part]
  const { minimum, target } = thresholdOf(category, parameters)
  const outcome = outcomeOfCategory(part, measured, parameters)
  return {
    id: `coverage.${part}.${category}`,
    part,
    category,
    required: { minimum, target },
    measured: counts,
    outcome,
    band: BANDS[outcome],
    reasons: reasonsOfCategory(part, outcome, measured, minimum, facts),
    ...(part === "exit" && counts.inScope > 0 ? evidenceOf(category, facts) : {}),
  }
}

/** The upload that results at the exit came from; of several the oldest, whose age decides. */
function evidenceOf(category: CategoryName, { evidence }: Facts): Pick<CheckFinding, "evidence"> {
  const oldest = evidence.find((state) => state.category === category)?.oldest ?? null
  return oldest === null ? {} : { evidence: [oldest.id] }
}

function reasonsOfCategory(
  part: Part,
  outcome: CheckOutcome,
  measured: MeasuredCategory,
  minimum: number,
  facts: Facts,
): readonly Reason[] {
  const { counts, criticalBroken } = measured[part]
  const isClean = counts.passed === counts.inScope
  if (outcome === "not_applicable" || isClean) return outcome === "unknown" ? [emptyScope(facts)] : []
  const groups = partOf(part, measured.groups)
  if (outcome === "unknown") return [nothingExecuted(part, groups, measured.category, facts), ...vanished(groups)]
  return [
    ...(counts.passed > 0 && atLeast(counts, minimum)
      ? []
      : [belowMinimum(Math.max(1, needed(counts.inScope, minimum) - counts.passed), groups)]),
    ...(criticalBroken > 0 ? [criticalFailed(groups)] : []),
    ...vanished(groups),
  ]
}

/** Categories that have tests in scope at a part, as the aggregate wants them. */
function partsOf(part: Part, { coverage: { categories } }: Facts) {
  return categories.flatMap(({ category, [part]: { counts } }) =>
    counts.inScope === 0 ? [] : [{ category, passed: counts.passed, inScope: counts.inScope }],
  )
}

/** Critical tests must pass also where their category has no check of its own. */
function isUnheard({ perCategory, required }: CoverageParameters, category: CategoryName): boolean {
  return !perCategory && !required.includes(category)
}

function outcomeOfAggregate(part: Part, parameters: CoverageParameters, facts: Facts): CheckOutcome {
  const { minimum, target, aggregate } = parameters
  const { counts, criticalBroken } = facts.coverage[part]
  if (counts.inScope === 0) return part === "exit" ? "unknown" : "not_applicable"
  if (executedOf(counts) === 0) return "unknown"
  const parts = aggregate.rule === "pooled" ? [] : partsOf(part, facts)
  if (counts.passed === 0 || !aggregateReaches(counts, parts, aggregate, minimum)) return "fail"
  if (criticalBroken > 0 && unheardCritical(part, parameters, facts)) return "fail"
  const isGreen = counts.passed === counts.inScope || aggregateReaches(counts, parts, aggregate, target, "above")
  return isGreen ? "pass" : "warn"
}

function unheardCritical(part: Part, parameters: CoverageParameters, { coverage: { categories } }: Facts): boolean {
  return categories.some((measured) => measured[part].criticalBroken > 0 && isUnheard(parameters, measured.category))
}

function evaluateAggregate(part: Part, parameters: CoverageParameters, facts: Facts): CheckFinding {
  const { minimum, target, aggregate } = parameters
  const outcome = outcomeOfAggregate(part, parameters, facts)
  return {
    id: `coverage.${part}`,
    part,
    required: { minimum, target, aggregate: aggregate.rule },
    measured: facts.coverage[part].counts,
    outcome,
    band: BANDS[outcome],
    reasons: reasonsOfAggregate(part, outcome, parameters, facts),
  }
}

function reasonsOfAggregate(
  part: Part,
  outcome: CheckOutcome,
  parameters: CoverageParameters,
  facts: Facts,
): readonly Reason[] {
  const { counts }: Sums = facts.coverage[part]
  const isClean = counts.passed === counts.inScope
  if (outcome === "not_applicable" || isClean) return outcome === "unknown" ? [emptyScope(facts)] : []
  const groups = partOf(part, facts.coverage.counted)
  if (outcome === "unknown") return [nothingExecuted(part, groups, null, facts)]
  const { minimum, aggregate } = parameters
  const parts = partsOf(part, facts)
  const unheard = groups.filter(({ group }) => isUnheard(parameters, group.category))
  return [
    ...(counts.passed > 0 && aggregateReaches(counts, parts, aggregate, minimum)
      ? []
      : [belowMinimum(shortOf(counts, parts, aggregate, minimum), groups)]),
    ...(unheardCritical(part, parameters, facts) ? [criticalFailed(unheard)] : []),
    ...vanished(unheard),
  ]
}

const BANDS: Readonly<Record<CheckOutcome, Band>> = {
  pass: "green",
  warn: "amber",
  fail: "red",
  unknown: "grey",
  error: "grey",
  waived: "grey",
  not_applicable: "not-applicable",
}

function emptyScope({ edge }: Facts): Reason {
  return { code: "coverage.empty_scope", environment: edge.from }
}

function belowMinimum(short: number, groups: PartGroups): Reason {
  return {
    code: "coverage.below_minimum",
    short,
    tests: namesOf(groups.filter(({ state }) => state !== "passed")),
  }
}

function criticalFailed(groups: PartGroups): Reason {
  const broken = groups.filter(({ group, state }) => group.critical && state !== "passed")
  return { code: "coverage.critical_failed", count: countsOf(broken).inScope, tests: namesOf(broken) }
}

/** Why nothing can be concluded although tests count here: no report came, or nothing in it was executed. */
function nothingExecuted(
  part: Part,
  groups: PartGroups,
  category: CategoryName | null,
  { evidence, edge }: Facts,
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

function isEmpty({ exit, entry, hasNotDue }: MeasuredCategory): boolean {
  return exit.counts.inScope === 0 && entry.counts.inScope === 0 && !hasNotDue
}

/** Errors of whole suites are gone once they are mended, so only other tests make a scope that lasts. */
function emptyScopeRemedies(
  { parameters: { required } }: Rule,
  { coverage: { categories, counted }, edge }: Facts,
): Remedy[] {
  const lasting = counted.filter(({ suiteLevel, count }) => !suiteLevel && count > 0)
  const isThere = (name: CategoryName) =>
    lasting.some(({ category }) => category === name) ||
    categories.some(({ category, hasNotDue }) => category === name && hasNotDue)
  const empty = required.filter((category) => !isThere(category))
  if (empty.length > 0) return empty.map((category) => reportTests(category, edge.from))
  return lasting.some(({ exit }) => exit !== null) ? [] : [reportTests(null, edge.from)]
}
