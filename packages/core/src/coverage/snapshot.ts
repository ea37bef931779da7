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
  /** Environments in which a new result would count here; any one of them. */
  readonly runIn: readonly EnvironmentName[]
  /** Where the entry does not look at the source: a result in one of these is needed as well. Otherwise empty. */
  readonly alsoRunIn: readonly EnvironmentName[]
  readonly vanished: boolean
  readonly suiteLevel: boolean
  readonly count: number
  readonly flaky: number
  /** The first few by name, and only where something is to be done about them. */
  readonly tests: readonly string[]
}

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

/** Decides what of a tally counts at `now`, and puts names to it. */
export function freeze(
  groups: readonly TallyGroup[],
  classes: readonly TestClass[],
  place: { readonly source: EnvironmentName; readonly executedIn: readonly EnvironmentName[] },
  now: Instant,
  nameOf: NameOf,
): CoverageSnapshot {
  const counted = new Map<string, CountedGroup>()
  const excluded = new Map<string, ExcludedGroup>()
  for (const group of groups) {
    const testClass = classes[group.class]
    if (testClass === undefined) throw new Error(`there is no test class ${group.class}`)
    if (testClass.suiteLevel && !isBroken(group)) continue
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
    const { category, critical, suiteLevel, scope } = testClass
    const { exit, entry, vanished } = group
    const counts = (environment: EnvironmentName) => scope === "all" || scope.includes(environment)
    const entryIn = entry === null ? [] : place.executedIn.filter(counts)
    const runIn = exit === null ? entryIn : [place.source]
    const alsoRunIn = exit === null || entry === null || place.executedIn.includes(place.source) ? [] : entryIn
    const names = isClean(group) ? [] : group.tests.map(nameOf)
    const key = JSON.stringify([category, critical, exit, entry, runIn, alsoRunIn, vanished, suiteLevel])
    const before = counted.get(key)
    counted.set(key, {
      category,
      critical,
      exit,
      entry,
      runIn,
      alsoRunIn,
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

function isClean({ exit, entry }: TallyGroup): boolean {
  return (exit === null || exit === "passed") && (entry === null || entry === "passed")
}

function isBroken({ exit, entry }: TallyGroup): boolean {
  return exit === "failed" || exit === "errored" || entry === "failed" || entry === "errored"
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
