import { z } from "zod"
import { Application_ } from "../names.ts"
import { json, jsonBody, route } from "../route.ts"
import { Application, page } from "../schemas.ts"
import { ofApplication, reason } from "./shared.ts"

// Applications.

export const listApplications = route({
  id: "listApplications",
  method: "GET",
  path: "/v1/applications",
  tag: "Applications",
  scope: "read",
  summary: "Every application: what runs where, what is blocked, what waits",
  replies: { 200: json(page(Application), "Applications by name") },
})

export const getApplication = route({
  id: "getApplication",
  method: "GET",
  path: "/v1/applications/{application}",
  tag: "Applications",
  scope: "read",
  summary: "One application",
  params: ofApplication,
  replies: { 200: json(Application, "The application") },
})

export const archiveApplication = route({
  id: "archiveApplication",
  method: "POST",
  path: "/v1/applications/{application}/archive",
  tag: "Applications",
  scope: "admin",
  summary: "Take an application off every page; its ledger entries remain",
  params: ofApplication,
  body: jsonBody(z.strictObject({ reason })),
  replies: { 200: json(z.object({ application: Application_, archived: z.literal(true) }), "It is archived") },
})
