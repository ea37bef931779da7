import type { CellState } from "./matrix-view.ts"

/** Fill, text and border of a state on a light page; contrast is at least 4.5 for text and 3 for borders (WCAG AA). */
export const LIGHT: Readonly<
  Record<CellState, { readonly fill: string; readonly text: string; readonly border: string }>
> = {
  pass: { fill: "#CFEDE1", text: "#07473A", border: "#157A60" },
  warn: { fill: "#F6C155", text: "#3A2500", border: "#8F5600" },
  fail: { fill: "#AD2015", text: "#FFFFFF", border: "#7E150D" },
  pending: { fill: "#FFFFFF", text: "#123A75", border: "#2F67BF" },
  missing: { fill: "#FFFFFF", text: "#8E1B12", border: "#B42318" },
  waived: { fill: "#F3ECFD", text: "#4A2384", border: "#7445BD" },
  "not-applicable": { fill: "#EEF0F2", text: "#545D69", border: "#7B8591" },
}

/** The page around the states. */
export const LIGHT_PAGE = {
  canvas: "#F7F8F9",
  surface: "#FFFFFF",
  text: "#16191D",
  muted: "#545D69",
  hairline: "#D8DDE3",
  accent: "#1F4FB8",
} as const
