import type { CategoryName, EnvironmentName } from "../catalog/names.ts"
import type { TestState } from "../catalog/test-case.ts"
import type { Instant } from "../kernel/instant.ts"
import type { TallyGroup, TestClass } from "./tally.ts"

/** Tests that count at this gate, alike in everything it can see; what `decisions.md` §1 calls in scope. */
export type CountedGroup = {
  readonly category: CategoryName
  readonly critical: boolean
  /** State in the source; `null`: does not count at the exit. */
  readonly exit: TestState | null
  /** Newest state upstream of the target; `null`: not due at the entry. */
  readonly entry: TestState | null
  /** Environments in which a new result would help here; any one of them. Empty where nothing can. */
  readonly runIn: readonly EnvironmentName[]
  /** Where the entry does not look at the source: a result in one of these is needed as well. Otherwise empty. */
  readonly alsoRunIn: readonly EnvironmentName[]
  /**
   * The states once it passed there, where they are not simply `passed` wherever it counts now: a vanished test that is
   * reported counts from then on wherever its scope says, and the policy may look where a test may not run.
   */
  readonly passing?: PartStates
  readonly vanished: boolean
  readonly suiteLevel: boolean
  readonly count: number
  readonly flaky: number
  /** The first few by name, and only where something is to be done about them. */
  readonly tests: readonly string[]
}

/** A state at the exit and one at the entry; `null` where the test does not count. */
export type PartStates = { readonly exit: TestState | null; readonly entry: TestState | null }

/** Tests that are listed and not counted, by reason. */
export type ExcludedGroup = {
  readonly category: CategoryName
  readonly reason: "not-due" | "out-of-scope" | "retired" | "quarantined"
  /** For retired and quarantined tests: who said so and why. */
  readonly because?: string
  readonly until?: Instant
  readonly count: number
  readonly tests: readonly string[]
}

/** The frozen coverage of a release at one gate: what the evaluator sees, and what the decision keeps. */
export type CoverageSnapshot = {
  readonly counted: readonly CountedGroup[]
  readonly excluded: readonly ExcludedGroup[]
}

/** Names by ordinal for the tests that `tally` lists. */
export type NameOf = (ordinal: number) => string

/** Where the exit looks, and where the entry does. */
type Place = { readonly source: EnvironmentName; readonly executedIn: readonly EnvironmentName[] }

/** Decides what of a tally counts at `now`, and puts names to it. */
export function freeze(
  groups: readonly TallyGroup[],
  classes: readonly TestClass[],
  place: Place,
  now: Instant,
  nameOf: NameOf,
): CoverageSnapshot {
  const counted = new Map<string, CountedGroup>()
  const excluded = new Map<string, ExcludedGroup>()
  for (const group of groups) {
    const testClass = classes[group.class]
    if (testClass === undefined) throw new Error(`there is no test class ${group.class}`)
    const states = testClass.suiteLevel ? { exit: standing(group.exit), entry: standing(group.entry) } : group
    if (testClass.suiteLevel && states.exit === null && states.entry === null) continue
    const exclusion = exclusionOf(group, testClass, now)
    if (exclusion !== undefined) {
      const names = group.tests.map(nameOf)
      const key = JSON.stringify([testClass.category, exclusion.reason, exclusion.because, exclusion.until])
      const before = excluded.get(key)
      excluded.set(key, {
        category: testClass.category,
        ...exclusion,
        count: group.count + (before?.count ?? 0),
        tests: firstNames(before?.tests, names),
      })
      continue
    }
    const { category, critical, suiteLevel } = testClass
    const { vanished } = group
    const { exit, entry } = states
    const { runIn, alsoRunIn, passing } = remedyOf(group, states, testClass, place)
    const names = isClean(states) ? [] : group.tests.map(nameOf)
    const key = JSON.stringify([category, critical, exit, entry, runIn, alsoRunIn, passing, vanished, suiteLevel])
    const before = counted.get(key)
    counted.set(key, {
      category,
      critical,
      exit,
      entry,
      runIn,
      alsoRunIn,
      ...(passing === undefined ? {} : { passing }),
      vanished,
      suiteLevel,
      count: group.count + (before?.count ?? 0),
      flaky: group.flaky + (before?.flaky ?? 0),
      tests: firstNames(before?.tests, names),
    })
  }
  // A canonical order, so that the same facts give the same bytes whatever order they arrived in.
  const inOrder = <T>(map: ReadonlyMap<string, T>) =>
    [...map].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, value]) => value)
  return { counted: inOrder(counted), excluded: inOrder(excluded) }
}

const NAMED = 20

function firstNames(before: readonly string[] | undefined, more: readonly string[]): readonly string[] {
  return [...(before ?? []), ...more].toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)).slice(0, NAMED)
}

function isClean({ exit, entry }: PartStates): boolean {
  return (exit === null || exit === "passed") && (entry === null || entry === "passed")
}

/** An error of a whole suite counts while it stands, part by part. */
function standing(state: TestState | null): TestState | null {
  return state === "failed" || state === "errored" ? state : null
}

/** Where a passing run would help, and what it would make of the test. */
function remedyOf(
  { vanished, due }: TallyGroup,
  { exit, entry }: PartStates,
  { scope }: TestClass,
  { source, executedIn }: Place,
): Pick<CountedGroup, "runIn" | "alsoRunIn" | "passing"> {
  const counts = (environment: EnvironmentName) => scope === "all" || scope.includes(environment)
  const countsAtExit = vanished ? counts(source) : exit !== null
  const countsAtEntry = vanished ? due : entry !== null
  const entryIn = countsAtEntry ? executedIn.filter(counts) : []
  const exitLacks = countsAtExit && exit !== "passed"
  const entryLacks = countsAtEntry && entry !== "passed"
  const passing: PartStates = {
    exit: countsAtExit ? "passed" : null,
    entry: countsAtEntry ? (entryLacks && entryIn.length === 0 ? (entry ?? "not_run") : "passed") : null,
  }
  const simply = (now: TestState | null, then: TestState | null) => then === (now === null ? null : "passed")
  return {
    runIn: exitLacks || (countsAtExit && !entryLacks) ? [source] : entryIn,
    alsoRunIn: exitLacks && entryLacks && !executedIn.includes(source) ? entryIn : [],
    ...(simply(exit, passing.exit) && simply(entry, passing.entry) ? {} : { passing }),
  }
}

function exclusionOf(
  group: TallyGroup,
  { retired, quarantine, critical }: TestClass,
  now: Instant,
): Pick<ExcludedGroup, "reason" | "because" | "until"> | undefined {
  if (retired !== undefined) return { reason: "retired", because: retired }
  if (quarantine !== undefined && !critical && now < quarantine.until) {
    return { reason: "quarantined", because: `${quarantine.owner}: ${quarantine.reason}`, until: quarantine.until }
  }
  if (group.exit !== null || group.entry !== null) return undefined
  return { reason: group.notDue ? "not-due" : "out-of-scope" }
}
