import type { EventOf } from "@promotrail/core"
import { jsonColumn } from "../json-column.ts"
import type { WriteTransaction } from "../transaction.ts"

/** A person's word on tests, kept in the order it was given. */
export async function mark(
  tx: WriteTransaction,
  event: EventOf<"tests.retired" | "tests.quarantined">,
  index: number,
): Promise<void> {
  const { at, actor, data } = event
  const quarantine = event.kind === "tests.quarantined" ? event.data : undefined
  await tx.insert("mark", [
    {
      application: data.application,
      idx: index,
      kind: quarantine === undefined ? "retired" : "quarantined",
      pattern: data.pattern,
      owner: quarantine?.owner ?? null,
      reason: data.reason,
      until: quarantine?.until ?? null,
      at,
      actor: jsonColumn(actor),
    },
  ])
}
