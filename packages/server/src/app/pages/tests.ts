import type { TestInfo } from "@promotrail/contract"
import { ok, stateOf, type ApplicationName, type CategoryName, type Result, type TestClass } from "@promotrail/core"
import type { TestRow } from "../../ports/rows.ts"
import type { Coverages, ReleaseCoverage } from "../coverage.ts"
import type { Deps } from "../deps.ts"
import type { AppError } from "../errors.ts"
import { findApplication } from "../lookup.ts"
import type { Policies } from "../policies.ts"

export type TestsQuestion = {
  readonly application: ApplicationName
  readonly search: string | undefined
  readonly filter: "all" | "quarantined" | "retired" | "vanished" | "critical"
  readonly category: CategoryName | undefined
  /** Ordinal to go on from. */
  readonly from: number
  readonly limit: number
}

export type TestsPage = { readonly items: TestInfo[]; readonly next: string | null; readonly total: number }

const CHUNK = 2_000

/** The catalogue as the policy in force sees it, with how the newest release stands. */
export function testPages(deps: Deps, policies: Policies, coverages: Coverages) {
  const { store, now } = deps
  return async ({
    application: name,
    search,
    filter,
    category,
    from,
    limit,
  }: TestsQuestion): Promise<Result<TestsPage, AppError>> => {
    const found = await findApplication(deps, policies, name)
    if (!found.ok) return found
    const { application, policy } = found.value
    const newest = (await store.read.releases(name, { limit: 1 })).rows[0]
    const items: TestInfo[] = []
    const done = (next: string | null) => ok({ items, next, total: application.tests })
    if (newest === undefined) return done(null)
    const coverage = await coverages.of(application, newest, policy)
    const at = now()
    const wanted = (info: TestInfo) =>
      (category === undefined || info.category === category) &&
      (filter === "all" ||
        (filter === "quarantined" && info.quarantine !== null) ||
        (filter === "retired" && info.retired !== null) ||
        (filter === "vanished" && info.vanished) ||
        (filter === "critical" && info.critical))
    for (let next = from; next < application.tests;) {
      const rows =
        search === undefined || search === ""
          ? await store.read.tests(name, next, Math.min(CHUNK, application.tests - next))
          : await store.read.searchTests(name, search, next, CHUNK)
      const last = rows.at(-1)
      if (last === undefined) break
      for (const row of rows) {
        next = row.ordinal + 1
        if (row.suiteLevel) continue
        const info = infoOf(row, coverage, at)
        if (!wanted(info)) continue
        items.push(info)
        if (items.length === limit) return done(next < application.tests ? String(next) : null)
      }
    }
    return done(null)
  }
}
export type TestPages = ReturnType<typeof testPages>

function infoOf(row: TestRow, coverage: ReleaseCoverage, at: string): TestInfo {
  const { classification, vectors, policy } = coverage
  const own = vectors.own[row.ordinal] ?? 0
  const inherited = policy.path.map((environment) => coverage.inherited(environment)[row.ordinal] ?? 0)
  const code = own !== 0 ? own - 1 : (inherited.find((one) => one !== 0) ?? row.homeCode + 1) - 1
  const testClass = classification.classes[classification.classOf(row.ordinal, code)]
  if (testClass === undefined) throw new Error(`test ordinal ${row.ordinal} has no class`)
  return {
    id: row.id,
    suite: row.suite,
    class: row.class,
    name: row.name,
    file: row.file,
    tags: [...row.tags],
    category: testClass.category,
    critical: testClass.critical,
    scope: testClass.scope === "all" ? "all" : [...testClass.scope],
    retired: testClass.retired ?? null,
    quarantine: quarantineOf(testClass, at),
    vanished: own === 0 && inherited.some((one) => one !== 0) && testClass.retired === undefined,
    states: policy.path.map((environment) => ({
      environment,
      state: stateOf(coverage.at(environment).status[row.ordinal] ?? 0),
    })),
  }
}

function quarantineOf({ quarantine }: TestClass, at: string): TestInfo["quarantine"] {
  if (quarantine === undefined) return null
  const { owner, reason, until } = quarantine
  return { owner, reason, until, expired: at >= until }
}
