import type { MatrixCell, MatrixRow, MatrixView } from "@promotrail/core"

/** Stands for all tests together; no row can have this key. */
export const ALL = "~all"

/** One line of the grid: a row of the view, or all tests together. */
export type Line = Pick<MatrixRow, "key" | "kind" | "category" | "title" | "requirement" | "isWide" | "cells"> & {
  /** Which group it belongs to, and the title if it is the first of it. */
  readonly group: number
  readonly opens: { readonly title: string; readonly lines: number } | null
}

/** A cell by its place in the grid. In a wide line every column is a place in the same cell. */
export type Place = { readonly line: number; readonly column: number }

/** The lines of the grid, top to bottom; all tests together come last, where there are any. */
export function linesOf({ groups, totals }: MatrixView): readonly Line[] {
  const lines = groups.flatMap(({ title, rows }, group) =>
    rows.map((row, at): Line => ({ ...row, group, opens: at === 0 ? { title, lines: rows.length } : null })),
  )
  const [test] = lines.filter(({ kind }) => kind === "tests")
  if (test === undefined) return lines
  const sum = { key: ALL, title: "all tests", requirement: "pooled", isWide: false, cells: totals }
  return [...lines, { ...test, ...sum, group: groups.length, opens: { title: "Release", lines: 1 } }]
}

/** The cell of a line that is seen in a column. */
export const cellAt = ({ isWide, cells }: Line, column: number): MatrixCell | undefined => cells[isWide ? 0 : column]

/** `functional.staging`, `sbom:sbom.dev`, as it stands in the address. */
export const cellName = (key: string, environment: string): string => `${key}.${environment}`

/** Finds the place of a cell by its name in the address. */
export function placeOf(name: string | undefined, view: MatrixView, lines: readonly Line[]): Place | null {
  const dot = name?.lastIndexOf(".") ?? -1
  if (name === undefined || dot < 0) return null
  const line = lines.findIndex(({ key }) => key === name.slice(0, dot))
  const column = view.columns.findIndex(({ environment }) => environment === name.slice(dot + 1))
  return line < 0 || column < 0 ? null : { line, column }
}

/**
 * Where a key leads from a place, as the ARIA grid pattern has it; `null` if the key is not one of its own. A wide cell
 * has nothing beside it, and who passes through it comes out in the column that they came from.
 */
export function moved(
  { line, column }: Place,
  { key, ctrlKey }: { readonly key: string; readonly ctrlKey: boolean },
  lines: readonly Line[],
  columns: number,
): Place | null {
  const lastLine = lines.length - 1
  const isWide = lines[line]?.isWide === true
  const lastColumn = columns - 1
  switch (key) {
    case "ArrowUp":
      return { line: Math.max(0, line - 1), column }
    case "ArrowDown":
      return { line: Math.min(lastLine, line + 1), column }
    case "ArrowLeft":
      return { line, column: isWide ? column : Math.max(0, column - 1) }
    case "ArrowRight":
      return { line, column: isWide ? column : Math.min(lastColumn, column + 1) }
    case "Home":
      return ctrlKey ? { line: 0, column: 0 } : { line, column: isWide ? column : 0 }
    case "End":
      return ctrlKey ? { line: lastLine, column: lastColumn } : { line, column: isWide ? column : lastColumn }
    case "PageUp": {
      const group = lines[line]?.group ?? 0
      const first = lines.findIndex((each) => each.group === group)
      const before = lines.findIndex((each) => each.group === group - 1)
      return { line: line > first ? first : Math.max(0, before), column }
    }
    case "PageDown": {
      const next = lines.findIndex((each) => each.group === (lines[line]?.group ?? 0) + 1)
      return { line: next < 0 ? lastLine : next, column }
    }
    default:
      return null
  }
}
