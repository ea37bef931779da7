import type { Instant } from "@promotrail/core"
import { z } from "zod"
import { route } from "../route.ts"

// The audit pack.

const Moment_ = z
  .string()
  .regex(
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/,
    "must be a time in UTC with milliseconds: 2026-11-20T20:41:00.000Z",
  ) as unknown as z.ZodType<Instant, string>
const Flag_ = z.enum(["true", "false"]).default("false")

export const getAuditPack = route({
  id: "getAuditPack",
  method: "GET",
  path: "/v1/audit/pack",
  tag: "Audit",
  scope: "read",
  summary: "All that an auditor needs to check the ledger without this server, as a tar that is streamed",
  query: z.object({
    from: Moment_.optional().meta({ description: "Records of this time on; else from the first one." }),
    to: Moment_.optional().meta({ description: "Records before this time; else up to now." }),
    names: Flag_.meta({ description: "With names and free words, as far as they were not erased." }),
    evidence: Flag_.meta({ description: "With the raw files of evidence." }),
    bundles: z
      .string()
      .regex(/^(?:all|none|0|[1-9][0-9]{0,5})$/, "must be all, none or a number")
      .default("1000")
      .meta({
        description: "For how many of the newest decisions there is a Sigstore bundle: all, none, or a number.",
      }),
  }),
  replies: { 200: { kind: "bytes", mediaType: "application/x-tar", about: "The pack" } },
})
