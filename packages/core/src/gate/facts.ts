import type { CategoryName } from "../catalog/names.ts"
import type { TestState } from "../catalog/test-case.ts"
import type { CountedGroup, PartStates } from "../coverage/snapshot.ts"
import type { ReportState } from "../reports/state.ts"
import type { GateInput } from "./input.ts"
import type { CoverageCounts, Part } from "./outcome.ts"

/** What checks look at: the frozen input, its coverage added up once for all of them. */
export type Facts = Omit<GateInput, "coverage" | "reports"> & {
  readonly coverage: Measured
  readonly reports: readonly ReportFact[]
}

/** `assumed`: a hypothetical upload, which has measured as much as anybody may ask for and comes from whom it should. */
export type ReportFact = ReportState & { readonly assumed?: true }

/** Coverage added up, together and per category. */
export type Measured = SumsByPart & {
  /** By name; every category with a test that is counted or listed. */
  readonly categories: readonly MeasuredCategory[]
  /** What was added up, in the order of the input. */
  readonly counted: readonly CountedGroup[]
}

export type MeasuredCategory = SumsByPart & {
  readonly category: CategoryName
  readonly groups: readonly CountedGroup[]
  /** Some of its tests are listed as not due. */
  readonly hasNotDue: boolean
}

type SumsByPart = Readonly<Record<Part, Sums>>

/** What tests add up to at one part of the gate. */
export type Sums = {
  readonly counts: CoverageCounts
  /** Critical tests that did not pass. */
  readonly criticalBroken: number
}

const NO_COUNTS = { inScope: 0, passed: 0, failed: 0, errored: 0, skipped: 0, notRun: 0, vanished: 0, flaky: 0 }

/** Adds the coverage of an input up. */
export function factsOf({ coverage: { counted, excluded }, reports = [], ...input }: GateInput): Facts {
  const byName = new Map<CategoryName, OpenCategory>()
  const named = (category: CategoryName): OpenCategory => {
    const known = byName.get(category)
    if (known !== undefined) return known
    const opened = { category, exit: open(), entry: open(), groups: [], hasNotDue: false }
    byName.set(category, opened)
    return opened
  }
  const [exit, entry] = [open(), open()]
  for (const group of counted) {
    const category = named(group.category)
    category.groups.push(group)
    for (const sums of [category.exit, exit]) add(sums, group, group.exit, group.count, group.flaky)
    for (const sums of [category.entry, entry]) add(sums, group, group.entry, group.count, group.flaky)
  }
  for (const { category, reason } of excluded) {
    const listed = named(category)
    if (reason === "not-due") listed.hasNotDue = true
  }
  return { ...input, reports, coverage: { exit, entry, counted, categories: sorted([...byName.values()]) } }
}

/** The same coverage after `count` tests of `group` came to other states; `null` at both parts: they are gone. */
export function moved(measured: Measured, group: CountedGroup, to: PartStates, count: number): Measured {
  return {
    ...measured,
    ...shifted(measured, group, to, count),
    categories: measured.categories.map((category) =>
      category.category === group.category ? { ...category, ...shifted(category, group, to, count) } : category,
    ),
  }
}

/** The same coverage with one group more. */
export function joined(measured: Measured, group: CountedGroup): Measured {
  const nowhere: PartStates = { exit: null, entry: null }
  const known = measured.categories.find(({ category }) => category === group.category)
  const before = known ?? { category: group.category, exit: NO_SUMS, entry: NO_SUMS, groups: [], hasNotDue: false }
  const after = { ...before, ...shifted(before, { ...group, ...nowhere }, group, group.count) }
  return {
    ...measured,
    ...shifted(measured, { ...group, ...nowhere }, group, group.count),
    categories: sorted([...measured.categories.filter((category) => category !== known), after]),
  }
}

type OpenSums = { counts: { -readonly [Key in keyof CoverageCounts]: number }; criticalBroken: number }
type OpenCategory = {
  readonly category: CategoryName
  readonly exit: OpenSums
  readonly entry: OpenSums
  readonly groups: CountedGroup[]
  hasNotDue: boolean
}

const open = ({ counts, criticalBroken }: Sums = NO_SUMS): OpenSums => ({ counts: { ...counts }, criticalBroken })

/** Nothing at all. */
export const NO_SUMS: Sums = { counts: NO_COUNTS, criticalBroken: 0 }

function shifted(before: SumsByPart, group: CountedGroup, to: PartStates, count: number): SumsByPart {
  const [exit, entry] = [open(before.exit), open(before.entry)]
  add(exit, group, group.exit, -count, 0)
  add(entry, group, group.entry, -count, 0)
  // Whatever ran is vanished no longer.
  const ran = { critical: group.critical, vanished: false }
  add(exit, ran, to.exit, count, 0)
  add(entry, ran, to.entry, count, 0)
  return { exit, entry }
}

function add(
  sums: OpenSums,
  { critical, vanished }: Pick<CountedGroup, "critical" | "vanished">,
  state: TestState | null,
  count: number,
  flaky: number,
): void {
  if (state === null) return
  const { counts } = sums
  counts.inScope += count
  counts[state === "not_run" ? "notRun" : state] += count
  if (state === "passed") counts.flaky += flaky
  else if (critical) sums.criticalBroken += count
  if (vanished && state === "not_run") counts.vanished += count
}

function sorted<Named extends { readonly category: CategoryName }>(categories: readonly Named[]): readonly Named[] {
  return categories.toSorted((a, b) => (a.category < b.category ? -1 : a.category > b.category ? 1 : 0))
}
