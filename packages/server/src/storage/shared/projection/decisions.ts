import type { EventOf } from "@promotrail/core"
import { jsonColumn } from "../json-column.ts"
import type { WriteTransaction } from "../transaction.ts"

/** A decision changes nothing a gate reads, so the application stays at its version. */
export async function recordDecision(
  tx: WriteTransaction,
  { data, at, actor }: EventOf<"decision.recorded">,
  index: number,
): Promise<void> {
  await tx.insertLater("decision", {
    id: data.decision,
    application: data.application,
    release: data.release,
    environment: data.edge.to,
    artifacts: jsonColumn(data.artifacts),
    edge: jsonColumn(data.edge),
    mode: data.mode,
    verdict: data.verdict,
    reasons: jsonColumn(data.reasons),
    policy: data.policy,
    input: data.input,
    outcome: data.outcome,
    engine: jsonColumn(data.engine),
    at,
    actor: jsonColumn(actor),
    idx: index,
  })
}
