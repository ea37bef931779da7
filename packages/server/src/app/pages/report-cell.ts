import { checkToWire, type Hidden, type ReportCell } from "@promotrail/contract"
import {
  checksOf,
  nameOfFinding,
  nameOfVulnerability,
  ok,
  reportChecks,
  type ApplicationName,
  type CategoryName,
  type EnvironmentName,
  type ReleaseVersion,
  type ReportKind,
  type ReportState,
  type Result,
} from "@promotrail/core"
import { standingReports } from "../current-uploads.ts"
import type { Deps } from "../deps.ts"
import type { AppError } from "../errors.ts"
import { runningIn } from "../gate-base.ts"
import { findRelease, knownEnvironment } from "../lookup.ts"
import type { Policies } from "../policies.ts"
import type { Reports } from "../reports.ts"
import { waysToReport } from "../ways-to-report.ts"
import { evidenceToWire } from "./wire.ts"

export type ReportQuestion = {
  readonly application: ApplicationName
  readonly release: ReleaseVersion
  readonly environment: EnvironmentName
  readonly kind: ReportKind
  readonly category: CategoryName
}

/** Where a cell about reports comes from: what the gate that leaves the environment says of them, and the files. */
export function reportCellPage(deps: Deps, policies: Policies, reports: Reports) {
  const { store, now } = deps
  return async (question: ReportQuestion): Promise<Result<ReportCell, AppError>> => {
    const { application, environment, kind, category } = question
    const found = await findRelease(deps, policies, application, question.release)
    if (!found.ok) return found
    const { policy, release } = found.value
    const known = knownEnvironment(policy, environment)
    if (!known.ok) return known
    const index = policy.path.indexOf(environment)
    const gate = policy.path[index + 1] ?? environment
    const inTarget = await runningIn(store, application, await store.read.running(application), gate)
    const states = await reports.of(release, environment, inTarget)
    const edge = { lane: null, from: environment, to: gate, first: index === 0 }
    const checks = checksOf(reportChecks(policy, { edge, now: now(), reports: states }), kind, category)
    const state = states.find((one) => one.kind === kind && one.category === category)
    const { current, refused } = standingReports(await store.read.evidenceOf(application, release.version), environment)
    const unread = refused.find(({ id }) => id === state?.refused?.id)
    return ok({
      ...question,
      policy: found.value.application.policy,
      subject: state === undefined || state.uploads === 0 ? null : state.subject,
      gate,
      comparedWith: state?.baseline ?? null,
      checks: checks.map(checkToWire),
      uploads: current
        .filter((row) => row.kind === kind && row.category === category)
        .toReversed()
        .map(evidenceToWire),
      refused: unread === undefined ? null : evidenceToWire(unread),
      hidden: state === undefined ? [] : hiddenIn(state),
      ways: [...waysToReport(kind, category)],
    })
  }
}

/** What is taken out of the count, by whose word; the most first. */
function hiddenIn(state: ReportState): Hidden[] {
  const told = hiddenGroups(state)
  const alike = Map.groupBy(told, ({ how, by, why, since, evidence }) =>
    JSON.stringify([how, by, why, since, evidence]),
  )
  return [...alike.values()]
    .flatMap((members) => {
      const [first] = members
      if (first === undefined) return []
      const count = members.reduce((sum, member) => sum + member.count, 0)
      return [{ ...first, count, items: members.flatMap(({ items }) => items) }]
    })
    .toSorted((a, b) => b.count - a.count)
}

function hiddenGroups(state: ReportState): Hidden[] {
  const suppressed = (by: string | null) => ({ how: "suppressed", by, why: null, since: null, evidence: null }) as const
  if (state.kind === "findings") {
    return state.groups
      .filter((group) => group.state === "suppressed")
      .map(({ by, count, items }) => ({ ...suppressed(by), count, items: items.map(nameOfFinding) }))
  }
  if (state.kind !== "vulnerabilities") return []
  return state.groups.flatMap((group): Hidden[] => {
    const { by, count } = group
    const items = group.items.map(nameOfVulnerability)
    if (group.state === "open") return []
    if (by === null || typeof by === "string") return [{ ...suppressed(by), count, items }]
    const { author, issuedAt, status, justification, evidence } = by
    const why = status === "fixed" ? (justification ?? "fixed") : justification
    return [{ how: "vex", by: author, why, since: issuedAt, evidence, count, items }]
  })
}
