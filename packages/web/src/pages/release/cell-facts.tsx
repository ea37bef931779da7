import { renderPercent, type MatrixCell, type MatrixView } from "@promotrail/core"
import { useSearch } from "@tanstack/react-router"
import { usePage } from "../../api/queries.ts"
import { to } from "../../parts/addresses.ts"
import { shortDigest } from "../../parts/digest.tsx"
import { changeOf } from "../../parts/matrix/cell.tsx"
import { titled, unbroken, whole } from "../../parts/names.ts"
import { Answer } from "../answer.tsx"
import { CellEvidence } from "./cell-evidence.tsx"
import { CellTests } from "./cell-tests.tsx"
import { requiredOf } from "./counts.ts"
import { Exclusions } from "./exclusions.tsx"
import { FoundTests } from "./found-tests.tsx"

const PAGE = 50
const STATES = ["not-passed", "all", "passed", "failed", "errored", "skipped", "not_run"] as const

type Props = { readonly view: MatrixView; readonly cell: MatrixCell; readonly category: string }

/** The derivation of one cell: what was required and found, the formula, the tests, what was left out, the files. */
export function CellFacts({ view, cell, category }: Props) {
  const { state, offset } = useSearch({ from: "/a/$application/releases/$version" })
  const asked = STATES.find((each) => each === state) ?? "not-passed"
  const from = Math.max(0, Number.parseInt(offset ?? "0", 10) || 0)
  const derivation = usePage("getCell", {
    params: { application: view.application, release: view.release, environment: cell.environment, category },
    query: { state: asked, offset: from, limit: PAGE },
  })
  return (
    <>
      <dl className="facts">
        <dt>Required</dt>
        <dd>{requiredOf(cell.minimum, cell.target)}</dd>
        <FoundTests counts={cell.counts} />
        {view.comparedWith === null || cell.change === null ? null : (
          <>
            <dt>Since {view.comparedWith}</dt>
            <dd>{cell.change === 0 ? "unchanged" : `${changeOf(cell.change)} points`}</dd>
          </>
        )}
      </dl>
      <Answer of={derivation} rows={3}>
        {(found) => (
          <>
            <div className="well grid gap-1 text-13">
              <h3>How this was counted</h3>
              <p className="font-mono text-12 break-words">
                {found.formula}
                {found.counts.inScope === 0
                  ? ""
                  : ` = ${whole(found.counts.passed)} ÷ ${whole(found.counts.inScope)} = ${unbroken(renderPercent(found.counts))}`}
              </p>
              <p className="text-muted">{titled(found.rule)}.</p>
              <p>
                Policy{" "}
                <a className="link" href={to.policy(view.application)}>
                  <code>{shortDigest(found.policy)}</code>
                </a>
              </p>
            </div>
            <CellTests found={found} asked={asked} from={from} page={PAGE} />
            <Exclusions excluded={found.excluded} />
            <CellEvidence evidence={found.evidence} />
          </>
        )}
      </Answer>
    </>
  )
}
