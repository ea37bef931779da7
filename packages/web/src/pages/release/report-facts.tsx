import type { ReportKind, MatrixCell, MatrixView } from "@promotrail/core"
import { useReading } from "../../api/queries.ts"
import { to } from "../../parts/addresses.ts"
import { shortDigest } from "../../parts/digest.tsx"
import type { Line } from "../../parts/matrix/place.ts"
import { titled, unbroken } from "../../parts/names.ts"
import { Answer } from "../answer.tsx"
import { CellEvidence } from "./cell-evidence.tsx"
import { HiddenFindings } from "./hidden-findings.tsx"
import { Refused } from "./refused.tsx"
import { ReportChecks } from "./report-checks.tsx"
import { SendReport } from "./send-report.tsx"
import { WorstItems } from "./worst-items.tsx"

type Props = {
  readonly view: MatrixView
  readonly cell: MatrixCell
  readonly line: Line
  readonly kind: ReportKind
}

/** Where a cell about reports comes from: what was asked and measured, the worst of it, the files, what is hidden. */
export function ReportFacts({ view, cell, line, kind }: Props) {
  const { application, release } = view
  const { category, requirement } = line
  const { environment } = cell
  const asked = useReading("getReportCell", {
    params: { application, release, kind, category },
    query: { environment },
  })
  const found = [cell.value, cell.detail].filter((text) => text !== "").join(": ")
  return (
    <>
      <dl className="facts">
        <dt>Required</dt>
        <dd>{unbroken(requirement)}</dd>
        <dt>Found</dt>
        <dd>{unbroken(found)}</dd>
        {line.isWide ? (
          <>
            <dt>Counts</dt>
            <dd>in every environment: measured once on the artifact</dd>
          </>
        ) : null}
      </dl>
      <Answer of={asked} rows={3}>
        {(answer) => (
          <>
            <Refused refused={answer.refused} hasOlder={answer.uploads.length > 0} />
            <ReportChecks checks={answer.checks} />
            <p className="text-13 text-muted">
              Judged by the gate into {titled(answer.gate)}
              {answer.comparedWith === null ? "" : `, compared with ${answer.comparedWith}`}, policy{" "}
              <a className="link" href={to.policy(application)}>
                <code>{shortDigest(answer.policy)}</code>
              </a>
            </p>
            <WorstItems cell={answer} />
            <HiddenFindings hidden={answer.hidden} />
            {answer.uploads.length === 0 ? null : <CellEvidence evidence={answer.uploads} />}
            <SendReport cell={answer} />
          </>
        )}
      </Answer>
    </>
  )
}
