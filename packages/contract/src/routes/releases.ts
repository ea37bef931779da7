import { z } from "zod"
import { MatrixSchema } from "../matrix.ts"
import { Application_, Category_, Environment_, Release_, Text_ } from "../names.ts"
import { ReportCell, ReportKind_ } from "../report-cell.ts"
import { json, jsonBody, route } from "../route.ts"
import { Artifact, Cell, page, Release } from "../schemas.ts"
import { ofApplication, ofRelease, paging, reason } from "./shared.ts"

// Releases, their matrix and the numbers in it.

export const registerRelease = route({
  id: "registerRelease",
  method: "POST",
  path: "/v1/applications/{application}/releases",
  tag: "Releases",
  scope: "report",
  summary: "Register a release; the same again changes nothing, other digests are refused",
  params: ofApplication,
  body: jsonBody(
    z.strictObject({
      version: Release_,
      artifacts: z.array(Artifact).min(1).max(200),
      commit: Text_(200).nullable().default(null),
      notes: z.string().max(100_000).nullable().default(null),
      issues: z.array(Text_(100)).max(1000).default([]),
    }),
  ),
  replies: { 200: json(Release, "It was registered before"), 201: json(Release, "The release") },
})

export const listReleases = route({
  id: "listReleases",
  method: "GET",
  path: "/v1/applications/{application}/releases",
  tag: "Releases",
  scope: "read",
  summary: "Releases, newest first, with one glyph per environment",
  params: ofApplication,
  query: z.object(paging),
  replies: { 200: json(page(Release), "Releases") },
})

export const getRelease = route({
  id: "getRelease",
  method: "GET",
  path: "/v1/applications/{application}/releases/{release}",
  tag: "Releases",
  scope: "read",
  summary: "One release",
  params: ofRelease,
  replies: { 200: json(Release, "The release") },
})

export const blockRelease = route({
  id: "blockRelease",
  method: "POST",
  path: "/v1/applications/{application}/releases/{release}/block",
  tag: "Releases",
  scope: "admin",
  summary: "This release must not go further",
  params: ofRelease,
  body: jsonBody(z.strictObject({ reason })),
  replies: { 200: json(Release, "The blocked release") },
})

export const unblockRelease = route({
  id: "unblockRelease",
  method: "POST",
  path: "/v1/applications/{application}/releases/{release}/unblock",
  tag: "Releases",
  scope: "admin",
  summary: "Lift the block of a release",
  params: ofRelease,
  body: jsonBody(z.strictObject({ reason })),
  replies: { 200: json(Release, "The release") },
})

export const getMatrix = route({
  id: "getMatrix",
  method: "GET",
  path: "/v1/applications/{application}/releases/{release}/matrix",
  tag: "Releases",
  scope: "read",
  summary: "Release × environment × category, with bands, bases and the path to the next environment",
  params: ofRelease,
  replies: { 200: json(MatrixSchema, "The matrix") },
})

export const getMatrixSvg = route({
  id: "getMatrixSvg",
  method: "GET",
  path: "/v1/applications/{application}/releases/{release}/matrix.svg",
  tag: "Releases",
  scope: "read",
  summary: "The matrix as a picture",
  params: ofRelease,
  replies: { 200: { kind: "bytes", mediaType: "image/svg+xml", about: "The matrix" } },
})

export const getCell = route({
  id: "getCell",
  method: "GET",
  path: "/v1/applications/{application}/releases/{release}/cells/{environment}/{category}",
  tag: "Releases",
  scope: "read",
  summary: "Where a number comes from: formula, tests, exclusions, policy, raw files",
  params: z.object({ application: Application_, release: Release_, environment: Environment_, category: Category_ }),
  query: z.object({
    state: z.enum(["all", "not-passed", "passed", "failed", "errored", "skipped", "not_run"]).default("not-passed"),
    offset: z.coerce.number().int().min(0).default(0),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  }),
  replies: { 200: json(Cell, "The derivation") },
})

export const getReportCell = route({
  id: "getReportCell",
  method: "GET",
  path: "/v1/applications/{application}/releases/{release}/reports/{kind}/{category}",
  tag: "Releases",
  scope: "read",
  summary: "What the reports of a kind and category say: checks with their numbers, uploads, what is hidden",
  params: z.object({ application: Application_, release: Release_, kind: ReportKind_, category: Category_ }),
  query: z.object({
    environment: Environment_.meta({ description: "As the gate that leaves it sees them; the last one's own." }),
  }),
  replies: { 200: json(ReportCell, "The reports") },
})
