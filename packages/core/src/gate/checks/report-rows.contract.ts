import type { ReportKind } from "../../catalog/evidence-kind.ts"
import type { Item } from "../../catalog/items.ts"
import type { CheckRule } from "../../catalog/policy.ts"
import { reportStates } from "../../reports/report-states.ts"
import { PLACE, STAGING, reportsOf, uploadOf } from "../../reports/uploads.contract.ts"
import type { CurrentUpload, ReleaseReports } from "../../reports/uploads.ts"
import type { CheckOutcome } from "../outcome.ts"
import type { ReasonCode } from "../reason-codes.ts"
import { ask, category } from "../situations.contract.ts"

/** A rule, what was reported, and what its one check answers. */
export type Row = {
  readonly when: string
  readonly rule: CheckRule
  readonly uploads?: readonly CurrentUpload[]
  readonly over?: Partial<ReleaseReports>
  readonly id: string
  readonly outcome: CheckOutcome
  readonly reasons?: readonly ReasonCode[]
}

/** The outcome of one rule over these uploads. */
export const answer = (rule: CheckRule, uploads: readonly CurrentUpload[], over: Partial<ReleaseReports> = {}) =>
  ask([rule], { reports: reportStates(reportsOf(uploads, over), PLACE, () => "0".repeat(64)) })

/** What the row's rule answers: each check with its outcome and reasons. */
export const answered = ({ rule, uploads = [], over }: Row) =>
  answer(rule, uploads, over).checks.map(({ id, outcome, reasons }) => [id, outcome, reasons.map(({ code }) => code)])

/** What the row says that it answers, which is one check. */
export const expected = ({ id, outcome, reasons = [] }: Row) => [[id, outcome, reasons]]

/** One accepted report of these items. */
export const report = (kind: ReportKind, items: readonly Item[], over: Partial<CurrentUpload> = {}) => [
  uploadOf(kind, items, over),
]
/** A newest report that was refused. */
export const refused = (kind: ReportKind, of: string) => ({
  refused: [{ id: "r", kind, category: category(of), environment: STAGING, outcome: "rejected", reason: "truncated" }],
})
