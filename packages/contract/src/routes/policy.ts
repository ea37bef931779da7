import { z } from "zod"
import { CheckChangeSchema } from "../decision.ts"
import { Application_, Digest_, Environment_, Instant_, Release_, Ulid_, Verdict_ } from "../names.ts"
import { json, route } from "../route.ts"
import { Edge } from "../schemas.ts"
import { Deep_, ofApplication } from "./shared.ts"

// Policies.

export const applyPolicy = route({
  id: "applyPolicy",
  method: "POST",
  path: "/v1/applications/{application}/policy",
  tag: "Policy",
  scope: "admin",
  summary: "Validate and store a policy; the first one makes the application",
  params: ofApplication,
  body: { kind: "text", mediaType: "application/yaml", maxBytes: 1_048_576, about: "The policy file" },
  replies: {
    200: json(
      z.object({
        application: Application_,
        policy: Digest_,
        unchanged: z.boolean(),
        warnings: z.array(
          z.object({ code: z.string(), path: z.string(), line: z.int(), column: z.int(), text: z.string() }),
        ),
      }),
      "The policy in force",
    ),
  },
})

export const getPolicy = route({
  id: "getPolicy",
  method: "GET",
  path: "/v1/applications/{application}/policy",
  tag: "Policy",
  scope: "read",
  summary: "The policy in force: its text, digest and history",
  params: ofApplication,
  replies: {
    200: json(
      z.object({
        application: Application_,
        policy: Digest_,
        text: z.string(),
        appliedAt: Instant_,
        history: z.array(z.object({ policy: Digest_, appliedAt: Instant_, by: z.string(), ledgerIndex: z.int() })),
      }),
      "The policy",
    ),
  },
})

export const replayPolicy = route({
  id: "replayPolicy",
  method: "POST",
  path: "/v1/applications/{application}/policy/replay",
  tag: "Policy",
  scope: "read",
  summary: "Which past decisions would have ended otherwise under another policy, and why; nothing is recorded",
  params: ofApplication,
  query: z.object({
    last: z.coerce.number().int().min(1).max(1000).default(200),
    to: Environment_.optional(),
    deep: Deep_.meta({
      description: "true: inputs are made again out of the ledger also where there are more than 20 to make",
    }),
  }),
  body: { kind: "text", mediaType: "application/yaml", maxBytes: 1_048_576, about: "The other policy file" },
  replies: {
    200: json(
      z.object({
        application: Application_,
        policy: Digest_,
        looked: z.int(),
        same: z.int(),
        unanswered: z.int(),
        remade: z.int().meta({ description: "answered by an input that was made again out of the ledger" }),
        deferred: z.int().meta({ description: "unanswered only because `deep` was not asked for" }),
        changed: z.object({ allow: z.int(), deny: z.int(), hold: z.int(), error: z.int() }),
        decisions: z.array(
          z.object({
            decision: Ulid_,
            release: Release_,
            edge: Edge,
            mode: z.enum(["enforce", "advisory"]),
            now: Instant_,
            before: Verdict_,
            after: Verdict_.nullable().meta({ description: "null: there is no answer; `says` why" }),
            remade: z.boolean(),
            says: z.string(),
            changes: z.array(CheckChangeSchema),
          }),
        ),
      }),
      "What would have ended otherwise, and what cannot be answered",
    ),
  },
})
