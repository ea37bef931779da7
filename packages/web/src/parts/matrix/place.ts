import type { MatrixCell, MatrixView } from "@promotrail/core"

/** Stands for all categories together; no category can have this name. */
export const ALL = "~all"

/** One line of the grid: a category, or all of them. */
export type Line = {
  readonly category: string
  readonly requirement: string
  readonly cells: readonly MatrixCell[]
  /** Which group it belongs to, and the title if it is the first of it. */
  readonly group: number
  readonly opens: { readonly title: string; readonly lines: number } | null
}

/** A cell by its place in the grid. */
export type Place = { readonly line: number; readonly column: number }

/** The lines of the grid, top to bottom; all categories together come last. */
export function linesOf({ groups, totals }: MatrixView): readonly Line[] {
  const lines = groups.flatMap(({ title, rows }, group) =>
    rows.map((row, at) => ({ ...row, group, opens: at === 0 ? { title, lines: rows.length } : null })),
  )
  const last = { category: ALL, requirement: "pooled", cells: totals, group: groups.length }
  return lines.length === 0 ? [] : [...lines, { ...last, opens: { title: "Release", lines: 1 } }]
}

/** `functional.staging`, as it stands in the address. */
export const cellName = (category: string, environment: string): string => `${category}.${environment}`

/** Finds the place of a cell by its name in the address. */
export function placeOf(name: string | undefined, view: MatrixView, lines: readonly Line[]): Place | null {
  const dot = name?.lastIndexOf(".") ?? -1
  if (name === undefined || dot < 0) return null
  const line = lines.findIndex(({ category }) => category === name.slice(0, dot))
  const column = view.columns.findIndex(({ environment }) => environment === name.slice(dot + 1))
  return line < 0 || column < 0 ? null : { line, column }
}

/** Where a key leads from a place, as the ARIA grid pattern has it; `null` if the key is not one of its own. */
export function moved(
  { line, column }: Place,
  { key, ctrlKey }: { readonly key: string; readonly ctrlKey: boolean },
  lines: readonly Line[],
  columns: number,
): Place | null {
  const lastLine = lines.length - 1
  const lastColumn = columns - 1
  switch (key) {
    case "ArrowUp":
      return { line: Math.max(0, line - 1), column }
    case "ArrowDown":
      return { line: Math.min(lastLine, line + 1), column }
    case "ArrowLeft":
      return { line, column: Math.max(0, column - 1) }
    case "ArrowRight":
      return { line, column: Math.min(lastColumn, column + 1) }
    case "Home":
      return { line: ctrlKey ? 0 : line, column: 0 }
    case "End":
      return { line: ctrlKey ? lastLine : line, column: lastColumn }
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
