import { escapeMarkup } from "../kernel/markup.ts"
import type { MatrixCell, MatrixView } from "./matrix-view.ts"
import { LIGHT, LIGHT_PAGE } from "./palette.ts"

const LABEL = 190
const COLUMN = 132
const ROW = 44
const HEAD = 84
const GAP = 4
const PAD = 16

/** The matrix as a picture of its own: no script, no outside font, readable in grey, described for screen readers. */
export function renderMatrixSvg(view: MatrixView): string {
  const rows = view.groups.flatMap(({ rows: members }) => members)
  const width = PAD * 2 + LABEL + view.columns.length * COLUMN
  const height = HEAD + PAD * 2 + (rows.length + 1) * ROW
  const parts: string[] = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title description" font-family="Inter,system-ui,sans-serif">`,
    `<title id="title">${escapeMarkup(`${view.application} ${view.release}: release matrix`)}</title>`,
    `<desc id="description">${escapeMarkup(describe(view))}</desc>`,
    `<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="${LIGHT["not-applicable"].fill}"/><rect width="2" height="6" fill="#FFFFFF"/></pattern></defs>`,
    `<rect width="${width}" height="${height}" fill="${LIGHT_PAGE.surface}"/>`,
    line(PAD, PAD + 18, cut(`${view.application} ${view.release}`, 20), 16, LIGHT_PAGE.text, 650),
  ]
  view.columns.forEach(({ environment, word, running, met, applicable, current, state }, index) => {
    const x = PAD + LABEL + index * COLUMN
    parts.push(
      line(x + 8, PAD + 18, cut(environment, 15), 13, LIGHT_PAGE.text, 650),
      line(x + 8, PAD + 38, word, 12, state === "fail" || state === "missing" ? LIGHT.missing.text : LIGHT_PAGE.text),
      line(x + 8, PAD + 56, `${cut(running ?? "nothing runs", 9)}, ${met} of ${applicable} met`, 11, LIGHT_PAGE.muted),
    )
    if (current)
      parts.push(`<rect x="${x}" y="${PAD + 63}" width="${COLUMN - GAP}" height="3" fill="${LIGHT_PAGE.accent}"/>`)
  })
  const drawRow = (y: number, title: string, requirement: string, cells: readonly MatrixCell[]) => {
    parts.push(
      line(PAD, y + 17, cut(title, 25), 13, LIGHT_PAGE.text),
      line(PAD, y + 33, cut(requirement, 32), 11, LIGHT_PAGE.muted),
    )
    const span = cells.length === 1 ? view.columns.length : 1
    cells.forEach((cell, index) => parts.push(drawCell(PAD + LABEL + index * COLUMN, y, cell, span)))
  }
  rows.forEach(({ title, requirement, cells }, index) => drawRow(PAD + HEAD + index * ROW, title, requirement, cells))
  drawRow(PAD + HEAD + rows.length * ROW, "All", "pooled", view.totals)
  parts.push("</svg>")
  return parts.join("")
}

function drawCell(
  x: number,
  y: number,
  { state, symbol, word, value, detail }: MatrixCell,
  /** How many columns it covers. */
  span: number,
): string {
  const { fill, text, border } = LIGHT[state]
  const paint = state === "not-applicable" ? "url(#hatch)" : fill
  const stroke =
    state === "pass" || state === "not-applicable"
      ? ""
      : ` stroke="${border}"${state === "missing" ? ' stroke-width="1.5" stroke-dasharray="4 2"' : ""}`
  return `<g><title>${escapeMarkup(`${word}: ${value}, ${detail}`)}</title><rect x="${x}" y="${y}" width="${span * COLUMN - GAP}" height="${ROW - GAP}" rx="6" fill="${paint}"${stroke}/>${line(x + 8, y + 17, `${symbol} ${value}`, 13, text, 650)}${line(x + 8, y + 33, cut(detail, 20 * span), 11, text)}</g>`
}

/** Text that would leave its place is cut; the whole of it stands in the title of the cell and the description. */
function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`
}

function line(x: number, y: number, text: string, size: number, fill: string, weight = 400): string {
  const bold = weight === 400 ? "" : ` font-weight="${weight}"`
  return `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}"${bold}>${escapeMarkup(text)}</text>`
}

function describe({ columns, groups }: MatrixView): string {
  const environments = columns.map(({ environment, word }) => `${environment}: ${word}`).join("; ")
  const cells = groups.flatMap(({ rows }) =>
    rows.map(
      ({ title, cells: row }) =>
        `${title}: ${row.map(({ environment, word, value }) => `${environment} ${word} ${value}`).join(", ")}`,
    ),
  )
  return `${environments}. ${cells.join(". ")}.`
}
