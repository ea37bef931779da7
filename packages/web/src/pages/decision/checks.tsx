// The rows of a `TableBlocks` have their roles written out.
/* oxlint-disable jsx-a11y/no-redundant-roles, jsx-a11y/no-interactive-element-to-noninteractive-role */
import type { WireDecision } from "@promotrail/contract"
import { renderBasisPoints, renderPercent } from "@promotrail/core"
import { to } from "../../parts/addresses.ts"
import { Attested } from "../../parts/attested.tsx"
import { Measurements } from "../../parts/measurements.tsx"
import { counted, titled } from "../../parts/names.ts"
import { Pill } from "../../parts/state-mark.tsx"
import { CHECK_LOOK, checkState } from "../../parts/states.ts"
import { TableBlocks } from "../../parts/table-blocks.tsx"
import { NamedItems } from "./named-items.tsx"

type Check = WireDecision["checks"][number]

const ORDER: readonly Check["outcome"][] = ["fail", "error", "unknown", "warn", "waived", "pass", "not_applicable"]

/** Every check, worst first: what was measured against what was required, in numbers and in a sentence. */
export function Checks({ decision }: { readonly decision: WireDecision }) {
  const checks = decision.checks.toSorted((a, b) => ORDER.indexOf(a.outcome) - ORDER.indexOf(b.outcome))
  const applying = checks.filter(({ outcome }) => outcome !== "not_applicable")
  const others = checks.filter(({ outcome }) => outcome === "not_applicable")
  return (
    <section className="card" aria-labelledby="checks">
      <h2 id="checks" className="px-5 pt-4">
        {counted(applying.length, "check")}
      </h2>
      <Table label="Checks" checks={applying} />
      {others.length === 0 ? null : (
        <details className="border-t border-hairline px-5 py-3">
          <summary className="text-13 text-muted">{counted(others.length, "check")} not applicable here</summary>
          <div className="-mx-5 mt-2">
            <Table label="Checks that do not apply" checks={others} />
          </div>
        </details>
      )}
    </section>
  )
}

function Table({ label, checks }: { readonly label: string; readonly checks: readonly Check[] }) {
  return (
    <TableBlocks label={label} columns={["Outcome", "Check", "Measured", "Required"]}>
      {checks.map((check) => (
        <Line key={check.id} check={check} />
      ))}
    </TableBlocks>
  )
}

function Line({ check }: { readonly check: Check }) {
  const { outcome, severity, title, says, why, fix, owner, controls, evidence, report, reasons, measurements } = check
  // Numbers that all are within their limits stand in the table beside it.
  const isSaid = says !== outcome && (reasons.length > 0 || measurements === undefined)
  const { word } = CHECK_LOOK[outcome]
  const more = [
    why === undefined ? null : `Why: ${why}`,
    fix === undefined ? null : `Fix: ${fix}`,
    owner === undefined ? null : `Owner: ${owner}`,
    controls === undefined || controls.length === 0 ? null : `Controls: ${controls.join(", ")}`,
  ].filter((line) => line !== null)
  return (
    <tr role="row">
      <td role="cell">
        <Pill state={checkState(check)}>{word}</Pill>
        {severity === "block" ? null : <span className="mt-1 block text-12 text-muted">does not block</span>}
      </td>
      <td role="cell" className="min-w-60">
        <span className="font-500">{report !== undefined || title.includes(" ") ? titled(title) : title}</span>
        {isSaid ? <span className="block break-words text-muted">{says}</span> : null}
        <NamedItems check={check} />
        <Attested of={title} attested={check.attested ?? []} />
        {more.map((line) => (
          <span key={line} className="block text-12 text-muted">
            {line}
          </span>
        ))}
        {(evidence ?? []).length === 0 ? null : (
          <span className="flex flex-wrap gap-x-2 text-12">
            {(evidence ?? []).map((id, at) => (
              <a key={id} className="link" href={to.evidence(id)}>
                Evidence{at === 0 ? "" : ` ${at + 1}`}
              </a>
            ))}
          </span>
        )}
      </td>
      {measurements === undefined ? (
        <TestNumbers check={check} />
      ) : (
        <td role="cell" colSpan={2} className="min-w-64">
          <Measurements of={title} measurements={measurements} isInside />
        </td>
      )}
    </tr>
  )
}

function TestNumbers({ check: { measured, required } }: { readonly check: Check }) {
  return (
    <>
      <td role="cell" data-label={measured === undefined ? "" : "Measured"} className="whitespace-nowrap">
        {measured === undefined || measured.inScope === 0 ? (
          "–"
        ) : (
          <>
            <span className="font-650">{renderPercent(measured)}</span>
            <span className="block text-12 text-muted">
              {measured.passed} / {measured.inScope}
            </span>
          </>
        )}
      </td>
      <td role="cell" data-label={required === undefined ? "" : "Required"} className="whitespace-nowrap">
        {required === undefined ? (
          "–"
        ) : (
          <>
            ≥ {renderBasisPoints(required.minimum)}
            {required.aggregate === undefined ? null : (
              <span className="block text-12 text-muted">{required.aggregate}</span>
            )}
          </>
        )}
      </td>
    </>
  )
}
