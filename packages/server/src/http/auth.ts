import type { ApplicationName } from "@promotrail/core"
import type { RouteScope } from "@promotrail/contract"
import type { FastifyReply, FastifyRequest } from "fastify"
import type { TokenRow } from "../ports/rows.ts"
import { mayUse, type Tokens } from "../app/tokens.ts"
import { sendProblem, type ProblemAnswer } from "./problem.ts"

/** Who sent a request: the token behind its bearer secret. */
export type Identity = { readonly token: TokenRow }

/** Reads the bearer secret; `undefined` when there is none or it is not spelled as one. */
export function bearerOf(request: FastifyRequest): string | undefined {
  const [scheme, secret, ...rest] = (request.headers.authorization ?? "").split(" ")
  return scheme?.toLowerCase() === "bearer" && secret !== undefined && rest.length === 0 ? secret : undefined
}

/** The identity of a request, or the problem to answer with. */
export async function identify(
  tokens: Tokens,
  request: FastifyRequest,
  scope: RouteScope,
  application: ApplicationName | undefined,
): Promise<Identity | ProblemAnswer> {
  const secret = bearerOf(request)
  if (secret === undefined) {
    return { kind: "unauthenticated", detail: "Send a token: Authorization: Bearer …. `promotrail login` keeps one." }
  }
  const token = await tokens.authenticate(secret)
  if (token === undefined) {
    return {
      kind: "unauthenticated",
      detail: "The token is not known or was revoked. Ask an administrator for a new one.",
    }
  }
  if (!mayUse(token, scope)) {
    return { kind: "forbidden", detail: `The token ${token.name} has ${token.scopes.join(", ")}; this needs ${scope}.` }
  }
  if (application !== undefined && token.applications.length > 0 && !token.applications.includes(application)) {
    return { kind: "forbidden", detail: `The token ${token.name} is for ${token.applications.join(", ")} only.` }
  }
  return { token }
}

/** Counts a request without a valid token; answers how many seconds its address has to wait, when there were too many. */
export type FailedAuth = (request: FastifyRequest) => Promise<number | undefined>

/** The answer to a request that was not let in. Valid tokens from the same address are not held up by others. */
export async function refuse(
  problem: ProblemAnswer,
  request: FastifyRequest,
  reply: FastifyReply,
  failedAuth: FailedAuth,
): Promise<FastifyReply> {
  const seconds = problem.kind === "unauthenticated" ? await failedAuth(request) : undefined
  if (seconds === undefined) return sendProblem(reply, problem)
  reply.header("retry-after", String(seconds))
  return sendProblem(reply, {
    kind: "rate-limited",
    detail: `Too many requests without a valid token; wait ${seconds} s.`,
  })
}

/** Applications that a token is restricted to; `undefined` for all. */
export function withinOf({ applications }: TokenRow): readonly ApplicationName[] | undefined {
  return applications.length === 0 ? undefined : applications
}
