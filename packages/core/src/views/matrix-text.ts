import type { CellState, MatrixCell, MatrixRow, MatrixView } from "./matrix-view.ts"

/** How a terminal shows a state; the symbol stands beside it, so colour adds and never carries. */
export type PaintState = (state: CellState, text: string) => string

/**
 * The tree release → environment → category with passed and total, and under it the heatmap, for terminals and logs.
 * `paint` colours a piece of text by its state; hand in `(_, text) => text` for none.
 */
export function renderMatrixText(view: MatrixView, paint: PaintState): string {
  return [...tree(view, paint), "", ...heatmap(view, paint), "", ...legend(paint)].join("\n")
}

function tree(view: MatrixView, paint: PaintState): string[] {
  const rows = view.groups.flatMap(({ rows: members }) => members)
  const lines = [`${view.application} ${view.release}`, ...artifactBranch(rows, paint)]
  view.columns.forEach(({ environment, word, running, current }, at) => {
    const last = at === view.columns.length - 1
    const total = view.totals[at]
    // What runs there is worth a word where it is something else.
    const runs = running === view.release ? "" : running === null ? ", nothing runs there" : `, ${running} runs there`
    lines.push(
      `${last ? "└─" : "├─"} ${environment}${current ? " (current)" : ""}: ${total === undefined ? "" : `${cellText(total, paint)}; `}${word}${runs}`,
    )
    const shown = rows.filter(({ cells, isWide }) => !isWide && cells[at]?.state !== "not-applicable")
    const width = widthOf(shown)
    shown.forEach(({ title, cells }, index) => {
      const cell = cells[at]
      if (cell === undefined) return
      const branch = index === shown.length - 1 ? "└─" : "├─"
      lines.push(`${last ? "  " : "│ "} ${branch} ${title.padEnd(width)} ${cellText(cell, paint)}`)
    })
  })
  return lines
}

/** Categories are rarely longer, so branches stand under each other. */
const USUAL_WIDTH = 14

const widthOf = (rows: readonly MatrixRow[]): number => Math.max(USUAL_WIDTH, ...rows.map(({ title }) => title.length))

/** What was measured once on the artifact counts in every environment, so it stands before them. */
function artifactBranch(rows: readonly MatrixRow[], paint: PaintState): string[] {
  const wide = rows.filter(({ isWide }) => isWide)
  if (wide.length === 0) return []
  const width = widthOf(wide)
  const lines = wide.flatMap(({ title, cells: [cell] }, index) =>
    cell === undefined
      ? []
      : [`│  ${index === wide.length - 1 ? "└─" : "├─"} ${title.padEnd(width)} ${cellText(cell, paint)}`],
  )
  return ["├─ on the artifact, for every environment", ...lines]
}

function cellText({ state, symbol, value, detail }: MatrixCell, paint: PaintState): string {
  return `${paint(state, `${symbol} ${value}`)}  ${detail}`
}

function heatmap(view: MatrixView, paint: PaintState): string[] {
  const rows = view.groups.flatMap(({ rows: members }) => members)
  const label = Math.max(8, ...rows.map(({ title }) => title.length))
  const widths = view.columns.map(({ environment }, at) =>
    Math.max(
      environment.length,
      ...[...rows.map(({ cells, isWide }) => (isWide ? undefined : cells[at])), view.totals[at]].map((cell) =>
        cell === undefined ? 0 : short(cell).length,
      ),
    ),
  )
  // The last column ends where its text does, painted or not.
  const padded = (text: string, at: number) => (at === widths.length - 1 ? text : text.padEnd(widths[at] ?? 0))
  const line = (title: string, cells: readonly MatrixCell[]) =>
    [title.padEnd(label), ...cells.map((cell, at) => paint(cell.state, padded(short(cell), at)))].join("  ")
  const head = ["".padEnd(label), ...view.columns.map(({ environment }, at) => environment.padEnd(widths[at] ?? 0))]
    .join("  ")
    .trimEnd()
  return [head, ...rows.map(({ title, cells }) => line(title, cells)), line("all", view.totals)]
}

function short({ symbol, value, counts, state }: MatrixCell): string {
  const isNumber = counts !== null && (state === "pass" || state === "warn" || state === "fail")
  const numbers = isNumber ? ` ${counts.passed}/${counts.inScope}` : ""
  return `${symbol} ${value}${numbers}`
}

function legend(paint: PaintState): string[] {
  const words: readonly [CellState, string][] = [
    ["pass", "✓ pass"],
    ["warn", "▲ warning"],
    ["fail", "✕ fail"],
    ["missing", "◌ missing"],
    ["pending", "◷ pending"],
    ["waived", "◈ waived"],
    ["not-applicable", "– not applicable"],
  ]
  return [words.map(([state, word]) => paint(state, word)).join("   ")]
}

/** The heatmap as a Markdown table, for pull requests and summaries. */
export function renderMatrixMarkdown(view: MatrixView): string {
  const rows = view.groups.flatMap(({ rows: members }) => members)
  const cell = ({ symbol, value, detail }: MatrixCell) => `${safe(`${symbol} ${value}`)}<br>${safe(detail)}`
  const line = (title: string, cells: readonly MatrixCell[]) => `| ${title} | ${cells.map(cell).join(" | ")} |`
  return [
    `| ${safe(view.release)} | ${view.columns.map(({ environment, word }) => `${safe(environment)}<br>${safe(word)}`).join(" | ")} |`,
    `| --- |${view.columns.map(() => " --- |").join("")}`,
    ...rows.map(({ title, cells, isWide }) => line(safe(title), isWide ? view.columns.flatMap(() => cells) : cells)),
    line("**all**", view.totals),
  ].join("\n")
}

function safe(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("|", "\\|").replaceAll("<", "&lt;").replace(/\s+/g, " ")
}
