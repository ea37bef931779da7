import { MousePointerClick, X } from "lucide-react"
import type { KeyboardEvent, RefObject } from "react"
import type { Reply } from "../../api/call.ts"
import { ALL, cellAt, linesOf, placeOf } from "../../parts/matrix/place.ts"
import { titled } from "../../parts/names.ts"
import { Pill } from "../../parts/state-mark.tsx"
import { blockersOf, lineOf } from "./blockers.ts"
import { CellFacts } from "./cell-facts.tsx"
import { ReportFacts } from "./report-facts.tsx"
import { TotalFacts } from "./total-facts.tsx"

type Props = {
  readonly matrix: Reply<"getMatrix">
  readonly cell: string | undefined
  readonly panel: RefObject<HTMLElement | null>
  readonly onClose: () => void
}

/** Where the number in the open cell comes from. On a narrow screen it is a sheet at the bottom. */
export default function Panel({ matrix, cell, panel, onClose }: Props) {
  const { view, next } = matrix
  const lines = linesOf(view)
  const place = placeOf(cell, view, lines)
  const line = place === null ? undefined : lines[place.line]
  const found = place === null || line === undefined ? undefined : cellAt(line, place.column)
  if (line === undefined || found === undefined) return <Hint unknown={cell} />

  const isBlocking =
    next !== null &&
    found.environment === next.edge.from &&
    blockersOf(next).some((check) => lineOf(check, lines) === line)
  const close = (event: KeyboardEvent) => {
    if (event.key === "Escape" && !event.defaultPrevented) onClose()
  }
  return (
    // Escape is an extra way out; the button is the plain one.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section
      className="card sheet grid gap-3 p-4"
      data-pinned="true"
      ref={panel}
      tabIndex={-1}
      aria-labelledby="cell"
      onKeyDown={close}
    >
      <div className="flex items-start justify-between gap-2">
        <h2 id="cell">
          {titled(line.title)}
          {line.isWide ? "" : ` in ${titled(found.environment)}`}
        </h2>
        <button type="button" className="button button-quiet button-icon no-print" aria-label="Close" onClick={onClose}>
          <X size={16} aria-hidden="true" />
        </button>
      </div>
      <p>
        <Pill state={found.state}>
          {found.word}
          {isBlocking ? `: blocks ${titled(next.edge.to)}` : ""}
        </Pill>
      </p>
      {line.key === ALL ? (
        <TotalFacts view={view} cell={found} />
      ) : line.kind === "tests" ? (
        <CellFacts view={view} cell={found} category={line.category} />
      ) : (
        <ReportFacts view={view} cell={found} line={line} kind={line.kind} />
      )}
    </section>
  )
}

function Hint({ unknown }: { readonly unknown: string | undefined }) {
  return (
    <section className="card no-print flex items-start gap-3 p-4 text-13 text-muted" aria-label="Cell">
      <MousePointerClick size={18} aria-hidden="true" className="shrink-0" />
      <p>
        {unknown === undefined ? "" : `This matrix has no cell “${unknown}”. `}
        Open any cell to see where its number comes from: what was measured and asked for, tests or findings, policy and
        raw files. With the keyboard: arrows, then Enter.
      </p>
    </section>
  )
}
