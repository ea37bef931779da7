import type { Evidence } from "@promotrail/contract"
import { to } from "../../parts/addresses.ts"
import { Pill } from "../../parts/state-mark.tsx"
import { UPLOAD_LOOK } from "../../parts/states.ts"
import { Time } from "../../parts/time.tsx"

/** The newest upload, where it was refused: what it would have said is not known, whatever an older one says. */
export function Refused({ refused, hasOlder }: { readonly refused: Evidence | null; readonly hasOlder: boolean }) {
  if (refused === null) return null
  const { id, file, outcome, reason, unfit, receivedAt } = refused
  // Read, but nothing in it proves anything: before a gate it stands like one that was refused.
  const isUnfit = outcome === "accepted"
  return (
    <div className="well grid gap-1 text-13">
      <p>
        <Pill state={isUnfit ? "missing" : UPLOAD_LOOK[outcome].state}>
          {isUnfit ? "The newest upload proves nothing" : "The newest upload was refused"}
        </Pill>
      </p>
      <p>
        <a className="link break-all" href={to.evidence(id)}>
          {file}
        </a>
        , <Time at={receivedAt} />: <span className="break-words">{reason ?? unfit ?? UPLOAD_LOOK[outcome].word}</span>
      </p>
      {hasOlder ? (
        <p className="text-muted">An older report is still there, and nobody knows what this one would have said.</p>
      ) : null}
    </div>
  )
}
