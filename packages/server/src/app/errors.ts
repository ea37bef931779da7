import type { PolicyMistake } from "@promotrail/core"
import type { NoticeAt } from "./erasing/notices.ts"

/**
 * Why a use case was refused: each kind with the values its sentence needs. Infrastructure that fails is thrown.
 * Each kind has a row in the border's table of problems (`http/problem.ts`); one without does not compile there.
 */
export type AppError =
  | { readonly kind: "unknown-application"; readonly application: string }
  | { readonly kind: "unknown-release"; readonly application: string; readonly release: string }
  | { readonly kind: "unknown-environment"; readonly environment: string; readonly known: readonly string[] }
  | { readonly kind: "unknown-lane"; readonly lane: string; readonly known: readonly string[] }
  | { readonly kind: "no-gate"; readonly environment: string; readonly lane: string | null }
  | {
      readonly kind: "not-on-path"
      readonly environment: string
      readonly lane: string | null
      readonly path: readonly string[]
    }
  | { readonly kind: "not-found"; readonly what: string; readonly id: string }
  | { readonly kind: "policy-invalid"; readonly mistakes: readonly PolicyMistake[] }
  | { readonly kind: "policy-application-mismatch"; readonly written: string; readonly asked: string }
  | {
      readonly kind: "release-digest-changed"
      readonly release: string
      readonly registered: readonly string[]
      readonly sent: readonly string[]
    }
  | { readonly kind: "not-blocked"; readonly release: string }
  | { readonly kind: "already-blocked"; readonly release: string; readonly reason: string }
  | { readonly kind: "critical-test"; readonly tests: readonly string[] }
  | { readonly kind: "until-not-in-future"; readonly until: string }
  | { readonly kind: "evidence-gone"; readonly evidence: string; readonly by: NoticeAt | undefined }
  | { readonly kind: "erased"; readonly what: string; readonly digest: string; readonly by: NoticeAt | undefined }
  | { readonly kind: "person-active"; readonly person: string }
  | { readonly kind: "nobody-to-erase"; readonly asked: string }
  | { readonly kind: "too-large"; readonly limit: number }
  | { readonly kind: "idempotency-key-reused"; readonly key: string }
  | { readonly kind: "token-is-own"; readonly token: string }
  | { readonly kind: "forbidden"; readonly needs: string }

/** How something went: by a notice, or in a way that nothing tells of. */
export const goneBy = (by: NoticeAt | undefined): string =>
  by === undefined
    ? "was taken away, and no notice of erasure says so"
    : `was erased by notice ${by.notice} (entry ${by.ledgerIndex})`

/** One sentence for a person: what, which, and what to do next. */
export function explainError(error: AppError): string {
  switch (error.kind) {
    case "unknown-application":
      return `There is no application ${error.application}; apply its policy first: promotrail policy apply FILE.`
    case "unknown-release":
      return `${error.application} has no release ${error.release}; register it first: promotrail release register ${error.release}.`
    case "unknown-environment":
      return `The policy has no environment ${error.environment}; it has ${error.known.join(", ")}.`
    case "unknown-lane":
      return `The policy has no lane ${error.lane}; it has ${error.known.length === 0 ? "none" : error.known.join(", ")}.`
    case "no-gate":
      return `${error.environment} is the first environment of ${pathName(error.lane)}; there is no gate into it.`
    case "not-on-path":
      return `${error.environment} is not on ${pathName(error.lane)} (${error.path.join(" → ")}); name another with --lane.`
    case "not-found":
      return `There is no ${error.what} ${error.id}.`
    case "policy-invalid":
      return `The policy has ${error.mistakes.length === 1 ? "a mistake" : `${error.mistakes.length} mistakes`}; nothing was stored.`
    case "policy-application-mismatch":
      return `The policy is written for ${error.written}, not for ${error.asked}; apply it there or correct its "application".`
    case "release-digest-changed":
      return `Release ${error.release} is bound to ${error.registered.join(", ")}; ${error.sent.join(", ")} needs a version of its own.`
    case "not-blocked":
      return `Release ${error.release} is not blocked.`
    case "already-blocked":
      return `Release ${error.release} is blocked already: ${error.reason}`
    case "critical-test":
      return `Critical tests cannot be quarantined: ${error.tests.join(", ")}.`
    case "until-not-in-future":
      return `A quarantine until ${error.until} would be over already; name a later date.`
    case "evidence-gone":
      return `The raw file of evidence ${error.evidence} ${error.by === undefined ? "is not on this server" : goneBy(error.by)}; its digest and facts are here.`
    case "erased":
      return `The ${error.what} (${error.digest}) ${goneBy(error.by)}; its digest still stands in the ledger.`
    case "person-active":
      return `Token ${error.person} is in use; revoke it first, so that nothing new is written under its name. If it is somebody else's, ask with more of the name.`
    case "nobody-to-erase":
      return `Nothing in the ledger names ${error.asked}; there is nothing to erase.`
    case "too-large":
      return `The file is larger than ${Math.floor(error.limit / 1_048_576)} MB; split it or compress what it repeats.`
    case "idempotency-key-reused":
      return `The idempotency key ${error.key} was used for another request; make a new one.`
    case "token-is-own":
      return `Token ${error.token} is the one that asked; use another one to revoke it.`
    case "forbidden":
      return `The token may not do this; it needs ${error.needs}.`
  }
}

function pathName(lane: string | null): string {
  return lane === null ? "the promotion path" : `the lane ${lane}`
}
