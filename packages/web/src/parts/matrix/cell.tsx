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
  const { state, word, value, detail, change, receivedAt, stale } = cell
  return (
    <div className="cell state-fill" data-state={state}>
      <span className="cell-line">
        <span className="flex min-w-0 items-baseline gap-1.5">
          <StateIcon state={state} size={13} />
          {value === word ? null : <span className="visually-hidden">{word}, </span>}
          <span
            className={state === "pending" || state === "not-applicable" ? "truncate font-500" : "shrink-0 font-650"}
          >
            {value}
          </span>
        </span>
        {change === null || change === 0 ? null : (
          <span className="min-w-0 truncate text-12">
            <span className="visually-hidden">, changed by </span>
            {changeOf(change)}
            <span className="visually-hidden"> points</span>
          </span>
        )}
      </span>
      <span className="cell-line text-12">
        <span className="truncate" title={detail}>
          {detail}
        </span>
        {receivedAt === null ? null : (
          <span className={stale ? "stale shrink-0" : "shrink-0"}>
            {stale ? "stale " : ""}
            <Time at={receivedAt} as="short" />
          </span>
        )}
      </span>
    </div>
  )
}
