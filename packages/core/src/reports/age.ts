import type { Instant } from "../kernel/instant.ts"
import type { UploadState } from "./state.ts"

/** Freshness goes by the older of the two times; a producer's clock that runs ahead cannot make evidence younger. */
export function agedFrom({ producedAt, receivedAt }: Pick<UploadState, "producedAt" | "receivedAt">): Instant {
  return producedAt !== null && producedAt < receivedAt ? producedAt : receivedAt
}
