import { z } from "zod"
import { Application_, Environment_, Instant_ } from "../names.ts"
import { json, route } from "../route.ts"
import { AccessReport, ControlsReport, PopulationReport } from "../schemas.ts"

// Reports for auditors, out of the signed records.

const period = { from: Instant_.optional(), to: Instant_.optional() }

export const getPopulation = route({
  id: "getPopulation",
  method: "GET",
  path: "/v1/audit/population",
  tag: "Audit",
  scope: "read",
  summary: "Every change of a period, what makes the list complete, and a sample that anybody can draw again",
  query: z.object({
    ...period,
    application: Application_.optional(),
    environment: Environment_.optional().meta({ description: "Changes into this environment alone." }),
    sample: z.coerce.number().int().min(0).max(1000).default(0),
    seed: z.string().max(100).default("1"),
  }),
  replies: { 200: json(PopulationReport, "The report") },
})

export const getAccessReport = route({
  id: "getAccessReport",
  method: "GET",
  path: "/v1/audit/access",
  tag: "Audit",
  scope: "admin",
  summary: "Who may do what as of a moment",
  query: z.object({ asOf: Instant_.optional() }),
  replies: { 200: json(AccessReport, "The report") },
})

export const getControls = route({
  id: "getControls",
  method: "GET",
  path: "/v1/audit/controls",
  tag: "Audit",
  scope: "read",
  summary: "Which controls the records of a period are evidence of",
  query: z.object(period),
  replies: { 200: json(ControlsReport, "The report") },
})
