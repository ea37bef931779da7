import type { ReportKind } from "../catalog/evidence-kind.ts"
import { harmless } from "../kernel/harmless.ts"
import { renderBasisPoints, renderPercent } from "../kernel/ratio.ts"
import { executedOf } from "./counts.ts"
import { artifactsOf, explainAttested, explainAttestedReason, isAttestedReason } from "./explain-attested.ts"
import { explainReportAction, isReportAction } from "./explain-report-actions.ts"
import {
  explainMeasurements,
  explainReportReason,
  isReportReason,
  nameOfReport,
  titleOfReport,
} from "./explain-reports.ts"
import { plural, renderDuration } from "./words.ts"
import type { UnmetClause } from "../expressions/gate-expression.ts"
import type { Action, Check, Outcome, Reason, UnblockSet } from "./outcome.ts"
import type { Edge } from "./input.ts"

/** The one line that a person reads first: what may happen, and what stands in the way. */
export function explainVerdict(release: string, { from, to }: Edge, outcome: Outcome): string {
  const hop = `${release} from ${from} to ${to}`
  const stopping = blockers(outcome)
  switch (outcome.verdict) {
    case "allow": {
      const warned = outcome.checks.filter(({ outcome: found }) => found === "warn").length
      return `${hop}: allowed${warned === 0 ? "." : `, with ${plural(warned, "warning")}.`}`
    }
    case "deny":
      return `${hop}: denied by ${plural(stopping.filter(({ outcome: found }) => found === "fail").length, "check")}.`
    case "hold":
      return stopping.length === 0
        ? `${hop}: on hold, because no blocking check applies.`
        : `${hop}: on hold, ${plural(stopping.length, "check")} cannot be answered yet.`
    case null:
      return `${hop}: could not be evaluated.`
  }
}

/** Blocking checks that keep the gate from allowing, worst first. */
export function blockers({ checks }: Outcome): readonly Check[] {
  const rank = { fail: 0, error: 1, unknown: 2 } as const
  return checks
    .filter(({ severity, outcome }) => severity === "block" && outcome in rank)
    .toSorted((a, b) => rank[a.outcome as keyof typeof rank] - rank[b.outcome as keyof typeof rank])
}

/** What a check is called on screen and in the terminal. */
export function titleOf(check: Check): string {
  const { id, kind, part, category, required } = check
  if (kind === "coverage" && part !== undefined) {
    const what =
      category ?? (required?.aggregate === undefined ? "all categories" : `all categories, ${required.aggregate}`)
    return `coverage at ${part}: ${what}`
  }
  return check.report === undefined ? id : titleOfReport(check)
}

/** One sentence: what was measured against what was required, or why nothing could be. */
export function explainCheck(check: Check): string {
  const { measured, required, reasons, outcome } = check
  const said = reasons.map(explainReason)
  if (measured !== undefined && required !== undefined && measured.inScope > 0) {
    // What was never executed has no percentage: it is not known, which is not the same as 0 %.
    if (executedOf(measured) === 0) {
      const waiting = measured.inScope === 1 ? "the test that counts" : `${measured.inScope} tests that count`
      return [`${waiting}: ${said[0] ?? "not executed"}`, ...said.slice(1)].join("; ")
    }
    const limit = `minimum ${renderBasisPoints(required.minimum)}`
    return [`${measured.passed}/${measured.inScope} passed (${renderPercent(measured)}, ${limit})`, ...said].join("; ")
  }
  if (said.length > 0) return said.join("; ")
  if (check.measurements !== undefined) return explainMeasurements(check.measurements)
  if (check.attested !== undefined) return explainAttested(check.attested)
  return outcome === "not_applicable" ? "does not apply here" : outcome
}

/** The sentence of one reason. */
export function explainReason(reason: Reason): string {
  if (isReportReason(reason)) return explainReportReason(reason)
  if (isAttestedReason(reason)) return explainAttestedReason(reason)
  switch (reason.code) {
    case "coverage.below_minimum":
      return reason.short > 0 ? `${plural(reason.short, "more pass", "more passes")} needed` : "below the minimum"
    case "coverage.critical_failed":
      return `${plural(reason.count, "critical test")} did not pass`
    case "coverage.vanished":
      return `${plural(reason.count, "test")} of the predecessor vanished`
    case "coverage.no_report":
      return `no report has arrived${fromAny(reason.environments)}`
    case "coverage.not_executed":
      return `nothing was executed${reason.environments.length === 0 ? "" : ` in ${reason.environments.join(" or ")}`}`
    case "coverage.empty_scope":
      return `no test counts in ${reason.environment}`
    case "coverage.regressed":
      return `${reason.category} fell from ${renderPercent(reason.before)} (${reason.before.release}) to ${renderPercent(reason.now)}`
    case "evidence.missing":
      return reason.kind === undefined
        ? `no accepted evidence of ${reason.category ?? "tests"} from ${reason.environment}`
        : `no accepted ${reasonSubject(reason)} report counts in ${reason.environment}`
    case "evidence.stale":
      return `${reasonSubject(reason)} evidence is from ${reason.since}, older than ${renderDuration(reason.maxAgeMs)}`
    case "evidence.rejected":
      return `the newest ${reasonSubject(reason)} upload was refused: ${harmless(reason.because)}`
    case "evidence.untrusted_producer":
      return `${reasonSubject(reason)} evidence has to come from ${reason.allowed.map(harmless).join(" or ")}; ${reason.producers.length === 0 ? "who sent this is not known" : `this came from ${reason.producers.map(harmless).join(", ")}`}`
    case "evidence.wrong_subject":
      if ("artifacts" in reason) return `nothing is attested of ${artifactsOf(reason.artifacts)}, but of something else`
      return `${reasonSubject(reason)} evidence was measured on the ${reason.subject}, not on the ${reason.wanted}`
    case "upstream.not_promoted":
      return reason.missing === "deployment"
        ? `not running in ${reason.environment} (${reason.running ?? "nothing"} is)`
        : `was deployed to ${reason.environment} without an enforced allow`
    case "release.blocked":
      return `blocked by ${harmless(reason.by)}: ${harmless(reason.because)}`
    case "cel.not_met":
      return reason.clauses.map(explainClause).join("; ")
    case "cel.no_value":
      return `\`${harmless(reason.clause)}\` has no value: ${harmless(reason.because)}`
    case "check.not_available":
      return `\`${harmless(reason.wanted)}\` is not evaluated by this version`
    case "policy.no_checks":
      return "no blocking check applies"
    case "engine.error":
      return `the evaluator failed: ${harmless(reason.detail)}`
  }
}

function explainClause({ clause, values }: UnmetClause): string {
  const sides = values.map(({ expression, value }) => `${harmless(expression)} is ${harmless(value)}`)
  return `\`${harmless(clause)}\` is false${sides.length === 0 ? "" : ` (${sides.join(", ")})`}`
}

/** What evidence is about: a category of tests, or a kind of reports and its category where that says more. */
function reasonSubject({ kind, category }: { readonly kind?: ReportKind; readonly category: string | null }): string {
  return kind === undefined ? String(category) : nameOfReport(kind, category)
}

/** One thing to do, as an instruction. */
export function explainAction(action: Action): string {
  if (isReportAction(action)) return explainReportAction(action)
  switch (action.action) {
    case "pass-tests":
      return explainPassTests(action)
    case "report-tests":
      return `report at least one passing ${action.category === null ? "test" : `${action.category} test`} that counts in ${action.environment}`
    case "report-evidence":
      return `upload a new report of all ${action.category} tests from ${action.environment}`
    case "promote-upstream":
      return `promote it to ${action.environment} first: an allowed gate into ${action.environment}, then the recorded deployment`
    case "lift-block":
      return "have the block of this release lifted"
  }
}

function explainPassTests(action: Extract<Action, { action: "pass-tests" }>): string {
  const { count, of, category } = action
  const where = [action.environments, action.alsoIn].filter((list) => list.length > 0).map((list) => list.join(" or "))
  const places = where.join(" and in ")
  const kind = action.critical ? `critical ${category}` : category
  const isAll = count === of
  if (action.suiteLevel) {
    const suites = of === 1 ? `the broken ${kind} suite` : `${isAll ? "all" : count} of ${of} broken ${kind} suites`
    return `mend ${suites} in ${places}`
  }
  if (action.state === "failing") {
    if (isAll)
      return `make the ${of === 1 ? "" : `${of} `}failing ${kind} ${of === 1 ? "test" : "tests"} pass in ${places}`
    return `make ${count} of these ${of} failing ${kind} tests pass in ${places}`
  }
  const which = action.vanished ? `vanished ${kind}` : kind
  if (isAll) {
    const tests = of === 1 ? `the ${which} test that has` : `the ${of} ${which} tests that have`
    return `run ${tests} not run in ${places}, passing`
  }
  return `run ${count} of the ${of} ${which} tests that have not run in ${places}, passing`
}

/** A whole set in one line. */
export function explainSet(set: UnblockSet): string {
  return set.map((action) => `${explainAction(action)} (${action.who})`).join("; and ")
}

function fromAny(environments: readonly string[]): string {
  return environments.length === 0 ? " from where the policy looks" : ` from ${environments.join(" or ")}`
}
