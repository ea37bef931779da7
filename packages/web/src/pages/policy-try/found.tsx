import { useEffect, useRef } from "react"
import { Digest } from "../../parts/digest.tsx"
import { counted, whole } from "../../parts/names.ts"
import { Decisions } from "./decisions.tsx"
import type { PolicyReplay } from "./policy-replay.ts"

type Props = {
  readonly found: PolicyReplay
  /** Also makes inputs again where there are many of them. */
  readonly onDeep: () => void
}

/** What trying a policy found: the sum first, then each decision that would not have ended as it did. */
export function Found({ found, onDeep }: Props) {
  const heading = useRef<HTMLHeadingElement>(null)
  // The answer stands below a long text: whoever asked is brought to it, and told.
  useEffect(() => heading.current?.focus(), [found])
  const { policy, looked, same, unanswered, remade, deferred, changed, decisions } = found
  const other = changed.allow + changed.deny + changed.hold + changed.error
  const parts: readonly (readonly [count: number, what: string])[] = [
    [changed.allow, "would be allowed"],
    [changed.deny, "would be denied"],
    [changed.hold, "would be on hold"],
    [changed.error, "could not be evaluated"],
    [unanswered, "without an answer"],
  ]
  return (
    <>
      <div className="grid gap-1">
        <h3 ref={heading} tabIndex={-1} className="outline-none">
          {sentence(looked, same, other)}
        </h3>
        <ul className="flex flex-wrap gap-x-4 gap-y-1 text-13">
          {parts.map(([count, what]) =>
            count === 0 ? null : (
              <li key={what}>
                <span className="font-650">{whole(count)}</span> {what}
              </li>
            ),
          )}
          <li className="text-muted">
            under <Digest digest={policy} what="digest of the other policy" />
          </li>
        </ul>
        {remade === 0 ? null : (
          <p className="text-13 text-muted">
            What was frozen could not answer for {whole(remade)}: what the gate saw was made again out of the ledger.
          </p>
        )}
      </div>
      {deferred === 0 ? null : (
        <div className="flex flex-wrap items-center gap-3 text-13">
          <p className="min-w-0 flex-1">
            {counted(deferred, "decision needs its input", "decisions need their inputs")} made again out of the ledger,
            which takes longer the longer the ledger is.
          </p>
          <button type="button" className="button button-small" onClick={onDeep}>
            Make them again
          </button>
        </div>
      )}
      {decisions.length === 0 ? null : (
        <div className="-mx-5">
          <Decisions decisions={decisions} />
        </div>
      )}
    </>
  )
}

function sentence(looked: number, same: number, other: number): string {
  if (looked === 0) return "Nothing to try it on: no decision was recorded yet"
  if (same === looked) {
    return looked === 1
      ? "The last decision would have ended the same"
      : `All ${whole(looked)} decisions would have ended the same`
  }
  return `${whole(other)} of ${counted(looked, "decision")} would have ended otherwise`
}
