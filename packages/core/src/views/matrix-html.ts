import { escapeMarkup } from "../kernel/markup.ts"
import type { CellState, MatrixCell, MatrixView } from "./matrix-view.ts"
import { LIGHT, LIGHT_PAGE } from "./palette.ts"

const STATES = Object.keys(LIGHT) as readonly CellState[]

/** The matrix as one HTML file without script: to be attached, printed, or saved by an auditor. */
export function renderMatrixHtml(view: MatrixView): string {
  const title = escapeMarkup(`${view.application} ${view.release}: release matrix`)
  const heads = view.columns
    .map(
      ({ environment, word, running, met, applicable }) =>
        `<th scope="col">${escapeMarkup(environment)}<br><b>${escapeMarkup(word)}</b><br><small>${escapeMarkup(running ?? "nothing runs")}, ${met} of ${applicable} met</small></th>`,
    )
    .join("")
  const bodies = view.groups
    .map(
      ({ title: group, rows }) =>
        `<tbody><tr><th scope="rowgroup" colspan="${view.columns.length + 1}">${escapeMarkup(group)}</th></tr>${rows.map(({ title: name, requirement, cells }) => row(name, requirement, cells, view.columns.length)).join("")}</tbody>`,
    )
    .join("")
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title><style>${STYLE}</style></head><body><h1>${title}</h1><p>As of <time datetime="${escapeMarkup(view.at)}">${escapeMarkup(view.at)}</time>, policy <code>${escapeMarkup(view.policy)}</code>${view.comparedWith === null ? "" : `, compared with ${escapeMarkup(view.comparedWith)}`}.</p><table><thead><tr><th scope="col">Category and requirement</th>${heads}</tr></thead>${bodies}<tfoot>${row("All tests", "pooled", view.totals, view.columns.length)}</tfoot></table></body></html>`
}

function row(title: string, requirement: string, cells: readonly MatrixCell[], columns: number): string {
  const span = cells.length === 1 && columns > 1 ? ` colspan="${columns}"` : ""
  const drawn = cells.map(
    ({ state, symbol, word, value, detail }) =>
      `<td class="${escapeMarkup(state)}"${span}><b>${escapeMarkup(`${symbol} ${value}`)}</b><br>${escapeMarkup(detail)}<br><small>${escapeMarkup(word)}</small></td>`,
  )
  return `<tr><th scope="row">${escapeMarkup(title)}<br><small>${escapeMarkup(requirement)}</small></th>${drawn.join("")}</tr>`
}

const STYLE = [
  `body{font:14px/20px Inter,system-ui,sans-serif;color:${LIGHT_PAGE.text};margin:24px}`,
  "table{border-collapse:separate;border-spacing:4px}th{text-align:left;font-weight:500;vertical-align:bottom}tbody th,tfoot th,td{vertical-align:top}code{overflow-wrap:anywhere}",
  "td{border-radius:6px;padding:4px 8px;border:1px solid transparent;print-color-adjust:exact}",
  ...STATES.map(
    (state) =>
      `.${state}{background:${LIGHT[state].fill};color:${LIGHT[state].text};border-color:${LIGHT[state].border}}`,
  ),
  `.not-applicable{background:repeating-linear-gradient(45deg,${LIGHT["not-applicable"].fill} 0 4px,#FFFFFF 4px 6px)}`,
  ".missing{border-style:dashed}.pass,.not-applicable{border-color:transparent}",
  "@media print{body{margin:0;font-size:11px;line-height:15px}td,th{break-inside:avoid}}",
].join("")
