import type { Cell } from "@promotrail/contract"
import { counted } from "../../parts/names.ts"
import { Time } from "../../parts/time.tsx"

const WORDS = {
  "not-due": "not due here yet",
  "out-of-scope": "out of scope here",
  retired: "retired",
  quarantined: "quarantined",
} as const

/** What is listed and not counted, and why. */
export function Exclusions({ excluded }: { readonly excluded: Cell["excluded"] }) {
  if (excluded.length === 0) return null
  return (
    <div className="grid gap-1 text-13">
      <h3>Left out of numerator and denominator</h3>
      {excluded.map(({ reason, because, until, count, tests }) => (
        <details key={`${reason} ${because ?? ""} ${until ?? ""}`}>
          <summary>
            {counted(count, "test")} {WORDS[reason]}
            {because === null ? "" : `: ${because}`}
            {until === null ? null : (
              <>
                , until <Time at={until} as="day" />
              </>
            )}
          </summary>
          <ul className="grid gap-1 py-1 pl-4">
            {tests.map((test) => (
              <li key={test}>
                <code className="text-12 break-all text-muted">{test}</code>
              </li>
            ))}
            {count > tests.length ? <li className="text-muted">and {count - tests.length} more</li> : null}
          </ul>
        </details>
      ))}
    </div>
  )
}
