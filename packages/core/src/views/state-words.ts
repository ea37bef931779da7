import type { CellState } from "./matrix-view.ts"

/** Symbols that terminals with a plain monospaced font have. Never colour alone. */
export const SYMBOLS: Readonly<Record<CellState, string>> = {
  pass: "✓",
  warn: "▲",
  fail: "✕",
  pending: "◷",
  missing: "◌",
  waived: "◈",
  "not-applicable": "–",
}

/** The states in words. */
export const STATE_WORDS: Readonly<Record<CellState, string>> = {
  pass: "Pass",
  warn: "Warning",
  fail: "Fail",
  pending: "Pending",
  missing: "Missing",
  waived: "Waived",
  "not-applicable": "Not applicable",
}
