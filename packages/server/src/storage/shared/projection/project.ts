import type { Event } from "@promotrail/core"
import type { UploadResults } from "../../../ports/store.ts"
import type { WriteTransaction } from "../transaction.ts"
import { applyPolicy, archive, moveOn } from "./applications.ts"
import { recordDecision } from "./decisions.ts"
import { recordDeployment } from "./deployments.ts"
import { recordEvidence } from "./evidence.ts"
import { mark } from "./marks.ts"
import { erase } from "./erasure.ts"
import { block, register } from "./releases.ts"
import { start } from "./start.ts"
import { createToken, revokeToken } from "./tokens.ts"

/** An event with its place in the ledger, and what its facts object says in catalogue ordinals. */
export type Fact<E extends Event = Event> = {
  readonly event: E
  readonly index: number
  readonly results: UploadResults | undefined
}

/** The fold of one event into the state: the only code that writes state, here and in a rebuild. */
export async function project(tx: WriteTransaction, { event, index, results }: Fact): Promise<void> {
  switch (event.kind) {
    case "ledger.started":
      return start(tx, event)
    case "policy.applied":
      return applyPolicy(tx, event, index)
    case "application.archived":
      return archive(tx, event, index)
    case "release.registered":
      await register(tx, event, index)
      return moveOn(tx, event.data.application, index)
    case "release.blocked":
    case "release.unblocked":
      await block(tx, event)
      return moveOn(tx, event.data.application, index)
    case "evidence.recorded":
      await recordEvidence(tx, event, index, results)
      return moveOn(tx, event.data.application, index)
    case "decision.recorded":
      return recordDecision(tx, event, index)
    case "deployment.recorded":
      await recordDeployment(tx, event, index)
      return moveOn(tx, event.data.application, index)
    case "tests.retired":
    case "tests.quarantined":
      await mark(tx, event, index)
      return moveOn(tx, event.data.application, index)
    case "token.created":
      return createToken(tx, event)
    case "token.revoked":
      return revokeToken(tx, event)
    case "erasure.recorded":
      return erase(tx, event, index)
    case "key.rotated":
    case "log.recovered":
      return // what they change is the log's own
  }
}
