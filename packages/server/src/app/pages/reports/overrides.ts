import type { OverridesReport } from "@promotrail/contract"
import { populationOf, PREDICATES, readReported, type Instant, type ReportedRecord } from "@promotrail/core"
import { explainLogs, explainLost, type SignedRecords } from "./signed-records.ts"
import { counted, explainPeriod } from "./words.ts"

export type Period = { readonly from?: Instant | undefined; readonly to?: Instant | undefined }
type Passed = OverridesReport["passed"][number]

/** What was passed without an enforced allow: overrides and waivers that decisions name, and deployments without one. */
export async function overridesReport(records: SignedRecords, period: Period): Promise<OverridesReport> {
  const stand = await records.stand()
  const passed: Passed[] = []
  let decisions = 0
  async function* looked(): AsyncGenerator<ReportedRecord> {
    for await (const record of records.all(stand)) {
      const found = record.payload === null ? undefined : decisionIn(record, record.payload, period)
      if (found !== undefined) {
        decisions++
        passed.push(...found)
      }
      yield record
    }
  }
  const { unallowed, lost, streams } = await populationOf(looked(), period)
  for (const { log, record, at, application, release, environment, why, isGated } of unallowed) {
    if (!isGated) continue
    const what = WHY[why]
    passed.push({
      log,
      record,
      kind: "deployment",
      at: at as Instant,
      application,
      release,
      environment,
      who: null,
      what,
    })
  }
  const isWhole = streams.every((stream) => stream.isWhole)
  const kinds = (["override", "waiver", "deployment"] as const).map(
    (kind) => passed.filter((each) => each.kind === kind).length,
  )
  return {
    log: stand.log,
    earlier: stand.earlier,
    isComplete: lost === 0 && isWhole,
    asked: `What passed without an enforced allow, ${explainPeriod(period)}.`,
    says: explainOverrides(decisions, explainLogs(stand), kinds, isWhole, lost),
    decisions,
    passed: passed.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
  }
}

/** Why no enforced allow stands behind a deployment, in words. */
export const WHY = {
  "no-decision": "it names no decision",
  "unknown-decision": "no record before it holds the decision it names",
  "of-another": "the decision it names is about another release or environment",
  advisory: "the decision it names is advisory",
  "not-allowed": "the decision it names is no allow",
} as const

/** What a decision of the period says was overridden or waived; undefined for any other record. */
function decisionIn({ log, index }: ReportedRecord, payload: string, { from, to }: Period): Passed[] | undefined {
  const { predicateType, predicate } = readReported(payload)
  if (predicateType !== PREDICATES.decision) return undefined
  const { decision, promotion, requester, override, checks } = predicate as Decided
  const at = decision.decidedAt
  if ((from !== undefined && at < from) || (to !== undefined && at >= to)) return undefined
  const about = {
    log,
    record: index,
    at,
    application: promotion.application,
    release: promotion.release,
    environment: promotion.to.environment,
  }
  const isOverride = override !== null || decision.mode === "override"
  const who = override?.actor ?? requester.id
  return [
    ...(isOverride ? [{ ...about, kind: "override" as const, who, what: `decision ${decision.id}` }] : []),
    ...checks
      .filter(({ outcome }) => outcome === "waived")
      .map(({ id }) => ({ ...about, kind: "waiver" as const, who: null, what: `check ${id}` })),
  ]
}

type Decided = {
  readonly decision: { readonly id: string; readonly mode: string; readonly decidedAt: Instant }
  readonly promotion: {
    readonly application: string
    readonly release: string
    readonly to: { readonly environment: string }
  }
  readonly requester: { readonly id: string }
  readonly override: { readonly actor?: string } | null
  readonly checks: readonly { readonly id: string; readonly outcome: string }[]
}

function explainOverrides(
  decisions: number,
  logs: string,
  [overrides = 0, waivers = 0, deployments = 0]: readonly number[],
  isWhole: boolean,
  lost: number,
): string {
  const gap = isWhole ? "" : " Streams have gaps: records are missing."
  return `${counted(decisions, "decision")}, read out of ${logs}, with ${counted(overrides, "override")} and ${counted(waivers, "waiver")}; ${counted(deployments, "deployment")} past a gate without an enforced allow.${gap}${explainLost(lost)}`
}
