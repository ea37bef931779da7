import { EVIDENCE_KINDS } from "@promotrail/core"
import { z } from "zod"
import {
  Application_,
  Category_,
  Digest_,
  Environment_,
  Instant_,
  Lane_,
  Release_,
  Text_,
  Ulid_,
  Verdict_,
} from "./names.ts"

export const Artifact = z.object({ name: Text_(200), digest: Digest_ }).meta({ id: "Artifact" })
export const Counts = z
  .object({
    inScope: z.int(),
    passed: z.int(),
    failed: z.int(),
    errored: z.int(),
    skipped: z.int(),
    notRun: z.int(),
    vanished: z.int(),
    flaky: z.int(),
  })
  .meta({ id: "Counts", description: "passed ÷ inScope is the coverage; notRun and skipped stay in the denominator." })
export type Counts = z.output<typeof Counts>

export const Edge = z
  .object({ lane: Lane_.nullable(), from: Environment_, to: Environment_, first: z.boolean() })
  .meta({ id: "Edge" })

export const Actor = z.object({ id: z.string(), name: z.string() }).meta({ id: "Actor" })

/** The newest decision on an edge, in short. */
export const DecisionSummary = z
  .object({
    id: Ulid_,
    application: Application_,
    release: Release_,
    edge: Edge,
    verdict: Verdict_,
    mode: z.enum(["enforce", "advisory"]),
    reasons: z.array(z.string()),
    says: z.string(),
    at: Instant_,
    by: Actor,
  })
  .meta({ id: "DecisionSummary" })
export type DecisionSummary = z.output<typeof DecisionSummary>

export const Deployment = z
  .object({
    id: Ulid_,
    application: Application_,
    release: Release_,
    environment: Environment_,
    status: z.enum(["succeeded", "failed"]),
    at: Instant_,
    by: Actor,
    decision: Ulid_.nullable().meta({ description: "The enforced decision into the environment before it." }),
  })
  .meta({ id: "Deployment" })
export type Deployment = z.output<typeof Deployment>

export const EnvironmentInfo = z
  .object({
    name: Environment_,
    tier: z.string(),
    purpose: z.string(),
    owners: z.array(z.string()),
    /** What runs there: the newest successful deployment. */
    running: Deployment.nullable(),
    /** The newest deployment, where it failed. */
    failed: Deployment.nullable(),
  })
  .meta({ id: "EnvironmentInfo" })
export type EnvironmentInfo = z.output<typeof EnvironmentInfo>

export const Application = z
  .object({
    name: Application_,
    policy: Digest_,
    rollout: z.enum(["enforce", "advisory"]),
    environments: z.array(EnvironmentInfo),
    path: z.array(Environment_),
    lanes: z.array(z.object({ name: Lane_, path: z.array(Environment_) })),
    releases: z.int(),
    tests: z.int(),
    newest: Release_.nullable(),
    blocked: z.array(z.object({ release: Release_, reason: z.string(), by: z.string(), at: Instant_ })),
    /** Newest decision per edge that stands and does not allow, oldest first: what waits. */
    waiting: z.array(DecisionSummary),
    oldestEvidence: z
      .object({ id: Ulid_, environment: Environment_, category: Category_, receivedAt: Instant_ })
      .nullable(),
  })
  .meta({ id: "Application" })
export type Application = z.output<typeof Application>

/** How a release stands in one environment: one glyph on the releases page. */
export const Glyph = z
  .object({
    environment: Environment_,
    state: z.enum(["pass", "warn", "fail", "pending", "missing", "waived", "not-applicable"]),
    word: z.string(),
    decision: Ulid_.nullable(),
  })
  .meta({ id: "Glyph" })
export type Glyph = z.output<typeof Glyph>

export const Release = z
  .object({
    application: Application_,
    version: Release_,
    artifacts: z.array(Artifact),
    commit: z.string().nullable(),
    notes: z.string().nullable(),
    issues: z.array(z.string()),
    registeredAt: Instant_,
    registeredBy: Actor,
    blocked: z.object({ reason: z.string(), by: z.string(), at: Instant_ }).nullable(),
    predecessor: Release_.nullable(),
    glyphs: z.array(Glyph),
    /** From registration to the first success in the last environment of the path, in ms. */
    leadTimeMs: z.int().nullable(),
    already: z.boolean().optional().meta({ description: "True where registering said nothing new." }),
  })
  .meta({ id: "Release" })
export type Release = z.output<typeof Release>

export const Evidence = z
  .object({
    id: Ulid_,
    application: Application_,
    release: Release_,
    environment: Environment_,
    kind: z.enum(EVIDENCE_KINDS).nullable().meta({ description: "What it is evidence of; null: not recognised." }),
    subject: z.enum(["artifact", "environment"]).nullable().meta({
      description: "artifact: measured once, counts in every environment. environment: counts there alone.",
    }),
    category: Category_,
    variant: z.string(),
    inventory: z.boolean(),
    file: z.string(),
    raw: Digest_,
    bytes: z.int(),
    format: z.string().nullable(),
    tool: z.object({ name: z.string(), version: z.string().nullable() }).nullable(),
    outcome: z.enum(["accepted", "rejected", "unsupported", "empty"]),
    code: z.string().nullable(),
    reason: z.string().nullable(),
    unfit: z.string().nullable().meta({ description: "Why an accepted file satisfies no gate; null when it may." }),
    producedAt: Instant_.nullable(),
    receivedAt: Instant_,
    by: Actor,
    counts: z.record(z.string(), z.number()),
    warnings: z.array(z.object({ code: z.string(), text: z.string(), count: z.int() })),
    ledgerIndex: z.int(),
    repeat: z.boolean().optional().meta({ description: "True where the upload equals the newest one there." }),
    /** What the upload did to the coverage of its environment, category by category; only right after uploading. */
    effect: z.array(z.object({ category: Category_, before: Counts, after: Counts })).optional(),
  })
  .meta({ id: "Evidence" })
export type Evidence = z.output<typeof Evidence>

export const TestState = z.enum(["not_run", "passed", "failed", "errored", "skipped"])

/** One test in one cell: how it ended and where that stands in the raw file. */
export const CellTest = z
  .object({
    id: z.string(),
    state: TestState,
    flaky: z.boolean(),
    vanished: z.boolean(),
    critical: z.boolean(),
    suiteLevel: z.boolean(),
    evidence: Ulid_.nullable(),
    line: z.int().nullable(),
    message: z.string().nullable(),
    durationMs: z.number().nullable(),
  })
  .meta({ id: "CellTest" })
export type CellTest = z.output<typeof CellTest>

/** Where a number comes from: formula, counts, tests, exclusions with reason, policy and evidence. */
export const Cell = z
  .object({
    application: Application_,
    release: Release_,
    environment: Environment_,
    category: Category_,
    formula: z.string(),
    counts: Counts,
    minimum: z.int().nullable(),
    target: z.int().nullable(),
    band: z.enum(["red", "amber", "green", "grey", "not-applicable"]),
    policy: Digest_,
    evidence: z.array(Evidence),
    tests: z.array(CellTest),
    total: z.int().meta({ description: "Tests that match the filter." }),
    excluded: z.array(
      z.object({
        reason: z.enum(["not-due", "out-of-scope", "retired", "quarantined"]),
        because: z.string().nullable(),
        until: Instant_.nullable(),
        count: z.int(),
        tests: z.array(z.string()),
      }),
    ),
    /** How the newest result of each test was chosen, in words. */
    rule: z.string(),
  })
  .meta({ id: "Cell" })
export type Cell = z.output<typeof Cell>

export const TestInfo = z
  .object({
    id: z.string(),
    suite: z.string(),
    class: z.string(),
    name: z.string(),
    file: z.string().nullable(),
    tags: z.array(z.string()),
    category: Category_,
    critical: z.boolean(),
    scope: z.union([z.literal("all"), z.array(Environment_)]),
    retired: z.string().nullable(),
    quarantine: z.object({ owner: z.string(), reason: z.string(), until: Instant_, expired: z.boolean() }).nullable(),
    /** Of the newest release: in the predecessor and neither reported nor in an inventory. */
    vanished: z.boolean(),
    /** State in each environment for the newest release. */
    states: z.array(z.object({ environment: Environment_, state: TestState })),
  })
  .meta({ id: "TestInfo" })
export type TestInfo = z.output<typeof TestInfo>

export const LedgerEntry = z
  .object({
    index: z.int(),
    at: Instant_,
    kind: z.string(),
    actor: Actor,
    application: z.string().nullable(),
    release: z.string().nullable(),
    /** What it is about: an id, a version, a digest. */
    object: z.string(),
    says: z.string(),
    /** RFC 6962 leaf hash of the body, hex. */
    hash: z.string(),
    body: z.record(z.string(), z.unknown()),
    erasedBy: z
      .array(z.object({ notice: Ulid_, ledgerIndex: z.int() }))
      .meta({ description: "Notices by which something of this entry is gone; it reads `(erased)`." }),
  })
  .meta({ id: "LedgerEntry" })
export type LedgerEntry = z.output<typeof LedgerEntry>

/** What one outside says to have seen of the log. */
export const Anchor = z
  .object({
    kind: z.enum(["witness", "timestamp", "git"]),
    name: z.string(),
    size: z.int().nullable().meta({ description: "Records that it has seen; null: none yet." }),
    at: Instant_.nullable(),
    text: z.string().nullable().meta({
      description:
        "A cosigned checkpoint; of a time stamp the checkpoint, an empty line and the RFC 3161 token in base64.",
    }),
    failedAt: Instant_.nullable(),
    failure: z.string().nullable(),
  })
  .meta({ id: "Anchor" })
export type Anchor = z.output<typeof Anchor>

export const LedgerHead = z
  .object({
    entries: z.int(),
    origin: z.string().meta({ description: "Name of the signed log." }),
    size: z.int().meta({ description: "Records in it." }),
    root: z.string(),
    checkpoint: z.string().meta({ description: "The signed note of that size (c2sp.org/tlog-checkpoint)." }),
    key: z.string().meta({ description: "The log's key, as signed notes spell it." }),
    earlier: z.array(z.object({ origin: z.string(), size: z.int() })).meta({ description: "Logs that it succeeds." }),
    anchors: z.array(Anchor),
  })
  .meta({ id: "LedgerHead" })
export type LedgerHead = z.output<typeof LedgerHead>

/** What an erasure would take away, and what names the person and stays. */
export const ErasurePlan = z
  .object({
    person: z.string(),
    disclosures: z.array(z.object({ digest: z.string(), name: z.string(), value: z.string() })).readonly(),
    objects: z
      .array(Digest_)
      .readonly()
      .meta({ description: "Inputs and outcomes of decisions, which then cannot be replayed." }),
    entries: z
      .array(z.int())
      .readonly()
      .meta({ description: "Entries of the earlier log, whose bodies are rewritten." }),
    stays: z
      .array(z.object({ what: z.enum(["policy", "notes", "facts", "evidence"]), digest: Digest_ }))
      .readonly()
      .meta({
        description: "What names the person and is not erased: the state is made of it, or it was not asked for.",
      }),
    tokens: z
      .array(z.object({ id: Ulid_, name: z.string(), isActive: z.boolean() }))
      .readonly()
      .meta({
        description:
          "Tokens of that name. A token's name goes by its id as `person`; while one is in use nothing is erased.",
      }),
  })
  .meta({ id: "ErasurePlan" })
export type ErasurePlan = z.output<typeof ErasurePlan>

/** A notice of erasure. */
export const Erasure = z
  .object({
    notice: Ulid_,
    person: z.string(),
    basis: z.string(),
    disclosures: z.array(z.string()).readonly(),
    objects: z.array(Digest_).readonly(),
    entries: z.array(z.int()).readonly(),
    isFinished: z.boolean().meta({
      description: "False: a reader still holds old pages of the database; the next start of the server ends it.",
    }),
  })
  .meta({ id: "Erasure" })
export type Erasure = z.output<typeof Erasure>

/** A notice as it is listed: who, why, and how much went. */
export const ErasureNotice = z
  .object({
    notice: Ulid_,
    at: Instant_,
    by: Actor,
    person: z.string().meta({ description: "Id of who was erased; empty where only a text or an age was given." }),
    basis: z.string(),
    disclosures: z.int(),
    objects: z.int(),
    entries: z.int(),
    ledgerIndex: z.int(),
    record: z
      .object({ log: z.int(), index: z.int() })
      .nullable()
      .meta({ description: "The signed record of the notice." }),
    isFinished: z.boolean(),
  })
  .meta({ id: "ErasureNotice" })
export type ErasureNotice = z.output<typeof ErasureNotice>

/** A signed record of the log. What is null was lost with a database and recovered as a leaf alone. */
export const LedgerRecord = z
  .object({
    log: z.int().meta({ description: "Number of the log, from 1." }),
    index: z.int(),
    entry: z.int().nullable().meta({ description: "The entry of the ledger that it speaks of." }),
    kind: z.string(),
    predicateType: z.string(),
    stream: z.string().nullable(),
    sequence: z.int().nullable(),
    at: Instant_,
    statement: z.record(z.string(), z.unknown()).nullable().meta({ description: "The in-toto statement." }),
    signature: z.string().nullable(),
    key: z.string().nullable(),
    leaf: z.string(),
    hash: z.string(),
  })
  .meta({ id: "LedgerRecord" })
export type LedgerRecord = z.output<typeof LedgerRecord>

/** What `ledger verify` found. `agrees` only when every part does. */
export const LedgerVerification = z
  .object({
    agrees: z.boolean(),
    size: z.int().meta({ description: "Entries of the ledger." }),
    records: z.int().meta({ description: "Signed records in the newest log." }),
    origin: z.string(),
    root: z.string(),
    recomputedRoot: z.string(),
    firstBrokenRecord: z.int().nullable(),
    /** Tables whose rows differ from a rebuild out of the events, with a few of the differences. */
    state: z.array(z.object({ table: z.string(), rows: z.int(), differences: z.array(z.string()) })),
    objects: z.object({ checked: z.int(), broken: z.array(z.string()) }),
    evidence: z.object({ checked: z.int(), broken: z.array(z.string()) }),
    firstBroken: z.int().nullable().meta({ description: "Index of the first entry whose body and hash disagree." }),
    says: z.string(),
    tookMs: z.int(),
  })
  .meta({ id: "LedgerVerification" })
export type LedgerVerification = z.output<typeof LedgerVerification>

export const Scope = z.enum(["read", "report", "gate", "admin"])
export const Token = z
  .object({
    id: Ulid_,
    name: z.string(),
    scopes: z.array(Scope),
    applications: z.array(Application_),
    createdAt: Instant_,
    revokedAt: Instant_.nullable(),
  })
  .meta({ id: "Token" })
export type Token = z.output<typeof Token>

export const Session = z
  .object({ token: Token, installation: z.string(), version: z.string(), storage: z.enum(["sqlite", "postgres"]) })
  .meta({ id: "Session" })
export type Session = z.output<typeof Session>

export const page = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    next: z.string().nullable().meta({ description: "Pass as `after`; null: the end." }),
    total: z.int().optional(),
  })

export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string().optional(),
    requestId: z.string(),
    /** For bodies that a schema refused. */
    errors: z.array(z.object({ path: z.string(), text: z.string() })).optional(),
  })
  .loose()
  .meta({ id: "Problem", description: "RFC 9457 problem details." })
export type Problem = z.output<typeof Problem>

export const Reason_ = Text_(1000)
