import { plainLine } from "./terminal.ts"

/** Rows in columns as wide as their widest cell; the last column is left as it is. Cells are foreign text and made safe. */
export function renderTable(rows: readonly (readonly string[])[], indent = ""): string {
  const safe = rows.map((row) => row.map(plainLine))
  const widths = safe.reduce<number[]>((known, row) => {
    return row.map((cell, at) => Math.max(known[at] ?? 0, cell.length)).concat(known.slice(row.length))
  }, [])
  return safe
    .map((row) => {
      const cells = row.map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0)))
      return `${indent}${cells.join("  ")}`.trimEnd()
    })
    .join("\n")
}
