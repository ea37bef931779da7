import { z } from "zod"
import { Application_, Environment_ } from "../names.ts"
import { json, jsonBody, route } from "../route.ts"
import { Deployment, EnvironmentInfo, page } from "../schemas.ts"
import { ofApplication, ofRelease, paging } from "./shared.ts"

// Environments and deployments.

export const listEnvironments = route({
  id: "listEnvironments",
  method: "GET",
  path: "/v1/environments",
  tag: "Environments",
  scope: "read",
  summary: "What runs where, in every application",
  replies: {
    200: json(
      page(z.object({ application: Application_, environment: EnvironmentInfo })),
      "Environments by application, in path order",
    ),
  },
})

export const recordDeployment = route({
  id: "recordDeployment",
  method: "POST",
  path: "/v1/applications/{application}/releases/{release}/deployments",
  tag: "Environments",
  scope: "gate",
  summary: "Record that a deployment ended",
  params: ofRelease,
  body: jsonBody(z.strictObject({ environment: Environment_, status: z.enum(["succeeded", "failed"]) })),
  replies: { 201: json(Deployment, "The deployment") },
})

export const listDeployments = route({
  id: "listDeployments",
  method: "GET",
  path: "/v1/applications/{application}/deployments",
  tag: "Environments",
  scope: "read",
  summary: "Deployments, newest first",
  params: ofApplication,
  query: z.object({ ...paging, environment: Environment_.optional() }),
  replies: { 200: json(page(Deployment), "Deployments") },
})
