import {
  CATEGORY_OF_KIND,
  EVIDENCE_KINDS,
  SUBJECT_OF_KIND,
  type EvidenceSubject,
  type ReportKind,
} from "../catalog/evidence-kind.ts"
import type { CategoryName } from "../catalog/names.ts"
import type { Policy } from "../catalog/policy.ts"
import type { Check } from "../gate/outcome.ts"
import { reportChecks } from "../gate/report-checks.ts"
import type { Instant } from "../kernel/instant.ts"
import type { ReportState } from "../reports/state.ts"
import type { MatrixPlace } from "./matrix.ts"
import type { CellState, MatrixCell, MatrixRow } from "./matrix-view.ts"
import { reportRequirement } from "./report-requirement.ts"
import { reportValue } from "./report-value.ts"
import { STATE_WORDS, SYMBOLS } from "./state-words.ts"

/** A row with a cell for every environment, also where one is drawn for all of them. */
export type ReportRow = MatrixRow & { readonly columns: readonly MatrixCell[] }

/** The rows of everything that is no test result: what reports are there, and what the policy asks for. */
export function reportRows(policy: Policy, at: Instant, places: readonly MatrixPlace[], current: number): ReportRow[] {
  const judged = places.map((place, index) => {
    const to = policy.path[index + 1] ?? place.environment
    const edge = { lane: null, from: place.environment, to, first: index === 0 }
    return { place, isDue: index <= current, checks: reportChecks(policy, { edge, now: at, reports: place.reports }) }
  })
  return kindsIn(judged).map(({ kind, category }): ReportRow => {
    const columns = judged.map((one) => cellOf(one, kind, category))
    const isWide = subjectOf(places, kind, category) === "artifact"
    return {
      key: `${kind}:${category}`,
      kind,
      category,
      title: titleOf(kind, category),
      requirement: reportRequirement(policy, kind, category),
      isWide,
      cells: isWide ? wideCell(judged, columns, current, kind, category) : columns,
      columns,
    }
  })
}

/** What is there says it; what is only asked for is measured as its kind usually is. */
function subjectOf(places: readonly MatrixPlace[], kind: ReportKind, category: CategoryName): EvidenceSubject {
  const there = places.flatMap(({ reports }) => reports).find(isOf(kind, category))
  if (there !== undefined) return there.subject
  return kind === "findings" && category === "dynamic" ? "environment" : SUBJECT_OF_KIND[kind]
}

/** What was measured once is one cell: as it stands at the first gate from here on that asks for it. */
function wideCell(
  judged: readonly Judged[],
  columns: readonly MatrixCell[],
  current: number,
  kind: ReportKind,
  category: CategoryName,
): readonly MatrixCell[] {
  const asks = (at: number): boolean => checksOf(judged[at]?.checks ?? [], kind, category).length > 0
  const next = columns.findIndex((_cell, at) => at >= current && asks(at))
  const cell = columns[next === -1 ? current : next]
  if (cell === undefined) return columns
  if (next <= current) return [cell]
  const gate = `asked for on leaving ${cell.environment}`
  return [{ ...cell, detail: cell.detail === "" ? gate : `${cell.detail}, ${gate}` }]
}

const TITLES: Readonly<Record<ReportKind, string>> = {
  "code-coverage": "code coverage",
  findings: "findings",
  vulnerabilities: "vulnerabilities",
  sbom: "SBOM and licences",
  performance: "performance",
  accessibility: "accessibility",
  provenance: "provenance",
  vex: "VEX",
}

function titleOf(kind: ReportKind, category: CategoryName): string {
  if (kind === "findings") return `${category} analysis`
  return category === CATEGORY_OF_KIND[kind] ? TITLES[kind] : `${TITLES[kind]}: ${category}`
}

type Judged = { readonly place: MatrixPlace; readonly isDue: boolean; readonly checks: readonly Check[] }
type RowOf = { readonly kind: ReportKind; readonly category: CategoryName }

function kindsIn(judged: readonly Judged[]): RowOf[] {
  const rows = new Map<string, RowOf>()
  const add = (kind: ReportKind, category: CategoryName): void => {
    rows.set(`${kind}:${category}`, { kind, category })
  }
  for (const { place, checks } of judged) {
    for (const { kind, category } of place.reports) add(kind, category)
    for (const { report, category, reasons } of checks) {
      if (report === undefined) continue
      if (category !== undefined) add(report, category)
      // Asked for, and not there: in the category it would have by itself, unless some report of the kind is.
      const isMissing = reasons.some(({ code }) => code === "evidence.missing")
      const isThere = judged.some((one) => one.place.reports.some(({ kind }) => kind === report))
      if (category === undefined && isMissing && !isThere) add(report, defaultOf(report))
    }
  }
  return [...rows.values()].toSorted(
    (a, b) => EVIDENCE_KINDS.indexOf(a.kind) - EVIDENCE_KINDS.indexOf(b.kind) || (a.category < b.category ? -1 : 1),
  )
}

const defaultOf = (kind: ReportKind): CategoryName => (CATEGORY_OF_KIND[kind] ?? kind) as CategoryName

const isOf =
  (kind: ReportKind, category: CategoryName) =>
  (state: ReportState): boolean =>
    state.kind === kind && state.category === category

/** The checks that say something of one kind and category. */
export function checksOf(checks: readonly Check[], kind: ReportKind, category: CategoryName): readonly Check[] {
  return checks.filter((check) => {
    if (check.report !== kind) return false
    if (check.category !== undefined) return check.category === category
    // A check over several categories is about this one where it complains of it, or of none.
    const named = check.reasons.flatMap((reason) => ("category" in reason ? [reason.category] : []))
    return named.every((name) => name === null) || named.includes(category)
  })
}

function cellOf({ place, isDue, checks }: Judged, kind: ReportKind, category: CategoryName): MatrixCell {
  const state = place.reports.find(isOf(kind, category))
  const own = checksOf(checks, kind, category)
  const isThere = state !== undefined && state.oldest !== null
  const shown = isThere ? reportValue(state) : undefined
  const cell = stateOf(own, state, shown?.isClean ?? false, isDue)
  const isStale = own.some(({ reasons }) => reasons.some(({ code }) => code === "evidence.stale"))
  const absent = cell === "pending" ? "Pending" : cell === "not-applicable" ? "n/a" : "No evidence"
  return {
    environment: place.environment,
    state: cell,
    symbol: SYMBOLS[cell],
    word: STATE_WORDS[cell],
    value: shown?.value ?? absent,
    detail: detailOf(state, shown?.detail, own, cell),
    counts: null,
    band: BANDS[cell],
    minimum: null,
    target: null,
    change: null,
    receivedAt: isThere ? (state.oldest?.receivedAt ?? null) : null,
    stale: isStale,
  }
}

const BANDS: Readonly<Record<CellState, MatrixCell["band"]>> = {
  pass: "green",
  warn: "amber",
  fail: "red",
  pending: "grey",
  missing: "grey",
  waived: "grey",
  "not-applicable": "not-applicable",
}

/** What the gate would say of it; where it asks nothing, only what there is. */
function stateOf(
  checks: readonly Check[],
  state: ReportState | undefined,
  isClean: boolean,
  isDue: boolean,
): CellState {
  const has = (outcome: Check["outcome"], severity?: Check["severity"]): boolean =>
    checks.some((check) => check.outcome === outcome && (severity === undefined || check.severity === severity))
  if (has("fail", "block") || has("error")) return "fail"
  if (has("unknown") && state === undefined && !isDue) return "pending"
  if (has("unknown", "block")) return "missing"
  if (has("fail") || has("unknown") || has("warn")) return "warn"
  if (has("pass") || has("waived")) return "pass"
  if (state === undefined) return "not-applicable"
  if (state.oldest === null) return "missing"
  return isClean ? "pass" : "warn"
}

function detailOf(
  state: ReportState | undefined,
  detail: string | undefined,
  checks: readonly Check[],
  cell: CellState,
): string {
  if (state === undefined)
    return cell === "not-applicable"
      ? "not asked for here"
      : cell === "pending"
        ? "after deploy"
        : "no report has arrived"
  if (state.oldest === null) return "the report was refused"
  const complaints = checks.flatMap(({ reasons }) => reasons.map(({ code }) => WORDS.get(code) ?? ""))
  return [...new Set([...complaints, detail ?? ""])].filter((word) => word !== "").join(", ")
}

/** What is wrong with the evidence itself, in a word. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ["evidence.rejected", "a newer one was refused"],
  ["evidence.insufficient", "too little measured"],
  ["evidence.untrusted_producer", "not from an allowed producer"],
  ["evidence.wrong_subject", "measured on something else"],
])
