import type { WireDecision } from "@promotrail/contract"
import type { MatrixView } from "@promotrail/core"
import { useEffect, useRef, useState } from "react"
import { to } from "../../parts/addresses.ts"
import { titled } from "../../parts/names.ts"
import { StateIcon } from "../../parts/state-mark.tsx"
import { VERDICT_LOOK } from "../../parts/states.ts"
import { AskGate } from "./ask-gate.tsx"
import { blockersOf, cellOf, type WireCheck } from "./blockers.ts"

const SHOWN = 3

/** The verdict in one sentence, what stands in the way, and the least that would turn it into a yes. */
export function Banner({ view, next }: { readonly view: MatrixView; readonly next: WireDecision | null }) {
  if (next === null) return <EndOfPath view={view} />
  const look = VERDICT_LOOK[next.verdict]
  const blockers = blockersOf(next)
  const [unblock] = next.unblock
  return (
    <section className="banner" data-state={look.state} aria-label="Verdict">
      <div className="banner-text">
        <span className="state-ink">
          <StateIcon state={look.state} size={22} />
        </span>
        <div className="grid min-w-0 flex-1 gap-1">
          <h2>{next.says}</h2>
          {blockers.length === 0 ? null : (
            <div className="grid gap-0.5">
              <Blockers checks={blockers.slice(0, SHOWN)} next={next} view={view} />
              {blockers.length > SHOWN ? (
                <details>
                  <summary className="text-muted">and {blockers.length - SHOWN} more</summary>
                  <Blockers checks={blockers.slice(SHOWN)} next={next} view={view} />
                </details>
              ) : null}
            </div>
          )}
          {unblock === undefined ? null : <Unblock set={unblock} />}
        </div>
      </div>
      <AskGate next={next} />
      <Announcer says={next.says} />
    </section>
  )
}

/** The least that would help: in one line if it is one thing, else each on its own. */
function Unblock({ set: { says, actions } }: { readonly set: WireDecision["unblock"][number] }) {
  if (actions.length === 1) {
    return (
      <p className="break-words">
        <span className="font-650">To unblock:</span> <span className="text-muted">{says}</span>
      </p>
    )
  }
  return (
    <div>
      <p className="font-650">To unblock, all of this:</p>
      <ul className="list-disc pl-5 text-muted">
        {actions.map((action) => (
          <li key={action.says} className="break-words">
            {action.says} ({action.who})
          </li>
        ))}
      </ul>
    </div>
  )
}

type BlockersProps = {
  readonly checks: readonly WireCheck[]
  readonly next: WireDecision
  readonly view: MatrixView
}

function Blockers({ checks, next, view }: BlockersProps) {
  return (
    <ul className="grid gap-0.5">
      {checks.map((check) => {
        const cell = cellOf(check, next, view)
        return (
          <li key={check.id} className="break-words">
            {cell === null ? (
              <span className="font-500">{titled(check.title)}</span>
            ) : (
              <a className="link" href={to.release(next.application, next.release, cell)}>
                {titled(check.title)}
              </a>
            )}
            <span className="text-muted">: {check.says}</span>
          </li>
        )
      })}
    </ul>
  )
}

function EndOfPath({ view }: { readonly view: MatrixView }) {
  const last = view.columns.at(-1)
  const isThere = last?.running === view.release
  return (
    <section className="banner" data-state={isThere ? "pass" : "not-applicable"} aria-label="Verdict">
      <div className="banner-text">
        <span className="state-ink">
          <StateIcon state={isThere ? "pass" : "not-applicable"} size={24} />
        </span>
        <h2 className="flex-1">
          {isThere
            ? `${view.release} runs in ${last.environment}, at the end of its path.`
            : `${view.release} is past the last gate of its path.`}
        </h2>
      </div>
    </section>
  )
}

/** Says a verdict aloud when it changes while the page is open; once, and politely. */
function Announcer({ says }: { readonly says: string }) {
  const before = useRef(says)
  const [news, setNews] = useState("")
  useEffect(() => {
    if (before.current === says) return
    before.current = says
    setNews(`Recalculated. ${says}`)
  }, [says])
  return <output className="visually-hidden">{news}</output>
}
