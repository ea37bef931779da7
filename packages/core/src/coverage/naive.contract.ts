import type { CategoryName, EnvironmentName } from "../catalog/names.ts"
import type { QuarantineRule } from "../catalog/policy.ts"
import type { TestState } from "../catalog/test-case.ts"
import type { Instant } from "../kernel/instant.ts"
import { freeze, type CoverageSnapshot } from "./snapshot.ts"
import { tally, type TestClass } from "./tally.ts"
import {
  EMPTY_KNOWN,
  EMPTY_STATUS,
  slotOf,
  withKnown,
  withResults,
  type KnownVector,
  type StatusVector,
} from "./vectors.ts"

/** A test as a person would write it down. */
export type SimpleTest = {
  readonly name: string
  readonly category: CategoryName
  readonly critical: boolean
  readonly scope: readonly EnvironmentName[] | "all"
  readonly retired?: string
  readonly quarantine?: QuarantineRule
  readonly suiteLevel: boolean
  /** `own`: reported or in an inventory. Otherwise whose predecessor has it: the source's, the target's, both, none. */
  readonly known: "own" | "both" | "source" | "target" | "none"
}

/** One result in ledger order. `not_run` says that the error of a suite is gone. */
export type SimpleResult = {
  readonly test: string
  readonly environment: EnvironmentName
  readonly state: TestState
  readonly flaky: boolean
  readonly isOld: boolean
}

/** A release before a gate, told in the plainest way. */
export type World = {
  readonly path: readonly EnvironmentName[]
  /** Position of the source in the path. */
  readonly at: number
  readonly executedIn: "upstream" | "source" | readonly EnvironmentName[]
  readonly tests: readonly SimpleTest[]
  readonly results: readonly SimpleResult[]
  readonly now: Instant
}

/** What decisions §1 says of one test, sentence by sentence. */
export type Standing = {
  readonly test: SimpleTest
  readonly exit: TestState | null
  readonly entry: TestState | null
  readonly excluded: "retired" | "quarantined" | "not-due" | "out-of-scope" | null
}

/** Source, target and what is upstream of it. */
export function edgeOf({ path, at, executedIn }: World) {
  const source = path[at]
  const target = path[at + 1]
  if (source === undefined || target === undefined) throw new Error("there is no edge there")
  const upstream = path.slice(0, at + 1)
  const looked =
    executedIn === "upstream"
      ? upstream
      : executedIn === "source"
        ? [source]
        : upstream.filter((environment) => executedIn.includes(environment))
  return { source, target, upstream, executedIn: looked }
}

/** The straightforward implementation that the fast one is held against. */
export function standings(world: World): Standing[] {
  const { source, target, upstream, executedIn } = edgeOf(world)
  return world.tests.flatMap((test): Standing[] => {
    const results = world.results.filter((result) => result.test === test.name)
    const isOwn = test.known === "own" || results.length > 0
    if (!isOwn && test.known === "none") return []
    const counts = (environment: EnvironmentName) => test.scope === "all" || test.scope.includes(environment)
    const knownAtSource = isOwn || test.known !== "target"
    const knownAtTarget = isOwn || test.known !== "source"
    const newest = (places: readonly EnvironmentName[]) =>
      results.findLast(({ environment }) => places.includes(environment))?.state ?? "not_run"
    const isDue = counts(target) && upstream.some(counts)
    let exit = knownAtSource && counts(source) ? newest([source]) : null
    let entry = knownAtTarget && isDue ? newest(executedIn.filter(counts)) : null
    if (test.suiteLevel) {
      if (exit !== "failed" && exit !== "errored") exit = null
      if (entry !== "failed" && entry !== "errored") entry = null
      if (exit === null && entry === null) return []
    }
    if (test.retired !== undefined) return [{ test, exit, entry, excluded: "retired" }]
    if (test.quarantine !== undefined && !test.critical && world.now < test.quarantine.until) {
      return [{ test, exit, entry, excluded: "quarantined" }]
    }
    if (exit !== null || entry !== null) return [{ test, exit, entry, excluded: null }]
    return [{ test, exit, entry, excluded: knownAtTarget && counts(target) && !isDue ? "not-due" : "out-of-scope" }]
  })
}

/** The same world through the fast road: vectors, tally, freeze. */
export function snapshotOf(world: World): CoverageSnapshot {
  const { source, target, upstream, executedIn } = edgeOf(world)
  const { tests } = world
  const ordinalOf = new Map(tests.map(({ name }, ordinal) => [name, ordinal]))
  const classes: TestClass[] = []
  const indexOf = new Map<string, number>()
  const classOfOrdinal = tests.map(({ category, critical, scope, retired, quarantine, suiteLevel }) => {
    const key = JSON.stringify([category, critical, scope, retired, quarantine, suiteLevel])
    const known = indexOf.get(key)
    if (known !== undefined) return known
    indexOf.set(key, classes.length)
    classes.push({
      category,
      critical,
      scope,
      ...(retired === undefined ? {} : { retired }),
      ...(quarantine === undefined ? {} : { quarantine }),
      suiteLevel,
    })
    return classes.length - 1
  })
  const vectors = new Map<EnvironmentName, StatusVector>()
  let own: KnownVector = EMPTY_KNOWN
  world.results.forEach(({ test, environment, state, flaky }, at) => {
    const ordinals = Uint32Array.of(ordinalOf.get(test) ?? 0)
    const results = { ordinals, slots: Uint8Array.of(slotOf(state, flaky)) }
    vectors.set(environment, withResults(vectors.get(environment) ?? EMPTY_STATUS, results, at + 1))
    own = withKnown(own, ordinals, 0)
  })
  const known = (...kinds: readonly SimpleTest["known"][]) =>
    withKnown(
      EMPTY_KNOWN,
      Uint32Array.from(tests.flatMap((test, ordinal) => (kinds.includes(test.known) ? [ordinal] : []))),
      0,
    )
  known("own").forEach((code, ordinal) => {
    if (code > 0) own = withKnown(own, Uint32Array.of(ordinal), 0)
  })
  const vectorOf = (environment: EnvironmentName) => vectors.get(environment) ?? EMPTY_STATUS
  const groups = tally({
    size: tests.length,
    own,
    inheritedAtSource: known("both", "source"),
    inheritedAtTarget: known("both", "target"),
    source,
    target,
    executedIn: executedIn.map((environment) => ({ environment, vector: vectorOf(environment) })),
    upstream,
    atSource: vectorOf(source),
    classification: { classes, classOf: (ordinal) => classOfOrdinal[ordinal] ?? -1 },
  })
  return freeze(groups, classes, { source, executedIn }, world.now, (ordinal) => tests[ordinal]?.name ?? "?")
}
