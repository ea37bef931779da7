import type { EventOf } from "@promotrail/core"
import { jsonColumn } from "../json-column.ts"
import type { WriteTransaction } from "../transaction.ts"
import { releaseNumber } from "./releases.ts"

/** What was deployed where, and with it what runs there now. */
export async function recordDeployment(
  tx: WriteTransaction,
  { data, at, actor }: EventOf<"deployment.recorded">,
  index: number,
): Promise<void> {
  const { deployment, application, release, environment, status, decision } = data
  await tx.insert("deployment", [
    {
      id: deployment,
      application,
      release,
      release_number: (await releaseNumber(tx, application, release)).number,
      environment,
      status,
      at,
      actor: jsonColumn(actor),
      decision,
      idx: index,
    },
  ])
  const running = status === "succeeded" ? deployment : null
  await tx.db
    .insertInto("environment_state")
    .values({ application, environment, newest: deployment, running })
    .onConflict((conflict) =>
      conflict
        .columns(["application", "environment"])
        .doUpdateSet({ newest: deployment, ...(running === null ? {} : { running }) }),
    )
    .execute()
}
