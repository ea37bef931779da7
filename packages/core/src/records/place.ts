import type { Event } from "../events/event.ts"
import type { Json } from "../kernel/canonical-json.ts"
import type { MerkleHash } from "../ledger/merkle.ts"

/**
 * Where a record stands: in the log by its origin, in its stream by number and by the leaf of the record before it, so
 * that one that is hidden is missed. The nonce keeps what the published leaf is a hash of from being guessed.
 */
export type RecordPlace = {
  readonly origin: string
  readonly stream: string
  /** From 1. */
  readonly sequence: number
  /** Leaf hash of the record before it in the stream; `null` for the first. */
  readonly previous: MerkleHash | null
  /** 16 random bytes, base64url. */
  readonly nonce: string
  /** The entry of the ledger that it speaks of, and its leaf hash; `null` for records that the log makes for itself. */
  readonly entry: { readonly index: number; readonly hash: MerkleHash } | null
}

/** The stream of what concerns the installation itself. */
export const INSTALLATION_STREAM = "installation"

/**
 * The stream of an event: `application/environment` for what happens on the way into an environment, `application` for
 * what concerns all of it, else the installation's. Neither name holds a slash.
 */
export function streamOf(event: Event): string {
  switch (event.kind) {
    case "decision.recorded":
      return `${event.data.application}/${event.data.edge.to}`
    case "deployment.recorded":
      return `${event.data.application}/${event.data.environment}`
    case "ledger.started":
    case "token.created":
    case "token.revoked":
    case "key.rotated":
    case "erasure.recorded":
    case "log.recovered":
      return INSTALLATION_STREAM
    case "policy.applied":
    case "application.archived":
    case "release.registered":
    case "release.blocked":
    case "release.unblocked":
    case "evidence.recorded":
    case "tests.retired":
    case "tests.quarantined":
      return event.data.application
  }
}

/** The member `ledger` of a predicate. */
export function placeToJson({ origin, stream, sequence, previous, nonce, entry }: RecordPlace): Json {
  return {
    origin,
    stream,
    sequence,
    previous: previous === null ? null : { sha256: previous },
    nonce,
    entry: entry === null ? null : { index: entry.index, leaf: { sha256: entry.hash } },
  }
}
