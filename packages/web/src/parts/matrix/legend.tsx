import { Glyph } from "../state-mark.tsx"
import { WORD, type CellState } from "../states.ts"

const STATES: readonly CellState[] = ["pass", "warn", "fail", "missing", "pending", "waived", "not-applicable"]

/** What the states look like. */
export function Legend() {
  return (
    <ul className="flex flex-wrap gap-x-5 gap-y-2 text-12 text-muted" aria-label="Legend">
      {STATES.map((state) => (
        <li key={state} className="flex items-center gap-2">
          <span aria-hidden="true" className="contents">
            <Glyph state={state} word="" />
          </span>
          {WORD[state]}
        </li>
      ))}
    </ul>
  )
}
