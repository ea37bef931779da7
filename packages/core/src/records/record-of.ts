import type { HiddenEvent } from "../events/codec.ts"
import type { DecisionRecorded, Event, EventOf } from "../events/event.ts"
import type { Artifact } from "../gate/input.ts"
import type { Outcome } from "../gate/outcome.ts"
import type { Json } from "../kernel/canonical-json.ts"
import type { Statement, Subject } from "../attest/statement.ts"
import { placeToJson, type RecordPlace } from "./place.ts"
import { PREDICATES } from "./predicate-types.ts"

/** Media types of the objects that records name by digest. */
export const MEDIA = {
  input: "application/vnd.promotrail.gate-input+json",
  outcome: "application/vnd.promotrail.outcome+json",
  policy: "application/yaml",
} as const

/**
 * What is signed of an event: an in-toto statement about the things it concerns. It is made of the hidden event, so
 * that no name of a person and no word of theirs can get into it. `outcome` belongs to decisions.
 */
export function recordOf(event: Event, hidden: HiddenEvent, place: RecordPlace, outcome?: Outcome): Statement {
  const said = { at: hidden.at, actor: actorOf(hidden) }
  const ledger = placeToJson(place)
  const about = (predicateType: string, subjects: readonly Subject[], more: Json = hidden.data): Statement => ({
    subjects: subjects.length === 0 ? [entrySubject(place)] : subjects,
    predicateType,
    predicate: { ...said, ...(more as Readonly<Record<string, Json>>), ledger },
  })
  switch (event.kind) {
    case "decision.recorded":
      if (outcome === undefined) throw new TypeError("a decision is recorded with its outcome")
      return {
        subjects: event.data.artifacts.length === 0 ? [entrySubject(place)] : artifactSubjects(event.data.artifacts),
        predicateType: PREDICATES.decision,
        predicate: { ...decisionOf(event, hidden, outcome), ledger },
      }
    case "deployment.recorded":
      return about(PREDICATES.outcome, [])
    case "policy.applied":
      return about(PREDICATES.policy, [digestSubject("policy", event.data.policy)], {
        ...hidden.data,
        descriptor: policyDescriptor(event.data.application, event.data.policy),
      })
    case "application.archived":
      return about(PREDICATES.application, [])
    case "release.registered":
      return about(PREDICATES.release, artifactSubjects(event.data.artifacts))
    case "release.blocked":
    case "release.unblocked":
      return about(PREDICATES.block, [], { ...hidden.data, blocked: event.kind === "release.blocked" })
    case "evidence.recorded":
      return about(PREDICATES.evidence, [digestSubject("evidence", event.data.raw)])
    case "tests.retired":
    case "tests.quarantined":
      return about(PREDICATES.tests, [], { ...hidden.data, exclusion: event.kind.slice("tests.".length) })
    case "token.created":
    case "token.revoked":
    case "key.rotated":
      return about(PREDICATES.access, [], { ...hidden.data, change: event.kind })
    case "erasure.recorded":
      return about(PREDICATES.erasure, [], { ...hidden.data, person: pseudonymOf(event.data.person) })
    case "log.recovered":
      return about(PREDICATES.recovery, [])
    case "ledger.started":
      return about(PREDICATES.installation, [])
  }
}

/** What a policy changes beside itself: the environments and the ways between them (predicate `environment-change`). */
export function environmentRecordOf(
  event: EventOf<"policy.applied">,
  hidden: HiddenEvent,
  place: RecordPlace,
): Statement | undefined {
  const { environments, application, policy } = event.data
  if (environments?.changed !== true) return undefined
  return {
    subjects: [digestSubject("environments", environments.digest)],
    predicateType: PREDICATES.environments,
    predicate: {
      at: hidden.at,
      actor: actorOf(hidden),
      application,
      policy: policyDescriptor(application, policy),
      ledger: placeToJson(place),
    },
  }
}

/** The name under which an actor stands in what is signed. */
export const pseudonymOf = (actor: string): string => `act_${actor}`

/** Where the policy of an application is known as; its digest says which words. */
export const policyUri = (application: string, environment?: string): string =>
  ["urn:promotrail:policy", application, ...(environment === undefined ? [] : [environment])]
    .map((part, at) => (at === 0 ? part : encodeURIComponent(part)))
    .join(":")

/** Artifacts as subjects: by digest, named for people. */
export const artifactSubjects = (artifacts: readonly Artifact[]): readonly Subject[] =>
  artifacts.map(({ name, digest }) => digestSubject(name, digest))

/** A subject out of `sha256:…`. */
export const digestSubject = (name: string, digest: string): Subject => ({
  name,
  digests: new Map([["sha256", hexIn(digest)]]),
})

export const hexIn = (digest: string): string => digest.slice("sha256:".length)

function actorOf({ actor }: HiddenEvent): Json {
  return { id: pseudonymOf(actor.id), identity: actor.name._sd }
}

/** What stands in no artifact stands in the ledger: the entry itself is the subject. */
function entrySubject({ entry }: RecordPlace): Subject {
  if (entry === null) throw new TypeError("a record without an entry needs a subject of its own")
  return { name: `entry ${entry.index}`, digests: new Map([["sha256", entry.hash]]) }
}

function policyDescriptor(application: string, digest: string, environment?: string): Json {
  return { uri: policyUri(application, environment), digest: { sha256: hexIn(digest) }, mediaType: MEDIA.policy }
}

/** The predicate of a decision: complete, and enough to replay it from the objects it names. */
function decisionOf(
  { data, at }: EventOf<"decision.recorded">,
  hidden: HiddenEvent,
  outcome: Outcome,
): { readonly [member: string]: Json | undefined } {
  const { edge, engine } = data
  return {
    decision: {
      id: data.decision,
      verdict: data.verdict === "error" ? "evaluationError" : data.verdict,
      mode: data.mode,
      decidedAt: at,
      reasonCodes: [...data.reasons],
    },
    promotion: promotionOf(data),
    requester: actorOf(hidden),
    approvals: [],
    override: null,
    policy: policyDescriptor(data.application, data.policy, edge.to),
    evaluator: {
      id: `urn:promotrail:engine:${engine.name}`,
      version: engine.version,
      digest: { sha256: hexIn(engine.digest) },
      language: "promotrail/policy/v1",
    },
    clock: { now: at },
    checks: outcome.checks.map(({ id, severity, outcome: said, reasons, measured, controls }) => ({
      id,
      severity,
      outcome: said,
      reasonCodes: [...new Set(reasons.map(({ code }) => code))],
      // Counts alone: what names a test or a finding stands in the outcome.
      measured: measured as unknown as Json,
      controls,
    })),
    inputs: [{ uri: "urn:promotrail:gate-input", digest: { sha256: hexIn(data.input) }, mediaType: MEDIA.input }],
    output: { uri: "urn:promotrail:outcome", digest: { sha256: hexIn(data.outcome) }, mediaType: MEDIA.outcome },
  }
}

function promotionOf({ application, release, edge, lane, tier, commit, issues }: DecisionRecorded): Json {
  return {
    application,
    release,
    kind: "promote",
    lane: lane ?? undefined,
    from: { environment: edge.from },
    to: { environment: edge.to, tier },
    commit: commit ?? undefined,
    change: issues === undefined || issues.length === 0 ? undefined : issues.map((id) => ({ system: "issue", id })),
  }
}
