import { z } from "zod"
import { Application_, Text_, Ulid_ } from "../names.ts"
import { json, jsonBody, route } from "../route.ts"
import { page, Scope, Session, Token } from "../schemas.ts"

// Who a token is, and making and ending tokens.

export const getSession = route({
  id: "getSession",
  method: "GET",
  path: "/v1/session",
  tag: "Access",
  scope: "read",
  summary: "Who the token is and what it may do",
  replies: { 200: json(Session, "The token and the installation") },
})

export const listTokens = route({
  id: "listTokens",
  method: "GET",
  path: "/v1/tokens",
  tag: "Access",
  scope: "admin",
  summary: "All tokens, without their secrets",
  replies: { 200: json(page(Token), "Tokens, newest first") },
})

export const createToken = route({
  id: "createToken",
  method: "POST",
  path: "/v1/tokens",
  tag: "Access",
  scope: "admin",
  summary: "Make a token; its secret is shown this once",
  body: jsonBody(
    z.strictObject({
      name: Text_(100),
      scopes: z.array(Scope).min(1),
      applications: z.array(Application_).max(1000).default([]),
    }),
  ),
  replies: { 201: json(z.object({ token: Token, secret: z.string() }), "The token and its secret") },
})

export const revokeToken = route({
  id: "revokeToken",
  method: "DELETE",
  path: "/v1/tokens/{token}",
  tag: "Access",
  scope: "admin",
  summary: "End a token at once",
  params: z.object({ token: Ulid_ }),
  replies: { 200: json(Token, "The revoked token") },
})
