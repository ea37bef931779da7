import type { CategoryName } from "../../catalog/names.ts"
import type { CheckRule, CoverageParameters } from "../../catalog/policy.ts"
import { above, atLeast, needed } from "../../kernel/ratio.ts"
import { countsOf, namesOf, type PartGroups } from "../counts.ts"
import type { GateInput } from "../input.ts"
import { reportTests } from "../hypothetical.ts"
import type { Band, CheckOutcome, CoverageCounts, Part, Reason } from "../outcome.ts"
import { aggregateReaches } from "./aggregate.ts"
import type { CheckFinding, CheckKind, Remedy } from "./check-kind.ts"
import { passTests } from "./pass-tests.ts"

type Rule = Extract<CheckRule, { kind: "coverage" }>

/** Environment coverage: passed ÷ in scope, per part (exit of the source, entry of the target) and category, and pooled. */
export const coverage: CheckKind<"coverage"> = {
  kind: "coverage",
  title: "Enough of the tests that count here passed.",
  evaluate: ({ parameters }, input) => [
    ...evaluatePart("exit", parameters, input),
    ...evaluatePart("entry", parameters, input),
  ],
  remedies: (rule, input) => [...passTests(input), ...emptyScopeRemedies(rule, input)],
}

function evaluatePart(part: Part, parameters: CoverageParameters, input: GateInput): CheckFinding[] {
  const groups = partOf(part, input)
  const categories = categoriesOf(parameters, input)
  const gated = parameters.perCategory ? categories : categories.filter((name) => parameters.required.includes(name))
  return [
    ...gated.map((category) => evaluateCategory(part, category, parameters, input)),
    aggregate(part, groups, parameters, input),
  ]
}

/** Every category that is required, has a threshold of its own, or has a test here; by name. */
function categoriesOf({ required, categories }: CoverageParameters, { coverage: { counted, excluded } }: GateInput) {
  const names = [...required, ...categories, ...counted, ...excluded].map((of) =>
    typeof of === "string" ? of : of.category,
  )
  return [...new Set(names)].toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
}

/** The groups that count at a part of the gate, each with its state there. */
export function partOf(part: Part, { coverage: { counted } }: GateInput): PartGroups {
  return counted.flatMap((group) => {
    const state = part === "exit" ? group.exit : group.entry
    return state === null || group.count === 0 ? [] : [{ group, state }]
  })
}

function evaluateCategory(
  part: Part,
  category: CategoryName,
  parameters: CoverageParameters,
  input: GateInput,
): CheckFinding {
  const groups = partOf(part, input).filter(({ group }) => group.category === category)
  const threshold = parameters.categories.find((own) => own.category === category) ?? parameters
  const required = { minimum: threshold.minimum, target: threshold.target }
  const base = { id: `coverage.${part}.${category}`, part, category, required }
  const measured = countsOf(groups)
  if (measured.inScope === 0) {
    // A required category must have tests somewhere at this gate; said once, at the exit.
    const nowhere = part === "exit" && parameters.required.includes(category) && isEmptyAtGate(category, input)
    return nowhere
      ? {
          ...base,
          outcome: "unknown",
          band: "grey",
          measured,
          reasons: [{ code: "coverage.empty_scope", environment: input.edge.from }],
        }
      : { ...base, outcome: "not_applicable", band: "not-applicable", measured, reasons: [] }
  }
  const nothing = nothingExecuted(measured, groups, category, input)
  if (nothing !== undefined)
    return { ...base, outcome: "unknown", band: "grey", measured, reasons: [nothing, ...vanished(groups)] }
  const broken = groups.filter(({ group, state }) => group.critical && state !== "passed")
  const enough = atLeast(measured, threshold.minimum)
  const reasons: Reason[] = []
  if (!enough) {
    reasons.push({
      code: "coverage.below_minimum",
      short: needed(measured.inScope, threshold.minimum) - measured.passed,
      tests: namesOf(groups.filter(({ state }) => state !== "passed")),
    })
  }
  if (broken.length > 0) {
    reasons.push({ code: "coverage.critical_failed", count: countsOf(broken).inScope, tests: namesOf(broken) })
  }
  const outcome = outcomeOf(reasons, above(measured, threshold.target))
  return { ...base, outcome, band: bandOf(outcome), measured, reasons: [...reasons, ...vanished(groups)] }
}

function aggregate(part: Part, groups: PartGroups, parameters: CoverageParameters, input: GateInput): CheckFinding {
  const { minimum, target, aggregate: rule } = parameters
  const measured = countsOf(groups)
  const base = { id: `coverage.${part}`, part, required: { minimum, target, aggregate: rule.rule }, measured }
  if (measured.inScope === 0) {
    return part === "exit"
      ? {
          ...base,
          outcome: "unknown",
          band: "grey",
          reasons: [{ code: "coverage.empty_scope", environment: input.edge.from }],
        }
      : { ...base, outcome: "not_applicable", band: "not-applicable", reasons: [] }
  }
  const nothing = nothingExecuted(measured, groups, null, input)
  if (nothing !== undefined) return { ...base, outcome: "unknown", band: "grey", reasons: [nothing] }
  const reasons: Reason[] = aggregateReaches(groups, rule, minimum)
    ? []
    : [
        {
          code: "coverage.below_minimum",
          short: Math.max(0, needed(measured.inScope, minimum) - measured.passed),
          tests: namesOf(groups.filter(({ state }) => state !== "passed")),
        },
      ]
  const outcome = outcomeOf(reasons, aggregateReaches(groups, rule, target, "above"))
  return { ...base, outcome, band: bandOf(outcome), reasons }
}

function outcomeOf(reasons: readonly Reason[], aboveTarget: boolean): CheckOutcome {
  if (reasons.length > 0) return "fail"
  return aboveTarget ? "pass" : "warn"
}

function bandOf(outcome: CheckOutcome): Band {
  return outcome === "fail" ? "red" : outcome === "warn" ? "amber" : "green"
}

/** Why nothing can be concluded although tests count here; `undefined` as soon as one of them ran. */
function nothingExecuted(
  { passed, failed, errored }: CoverageCounts,
  groups: PartGroups,
  category: CategoryName | null,
  { evidence }: GateInput,
): Reason | undefined {
  if (passed + failed + errored > 0) return undefined
  const environments = [...new Set(groups.flatMap(({ group }) => group.runIn))]
  const arrived =
    groups.some(({ state }) => state !== "not_run") ||
    evidence.some((state) => (category === null || state.category === category) && state.oldest !== null)
  return { code: arrived ? "coverage.not_executed" : "coverage.no_report", environments }
}

/** Tests of the predecessor that are gone from this release are named beside the number they lower. */
function vanished(groups: PartGroups): Reason[] {
  const gone = groups.filter(({ group }) => group.vanished)
  const { notRun } = countsOf(gone)
  return notRun === 0 ? [] : [{ code: "coverage.vanished", count: notRun, tests: namesOf(gone) }]
}

function isEmptyAtGate(category: CategoryName, { coverage: { counted, excluded } }: GateInput): boolean {
  return (
    !counted.some((group) => group.category === category && group.count > 0) &&
    !excluded.some((group) => group.category === category && group.reason === "not-due")
  )
}

function emptyScopeRemedies({ parameters }: Rule, input: GateInput): Remedy[] {
  const empty = parameters.required.filter((category) => isEmptyAtGate(category, input))
  if (empty.length > 0) return empty.map((category) => reportTests(category, input.edge.from))
  return partOf("exit", input).every(({ group }) => group.suiteLevel) ? [reportTests(null, input.edge.from)] : []
}
