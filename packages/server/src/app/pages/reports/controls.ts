import type { ControlsReport } from "@promotrail/contract"
import {
  CONTROLS,
  PREDICATES,
  readReported,
  VSA_PREDICATE_TYPE,
  wordOfPredicate,
  type EventKind,
  type Reported,
} from "@promotrail/core"
import type { Period } from "./overrides.ts"
import { explainLogs, explainLost, type SignedRecords } from "./signed-records.ts"
import { explainPeriod } from "./words.ts"

type Row = ControlsReport["controls"][number]
type Place = { readonly log: string; readonly record: number }
type Counted = { count: number; readonly first: Place; last: Place; lastEntry: number | null }
/** Outcomes of a check, counted. */
type Outcomes = Map<string, number>

/** Which controls the records of a period are evidence of, and which checks of policies name them. */
export async function controlsReport(records: SignedRecords, { from, to }: Period): Promise<ControlsReport> {
  const stand = await records.stand()
  const kinds = new Map<string, Counted>()
  const checks = new Map<string, Map<string, Outcomes>>()
  let lost = 0
  for await (const { log, index, payload } of records.all(stand)) {
    if (payload === null) {
      lost++
      continue
    }
    const reported = readReported(payload)
    const { at, predicateType } = reported
    if (at !== null && ((from !== undefined && at < from) || (to !== undefined && at >= to))) continue
    const place = { log, record: index }
    const counted = kinds.get(predicateType) ?? { count: 0, first: place, last: place, lastEntry: null }
    counted.count++
    counted.last = place
    counted.lastEntry = reported.place?.entry?.index ?? counted.lastEntry
    kinds.set(predicateType, counted)
    if (predicateType === PREDICATES.decision) countChecks(reported, checks)
  }
  const recordsOf = (predicate: string): Row["records"][number] => {
    const { count = 0, first = null, last = null, lastEntry = null } = kinds.get(predicate) ?? {}
    return {
      kind: wordOfPredicate(predicate),
      count,
      first,
      last,
      pages: pagesOf(predicate, to === undefined ? null : lastEntry),
    }
  }
  const rows = CONTROLS.map(({ id, framework, asks, records: answering, gaps }): Row => {
    const named = namesOf({ id, framework }).flatMap((name) => [...(checks.get(name) ?? [])])
    return { id, framework, asks, records: answering.map(recordsOf), checks: checksOf(named), gaps }
  })
  const known = new Set(CONTROLS.flatMap(namesOf))
  const others = [...checks].filter(([name]) => !known.has(name))
  return {
    log: stand.log,
    earlier: stand.earlier,
    isComplete: lost === 0,
    asked: `Controls and their records, ${explainPeriod({ from, to })}.`,
    says: `Counted out of ${explainLogs(stand)}.${explainLost(lost)}`,
    controls: [
      ...rows,
      ...others.map(([id, named]): Row => {
        const asks = "Named by a policy; this version does not know it."
        return { id, framework: null, asks, records: [], checks: checksOf([...named]), gaps: "" }
      }),
    ],
  }
}

/** A policy names a control by its id, or by framework and id. */
const namesOf = ({ id, framework }: { readonly id: string; readonly framework: string }): readonly string[] => [
  id,
  `${framework} ${id}`,
]

function countChecks({ predicate }: Reported, checks: Map<string, Map<string, Outcomes>>): void {
  for (const { id, outcome, controls = [] } of (predicate as Decided).checks) {
    for (const control of controls) {
      const named = checks.get(control) ?? new Map<string, Outcomes>()
      const outcomes: Outcomes = named.get(id) ?? new Map<string, number>()
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
      checks.set(control, named.set(id, outcomes))
    }
  }
}

type Decided = {
  readonly checks: readonly { readonly id: string; readonly outcome: string; readonly controls?: readonly string[] }[]
}

const checksOf = (named: readonly (readonly [string, Outcomes])[]): Row["checks"] =>
  named.map(([id, outcomes]) => ({
    id,
    outcomes: Array.from(outcomes, ([outcome, count]) => ({ outcome, count })),
  }))

/** Where the entries behind such records are listed, newest of the period first; nowhere for what the log says of itself. */
function pagesOf(predicate: string, lastEntry: number | null): string[] {
  const after = lastEntry === null ? "" : `&after=${lastEntry + 1}`
  return (KINDS_OF.get(predicate) ?? []).map((kind) => `/audit?kind=${kind}${after}`)
}

const KINDS_OF: ReadonlyMap<string, readonly EventKind[]> = new Map<string, readonly EventKind[]>([
  [PREDICATES.installation, ["ledger.started"]],
  [PREDICATES.decision, ["decision.recorded"]],
  [VSA_PREDICATE_TYPE, ["decision.recorded"]],
  [PREDICATES.outcome, ["deployment.recorded"]],
  [PREDICATES.policy, ["policy.applied"]],
  [PREDICATES.environments, ["policy.applied"]],
  [PREDICATES.access, ["token.created", "token.revoked", "key.rotated"]],
  [PREDICATES.application, ["application.archived"]],
  [PREDICATES.release, ["release.registered"]],
  [PREDICATES.block, ["release.blocked", "release.unblocked"]],
  [PREDICATES.evidence, ["evidence.recorded"]],
  [PREDICATES.tests, ["tests.retired", "tests.quarantined"]],
  [PREDICATES.erasure, ["erasure.recorded"]],
  [PREDICATES.recovery, ["log.recovered"]],
])
