import type { EvidenceKind, EvidenceSubject } from "../catalog/evidence-kind.ts"
import type { ApplicationName, CategoryName, EnvironmentName, LaneName, ReleaseVersion } from "../catalog/names.ts"
import type { Artifact, DecisionMode, Edge } from "../gate/input.ts"
import type { Verdict } from "../gate/outcome.ts"
import type { ReasonCode } from "../gate/reason-codes.ts"
import type { Digest } from "../kernel/digest.ts"
import type { Instant } from "../kernel/instant.ts"

/** Who did it: a token by id and name, or the installation itself. */
export type Actor = { readonly id: string; readonly name: string }

/** What every entry of the ledger carries. `kind` and `data` say what happened. */
type Entry<Kind extends string, Data> = {
  readonly kind: Kind
  readonly at: Instant
  readonly actor: Actor
  readonly data: Data
}

type OfApplication = { readonly application: ApplicationName }
type OfRelease = OfApplication & { readonly release: ReleaseVersion }

/** Every governance fact there is. What the state of the product is, is a fold over these (and the objects they name). */
export type Event =
  /** The first entry: the installation itself. */
  | Entry<"ledger.started", { readonly installation: string; readonly version: string }>
  /** The text is the object under `policy`. The first one makes the application. */
  | Entry<
      "policy.applied",
      OfApplication & {
        readonly policy: Digest
        /** The one in force before; `null` for the first. Entries of earlier versions do not say. */
        readonly before?: Digest | null
        /** Digest of what it says about environments and the ways between them, and whether that changed. */
        readonly environments?: { readonly digest: Digest; readonly changed: boolean }
      }
    >
  | Entry<"application.archived", OfApplication & { readonly reason: string }>
  | Entry<
      "release.registered",
      OfRelease & {
        readonly artifacts: readonly Artifact[]
        readonly commit: string | null
        /** Digest of the notes text, where there are notes. */
        readonly notes: Digest | null
        readonly issues: readonly string[]
      }
    >
  | Entry<"release.blocked", OfRelease & { readonly reason: string }>
  | Entry<"release.unblocked", OfRelease & { readonly reason: string }>
  | Entry<"evidence.recorded", EvidenceRecorded>
  | Entry<"decision.recorded", DecisionRecorded>
  | Entry<
      "deployment.recorded",
      OfRelease & {
        readonly deployment: string
        readonly environment: EnvironmentName
        readonly status: "succeeded" | "failed"
        /** The newest enforced decision into the environment before this; `null` when there was none. */
        readonly decision: string | null
      }
    >
  | Entry<"tests.retired", OfApplication & { readonly pattern: string; readonly reason: string }>
  | Entry<
      "tests.quarantined",
      OfApplication & {
        readonly pattern: string
        readonly owner: string
        readonly reason: string
        readonly until: Instant
      }
    >
  | Entry<
      "token.created",
      {
        readonly token: string
        readonly name: string
        /** SHA-256 of the secret, hex; the secret itself is nowhere. */
        readonly hash: string
        readonly scopes: readonly Scope[]
        /** Applications it is restricted to; empty: all. */
        readonly applications: readonly ApplicationName[]
      }
    >
  | Entry<"token.revoked", { readonly token: string }>
  /** Another key signs records from here on. */
  | Entry<"key.rotated", { readonly key: string; readonly publicKey: string; readonly before: string }>
  /** A person was erased: what named them is gone, and what was hashed still stands. */
  | Entry<"erasure.recorded", ErasureRecorded>
  /** The published log was longer than this database: what it has more was taken over without what it stood for. */
  | Entry<"log.recovered", { readonly origin: string; readonly from: number; readonly to: number }>

export type EventKind = Event["kind"]
export type EventOf<Kind extends EventKind> = Extract<Event, { kind: Kind }>

/** What a token may do. `admin` includes the others. */
export type Scope = "read" | "report" | "gate" | "admin"
export const SCOPES: readonly Scope[] = ["read", "report", "gate", "admin"]

export type EvidenceOutcome = "accepted" | "rejected" | "unsupported" | "empty"

export type EvidenceRecorded = OfRelease & {
  readonly evidence: string
  readonly environment: EnvironmentName
  /** What it is evidence of; `null` where that was not recognised. */
  readonly kind: EvidenceKind | null
  /** Whether it was measured once on the artifact or where it runs; `null` where that is not known. */
  readonly subject: EvidenceSubject | null
  /**
   * What the upload said, else what its format says, else `other`. Of tests, policy rules win over it, one by one.
   */
  readonly category: CategoryName
  readonly variant: string
  /** Repeated results of one test were declared to be attempts of it; absent: they are results of their own. */
  readonly retries?: "merge"
  /** A test list instead of results. */
  readonly inventory: boolean
  readonly file: string
  /** Digest of the raw file as received. */
  readonly raw: Digest
  readonly bytes: number
  readonly format: string | null
  /** The tool that wrote it, as the file says. */
  readonly tool: { readonly name: string; readonly version: string | null } | null
  readonly reader: string
  readonly outcome: EvidenceOutcome
  readonly code: string | null
  readonly reason: string | null
  /** Why an accepted file satisfies no gate, in words; `null` when it may. */
  readonly unfit: string | null
  readonly producedAt: Instant | null
  readonly counts: Readonly<Record<string, number>>
  readonly warnings: readonly { readonly code: string; readonly text: string; readonly count: number }[]
  /** Digest of the facts object (what was read, test by test or item by item); `null` unless accepted. */
  readonly facts: Digest | null
}

/** Who and what was erased, by names that say nothing themselves. */
export type ErasureRecorded = {
  readonly notice: string
  /** Id of the actor, as it stands in every entry. */
  readonly person: string
  /** The legal basis, or why it was asked for: a code such as `gdpr-art-17`. */
  readonly basis: string
  /** Digests of disclosures, and of objects and raw files, that are kept no longer. */
  readonly disclosures: readonly string[]
  readonly objects: readonly Digest[]
  /** Entries of the earlier log, which held the name themselves: their hash stands, their body is rewritten. */
  readonly entries: readonly number[]
}

export type DecisionRecorded = OfRelease & {
  readonly decision: string
  readonly artifacts: readonly Artifact[]
  readonly edge: Edge
  readonly lane: LaneName | null
  readonly mode: DecisionMode
  readonly policy: Digest
  readonly engine: { readonly name: string; readonly version: string; readonly digest: string }
  readonly input: Digest
  readonly outcome: Digest
  readonly verdict: Verdict | "error"
  readonly reasons: readonly ReasonCode[]
  /** Tier of the target, and the commit and issues of the release. Entries of earlier versions do not say. */
  readonly tier?: string
  readonly commit?: string | null
  readonly issues?: readonly string[]
}
