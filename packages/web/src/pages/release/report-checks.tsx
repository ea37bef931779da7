import type { WireCheck } from "@promotrail/contract"
import { Attested } from "../../parts/attested.tsx"
import { Measurements } from "../../parts/measurements.tsx"
import { titled, unbroken } from "../../parts/names.ts"
import { Pill } from "../../parts/state-mark.tsx"
import { CHECK_LOOK, checkState } from "../../parts/states.ts"

/** What the gate asks of the reports and what they say: each check with its sentence and its numbers. */
export function ReportChecks({ checks }: { readonly checks: readonly WireCheck[] }) {
  if (checks.length === 0) return <p className="text-13 text-muted">This gate asks nothing of these reports.</p>
  return (
    <ul className="grid gap-3" aria-label="Checks">
      {checks.map((check) => {
        const state = checkState(check)
        const { word } = CHECK_LOOK[check.outcome]
        const isSaid = check.reasons.length > 0 || check.measurements === undefined
        return (
          <li key={check.id} className="well grid gap-1.5 text-13">
            <div className="flex flex-wrap items-center justify-between gap-x-2 gap-y-1">
              <h3 className="break-words">{titled(check.title)}</h3>
              <Pill state={state}>
                {word}
                {check.severity === "block" || state === "pass" ? "" : ", does not block"}
              </Pill>
            </div>
            {isSaid ? <p className="break-words text-muted">{sentence(unbroken(check.says))}</p> : null}
            <Attested of={check.title} attested={check.attested ?? []} />
            <Measurements of={check.title} measurements={check.measurements ?? []} />
          </li>
        )
      })}
    </ul>
  )
}

/** What a tool was told may end with a full stop of its own. */
const sentence = (says: string): string => `${titled(says)}${says.endsWith(".") ? "" : "."}`
