import { z } from "zod"
import { Application_, Environment_, Instant_ } from "../names.ts"
import { AccessReport, ControlsReport, OverridesReport, PopulationReport } from "../report-schemas.ts"
import { json, route } from "../route.ts"

// Reports for auditors, out of the signed records: as JSON, and as files.

const period = {
  from: Instant_.optional(),
  to: Instant_.optional().meta({ description: "Before this moment." }),
}
const population = {
  ...period,
  application: Application_.optional(),
  environment: Environment_.optional().meta({ description: "Changes into this environment alone." }),
  tier: z.enum(["development", "test", "staging", "preprod", "production", "all"]).default("production").meta({
    description:
      "Changes into environments of this tier, unless one is named; those whose tier is not known are always in it.",
  }),
  sample: z.coerce.number().int().min(0).max(1000).default(0),
  seed: z.string().max(100).default("1"),
}
const access = { asOf: Instant_.optional() }
const file = {
  format: z
    .enum(["csv", "jsonl", "html"])
    .default("csv")
    .meta({ description: "Cells of CSV that a spreadsheet would take for a formula are defused." }),
}
const FILE = {
  kind: "bytes",
  mediaType: "text/csv",
  about: "The report as a file, with what makes it believable",
} as const

export const getPopulation = route({
  id: "getPopulation",
  method: "GET",
  path: "/v1/audit/population",
  tag: "Audit",
  scope: "read",
  summary: "Every change of a period, what makes the list complete, and a sample that anybody can draw again",
  query: z.object(population),
  replies: { 200: json(PopulationReport, "The report") },
})

export const exportPopulation = route({
  id: "exportPopulation",
  method: "GET",
  path: "/v1/audit/population/export",
  tag: "Audit",
  scope: "read",
  summary: "The changes of a period as CSV, JSON lines, or HTML with a page for each sampled one",
  query: z.object({ ...file, ...population }),
  replies: { 200: FILE },
})

export const getAccessReport = route({
  id: "getAccessReport",
  method: "GET",
  path: "/v1/audit/access",
  tag: "Audit",
  scope: "admin",
  summary: "Who may do what as of a moment",
  query: z.object(access),
  replies: { 200: json(AccessReport, "The report") },
})

export const exportAccessReport = route({
  id: "exportAccessReport",
  method: "GET",
  path: "/v1/audit/access/export",
  tag: "Audit",
  scope: "admin",
  summary: "Who may do what as of a moment, as a file",
  query: z.object({ ...file, ...access }),
  replies: { 200: FILE },
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

export const exportControls = route({
  id: "exportControls",
  method: "GET",
  path: "/v1/audit/controls/export",
  tag: "Audit",
  scope: "read",
  summary: "Which controls the records of a period are evidence of, as a file",
  query: z.object({ ...file, ...period }),
  replies: { 200: FILE },
})

export const getOverrides = route({
  id: "getOverrides",
  method: "GET",
  path: "/v1/audit/overrides",
  tag: "Audit",
  scope: "read",
  summary: "What was passed without an enforced allow: overrides, waivers, deployments",
  query: z.object(period),
  replies: { 200: json(OverridesReport, "The report") },
})

export const exportOverrides = route({
  id: "exportOverrides",
  method: "GET",
  path: "/v1/audit/overrides/export",
  tag: "Audit",
  scope: "read",
  summary: "What was passed without an enforced allow, as a file",
  query: z.object({ ...file, ...period }),
  replies: { 200: FILE },
})
