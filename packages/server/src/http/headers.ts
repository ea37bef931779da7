import type { FastifyInstance } from "fastify"
import { hash } from "node:crypto"

/** What every answer says to browsers. The page needs nothing from anywhere but its own server. */
const SECURITY_HEADERS = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
} as const

/** Security headers and request id on everything; entity tags on JSON reads, so that nothing unchanged travels twice. */
export function answerHeaders(app: FastifyInstance): void {
  app.addHook("onRequest", async (request, reply) => {
    reply.headers(SECURITY_HEADERS)
    reply.header("x-request-id", request.id)
  })
  app.addHook("onSend", async (request, reply, payload) => {
    if (
      request.method !== "GET" ||
      reply.statusCode !== 200 ||
      typeof payload !== "string" ||
      !request.url.startsWith("/v1/")
    ) {
      return payload
    }
    const tag = `"${hash("sha1", payload, "base64url")}"`
    reply.header("etag", tag)
    reply.header("cache-control", "private, no-cache")
    const known = request.headers["if-none-match"]
    if (known === undefined || !known.split(",").some((one) => one.trim().replace(/^W\//, "") === tag)) return payload
    reply.code(304)
    reply.removeHeader("content-type")
    return ""
  })
}
