import type { ApplicationName, CategoryName, EnvironmentName, ReleaseVersion } from "../catalog/names.ts"
import type { Policy } from "../catalog/policy.ts"
import type { CountedGroup, ExcludedGroup } from "../coverage/snapshot.ts"
import { countsOf, executedOf, type PartGroups } from "../gate/counts.ts"
import { aggregateReaches, type Term } from "../gate/checks/aggregate.ts"
import type { Band, CoverageCounts } from "../gate/outcome.ts"
import type { Digest } from "../kernel/digest.ts"
import type { ReportState } from "../reports/state.ts"
import { epochMs, type Instant } from "../kernel/instant.ts"
import { atLeast, clears, renderBasisPoints, renderPercent, type Ratio } from "../kernel/ratio.ts"
import type { CellState, MatrixCell, MatrixColumn, MatrixGroup, MatrixRow, MatrixView } from "./matrix-view.ts"
import { GROUPS, groupOf, groupOfReport, inReadingOrder } from "./category-order.ts"
import { reportRows } from "./report-rows.ts"
import { STATE_WORDS, SYMBOLS } from "./state-words.ts"
import { thresholdAt, type Threshold } from "./threshold.ts"

/** What is known of a release in one environment, gathered for the matrix. */
export type MatrixPlace = {
  readonly environment: EnvironmentName
  /** Tests that count there with their state (`exit`), frozen at the matrix's time. */
  readonly counted: readonly CountedGroup[]
  readonly excluded: readonly ExcludedGroup[]
  /** What reports of other kinds say, as the gate that leaves the environment sees them. */
  readonly reports: readonly ReportState[]
  /** Newest accepted upload there, by category. */
  readonly receivedAt: ReadonlyMap<CategoryName, Instant>
  readonly running: ReleaseVersion | null
  /** This release was deployed there successfully at some time. */
  readonly reached: boolean
  readonly decision: MatrixColumn["decision"]
  /** The same of the release that changes are measured against. */
  readonly before: ReadonlyMap<CategoryName, Ratio>
}

export type MatrixInput = {
  readonly application: ApplicationName
  readonly release: ReleaseVersion
  readonly policy: Policy
  readonly policyDigest: Digest
  readonly at: Instant
  readonly comparedWith: ReleaseVersion | null
  /** One per environment of the path, in its order. */
  readonly places: readonly MatrixPlace[]
}

/** Position of the environment that the release is in: the last it reached, or the first. */
export function currentOf(places: readonly Pick<MatrixPlace, "reached">[]): number {
  return Math.max(
    0,
    places.findLastIndex(({ reached }) => reached),
  )
}

/** Puts the matrix together: every number with what it is made of, every absence with its name. */
export function matrixOf(input: MatrixInput): MatrixView {
  const { application, release, policy, policyDigest, at, comparedWith, places } = input
  const current = currentOf(places)
  const categories = inReadingOrder(
    places.flatMap(({ counted, excluded }) => [...counted, ...excluded].map(({ category }) => category)),
  )
  const tests = categories.map((category): MatrixRow => ({
    key: category,
    kind: "tests",
    category,
    title: category,
    requirement: requirementOf(policy, category),
    isWide: false,
    cells: places.map((place, index) => cellOf(input, place, index <= current, category)),
  }))
  const reports = reportRows(policy, at, places, current)
  const groups = grouped([
    ...tests.map((row) => [groupOf(row.category), row] as const),
    ...reports.map(({ columns: _drawnAsOne, ...row }) => [groupOfReport(row), toldApart(row, categories)] as const),
  ])
  const totals = places.map((place, index) => cellOf(input, place, index <= current, null))
  return {
    application,
    release,
    policy: policyDigest,
    at,
    comparedWith,
    groups,
    totals,
    columns: places.map((place, index) =>
      columnOf(
        release,
        place,
        index,
        current,
        [...tests.map(({ cells }) => cells), ...reports.map(({ columns }) => columns)].flatMap(
          (cells) => cells[index] ?? [],
        ),
      ),
    ),
  }
}

/** A category of tests may be called what measurements are, such as `performance`. */
function toldApart(row: MatrixRow, categories: readonly CategoryName[]): MatrixRow {
  return categories.some((name) => name === row.title) ? { ...row, title: `${row.title}, measured` } : row
}

function grouped(rows: readonly (readonly [title: string, row: MatrixRow])[]): MatrixGroup[] {
  return GROUPS.flatMap((title): MatrixGroup[] => {
    const members = rows.flatMap(([group, row]) => (group === title ? [row] : []))
    return members.length === 0 ? [] : [{ title, rows: members }]
  })
}

function requirementOf(policy: Policy, category: CategoryName): string {
  const minimums = policy.path.map((environment) => ({
    environment,
    minimum: thresholdAt(policy, environment, category)?.minimum,
  }))
  const common = minimums.find(({ minimum }) => minimum !== undefined)?.minimum
  if (common === undefined) return "no minimum"
  const others = minimums.filter(({ minimum }) => minimum !== undefined && minimum !== common)
  const spelled = others.map(({ environment, minimum }) => `${environment} ${renderBasisPoints(minimum ?? 0)}`)
  return [`${renderBasisPoints(common)} pass`, ...spelled].join(", ")
}

function partOf({ counted }: MatrixPlace, category: CategoryName | null): PartGroups {
  const part: PartGroups[number][] = []
  for (const group of counted) {
    if (category !== null && group.category !== category) continue
    if (group.exit !== null) part.push({ group, state: group.exit })
  }
  return part
}

function cellOf(
  { policy, at }: MatrixInput,
  place: MatrixPlace,
  due: boolean,
  category: CategoryName | null,
): MatrixCell {
  const part = partOf(place, category)
  const counts = countsOf(part)
  const threshold = thresholdAt(policy, place.environment, category)
  const criticalBroken = part.some(({ group, state }) => group.critical && state !== "passed")
  const { state, band } = judge(counts, category === null ? termsOf(place) : [], threshold, criticalBroken, due)
  const before = category === null ? pooled(place.before) : place.before.get(category)
  const receivedAt = category === null ? newest(place.receivedAt) : (place.receivedAt.get(category) ?? null)
  return {
    environment: place.environment,
    state,
    symbol: SYMBOLS[state],
    word: STATE_WORDS[state],
    value: valueOf(state, counts),
    detail: detailOf(state, counts, place, category, criticalBroken),
    counts,
    band,
    minimum: threshold?.minimum ?? null,
    target: threshold?.target ?? null,
    change: executedOf(counts) === 0 || before === undefined ? null : hundredths(counts) - hundredths(before),
    receivedAt: executedOf(counts) === 0 ? null : receivedAt,
    stale: receivedAt !== null && isStale(policy, place.environment, receivedAt, at),
  }
}

function termsOf(place: MatrixPlace): readonly Term[] {
  const byCategory = Map.groupBy(partOf(place, null), ({ group }) => group.category)
  return [...byCategory].map(([category, part]) => ({ category, ...countsOf(part) }))
}

/** The same comparisons as at the gate; red is kept for what stops there, and what only warns is amber. */
function judge(
  counts: CoverageCounts,
  /** The categories of a total, which the policy's rule puts together; of a single category there are none. */
  terms: readonly Term[],
  threshold: Threshold | undefined,
  criticalBroken: boolean,
  due: boolean,
): { readonly state: CellState; readonly band: Band } {
  if (counts.inScope === 0) return { state: "not-applicable", band: "not-applicable" }
  if (executedOf(counts) === 0) return { state: due ? "missing" : "pending", band: "grey" }
  if (threshold === undefined) return { state: counts.passed === counts.inScope ? "pass" : "warn", band: "grey" }
  const { minimum, target, aggregate } = threshold
  const isSimple = terms.length === 0 || aggregate.rule === "pooled"
  const reaches = isSimple ? atLeast(counts, minimum) : aggregateReaches(counts, terms, aggregate, minimum)
  const isEnough = counts.passed > 0 && reaches
  if (criticalBroken) return { state: threshold.blocks === "nothing" ? "warn" : "fail", band: "red" }
  if (!isEnough) return { state: threshold.blocks === "all" ? "fail" : "warn", band: "red" }
  const isGreen =
    counts.passed === counts.inScope ||
    (isSimple ? clears(counts, target) : aggregateReaches(counts, terms, aggregate, target, "above"))
  return isGreen ? { state: "pass", band: "green" } : { state: "warn", band: "amber" }
}

function valueOf(state: CellState, counts: CoverageCounts): string {
  if (state === "not-applicable") return "n/a"
  if (state === "pending") return "Pending"
  if (state === "missing") return counts.skipped > 0 ? "Not executed" : "No evidence"
  return renderPercent(counts)
}

function detailOf(
  state: CellState,
  counts: CoverageCounts,
  { excluded }: MatrixPlace,
  category: CategoryName | null,
  criticalBroken: boolean,
): string {
  if (state === "not-applicable") {
    const reasons = new Set(
      excluded.filter((group) => category === null || group.category === category).map(({ reason }) => reason),
    )
    if (reasons.has("quarantined") && !reasons.has("out-of-scope")) return "all quarantined"
    if (reasons.has("retired") && !reasons.has("out-of-scope")) return "all retired"
    return "does not count here"
  }
  if (state === "pending") return "after deploy"
  if (state === "missing") return `${counts.inScope} ${counts.inScope === 1 ? "test" : "tests"} expected`
  const extra = [
    criticalBroken ? "critical" : "",
    counts.vanished > 0 ? `${counts.vanished} vanished` : counts.notRun > 0 ? `${counts.notRun} not run` : "",
    counts.flaky > 0 ? `${counts.flaky} flaky` : "",
  ].filter((word) => word !== "")
  return [`${counts.passed} / ${counts.inScope}`, ...extra].join(", ")
}

function columnOf(
  release: ReleaseVersion,
  { environment, running, reached, decision }: MatrixPlace,
  index: number,
  current: number,
  cells: readonly MatrixCell[],
): MatrixColumn {
  const applicable = cells.filter(({ state }) => state !== "not-applicable")
  const count = (wanted: CellState) => applicable.filter(({ state }) => state === wanted).length
  const base = {
    environment,
    running,
    decision,
    current: index === current,
    met: count("pass") + count("warn") + count("waived"),
    applicable: applicable.length,
  }
  const told = (state: CellState, word: string): MatrixColumn => ({ ...base, state, word })
  const blocking = count("fail")
  const missing = count("missing")
  if (index === current) {
    if (blocking > 0) return told("fail", blocking === 1 ? "1 check blocks" : `${blocking} checks block`)
    if (missing > 0) return told("missing", `${missing} missing`)
    return told("pass", running === release ? "Runs here" : reached ? "Promoted" : "Ready")
  }
  if (index < current) return reached ? told("pass", "Promoted") : told("pass", "Passed")
  if (index > current + 1) return told("pending", "Later")
  switch (decision?.verdict) {
    case "allow":
      return told("pending", "Allowed")
    case "deny":
      return told("fail", "Denied")
    case "hold":
      return told("missing", "On hold")
    case "error":
      return told("fail", "Not evaluated")
    case undefined:
      return told("pending", "Next")
  }
}

function hundredths({ passed, inScope }: Ratio): number {
  return inScope === 0 ? 0 : Math.floor((passed * 10_000) / inScope)
}

function pooled(ratios: ReadonlyMap<CategoryName, Ratio>): Ratio | undefined {
  if (ratios.size === 0) return undefined
  const all = [...ratios.values()]
  return {
    passed: all.reduce((sum, { passed }) => sum + passed, 0),
    inScope: all.reduce((sum, { inScope }) => sum + inScope, 0),
  }
}

function newest(times: ReadonlyMap<CategoryName, Instant>): Instant | null {
  return [...times.values()].toSorted().at(-1) ?? null
}

/** Older than the evidence rule of the gate that leaves the environment allows. */
function isStale(policy: Policy, environment: EnvironmentName, receivedAt: Instant, at: Instant): boolean {
  const next = policy.path[policy.path.indexOf(environment) + 1] ?? environment
  const gate = policy.gates.find((one) => one.environment === next)
  if (gate === undefined || gate.checks === "none") return false
  return gate.checks.some(
    (rule) =>
      rule.kind === "evidence" &&
      rule.parameters.kinds.some(
        ({ maxAgeMs }) => maxAgeMs !== undefined && epochMs(at) - epochMs(receivedAt) > maxAgeMs,
      ),
  )
}
