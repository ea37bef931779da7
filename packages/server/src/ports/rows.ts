import type {
  Actor,
  ApplicationName,
  Artifact,
  CategoryName,
  DecisionMode,
  Digest,
  Edge,
  EnvironmentName,
  EvidenceKind,
  EvidenceOutcome,
  EvidenceSubject,
  Instant,
  KnownVector,
  LaneName,
  ReasonCode,
  ReleaseVersion,
  Scope,
  StatusVector,
  Verdict,
} from "@promotrail/core"

/** An application as stored. `version` changes with every fact that can change what a gate of it says. */
export type ApplicationRow = {
  readonly name: ApplicationName
  readonly policy: Digest
  readonly version: number
  readonly archived: boolean
  /** Size of the test catalogue: ordinals run from 0 to `tests - 1`. */
  readonly tests: number
  /** Changes when a known test got other matching attributes (file, tags, Jira fields). */
  readonly catalogueVersion: number
  /** How many releases were registered: their numbers run from 1. */
  readonly releases: number
}

export type PolicyVersionRow = {
  readonly policy: Digest
  readonly appliedAt: Instant
  readonly by: Actor
  readonly ledgerIndex: number
}

export type ReleaseRow = {
  readonly application: ApplicationName
  readonly version: ReleaseVersion
  /** Order of registration within the application, from 1. */
  readonly number: number
  readonly artifacts: readonly Artifact[]
  readonly commit: string | null
  readonly notes: Digest | null
  readonly issues: readonly string[]
  readonly registeredAt: Instant
  readonly registeredBy: Actor
  readonly blocked: { readonly reason: string; readonly by: string; readonly at: Instant } | null
  /** Uploads recorded so far, refused ones too: the number of the newest. */
  readonly evidenceCount: number
  /** The release registered before it; predecessor wherever no deployment says otherwise. */
  readonly predecessor: ReleaseVersion | null
}

/** Everything that a tally of one release needs, read at one moment. */
export type ReleaseVectors = {
  readonly own: KnownVector
  /** By environment; `*` is the default for environments in which nothing had been deployed at registration. */
  readonly inherited: ReadonlyMap<EnvironmentName | "*", KnownVector>
  /** By environment, then by variant (`""`: none). */
  readonly status: ReadonlyMap<EnvironmentName, ReadonlyMap<string, StatusVector>>
}

export type TestRow = {
  readonly ordinal: number
  readonly id: string
  readonly suite: string
  readonly class: string
  readonly name: string
  readonly file: string | null
  readonly tags: readonly string[]
  readonly jira: Readonly<Record<string, string>>
  readonly suiteLevel: boolean
  /** Code of the category its first upload gave it. */
  readonly homeCode: number
}

export type EvidenceRow = {
  readonly id: string
  readonly application: ApplicationName
  readonly release: ReleaseVersion
  /** Order within the release, from 1; what status vectors refer to. */
  readonly number: number
  readonly environment: EnvironmentName
  readonly kind: EvidenceKind | null
  readonly subject: EvidenceSubject | null
  readonly category: CategoryName
  readonly variant: string
  readonly inventory: boolean
  readonly file: string
  readonly raw: Digest
  readonly bytes: number
  readonly format: string | null
  readonly tool: { readonly name: string; readonly version: string | null } | null
  readonly reader: string
  readonly outcome: EvidenceOutcome
  readonly code: string | null
  readonly reason: string | null
  readonly unfit: string | null
  readonly producedAt: Instant | null
  readonly receivedAt: Instant
  readonly by: Actor
  readonly counts: Readonly<Record<string, number>>
  readonly warnings: readonly { readonly code: string; readonly text: string; readonly count: number }[]
  readonly facts: Digest | null
  readonly ledgerIndex: number
}

/** What a report said of a test that did not simply pass. */
export type ResultDetail = {
  readonly ordinal: number
  readonly line: number | null
  readonly message: string | null
  readonly durationMs: number | null
}

export type DecisionRow = {
  readonly id: string
  readonly application: ApplicationName
  readonly release: ReleaseVersion
  readonly artifacts: readonly Artifact[]
  readonly edge: Edge
  readonly mode: DecisionMode
  readonly verdict: Verdict | "error"
  readonly reasons: readonly ReasonCode[]
  readonly policy: Digest
  readonly input: Digest
  readonly outcome: Digest
  readonly engine: { readonly name: string; readonly version: string; readonly digest: string }
  readonly at: Instant
  readonly by: Actor
  readonly ledgerIndex: number
}

export type DeploymentRow = {
  readonly id: string
  readonly application: ApplicationName
  readonly release: ReleaseVersion
  readonly environment: EnvironmentName
  readonly status: "succeeded" | "failed"
  readonly at: Instant
  readonly by: Actor
  readonly decision: string | null
  readonly ledgerIndex: number
}

/** A person's word on tests: retired for good, or quarantined until a date. */
export type MarkRow = {
  readonly kind: "retired" | "quarantined"
  readonly pattern: string
  readonly owner: string | null
  readonly reason: string
  readonly until: Instant | null
  readonly at: Instant
  readonly by: Actor
  readonly ledgerIndex: number
}

export type TokenRow = {
  readonly id: string
  readonly name: string
  readonly hash: string
  readonly scopes: readonly Scope[]
  readonly applications: readonly ApplicationName[]
  readonly createdAt: Instant
  readonly revokedAt: Instant | null
}

export type LedgerRow = {
  readonly index: number
  readonly kind: string
  readonly application: string | null
  readonly release: string | null
  readonly at: Instant
  readonly actor: string
  /** Canonical JSON, exactly what was hashed. */
  readonly body: string
  /** What was left out of the body, by the digest that stands there. What was erased is not among it. */
  readonly disclosed: ReadonlyMap<string, string>
  /** RFC 6962 leaf hash, hex. */
  readonly hash: string
}

export type LaneOrPath = LaneName | null

/** An answer that was given to a request with an idempotency key. */
export type Remembered = { readonly request: string; readonly status: number; readonly body: string }
