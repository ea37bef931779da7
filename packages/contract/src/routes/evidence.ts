import { EVIDENCE_KINDS } from "@promotrail/core"
import { z } from "zod"
import { ItemSchema } from "../items.ts"
import { Application_, Category_, Environment_, Release_, Ulid_, Text_ } from "../names.ts"
import { json, route } from "../route.ts"
import { Evidence, page, TestState } from "../schemas.ts"
import { ofRelease, paging } from "./shared.ts"

// Taking evidence in, and what became of it.

const flag = z.enum(["true", "false"]).transform((value) => value === "true")

export const uploadEvidence = route({
  id: "uploadEvidence",
  method: "POST",
  path: "/v1/applications/{application}/releases/{release}/evidence",
  tag: "Evidence",
  scope: "report",
  summary: "Upload one report file, streamed as it is; 201 accepted, 200 repeat, 422 refused (kept, with its reason)",
  params: ofRelease,
  query: z.object({
    environment: Environment_,
    category: Category_.optional(),
    variant: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/)
      .optional(),
    file: Text_(500).default("report"),
    inventory: flag.default(false),
    retries: z.enum(["merge"]).optional().meta({
      description: "merge: repeated results of one test are attempts of it, and a pass after a failure is flaky.",
    }),
  }),
  body: { kind: "stream", about: "The report file" },
  replies: {
    200: json(Evidence, "Equal to the newest upload there: nothing changed"),
    201: json(Evidence, "Accepted"),
    422: json(Evidence, "Refused: unreadable, unsupported, or it proves nothing. Kept, never counted."),
  },
})

export const listEvidence = route({
  id: "listEvidence",
  method: "GET",
  path: "/v1/evidence",
  tag: "Evidence",
  scope: "read",
  summary: "Uploads, newest first, refused ones too",
  query: z.object({
    ...paging,
    application: Application_.optional(),
    release: Release_.optional(),
    environment: Environment_.optional(),
    category: Category_.optional(),
    outcome: z.enum(["accepted", "rejected", "unsupported", "empty"]).optional(),
    kind: z.enum(EVIDENCE_KINDS).optional(),
  }),
  replies: { 200: json(page(Evidence), "Evidence") },
})

export const getEvidence = route({
  id: "getEvidence",
  method: "GET",
  path: "/v1/evidence/{evidence}",
  tag: "Evidence",
  scope: "read",
  summary: "One upload and what was read from it",
  params: z.object({ evidence: Ulid_ }),
  replies: { 200: json(Evidence, "The evidence") },
})

export const getEvidenceTests = route({
  id: "getEvidenceTests",
  method: "GET",
  path: "/v1/evidence/{evidence}/tests",
  tag: "Evidence",
  scope: "read",
  summary: "The tests that an upload reported",
  params: z.object({ evidence: Ulid_ }),
  query: z.object({
    state: z.enum(["all", "not-passed", "passed", "failed", "errored", "skipped"]).default("all"),
    offset: z.coerce.number().int().min(0).default(0),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  }),
  replies: {
    200: json(
      z.object({
        total: z.int(),
        items: z.array(
          z.object({
            id: z.string(),
            state: TestState,
            flaky: z.boolean(),
            line: z.int().nullable(),
            message: z.string().nullable(),
            durationMs: z.number().nullable(),
          }),
        ),
      }),
      "Tests in file order",
    ),
  },
})

export const getEvidenceItems = route({
  id: "getEvidenceItems",
  method: "GET",
  path: "/v1/evidence/{evidence}/items",
  tag: "Evidence",
  scope: "read",
  summary: "What a report of another kind than tests lists: findings, components, measures …",
  params: z.object({ evidence: Ulid_ }),
  query: z.object({
    /** Findings and vulnerabilities that count, or those that something in the file takes out. */
    state: z.enum(["all", "open", "suppressed"]).default("all"),
    offset: z.coerce.number().int().min(0).default(0),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  }),
  replies: { 200: json(z.object({ total: z.int(), items: z.array(ItemSchema) }), "Items, the worst first") },
})

export const getEvidenceRaw = route({
  id: "getEvidenceRaw",
  method: "GET",
  path: "/v1/evidence/{evidence}/raw",
  tag: "Evidence",
  scope: "read",
  summary: "The file as it was received",
  params: z.object({ evidence: Ulid_ }),
  replies: { 200: { kind: "bytes", mediaType: "application/octet-stream", about: "The raw file" } },
})
