import { PROBLEMS, type Problem, type ProblemKind } from "@promotrail/contract"
import type { FastifyReply } from "fastify"
import { explainError, type AppError } from "../app/errors.ts"

/** A refusal on its way out: RFC 9457 problem details. */
export type ProblemAnswer = {
  readonly kind: ProblemKind
  readonly detail: string
  readonly errors?: readonly { readonly path: string; readonly text: string }[]
  readonly extra?: Readonly<Record<string, unknown>>
}

/** The problem of a use case's refusal. Kinds are the same words on both sides, so the table of problems covers all. */
export function problemOf(error: AppError): ProblemAnswer {
  const detail = explainError(error)
  if (error.kind === "policy-invalid") {
    const errors = error.mistakes.map(({ path, text }) => ({ path, text }))
    return { kind: error.kind, detail, errors, extra: { mistakes: error.mistakes } }
  }
  return "known" in error ? { kind: error.kind, detail, extra: { known: error.known } } : { kind: error.kind, detail }
}

/** Sends a problem document. */
export function sendProblem(reply: FastifyReply, { kind, detail, errors, extra }: ProblemAnswer): FastifyReply {
  const { status, title } = PROBLEMS[kind]
  const body: Problem = {
    ...extra,
    type: `/problems/${kind}`,
    title,
    status,
    detail,
    instance: reply.request.url.split("?")[0] ?? "",
    requestId: reply.request.id,
    ...(errors === undefined ? {} : { errors: [...errors] }),
  }
  return reply.code(status).header("content-type", "application/problem+json").send(JSON.stringify(body))
}
