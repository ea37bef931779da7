import { csvLineOf, escapeMarkup } from "@promotrail/core"
import type { Report, Sheet } from "./report.ts"

/** A report as CSV: the rows, and behind them, each line by itself, what makes them believable. */
export function* reportCsv({ columns, rows, says }: Report): Generator<string> {
  yield csvLineOf(columns)
  for (const row of rows) yield csvLineOf(row)
  for (const sentence of says) yield csvLineOf([`# ${sentence}`])
}

/** A report as lines of JSON: an object for each row, and a last one for what makes them believable. */
export function* reportJsonLines({ title, columns, rows, says }: Report): Generator<string> {
  for (const row of rows)
    yield `${JSON.stringify(Object.fromEntries(columns.map((name, at) => [name, row[at] ?? ""])))}\n`
  yield `${JSON.stringify({ report: title, says })}\n`
}

/** A report as one HTML file without script, which prints each sheet on a page of its own. */
export function* reportHtml({ title, says, columns, rows, sheets }: Report): Generator<string> {
  const name = escapeMarkup(title)
  yield `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${name}</title><style>${STYLE}</style></head><body><h1>${name}</h1>`
  for (const sentence of says) yield `<p>${escapeMarkup(sentence)}</p>`
  yield `<table><thead><tr>${columns.map((column) => `<th scope="col">${escapeMarkup(column)}</th>`).join("")}</tr></thead><tbody>`
  for (const row of rows) yield `<tr>${row.map((cell) => `<td>${escapeMarkup(cell)}</td>`).join("")}</tr>`
  yield "</tbody></table>"
  for (const sheet of sheets) yield sheetHtml(sheet)
  yield "</body></html>\n"
}

function sheetHtml({ title, facts }: Sheet): string {
  const lines = facts.map(([name, value]) => `<dt>${escapeMarkup(name)}</dt><dd>${escapeMarkup(value)}</dd>`)
  return `<section><h2>${escapeMarkup(title)}</h2><dl>${lines.join("")}</dl></section>`
}

const STYLE =
  "body{font:14px/20px system-ui,sans-serif;margin:24px;color:#1a1a22;background:#fff}table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:4px 8px;border-bottom:1px solid #d4d4dc;overflow-wrap:anywhere}section{break-before:page;margin-top:32px}dl{display:grid;grid-template-columns:minmax(120px,14em) 1fr;gap:4px 16px}dt{font-weight:600}dd{margin:0;overflow-wrap:anywhere}"
