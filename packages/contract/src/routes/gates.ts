import { z } from "zod"
import { DecisionSchema, ReplayedPageSchema, ReplaySchema } from "../decision.ts"
import { Application_, Environment_, Instant_, Lane_, Release_, Ulid_ } from "../names.ts"
import { json, jsonBody, route } from "../route.ts"
import { DecisionSummary, page } from "../schemas.ts"
import { Deep_, ofRelease, paging } from "./shared.ts"

// Asking gates, and decisions.

export const askGate = route({
  id: "askGate",
  method: "POST",
  path: "/v1/applications/{application}/releases/{release}/gate",
  tag: "Gates",
  scope: "gate",
  summary:
    "Ask whether the release may enter an environment; recorded. 200 allow or recorded advisory, 409 deny or hold",
  params: ofRelease,
  body: jsonBody(
    z.strictObject({
      to: Environment_,
      lane: Lane_.nullable().default(null),
      mode: z.enum(["enforce", "advisory"]).default("enforce"),
    }),
  ),
  replies: {
    200: json(DecisionSchema, "Allowed, or recorded as advisory"),
    409: json(DecisionSchema, "Denied or on hold"),
    500: json(DecisionSchema, "Could not be evaluated"),
  },
})

export const tryGate = route({
  id: "tryGate",
  method: "GET",
  path: "/v1/applications/{application}/releases/{release}/gate",
  tag: "Gates",
  scope: "read",
  summary: "The same evaluation unrecorded: a dry run, and it says so",
  params: ofRelease,
  query: z.object({ to: Environment_, lane: Lane_.optional() }),
  replies: { 200: json(DecisionSchema, "What the gate would say") },
})

export const listDecisions = route({
  id: "listDecisions",
  method: "GET",
  path: "/v1/decisions",
  tag: "Gates",
  scope: "read",
  summary: "Decisions, newest first",
  query: z.object({
    ...paging,
    application: Application_.optional(),
    release: Release_.optional(),
    to: Environment_.optional(),
  }),
  replies: { 200: json(page(DecisionSummary), "Decisions") },
})

export const getDecision = route({
  id: "getDecision",
  method: "GET",
  path: "/v1/decisions/{decision}",
  tag: "Gates",
  scope: "read",
  summary: "A recorded decision, explained",
  params: z.object({ decision: Ulid_ }),
  replies: { 200: json(DecisionSchema, "The decision") },
})

export const getDecisionInput = route({
  id: "getDecisionInput",
  method: "GET",
  path: "/v1/decisions/{decision}/input",
  tag: "Gates",
  scope: "read",
  summary: "The frozen input, byte for byte as its digest was taken",
  params: z.object({ decision: Ulid_ }),
  replies: { 200: { kind: "bytes", mediaType: "application/json", about: "Canonical JSON" } },
})

export const replayDecision = route({
  id: "replayDecision",
  method: "POST",
  path: "/v1/decisions/{decision}/replay",
  tag: "Gates",
  scope: "read",
  summary:
    "Evaluate the recorded input again and compare byte for byte; deep: make it again from the raw evidence, too",
  params: z.object({ decision: Ulid_ }),
  query: z.object({ deep: Deep_ }),
  replies: { 200: json(ReplaySchema, "Whether the bytes agree") },
})

export const replayDecisions = route({
  id: "replayDecisions",
  method: "POST",
  path: "/v1/decisions/replay",
  tag: "Gates",
  scope: "read",
  summary: "Replay a page of decisions, newest first, and list those that do not agree",
  query: z.object({
    ...paging,
    application: Application_.optional(),
    release: Release_.optional(),
    to: Environment_.optional(),
    since: Instant_.optional(),
    deep: Deep_,
  }),
  replies: { 200: json(ReplayedPageSchema, "How many agree, and every one that does not") },
})
