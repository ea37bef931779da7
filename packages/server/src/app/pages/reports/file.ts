import type { LogStand } from "@promotrail/contract"
import { csvLineOf, escapeMarkup } from "@promotrail/core"

/** What reports are written as. */
export type Format = "csv" | "jsonl" | "html"
export const MEDIA_TYPES: Readonly<Record<Format, string>> = {
  csv: "text/csv; charset=utf-8",
  jsonl: "application/jsonl; charset=utf-8",
  html: "text/html; charset=utf-8",
}

/** A report as it is written: what it is, what makes it believable, and its items. */
export type ReportFile<T> = {
  readonly title: string
  /** Sentences: completeness, what is counted, what is not covered. */
  readonly says: readonly string[]
  /** The logs it was read out of, oldest first. */
  readonly logs: readonly LogStand[]
  /** What each item is, cell by cell; JSON lines have items as they are. */
  readonly columns: readonly Column<T>[]
  readonly items: Iterable<T> | AsyncIterable<T>
  /** More that the last of the JSON lines says. */
  readonly also?: Readonly<Record<string, unknown>>
  /** Pages of their own behind the table: one for each sampled change. */
  readonly sheets?: Iterable<Sheet>
}

/** The name of a column, and what an item has there: words, or addresses of pages with a blank between them. */
export type Column<T> = readonly [name: string, cell: (item: T) => string, kind?: "pages"]

/** One page about one thing: names and values. */
export type Sheet = { readonly title: string; readonly facts: readonly (readonly [string, string])[] }

/** A report in a format, piece by piece. */
export function writeReport<T>(report: ReportFile<T>, format: Format): AsyncGenerator<string> {
  switch (format) {
    case "csv":
      return csvOf(report)
    case "jsonl":
      return jsonLinesOf(report)
    case "html":
      return htmlOf(report)
  }
}

/** The rows, and behind them, each line by itself behind a `#`, what makes them believable. */
async function* csvOf<T>({ columns, items, says, logs }: ReportFile<T>): AsyncGenerator<string> {
  yield csvLineOf(columns.map(([name]) => name))
  for await (const item of items) yield csvLineOf(columns.map(([, cell]) => cell(item)))
  for (const sentence of [...says, ...logs.map(explainStand)]) yield csvLineOf([`# ${sentence}`])
  for (const { checkpoint } of logs) {
    for (const line of checkpoint.trimEnd().split("\n")) yield csvLineOf([`# ${line}`])
  }
}

/** An object for each item, and a last one for what makes them believable. */
async function* jsonLinesOf<T>({ title, items, says, logs, also }: ReportFile<T>): AsyncGenerator<string> {
  for await (const item of items) yield `${JSON.stringify(item)}\n`
  yield `${JSON.stringify({ report: title, says, ...also, logs })}\n`
}

/** One file without script, which prints each sheet on a page of its own. */
async function* htmlOf<T>({ title, says, logs, columns, items, sheets = [] }: ReportFile<T>): AsyncGenerator<string> {
  const name = escapeMarkup(title)
  yield `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${name}</title><style>${STYLE}</style></head><body><main><h1>${name}</h1>`
  for (const sentence of says) yield `<p>${escapeMarkup(sentence)}</p>`
  for (const log of logs) {
    yield `<p>${escapeMarkup(explainStand(log))} Its checkpoint:</p><pre tabindex="0">${escapeMarkup(log.checkpoint)}</pre>`
  }
  // What is wider than the screen is reached by keyboard, too.
  yield `<div class="wide" tabindex="0" role="region" aria-label="${name}, table"><table><thead><tr>${columns.map(([column]) => `<th scope="col">${escapeMarkup(column)}</th>`).join("")}</tr></thead><tbody>`
  for await (const item of items)
    yield `<tr>${columns.map(([, cell, kind]) => cellHtml(cell(item), kind)).join("")}</tr>`
  yield "</tbody></table></div>"
  for (const sheet of sheets) yield sheetHtml(sheet)
  yield "</main></body></html>\n"
}

/** How far a log went, as a sentence. */
export const explainStand = ({ origin, size, root }: LogStand): string =>
  `Log ${origin}, ${size} records, root ${root}.`

/** Longer ones are broken into lines: ids and times are not. */
const WHOLE = 30

function cellHtml(text: string, kind?: "pages"): string {
  if (kind === "pages" && text !== "") return `<td>${text.split(" ").map(linkHtml).join("<br>")}</td>`
  const width = text.length > WHOLE ? ' class="long"' : ""
  return `<td${width}>${escapeMarkup(text)}</td>`
}

/** An address as a link, by what is asked there; anything else as words. */
function linkHtml(address: string): string {
  if (!/^https?:\/\/\S+$/.test(address)) return escapeMarkup(address)
  const words = escapeMarkup(address.replace(/^.*\?/, ""))
  return `<a href="${escapeMarkup(address)}">${words}</a>`
}

function sheetHtml({ title, facts }: Sheet): string {
  const lines = facts.map(([name, value]) => `<dt>${escapeMarkup(name)}</dt><dd>${linkHtml(value)}</dd>`)
  return `<section><h2>${escapeMarkup(title)}</h2><dl>${lines.join("")}</dl></section>`
}

const CHUNK = 64 * 1024

/** Small pieces as larger ones: a packet for each cell would be slow. */
export async function* inChunks(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let gathered = ""
  for await (const piece of pieces) {
    gathered += piece
    if (gathered.length < CHUNK) continue
    yield gathered
    gathered = ""
  }
  if (gathered !== "") yield gathered
}

const STYLE = [
  "body{font:14px/20px system-ui,sans-serif;margin:0;color:#1a1a22;background:#fff}",
  "main{max-width:1600px;margin:0 auto;padding:24px}",
  "h1{font-size:24px;line-height:32px;margin:0 0 16px}h2{font-size:18px;line-height:24px;margin:0 0 12px}",
  "p{max-width:80ch;margin:0 0 8px;overflow-wrap:anywhere}",
  "pre{font:12px/18px ui-monospace,monospace;margin:0 0 16px;padding:8px 12px;border-left:3px solid #d4d4dc;overflow-x:auto}",
  ".wide{overflow-x:auto;margin-top:16px}",
  "table{border-collapse:collapse;min-width:100%;font-variant-numeric:tabular-nums}",
  "th,td{text-align:left;vertical-align:top;padding:4px 8px;border-bottom:1px solid #d4d4dc}",
  "th{white-space:nowrap;font-size:12px}td{white-space:nowrap}td.long{white-space:normal;min-width:28ch;max-width:48ch;overflow-wrap:anywhere}",
  "a{color:#1d4ed8}",
  "section{break-before:page;page:sheet;margin-top:40px;padding-top:24px;border-top:1px solid #d4d4dc}",
  "dl{display:grid;grid-template-columns:minmax(110px,14em) minmax(0,1fr);gap:6px 16px;margin:0}",
  "dt{font-weight:600}dd{margin:0;overflow-wrap:anywhere}",
  "@media (max-width:600px){main{padding:16px}dl{display:block}dd{margin:0 0 8px}}",
  "@page{size:A4 landscape;margin:12mm}@page sheet{size:A4 portrait;margin:18mm}",
  "@media print{main{max-width:none;padding:0}.wide{overflow:visible}table{font-size:9px;line-height:12px;width:100%}th{white-space:normal;font-size:9px}th,td,td.long{padding:2px 4px;min-width:0;white-space:normal}thead{display:table-header-group}tr,dd,pre{break-inside:avoid}pre{white-space:pre-wrap;overflow-wrap:anywhere}section{margin:0;padding:0;border:0}}",
].join("")
