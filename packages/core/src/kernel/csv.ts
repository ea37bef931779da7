/** What a spreadsheet takes for a formula, also in full width and behind blanks (OWASP, "CSV Injection"). */
const FORMULA = /^[\s\u00a0]*[=+\-@\uff1d\uff0b\uff0d\uff20|\t\r]/u

/** A line of CSV (RFC 4180) with its line break. A cell that a spreadsheet would take for a formula begins with `'`. */
export const csvLineOf = (cells: readonly string[]): string => `${cells.map(csvCell).join(",")}\r\n`

function csvCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
