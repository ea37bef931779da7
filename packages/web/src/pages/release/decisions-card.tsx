import type { MatrixView } from "@promotrail/core"
import { to } from "../../parts/addresses.ts"
import { titled } from "../../parts/names.ts"
import { StateIcon } from "../../parts/state-mark.tsx"
import { VERDICT_LOOK } from "../../parts/states.ts"
import { Time } from "../../parts/time.tsx"

/** The newest recorded decision into each environment. */
export function DecisionsCard({ view }: { readonly view: MatrixView }) {
  const decided = view.columns.flatMap(({ environment, decision }) =>
    decision === null ? [] : [{ environment, decision, look: VERDICT_LOOK[decision.verdict] }],
  )
  if (decided.length === 0) return null
  return (
    <section className="card grid gap-3 p-4" aria-labelledby="decided">
      <h2 id="decided">Newest decisions</h2>
      <ul className="grid gap-2 text-13">
        {decided.map(({ environment, decision, look }) => (
          <li key={environment} className="flex items-start gap-2.5">
            <span className="state-ink pt-0.5" data-state={look.state}>
              <StateIcon state={look.state} size={15} />
            </span>
            <a className="link flex-1" href={to.decision(decision.id)}>
              {look.past} into {titled(environment)}
            </a>
            <span className="text-muted">
              <Time at={decision.at} as="short" />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
