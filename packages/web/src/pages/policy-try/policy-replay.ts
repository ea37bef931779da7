import type { Reply } from "../../api/call.ts"

/** What the server found under another policy. */
export type PolicyReplay = Reply<"replayPolicy">
/** A decision that would have ended otherwise, or that has no answer. */
export type Reconsidered = PolicyReplay["decisions"][number]
