import { z } from "zod"
import { Application_ } from "../names.ts"
import { json, route } from "../route.ts"

// The sample application.

export const getSample = route({
  id: "getSample",
  method: "GET",
  path: "/v1/sample",
  tag: "Sample",
  scope: "read",
  summary: "The plan of the sample application",
  replies: { 200: json(z.looseObject({ application: Application_ }), "The plan") },
})

export const getSampleFile = route({
  id: "getSampleFile",
  method: "GET",
  path: "/v1/sample/files/{file}",
  tag: "Sample",
  scope: "read",
  summary: "One file of the sample application",
  params: z.object({
    file: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/)
      .max(200),
  }),
  replies: { 200: { kind: "bytes", mediaType: "application/octet-stream", about: "The file" } },
})
