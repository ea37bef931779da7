import type { Actor, ApplicationName, Sha256 } from "@promotrail/core"
import type { Blobs } from "../ports/blobs.ts"
import type { ReportIntake } from "../ports/reader.ts"
import type { Clock, Store } from "../ports/store.ts"

/** What the use cases are made of. Time, ids and hashes are handed in. */
export type Deps = {
  readonly store: Store
  readonly blobs: Blobs
  readonly intake: ReportIntake
  readonly now: Clock
  /** A new ULID. */
  readonly newId: () => string
  readonly sha256: Sha256
}

/** Who asks, and under which idempotency key. */
export type Caller = {
  readonly actor: Actor
  /** Applications the token is restricted to; `undefined`: all. */
  readonly within: readonly ApplicationName[] | undefined
  /** `request` is a digest of what was asked: the same key with another request is refused. */
  readonly idempotency: { readonly key: string; readonly request: string } | undefined
}
