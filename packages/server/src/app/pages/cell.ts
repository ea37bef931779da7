import type { Cell, CellTest } from "@promotrail/contract"
import {
  above,
  atLeast,
  countsOf,
  executedOf,
  FLAKY,
  freeze,
  ok,
  stateOf,
  thresholdAt,
  type ApplicationName,
  type CategoryName,
  type CoverageCounts,
  type EnvironmentName,
  type ReleaseVersion,
  type Result,
  type TestClass,
} from "@promotrail/core"
import { namesOf, tallyAt, type Coverages, type ReleaseCoverage } from "../coverage.ts"
import type { Deps } from "../deps.ts"
import type { AppError } from "../errors.ts"
import { findRelease, knownEnvironment } from "../lookup.ts"
import type { Policies } from "../policies.ts"
import { evidenceToWire } from "./wire.ts"

export type CellQuestion = {
  readonly application: ApplicationName
  readonly release: ReleaseVersion
  readonly environment: EnvironmentName
  readonly category: CategoryName
  readonly state: "all" | "not-passed" | "passed" | "failed" | "errored" | "skipped" | "not_run"
  readonly offset: number
  readonly limit: number
}

/** Where a number comes from: the tests behind it, what was left out and why, and the files. */
export function cellPage(deps: Deps, policies: Policies, coverages: Coverages) {
  const { store, now } = deps
  return async (question: CellQuestion): Promise<Result<Cell, AppError>> => {
    const { application, release, environment, category } = question
    const found = await findRelease(deps, policies, application, release)
    if (!found.ok) return found
    const { policy } = found.value
    const known = knownEnvironment(policy, environment)
    if (!known.ok) return known
    const coverage = await coverages.of(found.value.application, found.value.release, policy)
    const groups = tallyAt(coverage, environment, null)
    const nameOf = await namesOf(store, application, groups)
    const at = now()
    const { counted, excluded } = freeze(
      groups,
      coverage.classification.classes,
      { source: environment, executedIn: [] },
      at,
      nameOf,
    )
    const counts = countsOf(
      counted.flatMap((group) =>
        group.exit === null || group.category !== category ? [] : [{ group, state: group.exit }],
      ),
    )
    const threshold = thresholdAt(policy, environment, category)
    const wanted = listTests(coverage, question, at)
    const uploads = await store.read.evidenceOf(application, release)
    const supplying = coverage.suppliers(environment).get(category)
    return ok({
      application,
      release,
      environment,
      category,
      formula: "passed ÷ in scope",
      counts,
      minimum: threshold?.minimum ?? null,
      target: threshold?.target ?? null,
      band: bandOf(counts, threshold),
      policy: found.value.application.policy,
      evidence: uploads
        .filter((row) => row.environment === environment && !row.inventory)
        .filter(({ number, outcome, category: sentAs }) =>
          outcome === "accepted" ? supplying?.has(number) === true : sentAs === category,
        )
        .toReversed()
        .slice(0, 50)
        .map(evidenceToWire),
      tests: await named(coverage, wanted.slice(question.offset, question.offset + question.limit), uploads),
      total: wanted.length,
      excluded: excluded
        .filter((group) => group.category === category)
        .map(({ reason, because, until, count, tests }) => ({
          reason,
          because: because ?? null,
          until: until ?? null,
          count,
          tests: [...tests],
        })),
      rule: `the newest result of each test in ${environment} counts, by ledger order; tests without one count as not run`,
    })
  }

  type Listed = {
    readonly ordinal: number
    readonly slot: number
    readonly evidence: number
    readonly vanished: boolean
    readonly class: TestClass
  }

  /** Ordinals of the tests that count in the cell and match the filter: failing first, then not run, then the rest. */
  function listTests(coverage: ReleaseCoverage, { environment, category, state }: CellQuestion, at: string): Listed[] {
    const { classes, classOf } = coverage.classification
    const vector = coverage.at(environment)
    const inherited = coverage.inherited(environment)
    const { own } = coverage.vectors
    const listed: Listed[] = []
    for (let ordinal = 0; ordinal < coverage.application.tests; ordinal++) {
      const ownCode = own[ordinal] ?? 0
      const code = ownCode === 0 ? (inherited[ordinal] ?? 0) : ownCode
      if (code === 0) continue
      const testClass = classes[classOf(ordinal, code - 1)]
      if (testClass === undefined || testClass.category !== category || !countsAt(testClass, environment, at)) continue
      const slot = vector.status[ordinal] ?? 0
      const word = stateOf(slot)
      if (testClass.suiteLevel && word !== "failed" && word !== "errored") continue
      if (state === "not-passed" ? word === "passed" : state !== "all" && word !== state) continue
      listed.push({ ordinal, slot, evidence: vector.evidence[ordinal] ?? 0, vanished: ownCode === 0, class: testClass })
    }
    const rank = { failed: 0, errored: 0, not_run: 1, skipped: 2, passed: 3 } as const
    return listed.toSorted((a, b) => rank[stateOf(a.slot)] - rank[stateOf(b.slot)] || a.ordinal - b.ordinal)
  }

  async function named(
    { application, release }: ReleaseCoverage,
    listed: readonly Listed[],
    uploads: readonly { readonly id: string; readonly number: number }[],
  ): Promise<CellTest[]> {
    const rows = new Map(
      (
        await store.read.testsAt(
          application.name,
          listed.map(({ ordinal }) => ordinal),
        )
      ).map((row) => [row.ordinal, row]),
    )
    const details = await store.read.details(application.name, release.number, listed)
    const idOf = new Map(uploads.map(({ number, id }) => [number, id]))
    return listed.map(({ ordinal, slot, evidence, vanished, class: testClass }) => {
      const detail = details.get(ordinal)
      return {
        id: rows.get(ordinal)?.id ?? String(ordinal),
        state: stateOf(slot),
        flaky: (slot & FLAKY) !== 0,
        vanished,
        critical: testClass.critical,
        suiteLevel: testClass.suiteLevel,
        evidence: idOf.get(evidence) ?? null,
        line: detail?.line ?? null,
        message: detail?.message ?? null,
        durationMs: detail?.durationMs ?? null,
      }
    })
  }
}
export type CellPage = ReturnType<typeof cellPage>

function countsAt(
  { scope, retired, quarantine, critical }: TestClass,
  environment: EnvironmentName,
  at: string,
): boolean {
  if (retired !== undefined || (quarantine !== undefined && !critical && at < quarantine.until)) return false
  return scope === "all" || scope.includes(environment)
}

function bandOf(
  counts: CoverageCounts,
  threshold: { readonly minimum: number; readonly target: number } | undefined,
): Cell["band"] {
  if (counts.inScope === 0) return "not-applicable"
  if (executedOf(counts) === 0 || threshold === undefined) return "grey"
  if (!atLeast(counts, threshold.minimum)) return "red"
  return above(counts, threshold.target) ? "green" : "amber"
}
