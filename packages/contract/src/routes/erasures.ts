import { z } from "zod"
import { Digest_, Sought_, Ulid_ } from "../names.ts"
import { json, jsonBody, route } from "../route.ts"
import { Erasure, ErasureNotice, ErasurePlan, page } from "../schemas.ts"
import { paging } from "./shared.ts"

// Erasing a person: what named them is deleted, what was hashed stands.

const asked = {
  person: Ulid_.optional().meta({ description: "The token's id, under which the person stands in entries." }),
  text: Sought_(200).min(3).optional().meta({ description: "A text that names the person." }),
  evidence: z.array(Digest_).max(1000).default([]).meta({ description: "Raw evidence to erase as well." }),
}

export const previewErasure = route({
  id: "previewErasure",
  method: "POST",
  path: "/v1/erasures/preview",
  tag: "Access",
  scope: "admin",
  summary: "What an erasure would take away, and what names the person and stays",
  body: jsonBody(z.strictObject(asked)),
  replies: { 200: json(ErasurePlan, "What would be erased") },
})

export const listErasures = route({
  id: "listErasures",
  method: "GET",
  path: "/v1/erasures",
  tag: "Access",
  scope: "admin",
  summary: "Notices of erasure, newest first",
  query: z.object(paging),
  replies: { 200: json(page(ErasureNotice), "Notices") },
})

export const erasePerson = route({
  id: "erasePerson",
  method: "POST",
  path: "/v1/erasures",
  tag: "Access",
  scope: "admin",
  summary: "Erase a person for good; every proof still verifies",
  body: jsonBody(
    z.strictObject({
      ...asked,
      basis: z
        .string()
        .regex(/^[a-z0-9][a-z0-9.-]{1,59}$/)
        .meta({ description: "Why, as a code: gdpr-art-17" }),
    }),
  ),
  replies: { 201: json(Erasure, "The notice, as it stands in the ledger") },
})
