import type { MatrixColumn } from "@promotrail/core"
import { titled } from "../names.ts"
import { Pill } from "../state-mark.tsx"

/** The head of a column: the environment, how the release stands there, what runs there, how much is met. */
export function ColumnHead({ column }: { readonly column: MatrixColumn }) {
  const { environment, state, word, running, met, applicable } = column
  return (
    <div className="grid justify-items-start gap-1.5">
      <span className="text-14 font-650">{titled(environment)}</span>
      <Pill state={state}>
        <span className="block truncate">{word}</span>
      </Pill>
      <span className="text-12 text-muted">
        {running ?? "nothing runs"}, {met} of {applicable} met
      </span>
    </div>
  )
}
