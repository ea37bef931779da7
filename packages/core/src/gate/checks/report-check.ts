import { CATEGORY_OF_KIND, type ReportKind } from "../../catalog/evidence-kind.ts"
import type { CategoryName } from "../../catalog/names.ts"
import type { ReportParameters } from "../../catalog/policy-reports.ts"
import { epochMs } from "../../kernel/instant.ts"
import { agedFrom } from "../../reports/age.ts"
import type { StateOf } from "../../reports/state.ts"
import type { Facts, ReportFact } from "../facts.ts"
import { uploadReport, type ReportWants } from "../hypothetical-reports.ts"
import type { AttestedAnswers, CheckOutcome, Measurement, Reason } from "../outcome.ts"
import type { CheckFinding, Remedy } from "./check-kind.ts"

/** A state that may be hypothetical. */
export type FactOf<Kind extends ReportKind> = StateOf<Kind> & Pick<ReportFact, "assumed">

/** What a check makes of the reports of one category, or of there being none. */
export type Judged = {
  readonly fails?: readonly Reason[]
  readonly unknowns?: readonly Reason[]
  readonly warns?: readonly Reason[]
  readonly measurements?: readonly Measurement[]
  readonly attested?: readonly AttestedAnswers[]
  readonly isNotApplicable?: boolean
}

/** What is asked of reports of one kind, whatever the check. */
export type ReportQuestion<Kind extends ReportKind> = {
  /** What the checks' ids begin with. */
  readonly name: string
  readonly kind: Kind
  readonly parameters: ReportParameters
  /** Categories that must be there. `null`: at least one of any. */
  readonly wanted: readonly CategoryName[] | null
  /** Whether categories that are there and not wanted by name are judged as well. */
  readonly judgesOthers: boolean
  /** What a report has to be to do, beside having measured enough. */
  readonly wants?: ReportWants
  /** The reason of there being none, where it is not `evidence.missing`. */
  readonly missing?: () => Reason
  readonly judge: (state: FactOf<Kind>) => Judged
  readonly remedies: (state: FactOf<Kind>) => readonly Remedy[]
}

/** One check for each category. What was found outranks what is not known; neither is ever a pass. */
export function askReports<Kind extends ReportKind>(question: ReportQuestion<Kind>, facts: Facts): CheckFinding[] {
  const { name, kind, judge } = question
  return askedOf(question, facts).map(({ category, state }): CheckFinding => {
    const id =
      category === null || category === CATEGORY_OF_KIND[kind] ? idOfDefault(name, kind) : `${name}.${category}`
    const told = { id, report: kind, ...(category === null ? {} : { category }) }
    if (state === undefined) return { ...told, outcome: "unknown", reasons: [absent(question, category, facts)] }
    const unsettled = unsettledBy(question, state, facts)
    // What was refused and never accepted has no content to judge.
    const judged = state.oldest === null ? {} : judge(state)
    const { fails = [], unknowns = [], warns = [], measurements = [], attested = [] } = judged
    return {
      ...told,
      outcome: outcomeOf(judged, unsettled.length > 0),
      reasons: [...fails, ...unsettled, ...unknowns, ...warns],
      ...(measurements.length === 0 ? {} : { measurements }),
      ...(attested.length === 0 ? {} : { attested }),
      ...(state.oldest === null ? {} : { evidence: [state.oldest.id] }),
    }
  })
}

/** `findings.static` says what it is about; `vulnerabilities.vulnerabilities` would say it twice. */
function idOfDefault(name: string, kind: ReportKind): string {
  return kind === "findings" ? `${name}.${CATEGORY_OF_KIND[kind]}` : name
}

function outcomeOf(
  { fails = [], unknowns = [], warns = [], isNotApplicable = false }: Judged,
  isUnsettled: boolean,
): CheckOutcome {
  if (fails.length > 0) return "fail"
  if (isUnsettled || unknowns.length > 0) return "unknown"
  if (isNotApplicable) return "not_applicable"
  return warns.length > 0 ? "warn" : "pass"
}

/** What could be done: mend what was found, and report again where too little is known. */
export function remediesOfReports<Kind extends ReportKind>(question: ReportQuestion<Kind>, facts: Facts): Remedy[] {
  const { kind, parameters, wants } = question
  return askedOf(question, facts).flatMap(({ category, state }): readonly Remedy[] => {
    const upload = uploadReport(kind, category, facts.edge.from, { measured: parameters.measured, ...wants })
    if (state === undefined) return [upload]
    const isUnsettled =
      unsettledBy(question, state, facts).length > 0 ||
      (state.oldest !== null && isMissing(question, question.judge(state)))
    return [...(isUnsettled ? [upload] : []), ...question.remedies(state)]
  })
}

/** Whether another report could do what this one does not. What is attested is the report's own word. */
function isMissing<Kind extends ReportKind>({ kind }: ReportQuestion<Kind>, { fails = [], unknowns = [] }: Judged) {
  return unknowns.length > 0 || (kind === "provenance" && fails.length > 0)
}

type Asked<Kind extends ReportKind> = {
  readonly category: CategoryName | null
  readonly state: FactOf<Kind> | undefined
}

function askedOf<Kind extends ReportKind>(
  { kind, wanted, judgesOthers }: ReportQuestion<Kind>,
  { reports }: Facts,
): Asked<Kind>[] {
  const states = reports.filter((state): state is FactOf<Kind> => state.kind === kind)
  const named = (wanted ?? []).map((category) => ({
    category,
    state: states.find((state) => state.category === category),
  }))
  const others = states
    .filter(({ category }) => wanted === null || (judgesOthers && !wanted.includes(category)))
    .map((state) => ({ category: state.category, state }))
  return named.length + others.length === 0 ? [{ category: null, state: undefined }] : [...named, ...others]
}

/** Why nothing has been established, whatever the reports say: there is none, it was refused, is old, or measured too little. */
function unsettledBy<Kind extends ReportKind>(
  question: ReportQuestion<Kind>,
  state: FactOf<Kind>,
  facts: Facts,
): Reason[] {
  const { kind, parameters } = question
  const standing = standingReasons(kind, state, parameters.maxAgeMs, facts, () =>
    absent(question, state.category, facts),
  )
  return state.oldest === null ? standing : [...standing, ...shortages(parameters, state)]
}

/** Whether reports of one category are there, accepted and fresh. */
export function standingReasons(
  kind: ReportKind,
  { category, oldest, refused, assumed }: ReportFact,
  maxAgeMs: number | undefined,
  facts: Facts,
  ofNone: () => Reason = () => missing(kind, category, facts),
): Reason[] {
  if (assumed === true) return []
  const reasons: Reason[] = []
  if (refused !== null) {
    reasons.push({ code: "evidence.rejected", kind, category, evidence: refused.id, because: refused.reason })
  }
  if (oldest === null) return [...reasons, ofNone()]
  const since = agedFrom(oldest)
  if (maxAgeMs !== undefined && epochMs(facts.now) - epochMs(since) > maxAgeMs) {
    reasons.push({ code: "evidence.stale", kind, category, evidence: oldest.id, since, maxAgeMs })
  }
  return reasons
}

function absent<Kind extends ReportKind>(
  question: ReportQuestion<Kind>,
  category: CategoryName | null,
  facts: Facts,
): Reason {
  return question.missing?.() ?? missing(question.kind, category, facts)
}

/** The reason of there being no report. */
export function missing(kind: ReportKind, category: CategoryName | null, { edge }: Facts): Reason {
  return { code: "evidence.missing", kind, category, environment: edge.from }
}

function shortages<Kind extends ReportKind>({ measured }: ReportParameters, state: FactOf<Kind>): Reason[] {
  return measured.flatMap(({ what, least }): Reason[] => {
    const found = amountOf(what, state)
    return found >= least ? [] : [insufficient(state, what, found, least)].filter(() => state.assumed !== true)
  })
}

/** The reason of too little having been measured; what nobody states is none. */
export function insufficient(state: ReportFact, what: string, measured: number, least: number, scope?: string): Reason {
  return {
    code: "evidence.insufficient",
    kind: state.kind,
    category: state.category,
    evidence: state.oldest?.id ?? null,
    what,
    ...(scope === undefined ? {} : { scope }),
    measured,
    least,
  }
}

/** How much was measured, by the readers' word; how long, by the shortest run that says so. */
export function amountOf(what: string, state: ReportFact): number {
  if (state.kind === "performance" && what === "duration") {
    return state.measures.find(({ metric, scope }) => metric === "duration" && scope === "")?.value ?? 0
  }
  return Object.hasOwn(state.measured, what) ? (state.measured[what] ?? 0) : 0
}
