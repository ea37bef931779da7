import { z } from "zod"

/** One message of `GET /v1/live` (server-sent events, event name `entry`): a ledger entry was written. */
export const LiveEntry = z
  .object({ index: z.int(), kind: z.string(), application: z.string().nullable(), release: z.string().nullable() })
  .meta({ id: "LiveEntry" })
export type LiveEntry = z.output<typeof LiveEntry>

/** Where the stream is. The `id` of each message is the ledger index, so `Last-Event-ID` resumes without a gap. */
export const LIVE_PATH = "/v1/live"
