import { Check, CircleAlert, Clock, Minus, ShieldCheck, TriangleAlert, X, type LucideIcon } from "lucide-react"
import { WORD, type CellState } from "./states.ts"

const ICON: Readonly<Record<CellState, LucideIcon>> = {
  pass: Check,
  warn: TriangleAlert,
  fail: X,
  pending: Clock,
  missing: CircleAlert,
  waived: ShieldCheck,
  "not-applicable": Minus,
}

/** The shape of a state. Never alone: a word stands beside it, seen or spoken. */
export function StateIcon({ state, size = 14 }: { readonly state: CellState; readonly size?: number }) {
  const Icon = ICON[state]
  return <Icon size={size} strokeWidth={2.6} aria-hidden="true" className="shrink-0 self-center" />
}

/** A state in a frame of its own, with its word. */
export function Pill({ state, children }: { readonly state: CellState; readonly children?: React.ReactNode }) {
  return (
    <span className="pill state-fill" data-state={state}>
      <StateIcon state={state} size={12} />
      <span className="min-w-0">{children ?? WORD[state]}</span>
    </span>
  )
}

/** A state in one small square; the word is there for those who do not see it. */
export function Glyph(props: { readonly state: CellState; readonly word: string; readonly isSmall?: boolean }) {
  const { state, word, isSmall = false } = props
  return (
    <span className={`glyph state-fill ${isSmall ? "glyph-small" : ""}`} data-state={state} title={word}>
      <StateIcon state={state} size={isSmall ? 11 : 12} />
      <span className="visually-hidden">{word}</span>
    </span>
  )
}
