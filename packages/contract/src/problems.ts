/**
 * Every kind of problem the API answers with (RFC 9457). `type` is `/problems/<kind>`;
 * `docs/reference/problems.md` is made from this table.
 */
export const PROBLEMS = {
  "invalid-request": { status: 422, title: "The request does not fit the schema" },
  unauthenticated: { status: 401, title: "No valid token was sent" },
  forbidden: { status: 403, title: "The token may not do this" },
  "unknown-application": { status: 404, title: "There is no such application" },
  "unknown-release": { status: 404, title: "There is no such release" },
  "unknown-environment": { status: 404, title: "The policy has no such environment" },
  "unknown-lane": { status: 404, title: "The policy has no such lane" },
  "not-found": { status: 404, title: "There is nothing at this address" },
  "no-gate": { status: 400, title: "There is no gate into the first environment of a path" },
  "not-on-path": { status: 400, title: "The environment is not on that path" },
  "policy-invalid": { status: 422, title: "The policy has mistakes" },
  "policy-application-mismatch": { status: 422, title: "The policy is written for another application" },
  "release-digest-changed": { status: 409, title: "The version is bound to other digests" },
  "not-blocked": { status: 409, title: "The release is not blocked" },
  "already-blocked": { status: 409, title: "The release is blocked already" },
  "critical-test": { status: 409, title: "Critical tests cannot be quarantined" },
  "until-not-in-future": { status: 422, title: "The end of the quarantine has passed" },
  "evidence-gone": { status: 410, title: "The raw file is not on this server" },
  erased: { status: 410, title: "It was erased" },
  "log-disagrees": { status: 409, title: "The stored records are not those of the signed log" },
  "person-active": { status: 409, title: "A token that is in use cannot be erased" },
  "nobody-to-erase": { status: 404, title: "Nothing names that person" },
  "upload-aborted": { status: 400, title: "The upload ended before it was complete" },
  "too-large": { status: 413, title: "What was sent is larger than the limit" },
  "idempotency-key-reused": { status: 422, title: "The idempotency key was used for another request" },
  "rate-limited": { status: 429, title: "Too many requests" },
  "token-is-own": { status: 409, title: "A token cannot revoke itself" },
  "unsupported-media-type": { status: 415, title: "The media type is not accepted here" },
  "malformed-body": { status: 400, title: "The body is not valid JSON" },
  "storage-full": { status: 507, title: "The server cannot write: the disk is full" },
  "storage-unavailable": { status: 503, title: "The storage is not available" },
  overloaded: { status: 503, title: "The server is too busy" },
  internal: { status: 500, title: "An internal error" },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>

export type ProblemKind = keyof typeof PROBLEMS
