import type { MatrixCell } from "@promotrail/core"
import { StateIcon } from "../state-mark.tsx"
import { Time } from "../time.tsx"

/** `−7.5`, `+2.4`: a change of coverage in points. */
export function changeOf(basisPoints: number): string {
  const points = (Math.abs(basisPoints) / 100).toFixed(2).replace(/\.?0+$/, "")
  return `${basisPoints < 0 ? "\u2212" : "+"}${points}`
}

/** What stands in a cell: icon, value and change; then the numbers behind it, or the cause, and the age. */
export function CellContent({ cell }: { readonly cell: MatrixCell }) {
  const { state, detail } = cell
  return (
    <div className="cell state-fill" data-state={state}>
      <span className="cell-line cell-first">
        <Value cell={cell} />
        <Change change={cell.change} />
      </span>
      <span className="cell-line text-12">
        <span className="truncate" title={detail}>
          {detail}
        </span>
        <Age cell={cell} />
      </span>
    </div>
  )
}

/** The same in one line, for what was measured once: what it is, and that it counts everywhere. */
export function WideCellContent({ cell }: { readonly cell: MatrixCell }) {
  const { state, detail, receivedAt } = cell
  return (
    <div className="cell cell-wide state-fill" data-state={state}>
      <span className="cell-line">
        <span className="cell-said">
          <Value cell={cell} />
          <span className="truncate text-12" title={detail}>
            {detail}
          </span>
          <Change change={cell.change} />
        </span>
        <span className="cell-aside text-12">
          {receivedAt === null ? null : (
            <span className="counts-everywhere">measured once on the artifact, counts in every environment</span>
          )}
          <Age cell={cell} />
        </span>
      </span>
    </div>
  )
}

function Value({ cell: { state, word, value } }: { readonly cell: MatrixCell }) {
  return (
    <span className="flex max-w-full min-w-0 shrink-0 items-baseline gap-1.5">
      <StateIcon state={state} size={13} />
      {value === word ? null : <span className="visually-hidden">{word}, </span>}
      <span className={`cell-value ${state === "pending" || state === "not-applicable" ? "font-500" : "font-650"}`}>
        {value}
      </span>
    </span>
  )
}

function Change({ change }: { readonly change: number | null }) {
  if (change === null || change === 0) return null
  return (
    <span className="shrink-0 text-12">
      <span className="visually-hidden">, changed by </span>
      {changeOf(change)}
      <span className="visually-hidden"> points</span>
    </span>
  )
}

function Age({ cell: { receivedAt, stale } }: { readonly cell: MatrixCell }) {
  if (receivedAt === null) return null
  return (
    <span className={stale ? "stale shrink-0" : "shrink-0"}>
      {stale ? "stale " : ""}
      <Time at={receivedAt} as="short" />
    </span>
  )
}
