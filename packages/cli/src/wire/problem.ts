import type { ProblemKind } from "@promotrail/contract"
import { EXIT, type ExitCode } from "../exit.ts"
import { Failure, unavailable } from "../failure.ts"
import type { Answer } from "./exchange.ts"

/** How the command ends on each problem the server can answer with. A new kind does not compile until it has a row. */
export const EXIT_OF_PROBLEM = {
  "invalid-request": EXIT.usage,
  unauthenticated: EXIT.usage,
  forbidden: EXIT.usage,
  "unknown-application": EXIT.usage,
  "unknown-release": EXIT.usage,
  "unknown-environment": EXIT.usage,
  "unknown-lane": EXIT.usage,
  "not-found": EXIT.usage,
  "no-gate": EXIT.usage,
  "not-on-path": EXIT.usage,
  "policy-invalid": EXIT.refused,
  "policy-application-mismatch": EXIT.refused,
  "release-digest-changed": EXIT.refused,
  "not-blocked": EXIT.refused,
  "already-blocked": EXIT.refused,
  "critical-test": EXIT.refused,
  "until-not-in-future": EXIT.refused,
  "evidence-gone": EXIT.refused,
  erased: EXIT.refused,
  "log-disagrees": EXIT.refused,
  "person-active": EXIT.refused,
  "nobody-to-erase": EXIT.usage,
  "upload-aborted": EXIT.unavailable,
  "too-large": EXIT.refused,
  "idempotency-key-reused": EXIT.refused,
  "rate-limited": EXIT.unavailable,
  "token-is-own": EXIT.refused,
  "unsupported-media-type": EXIT.unavailable,
  "malformed-body": EXIT.unavailable,
  "storage-full": EXIT.unavailable,
  "storage-unavailable": EXIT.unavailable,
  overloaded: EXIT.unavailable,
  internal: EXIT.internal,
} as const satisfies Record<ProblemKind, Exclude<ExitCode, 0>>

const ADVICE: Partial<Record<ProblemKind, string>> = {
  unauthenticated: 'Set PROMOTRAIL_TOKEN, or run "promotrail login".',
  forbidden: "Ask an administrator for a token with that scope.",
}

/** A refusal by the server: an RFC 9457 document, read with care because anything may answer at an address. */
export type WireProblem = {
  /** The last part of its `type`; kinds of a newer server may be unknown here. */
  readonly kind: string
  readonly title: string
  readonly detail: string
  readonly requestId: string | undefined
  readonly errors: readonly { readonly path: string; readonly text: string }[]
  /** The whole document: some kinds say more. */
  readonly document: Readonly<Record<string, unknown>>
}

/** The problem in an answer, if it is one of a Promotrail server. */
export function problemIn({ mediaType, text }: Answer): WireProblem | undefined {
  if (mediaType !== "application/problem+json") return undefined
  const document = readObject(text)
  const { type, title, detail, requestId, errors } = document ?? {}
  const kind = typeof type === "string" ? /\/problems\/([a-z-]+)$/.exec(type)?.[1] : undefined
  if (document === undefined || kind === undefined || typeof title !== "string") return undefined
  return {
    kind,
    title,
    detail: typeof detail === "string" && detail !== "" ? detail : `${title}.`,
    requestId: typeof requestId === "string" ? requestId : undefined,
    errors: Array.isArray(errors) ? errors.filter(isMistake) : [],
    document,
  }
}

function isMistake(value: unknown): value is { path: string; text: string } {
  if (typeof value !== "object" || value === null) return false
  return "path" in value && typeof value.path === "string" && "text" in value && typeof value.text === "string"
}

function readObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined
  } catch {
    return undefined
  }
}

/** Ends the command the way an answer asks for that is not what was hoped for. */
export function failureOf(answer: Answer, server: string): Failure {
  const problem = problemIn(answer)
  return problem === undefined ? notUnderstood(answer, server) : failureOfProblem(problem, answer.status)
}

/** Ends the command with the sentence of a problem. */
export function failureOfProblem({ kind, detail, requestId, errors }: WireProblem, status: number): Failure {
  const exit = isKnown(kind) ? EXIT_OF_PROBLEM[kind] : exitOfStatus(status)
  const advice = isKnown(kind) ? ADVICE[kind] : undefined
  const lines = [
    advice === undefined ? detail : `${detail} ${advice}`,
    ...errors
      .filter(({ text }) => !detail.includes(text))
      .map(({ path, text }) => `  ${path === "" ? "" : `${path}: `}${text}`),
  ]
  if (status >= 500 && requestId !== undefined) lines.push(`  The server's log has more under request ${requestId}.`)
  return new Failure(exit, lines.join("\n"))
}

function isKnown(kind: string): kind is ProblemKind {
  return Object.hasOwn(EXIT_OF_PROBLEM, kind)
}

/** For kinds that only a newer server knows. */
function exitOfStatus(status: number): Exclude<ExitCode, 0> {
  if (status === 401 || status === 403 || status === 404) return EXIT.usage
  return status === 409 || status === 422 ? EXIT.refused : EXIT.unavailable
}

/** Something answered that is not a Promotrail server, or not one this version understands. */
export function notUnderstood({ status, mediaType, location }: Answer, server: string, why?: string): Failure {
  const what =
    why ??
    (location !== undefined && status >= 300 && status < 400
      ? `it sends to ${originOf(location)}`
      : mediaType === "text/html"
        ? "it is a web page"
        : mediaType === ""
          ? "it says nothing of use"
          : `it is ${mediaType}`)
  return unavailable(
    `The answer of ${server} (${status}) is not understood: ${what}. Is PROMOTRAIL_URL right, or does a proxy answer in its place?`,
  )
}

function originOf(location: string): string {
  return URL.canParse(location) ? new URL(location).origin : "another page"
}
