import { z } from "zod"
import { Application_, Digest_, Instant_ } from "../names.ts"
import { json, route } from "../route.ts"
import { ofApplication } from "./shared.ts"

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
