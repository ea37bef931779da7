import type { EventKind, EventOf } from "@promotrail/core"
import { code, page, table } from "./page.ts"

/** What an entry of each kind says, and what each field of its `data` holds. Checked against the union by the compiler. */
const EVENTS: {
  readonly [Kind in EventKind]: {
    readonly when: string
    readonly data: { readonly [Field in keyof EventOf<Kind>["data"]]: string }
  }
} = {
  "ledger.started": {
    when: "The first entry: the installation itself.",
    data: { installation: "the installation's id", version: "of the server that made it" },
  },
  "policy.applied": {
    when: "A policy came into force. The first one makes the application.",
    data: {
      application: "which",
      policy: "digest of the file's text",
      before: "digest of the one in force before, or null for the first; entries of 0.1.0 do not say",
      environments: "digest of what it says about environments and the ways between them, and whether that changed",
    },
  },
  "application.archived": {
    when: "An application was taken off every page. Its entries remain.",
    data: { application: "which", reason: "in words" },
  },
  "release.registered": {
    when: "A version was bound to its digests, for ever.",
    data: {
      application: "of which application",
      release: "the version",
      artifacts: "name and digest of each artifact",
      commit: "it was made from, or null",
      notes: "digest of the notes' text, or null",
      issues: "keys of issues it resolves",
    },
  },
  "release.blocked": {
    when: "Somebody decided that a release must not go further.",
    data: { application: "of which application", release: "the version", reason: "in words" },
  },
  "release.unblocked": {
    when: "The block was lifted.",
    data: { application: "of which application", release: "the version", reason: "in words" },
  },
  "evidence.recorded": {
    when: "A file arrived. Refused ones are recorded, too, and never counted.",
    data: {
      application: "of which application",
      release: "the version",
      evidence: "its id",
      environment: "where the report was made",
      kind: "what it is evidence of (tests, findings, sbom …), or null where that was not recognised",
      subject: "artifact: counts in every environment; environment: counts there; null where not known",
      category: "what the upload said, else what its format is known for, else `other`; of tests, rules go before it",
      variant: "browser or shard; empty where there is one run",
      retries: "merge where repeated results of a test were declared to be attempts of it; else absent",
      inventory: "true for a test list",
      file: "name of the file as sent",
      raw: "digest of the file as received",
      bytes: "its size",
      format: "as recognised by content, or null",
      tool: "name and version of the tool as the file says, or null",
      reader: "the reader and its version",
      outcome: "accepted, rejected, unsupported or empty",
      code: "kind of the refusal, or null",
      reason: "the refusal in words, or null",
      unfit: "why an accepted file satisfies no gate, or null",
      producedAt: "when the report says it was made, or null",
      counts: "what was read, by name: tests by outcome, results, components …",
      warnings: "code, sentence and count",
      facts: "digest of what was read, test by test or item by item; null unless accepted",
    },
  },
  "decision.recorded": {
    when: "A gate was asked.",
    data: {
      application: "of which application",
      release: "the version",
      decision: "its id",
      artifacts: "name and digest of each artifact",
      edge: "from which environment to which",
      lane: "a path other than the normal one, or null",
      mode: "enforce or advisory",
      policy: "digest of the policy in force",
      engine: "name, version and digest of the evaluator",
      input: "digest of the frozen input",
      outcome: "digest of the outcome",
      verdict: "allow, deny, hold, or error",
      reasons: "reason codes of what stopped it",
      tier: "of the target; entries of 0.1.0 do not say, nor the next two",
      commit: "the release was made from, or null",
      issues: "keys of issues the release resolves",
    },
  },
  "deployment.recorded": {
    when: "A deployment ended.",
    data: {
      application: "of which application",
      release: "the version",
      deployment: "its id",
      environment: "where",
      status: "succeeded or failed",
      decision: "the newest enforced decision into the environment before it, or null",
    },
  },
  "tests.retired": {
    when: "Tests are no longer expected.",
    data: { application: "of which application", pattern: "which tests, by id", reason: "in words" },
  },
  "tests.quarantined": {
    when: "Tests do not count until a date.",
    data: {
      application: "of which application",
      pattern: "which tests, by id",
      owner: "who looks after them",
      reason: "in words",
      until: "from then on they count again",
    },
  },
  "token.created": {
    when: "A token was made.",
    data: {
      token: "its id",
      name: "what it is for",
      hash: "SHA-256 of the secret; the secret itself is nowhere",
      scopes: "what it may do",
      applications: "to which it is restricted; empty for all",
    },
  },
  "token.revoked": { when: "A token ended.", data: { token: "its id" } },
  "key.rotated": {
    when: "Another key signs records from here on.",
    data: {
      key: "its fingerprint",
      publicKey: "its public half: SPKI in DER, base64",
      before: "fingerprint of the one before",
    },
  },
  "erasure.recorded": {
    when: "What named a person was deleted. What was hashed stands.",
    data: {
      notice: "its id",
      person: "the id under which the person stands in entries",
      basis: "why, as a code such as gdpr-art-17",
      disclosures: "digests of what is no longer disclosed",
      objects: "digests of objects and raw files that are gone",
      entries: "entries of the first version whose bodies held names: rewritten, their hash stands",
    },
  },
  "log.recovered": {
    when: "A restored database was behind its published log, and took the records over that it lacked.",
    data: { origin: "name of the log", from: "first record that was taken over", to: "the one after the last" },
  },
}

/** `docs/reference/events.md`. */
export function eventsPage(): string {
  const sections = Object.entries(EVENTS).flatMap(([kind, { when, data }]) => [
    `## ${kind}`,
    when,
    table(
      ["field", "holds"],
      Object.entries(data).map(([field, holds]) => [code(field), holds]),
    ),
  ])
  return page(
    "Ledger events",
    "`tools/golden/events.ts`, which the compiler checks against `packages/core/src/events/event.ts`",
    [
      "Every governance fact is one entry of an append-only ledger, written in the same transaction as the state it changes.\nThe state of the product is what these entries say, and `promotrail ledger verify` rebuilds it from them.",
      "An entry's body is canonical JSON (RFC 8785) of `{ v, kind, at, actor, data }`; its hash is the RFC 6962 leaf hash of those bytes.\n`v` is 2, `at` an instant in UTC, `actor` the id and name of the token that asked.",
      "Names and what people wrote in their own words (`actor.name`, `reason`, `owner`, a token's `name`) are not in the body: `{ _sd }` there is the digest of a salted disclosure (RFC 9901), which can be erased while every hash stands. Bodies with `v` 1, of the first release, hold them themselves.",
      "Each entry stands in a signed record of the log: [how to verify it](../guides/verify-the-ledger.md).",
      "`GET /v1/audit/export?format=jsonl` streams all of them, each body exactly as it was hashed, and beside it what is still disclosed.",
      ...sections,
    ],
  )
}
