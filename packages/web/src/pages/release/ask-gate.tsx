import type { WireDecision } from "@promotrail/contract"
import { useMay } from "../../api/queries.ts"
import { useWrite } from "../../api/writes.ts"
import { Refusal } from "../../forms/refusal.tsx"
import { to } from "../../parts/addresses.ts"
import { CopyButton } from "../../parts/copy.tsx"
import { titled } from "../../parts/names.ts"
import { VERDICT_LOOK } from "../../parts/states.ts"
import { gateCommand } from "./blockers.ts"

/** Asks the gate for good: the answer is a recorded decision. Beside it the same question for a pipeline. */
export function AskGate({ next }: { readonly next: WireDecision }) {
  const mayAsk = useMay("gate")
  const ask = useWrite("askGate")
  const { application, release, edge } = next
  return (
    <div className="no-print grid justify-items-end">
      <div className="flex flex-wrap justify-end gap-2">
        <CopyButton text={gateCommand(next)} what="command" label="Copy CLI command" />
        <button
          type="button"
          className="button button-primary"
          disabled={!mayAsk || ask.isPending}
          onClick={() => ask.mutate({ params: { application, release }, body: { to: edge.to, lane: edge.lane } })}
        >
          {ask.isPending ? "Asking…" : `Ask the gate into ${titled(edge.to)}`}
        </button>
      </div>
      {mayAsk ? null : (
        <p className="mt-2 text-12 text-muted">Your token may look, not ask: it lacks the scope “gate”.</p>
      )}
      <output className="text-13 not-empty:mt-2">
        {ask.data === undefined ? null : (
          <>
            Recorded: {VERDICT_LOOK[ask.data.verdict].past.toLowerCase()}.{" "}
            <a className="link" href={to.decision(ask.data.id)}>
              Open the decision
            </a>
          </>
        )}
      </output>
      <Refusal failure={ask.error} />
    </div>
  )
}
