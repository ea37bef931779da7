import { z } from "zod"
import { Category_, Instant_, Text_, Sought_ } from "../names.ts"
import { json, jsonBody, route } from "../route.ts"
import { page, TestInfo } from "../schemas.ts"
import { ofApplication, reason, paging } from "./shared.ts"

// The test catalogue and people's words on it.

export const listTests = route({
  id: "listTests",
  method: "GET",
  path: "/v1/applications/{application}/tests",
  tag: "Tests",
  scope: "read",
  summary: "The catalogue: scopes, categories, quarantine, vanished",
  params: ofApplication,
  query: z.object({
    ...paging,
    search: Sought_(200).optional(),
    filter: z.enum(["all", "quarantined", "retired", "vanished", "critical"]).default("all"),
    category: Category_.optional(),
  }),
  replies: { 200: json(page(TestInfo), "Tests in catalogue order") },
})

export const retireTests = route({
  id: "retireTests",
  method: "POST",
  path: "/v1/applications/{application}/tests/retire",
  tag: "Tests",
  scope: "admin",
  summary: "Tests that match are no longer expected; listed, not counted",
  params: ofApplication,
  body: jsonBody(z.strictObject({ pattern: Text_(500), reason })),
  replies: { 200: json(z.object({ pattern: z.string(), matched: z.int() }), "How many tests it matches now") },
})

export const quarantineTests = route({
  id: "quarantineTests",
  method: "POST",
  path: "/v1/applications/{application}/tests/quarantine",
  tag: "Tests",
  scope: "admin",
  summary: "Tests that match do not count until a date; critical ones still do",
  params: ofApplication,
  body: jsonBody(z.strictObject({ pattern: Text_(500), owner: Text_(100), reason, until: Instant_ })),
  replies: { 200: json(z.object({ pattern: z.string(), matched: z.int() }), "How many tests it matches now") },
})
