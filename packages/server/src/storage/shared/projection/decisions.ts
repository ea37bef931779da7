import type { EventOf } from "@promotrail/core"
import type { WriteTransaction } from "../transaction.ts"

/** A decision changes nothing a gate reads, so the application stays at its version. */
export async function recordDecision(
  tx: WriteTransaction,
  { data, at, actor }: EventOf<"decision.recorded">,
  index: number,
): Promise<void> {
  await tx.insert("decision", [
    {
      id: data.decision,
      application: data.application,
      release: data.release,
      environment: data.edge.to,
      artifacts: JSON.stringify(data.artifacts),
      edge: JSON.stringify(data.edge),
      mode: data.mode,
      verdict: data.verdict,
      reasons: JSON.stringify(data.reasons),
      policy: data.policy,
      input: data.input,
      outcome: data.outcome,
      engine: JSON.stringify(data.engine),
      at,
      actor: JSON.stringify(actor),
      idx: index,
    },
  ])
}
