import { EVIDENCE_KINDS, type ReportKind } from "@promotrail/core"
import { z } from "zod"
import { CheckSchema } from "./decision.ts"
import { Application_, Category_, Digest_, Environment_, Instant_, Release_, Ulid_ } from "./names.ts"
import { Evidence } from "./schemas.ts"

/** Kinds of evidence that list items instead of tests. */
export const ReportKind_ = z.enum(EVIDENCE_KINDS).exclude(["tests"]) satisfies z.ZodType<ReportKind>

/** Findings that something takes out of the count: how, on whose word, and the first of them by name. */
export const Hidden = z
  .object({
    how: z.enum(["suppressed", "vex"]),
    by: z.string().nullable().meta({ description: "Who or what did so; null: the report does not say." }),
    why: z.string().nullable(),
    since: Instant_.nullable(),
    evidence: Ulid_.nullable().meta({ description: "The VEX document it stands in." }),
    count: z.int(),
    items: z.array(z.string()),
  })
  .meta({ id: "Hidden" })
export type Hidden = z.output<typeof Hidden>

/** Where a cell about reports comes from: the checks with their numbers, the uploads, what is hidden, how to send one. */
export const ReportCell = z
  .object({
    application: Application_,
    release: Release_,
    environment: Environment_,
    kind: ReportKind_,
    category: Category_,
    policy: Digest_,
    subject: z.enum(["artifact", "environment"]).nullable().meta({ description: "Null: no report is there." }),
    gate: Environment_.meta({ description: "The environment whose gate judges it." }),
    comparedWith: Release_.nullable().meta({
      description: "What runs there and has such reports: decides what is new.",
    }),
    checks: z.array(CheckSchema),
    uploads: z.array(Evidence).meta({ description: "Those that count, newest first." }),
    refused: Evidence.nullable().meta({ description: "The newest upload, where it was refused." }),
    hidden: z.array(Hidden),
    ways: z
      .array(z.object({ format: z.string(), title: z.string(), command: z.string() }))
      .meta({ description: "Tools whose reports would count here, each with its usual command." }),
  })
  .meta({ id: "ReportCell" })
export type ReportCell = z.output<typeof ReportCell>
