// Below 720 px the table is laid out as blocks, which takes the roles of its elements away: they are written out.
/* oxlint-disable jsx-a11y/no-redundant-roles, jsx-a11y/no-noninteractive-element-to-interactive-role, jsx-a11y/no-interactive-element-to-noninteractive-role */
import type { MatrixView } from "@promotrail/core"
import { ChevronLeft, ChevronRight } from "lucide-react"
import { useEffect, useRef, useState, type CSSProperties, type KeyboardEvent } from "react"
import { titled } from "../names.ts"
import { CellContent, WideCellContent } from "./cell.tsx"
import { ColumnHead } from "./column-head.tsx"
import { ALL, cellName, linesOf, moved, placeOf, type Line, type Place } from "./place.ts"

type Props = {
  readonly view: MatrixView
  /** Name of the open cell. */
  readonly selected: string | undefined
  readonly onOpen: (cell: string) => void
}

/**
 * Evidence by environments as an ARIA grid: one tab stop, arrows inside, Enter opens. What was measured once on the
 * artifact is one cell over all columns.
 * On a narrow screen one environment is shown at a time, the one the grid's cursor is in.
 */
export function MatrixGrid({ view, selected, onOpen }: Props) {
  const lines = linesOf(view)
  const open = placeOf(selected, view, lines)
  const start = Math.max(
    0,
    view.columns.findIndex(({ current }) => current),
  )
  const [wanted, setWanted] = useState<Place>(open ?? { line: 0, column: start })
  const cursor = {
    line: Math.min(wanted.line, lines.length - 1),
    column: Math.min(wanted.column, view.columns.length - 1),
  }
  const table = useRef<HTMLTableElement>(null)
  const hasMoved = useRef(false)

  useEffect(() => {
    if (!hasMoved.current) return
    hasMoved.current = false
    table.current?.querySelector<HTMLElement>('td[tabindex="0"]')?.focus()
  }, [wanted])

  const nameAt = ({ line, column }: Place): string =>
    cellName(lines[line]?.key ?? ALL, view.columns[column]?.environment ?? "")

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.metaKey) return
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault()
      return onOpen(nameAt(cursor))
    }
    const next = moved(cursor, event, lines, view.columns.length)
    if (next === null) return
    event.preventDefault()
    hasMoved.current = true
    setWanted(next)
  }

  return (
    <>
      <div className="one-environment no-print mb-4 items-center justify-between gap-2">
        <Step text="Previous" at={cursor.column - 1} view={view} go={(column) => setWanted({ ...cursor, column })} />
        <Step text="Next" at={cursor.column + 1} view={view} go={(column) => setWanted({ ...cursor, column })} />
      </div>
      <div className="matrix-scroll" style={{ "--columns": view.columns.length } as CSSProperties}>
        <table
          ref={table}
          role="grid"
          className="matrix"
          aria-label={`Evidence of ${view.release} by category and environment`}
        >
          <colgroup>
            <col className="group-width" />
            <col className="row-width" />
          </colgroup>
          <thead role="rowgroup">
            <tr role="row">
              <th role="columnheader" scope="col" colSpan={2} className="corner text-12 text-muted">
                Category and requirement
              </th>
              {view.columns.map((column, at) => (
                <th
                  key={column.environment}
                  role="columnheader"
                  scope="col"
                  data-current={column.current}
                  data-shown={at === cursor.column}
                >
                  <ColumnHead column={column} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {lines.map((line, atLine) => (
              <tr role="row" key={line.key} className={line.key === ALL ? "totals" : ""}>
                <LineHead line={line} />
                {line.cells.map((cell, atColumn) => {
                  const isHere = (place: Place | null) =>
                    place?.line === atLine && (line.isWide || place.column === atColumn)
                  const here = { line: atLine, column: line.isWide ? cursor.column : atColumn }
                  return (
                    <td
                      key={cell.environment}
                      role="gridcell"
                      {...(line.isWide ? { colSpan: view.columns.length, "aria-colspan": view.columns.length } : {})}
                      data-shown={line.isWide || atColumn === cursor.column}
                      data-cell={nameAt(here)}
                      tabIndex={isHere(cursor) ? 0 : -1}
                      aria-selected={isHere(open)}
                      onKeyDown={onKeyDown}
                      onClick={() => {
                        setWanted(here)
                        onOpen(nameAt(here))
                      }}
                    >
                      {line.isWide ? <WideCellContent cell={cell} /> : <CellContent cell={cell} />}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

function LineHead({ line }: { readonly line: Line }) {
  return (
    <>
      {line.opens === null ? null : (
        <th role="rowheader" scope="rowgroup" rowSpan={line.opens.lines} className="group">
          {line.opens.title}
        </th>
      )}
      <th role="rowheader" scope="row" className="row">
        <span className="block text-13 font-500">{titled(line.title)}</span>
        <span className="requirement text-12 text-muted" title={line.requirement}>
          {line.requirement}
        </span>
      </th>
    </>
  )
}

type StepProps = {
  readonly text: "Previous" | "Next"
  readonly at: number
  readonly view: MatrixView
  readonly go: (column: number) => void
}

function Step({ text, at, view, go }: StepProps) {
  const environment = view.columns[at]?.environment
  return (
    <button type="button" className="button" disabled={environment === undefined} onClick={() => go(at)}>
      {text === "Previous" ? <ChevronLeft size={16} aria-hidden="true" /> : null}
      <span className="visually-hidden">{text} environment: </span>
      {environment === undefined ? "None" : titled(environment)}
      {text === "Next" ? <ChevronRight size={16} aria-hidden="true" /> : null}
    </button>
  )
}
