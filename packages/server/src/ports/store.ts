import type {
  ApplicationName,
  CategoryName,
  Digest,
  EnvironmentName,
  Event,
  EvidenceKind,
  EvidenceOutcome,
  Instant,
  ReleaseVersion,
  Result,
  TestCase,
} from "@promotrail/core"
import type { AnchorRow, DisclosureRow, LogReads } from "./log.ts"
import type {
  ApplicationRow,
  DecisionRow,
  DeploymentRow,
  EvidenceRow,
  LedgerRow,
  MarkRow,
  PolicyVersionRow,
  ReleaseRow,
  ReleaseVectors,
  Remembered,
  ResultDetail,
  TestRow,
  TokenRow,
} from "./rows.ts"

/**
 * Where everything is kept. All state is written by `commit`, which appends the event to the ledger and changes the
 * state it stands for in one transaction; nothing else writes state. The test catalogue and category codes are an
 * index (`catalogue`), not state: they can be made again from the facts objects.
 */
export interface Store {
  readonly kind: "sqlite" | "postgres"
  /** Where it is, for those that open connections of their own: the intake and the verification. */
  readonly origin: StoreOrigin
  readonly read: Reads
  readonly catalogue: Catalogue
  /**
   * Appends one event. Resolves to `ok` only when entry and state are durable; concurrent calls share one transaction
   * and one sync (group commit). Refuses with `moved` when the application is no longer at the expected version: the
   * caller looks again and decides again. Refuses with `remembered` when the idempotency key was answered meanwhile.
   * Throws `StorageFull` or `StorageUnavailable` when the disk or the database says no; then nothing was written.
   */
  commit(proposal: Proposal): Promise<Result<Committed, Moved>>
  /** Keeps what one outside said of the log. No entry: it is about the ledger, not in it. */
  keepAnchor(anchor: AnchorRow): Promise<void>
  /**
   * Makes sure that what was erased is in no page of the database any more, and keeps that this is so of the first
   * `notices` of them. Slow; safe to repeat. Throws `StorageUnavailable` where a reader still holds old pages.
   */
  scrub(notices: number): Promise<void>
  /** Calls `listener` after entries became visible here, also those written by other servers. Returns how to stop. */
  subscribe(listener: (size: number) => void): () => void
  /** Whether a read and the writer answer; throws with the reason when they don't. */
  ping(): Promise<void>
  close(): Promise<void>
}

export type StoreOrigin =
  | { readonly kind: "sqlite"; readonly folder: string }
  | { readonly kind: "postgres"; readonly url: string }

export type Proposal = {
  readonly event: Event
  /** The application must be at this version (0: must not exist) or nothing is written. */
  readonly expects?: { readonly application: ApplicationName; readonly version: number }
  /** Content-addressed texts and bytes that the event names; kept once each. */
  readonly objects?: readonly { readonly digest: Digest; readonly bytes: Uint8Array }[]
  /** With an accepted `evidence.recorded` of tests. */
  readonly results?: UploadResults
  readonly remember?: { readonly key: string } & Remembered
}

/** What an accepted upload says, in catalogue ordinals. For an inventory `slots` is empty and all ordinals are known. */
export type UploadResults = {
  readonly ordinals: Uint32Array
  readonly slots: Uint8Array
  readonly categoryCode: number
  /** Bounded: the first ones of the tests that did not pass. */
  readonly details: readonly ResultDetail[]
  /** Known tests whose file, tags or Jira fields are others than the catalogue has; `packAttributes` writes it. */
  readonly attributes?: Uint8Array
}

export type Committed = { readonly index: number; readonly hash: string }
export type Moved = { readonly kind: "moved" } | { readonly kind: "remembered"; readonly answer: Remembered }

/** Tests by id, with ordinals that never change. */
export interface Catalogue {
  /**
   * Ordinals of tests, in the order given; new ones are added. Attributes of known tests that are others now come back
   * in `attributes` and are taken over by the commit of the upload: they decide about categories, so they are state.
   * `code` is the application's number of the category (0 is `other`), at most 254.
   */
  resolve(
    application: ApplicationName,
    category: CategoryName,
    tests: readonly CatalogueTest[],
  ): Promise<{ readonly ordinals: Uint32Array; readonly code: number; readonly attributes?: Uint8Array }>
  /** Category names by code. */
  categories(application: ApplicationName): Promise<readonly CategoryName[]>
}

export type CatalogueTest = TestCase & { readonly id: string; readonly suiteLevel: boolean }

export type Page<Row> = { readonly rows: readonly Row[]; readonly more: boolean }

/** One question per reader. Rows are plain values; a reader never writes. */
export interface Reads extends LogReads {
  applications(): Promise<readonly ApplicationRow[]>
  application(name: ApplicationName): Promise<ApplicationRow | undefined>
  policies(application: ApplicationName): Promise<readonly PolicyVersionRow[]>
  object(digest: Digest): Promise<Uint8Array | undefined>

  release(application: ApplicationName, version: ReleaseVersion): Promise<ReleaseRow | undefined>
  /** Newest first; `before` is a release number. */
  releases(
    application: ApplicationName,
    page: { readonly before?: number | undefined; readonly limit: number },
  ): Promise<Page<ReleaseRow>>
  blockedReleases(application: ApplicationName): Promise<readonly ReleaseRow[]>
  vectors(application: ApplicationName, releaseNumber: number): Promise<ReleaseVectors>

  /** Catalogue rows from `from` on, in ordinal order. */
  tests(application: ApplicationName, from: number, limit: number): Promise<readonly TestRow[]>
  testsAt(application: ApplicationName, ordinals: readonly number[]): Promise<readonly TestRow[]>
  /** Tests whose id contains `text`, in ordinal order, from `from` on. */
  searchTests(application: ApplicationName, text: string, from: number, limit: number): Promise<readonly TestRow[]>
  marks(application: ApplicationName): Promise<readonly MarkRow[]>

  evidence(id: string): Promise<EvidenceRow | undefined>
  /** By release, in upload order. */
  evidenceOf(application: ApplicationName, release: ReleaseVersion): Promise<readonly EvidenceRow[]>
  newestEvidence(place: {
    readonly application: ApplicationName
    readonly release: ReleaseVersion
    readonly environment: EnvironmentName
    readonly category: CategoryName
    readonly variant: string
    readonly inventory: boolean
  }): Promise<EvidenceRow | undefined>
  /** The newest upload of this very file to the release, wherever it was sent. */
  evidenceWithRaw(application: ApplicationName, release: ReleaseVersion, raw: Digest): Promise<EvidenceRow | undefined>
  evidenceList(filter: {
    readonly application?: ApplicationName | undefined
    readonly release?: ReleaseVersion | undefined
    readonly environment?: EnvironmentName | undefined
    readonly category?: CategoryName | undefined
    readonly outcome?: EvidenceOutcome | undefined
    readonly kind?: EvidenceKind | undefined
    readonly beforeIndex?: number | undefined
    readonly limit: number
    /** Only these applications; all when absent. */
    readonly within?: readonly ApplicationName[] | undefined
  }): Promise<Page<EvidenceRow>>
  /** Details of not-passed tests, for these uploads of a release (by number). */
  details(
    application: ApplicationName,
    releaseNumber: number,
    wanted: readonly { readonly evidence: number; readonly ordinal: number }[],
  ): Promise<ReadonlyMap<number, ResultDetail>>

  decision(id: string): Promise<DecisionRow | undefined>
  decisionList(filter: {
    readonly application?: ApplicationName | undefined
    readonly release?: ReleaseVersion | undefined
    readonly to?: EnvironmentName | undefined
    readonly beforeIndex?: number | undefined
    readonly limit: number
    readonly within?: readonly ApplicationName[] | undefined
  }): Promise<Page<DecisionRow>>
  /** The newest decision per release and target among these releases of an application, any mode. */
  newestDecisions(application: ApplicationName, releases: readonly ReleaseVersion[]): Promise<readonly DecisionRow[]>
  /** The newest enforced decision of the release into the environment. */
  newestEnforced(
    application: ApplicationName,
    release: ReleaseVersion,
    to: EnvironmentName,
  ): Promise<DecisionRow | undefined>

  /** The newest successful deployment per environment. */
  running(application: ApplicationName): Promise<readonly DeploymentRow[]>
  /** The newest deployment per environment, whatever its status. */
  newestDeployments(application: ApplicationName): Promise<readonly DeploymentRow[]>
  deploymentsOf(application: ApplicationName, releases: readonly ReleaseVersion[]): Promise<readonly DeploymentRow[]>
  deploymentList(filter: {
    readonly application: ApplicationName
    readonly environment?: EnvironmentName | undefined
    readonly beforeIndex?: number | undefined
    readonly limit: number
  }): Promise<Page<DeploymentRow>>

  tokenByHash(hash: string): Promise<TokenRow | undefined>
  token(id: string): Promise<TokenRow | undefined>
  tokens(): Promise<readonly TokenRow[]>

  /** How many entries there are. */
  head(): Promise<{ readonly size: number }>
  /** Oldest first from `from`. */
  entries(from: number, limit: number): Promise<readonly LedgerRow[]>
  entryList(filter: {
    readonly application?: ApplicationName | undefined
    readonly release?: ReleaseVersion | undefined
    readonly kind?: string | undefined
    readonly actor?: string | undefined
    readonly beforeIndex?: number | undefined
    readonly limit: number
    /** Only these applications' entries; all when absent. */
    readonly within?: readonly ApplicationName[] | undefined
  }): Promise<Page<LedgerRow>>

  /** How many notices of erasure there are, and how many of them, oldest first, the database was scrubbed of. */
  erasures(): Promise<{ readonly notices: number; readonly scrubbed: number }>
  /** The newest entry of an upload of this very file, to whatever release. */
  newestUploadOf(raw: Digest): Promise<number | undefined>
  /** What is disclosed, in the order of the digests, after `after`. */
  disclosures(after: string, limit: number): Promise<readonly DisclosureRow[]>
  /** Objects in the order of the digests, after `after`, as what they are the digests of. */
  objects(after: string, limit: number): Promise<readonly ObjectRow[]>

  remembered(key: string): Promise<Remembered | undefined>
}

/** `blocks`: what facts say, piece by piece; other objects are texts as they are. */
export type ObjectRow = {
  readonly digest: Digest
  readonly bytes: Uint8Array
  readonly blocks: Iterable<string> | undefined
}

/** The disk is full: nothing was written, and nothing will be until there is room. */
export class StorageFull extends Error {
  override readonly name = "StorageFull"
}

/** The database cannot be used: read-only, gone, locked by another server, or refusing connections. */
export class StorageUnavailable extends Error {
  override readonly name = "StorageUnavailable"
}

export type Clock = () => Instant
