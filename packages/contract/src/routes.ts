import { z } from "zod"
import { DecisionSchema, ReplaySchema } from "./decision.ts"
import { MatrixSchema } from "./matrix.ts"
import { Application_, Category_, Digest_, Environment_, Instant_, Lane_, Release_, Text_, Ulid_ } from "./names.ts"
import { json, jsonBody, route } from "./route.ts"
import {
  Application,
  Artifact,
  Cell,
  DecisionSummary,
  Deployment,
  EnvironmentInfo,
  Evidence,
  LedgerEntry,
  LedgerHead,
  LedgerVerification,
  page,
  Release,
  Scope,
  Session,
  TestInfo,
  TestState,
  Token,
} from "./schemas.ts"

const ofApplication = z.object({ application: Application_ })
const ofRelease = z.object({ application: Application_, release: Release_ })
const paging = { after: z.string().max(200).optional(), limit: z.coerce.number().int().min(1).max(500).default(50) }
const flag = z.enum(["true", "false"]).transform((value) => value === "true")
const reason = Text_(1000)

export const getSession = route({
  id: "getSession",
  method: "GET",
  path: "/v1/session",
  tag: "Access",
  scope: "read",
  summary: "Who the token is and what it may do",
  replies: { 200: json(Session, "The token and the installation") },
})
export const listTokens = route({
  id: "listTokens",
  method: "GET",
  path: "/v1/tokens",
  tag: "Access",
  scope: "admin",
  summary: "All tokens, without their secrets",
  replies: { 200: json(page(Token), "Tokens, newest first") },
})
export const createToken = route({
  id: "createToken",
  method: "POST",
  path: "/v1/tokens",
  tag: "Access",
  scope: "admin",
  summary: "Make a token; its secret is shown this once",
  body: jsonBody(
    z.strictObject({
      name: Text_(100),
      scopes: z.array(Scope).min(1),
      applications: z.array(Application_).max(1000).default([]),
    }),
  ),
  replies: { 201: json(z.object({ token: Token, secret: z.string() }), "The token and its secret") },
})
export const revokeToken = route({
  id: "revokeToken",
  method: "DELETE",
  path: "/v1/tokens/{token}",
  tag: "Access",
  scope: "admin",
  summary: "End a token at once",
  params: z.object({ token: Ulid_ }),
  replies: { 200: json(Token, "The revoked token") },
})

export const listApplications = route({
  id: "listApplications",
  method: "GET",
  path: "/v1/applications",
  tag: "Applications",
  scope: "read",
  summary: "Every application: what runs where, what is blocked, what waits",
  replies: { 200: json(page(Application), "Applications by name") },
})
export const getApplication = route({
  id: "getApplication",
  method: "GET",
  path: "/v1/applications/{application}",
  tag: "Applications",
  scope: "read",
  summary: "One application",
  params: ofApplication,
  replies: { 200: json(Application, "The application") },
})
export const archiveApplication = route({
  id: "archiveApplication",
  method: "POST",
  path: "/v1/applications/{application}/archive",
  tag: "Applications",
  scope: "admin",
  summary: "Take an application off every page; its ledger entries remain",
  params: ofApplication,
  body: jsonBody(z.strictObject({ reason })),
  replies: { 200: json(z.object({ application: Application_, archived: z.literal(true) }), "It is archived") },
})
export const applyPolicy = route({
  id: "applyPolicy",
  method: "POST",
  path: "/v1/applications/{application}/policy",
  tag: "Policy",
  scope: "admin",
  summary: "Validate and store a policy; the first one makes the application",
  params: ofApplication,
  body: { kind: "text", mediaType: "application/yaml", maxBytes: 1_048_576, about: "The policy file" },
  replies: {
    200: json(
      z.object({
        application: Application_,
        policy: Digest_,
        unchanged: z.boolean(),
        warnings: z.array(
          z.object({ code: z.string(), path: z.string(), line: z.int(), column: z.int(), text: z.string() }),
        ),
      }),
      "The policy in force",
    ),
  },
})
export const getPolicy = route({
  id: "getPolicy",
  method: "GET",
  path: "/v1/applications/{application}/policy",
  tag: "Policy",
  scope: "read",
  summary: "The policy in force: its text, digest and history",
  params: ofApplication,
  replies: {
    200: json(
      z.object({
        application: Application_,
        policy: Digest_,
        text: z.string(),
        appliedAt: Instant_,
        history: z.array(z.object({ policy: Digest_, appliedAt: Instant_, by: z.string(), ledgerIndex: z.int() })),
      }),
      "The policy",
    ),
  },
})
export const listEnvironments = route({
  id: "listEnvironments",
  method: "GET",
  path: "/v1/environments",
  tag: "Environments",
  scope: "read",
  summary: "What runs where, in every application",
  replies: {
    200: json(
      page(z.object({ application: Application_, environment: EnvironmentInfo })),
      "Environments by application, in path order",
    ),
  },
})

export const registerRelease = route({
  id: "registerRelease",
  method: "POST",
  path: "/v1/applications/{application}/releases",
  tag: "Releases",
  scope: "report",
  summary: "Register a release; the same again changes nothing, other digests are refused",
  params: ofApplication,
  body: jsonBody(
    z.strictObject({
      version: Release_,
      artifacts: z.array(Artifact).min(1).max(200),
      commit: Text_(200).nullable().default(null),
      notes: z.string().max(100_000).nullable().default(null),
      issues: z.array(Text_(100)).max(1000).default([]),
    }),
  ),
  replies: { 200: json(Release, "It was registered before"), 201: json(Release, "The release") },
})
export const listReleases = route({
  id: "listReleases",
  method: "GET",
  path: "/v1/applications/{application}/releases",
  tag: "Releases",
  scope: "read",
  summary: "Releases, newest first, with one glyph per environment",
  params: ofApplication,
  query: z.object(paging),
  replies: { 200: json(page(Release), "Releases") },
})
export const getRelease = route({
  id: "getRelease",
  method: "GET",
  path: "/v1/applications/{application}/releases/{release}",
  tag: "Releases",
  scope: "read",
  summary: "One release",
  params: ofRelease,
  replies: { 200: json(Release, "The release") },
})
export const blockRelease = route({
  id: "blockRelease",
  method: "POST",
  path: "/v1/applications/{application}/releases/{release}/block",
  tag: "Releases",
  scope: "admin",
  summary: "This release must not go further",
  params: ofRelease,
  body: jsonBody(z.strictObject({ reason })),
  replies: { 200: json(Release, "The blocked release") },
})
export const unblockRelease = route({
  id: "unblockRelease",
  method: "POST",
  path: "/v1/applications/{application}/releases/{release}/unblock",
  tag: "Releases",
  scope: "admin",
  summary: "Lift the block of a release",
  params: ofRelease,
  body: jsonBody(z.strictObject({ reason })),
  replies: { 200: json(Release, "The release") },
})
export const getMatrix = route({
  id: "getMatrix",
  method: "GET",
  path: "/v1/applications/{application}/releases/{release}/matrix",
  tag: "Releases",
  scope: "read",
  summary: "Release × environment × category, with bands, bases and the path to the next environment",
  params: ofRelease,
  replies: { 200: json(MatrixSchema, "The matrix") },
})
export const getMatrixSvg = route({
  id: "getMatrixSvg",
  method: "GET",
  path: "/v1/applications/{application}/releases/{release}/matrix.svg",
  tag: "Releases",
  scope: "read",
  summary: "The matrix as a picture",
  params: ofRelease,
  replies: { 200: { kind: "bytes", mediaType: "image/svg+xml", about: "The matrix" } },
})
export const getCell = route({
  id: "getCell",
  method: "GET",
  path: "/v1/applications/{application}/releases/{release}/cells/{environment}/{category}",
  tag: "Releases",
  scope: "read",
  summary: "Where a number comes from: formula, tests, exclusions, policy, raw files",
  params: z.object({ application: Application_, release: Release_, environment: Environment_, category: Category_ }),
  query: z.object({
    state: z.enum(["all", "not-passed", "passed", "failed", "errored", "skipped", "not_run"]).default("not-passed"),
    offset: z.coerce.number().int().min(0).default(0),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  }),
  replies: { 200: json(Cell, "The derivation") },
})

export const uploadEvidence = route({
  id: "uploadEvidence",
  method: "POST",
  path: "/v1/applications/{application}/releases/{release}/evidence",
  tag: "Evidence",
  scope: "report",
  summary: "Upload one report file, streamed as it is; 201 accepted, 200 repeat, 422 refused (kept, with its reason)",
  params: ofRelease,
  query: z.object({
    environment: Environment_,
    category: Category_.optional(),
    variant: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/)
      .optional(),
    file: z.string().min(1).max(500).default("report"),
    inventory: flag.default(false),
  }),
  body: { kind: "stream", about: "The report file" },
  replies: {
    200: json(Evidence, "Equal to the newest upload there: nothing changed"),
    201: json(Evidence, "Accepted"),
    422: json(Evidence, "Refused: unreadable, unsupported, or it proves nothing. Kept, never counted."),
  },
})
export const listEvidence = route({
  id: "listEvidence",
  method: "GET",
  path: "/v1/evidence",
  tag: "Evidence",
  scope: "read",
  summary: "Uploads, newest first, refused ones too",
  query: z.object({
    ...paging,
    application: Application_.optional(),
    release: Release_.optional(),
    environment: Environment_.optional(),
    category: Category_.optional(),
    outcome: z.enum(["accepted", "rejected", "unsupported", "empty"]).optional(),
  }),
  replies: { 200: json(page(Evidence), "Evidence") },
})
export const getEvidence = route({
  id: "getEvidence",
  method: "GET",
  path: "/v1/evidence/{evidence}",
  tag: "Evidence",
  scope: "read",
  summary: "One upload and what was read from it",
  params: z.object({ evidence: Ulid_ }),
  replies: { 200: json(Evidence, "The evidence") },
})
export const getEvidenceTests = route({
  id: "getEvidenceTests",
  method: "GET",
  path: "/v1/evidence/{evidence}/tests",
  tag: "Evidence",
  scope: "read",
  summary: "The tests that an upload reported",
  params: z.object({ evidence: Ulid_ }),
  query: z.object({
    state: z.enum(["all", "not-passed", "passed", "failed", "errored", "skipped"]).default("all"),
    offset: z.coerce.number().int().min(0).default(0),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  }),
  replies: {
    200: json(
      z.object({
        total: z.int(),
        items: z.array(
          z.object({
            id: z.string(),
            state: TestState,
            flaky: z.boolean(),
            line: z.int().nullable(),
            message: z.string().nullable(),
            durationMs: z.number().nullable(),
          }),
        ),
      }),
      "Tests in file order",
    ),
  },
})
export const getEvidenceRaw = route({
  id: "getEvidenceRaw",
  method: "GET",
  path: "/v1/evidence/{evidence}/raw",
  tag: "Evidence",
  scope: "read",
  summary: "The file as it was received",
  params: z.object({ evidence: Ulid_ }),
  replies: { 200: { kind: "bytes", mediaType: "application/octet-stream", about: "The raw file" } },
})

export const askGate = route({
  id: "askGate",
  method: "POST",
  path: "/v1/applications/{application}/releases/{release}/gate",
  tag: "Gates",
  scope: "gate",
  summary:
    "Ask whether the release may enter an environment; recorded. 200 allow or recorded advisory, 409 deny or hold",
  params: ofRelease,
  body: jsonBody(
    z.strictObject({
      to: Environment_,
      lane: Lane_.nullable().default(null),
      mode: z.enum(["enforce", "advisory"]).default("enforce"),
    }),
  ),
  replies: {
    200: json(DecisionSchema, "Allowed, or recorded as advisory"),
    409: json(DecisionSchema, "Denied or on hold"),
    500: json(DecisionSchema, "Could not be evaluated"),
  },
})
export const tryGate = route({
  id: "tryGate",
  method: "GET",
  path: "/v1/applications/{application}/releases/{release}/gate",
  tag: "Gates",
  scope: "read",
  summary: "The same evaluation unrecorded: a dry run, and it says so",
  params: ofRelease,
  query: z.object({ to: Environment_, lane: Lane_.optional() }),
  replies: { 200: json(DecisionSchema, "What the gate would say") },
})
export const listDecisions = route({
  id: "listDecisions",
  method: "GET",
  path: "/v1/decisions",
  tag: "Gates",
  scope: "read",
  summary: "Decisions, newest first",
  query: z.object({
    ...paging,
    application: Application_.optional(),
    release: Release_.optional(),
    to: Environment_.optional(),
  }),
  replies: { 200: json(page(DecisionSummary), "Decisions") },
})
export const getDecision = route({
  id: "getDecision",
  method: "GET",
  path: "/v1/decisions/{decision}",
  tag: "Gates",
  scope: "read",
  summary: "A recorded decision, explained",
  params: z.object({ decision: Ulid_ }),
  replies: { 200: json(DecisionSchema, "The decision") },
})
export const getDecisionInput = route({
  id: "getDecisionInput",
  method: "GET",
  path: "/v1/decisions/{decision}/input",
  tag: "Gates",
  scope: "read",
  summary: "The frozen input, byte for byte as its digest was taken",
  params: z.object({ decision: Ulid_ }),
  replies: { 200: { kind: "bytes", mediaType: "application/json", about: "Canonical JSON" } },
})
export const replayDecision = route({
  id: "replayDecision",
  method: "POST",
  path: "/v1/decisions/{decision}/replay",
  tag: "Gates",
  scope: "read",
  summary: "Evaluate the recorded input again and compare byte for byte",
  params: z.object({ decision: Ulid_ }),
  replies: { 200: json(ReplaySchema, "Whether the bytes agree") },
})

export const recordDeployment = route({
  id: "recordDeployment",
  method: "POST",
  path: "/v1/applications/{application}/releases/{release}/deployments",
  tag: "Environments",
  scope: "gate",
  summary: "Record that a deployment ended",
  params: ofRelease,
  body: jsonBody(z.strictObject({ environment: Environment_, status: z.enum(["succeeded", "failed"]) })),
  replies: { 201: json(Deployment, "The deployment") },
})
export const listDeployments = route({
  id: "listDeployments",
  method: "GET",
  path: "/v1/applications/{application}/deployments",
  tag: "Environments",
  scope: "read",
  summary: "Deployments, newest first",
  params: ofApplication,
  query: z.object({ ...paging, environment: Environment_.optional() }),
  replies: { 200: json(page(Deployment), "Deployments") },
})

export const listTests = route({
  id: "listTests",
  method: "GET",
  path: "/v1/applications/{application}/tests",
  tag: "Tests",
  scope: "read",
  summary: "The catalogue: scopes, categories, quarantine, vanished",
  params: ofApplication,
  query: z.object({
    ...paging,
    search: z.string().max(200).optional(),
    filter: z.enum(["all", "quarantined", "retired", "vanished", "critical"]).default("all"),
    category: Category_.optional(),
  }),
  replies: { 200: json(page(TestInfo), "Tests in catalogue order") },
})
export const retireTests = route({
  id: "retireTests",
  method: "POST",
  path: "/v1/applications/{application}/tests/retire",
  tag: "Tests",
  scope: "admin",
  summary: "Tests that match are no longer expected; listed, not counted",
  params: ofApplication,
  body: jsonBody(z.strictObject({ pattern: Text_(500), reason })),
  replies: { 200: json(z.object({ pattern: z.string(), matched: z.int() }), "How many tests it matches now") },
})
export const quarantineTests = route({
  id: "quarantineTests",
  method: "POST",
  path: "/v1/applications/{application}/tests/quarantine",
  tag: "Tests",
  scope: "admin",
  summary: "Tests that match do not count until a date; critical ones still do",
  params: ofApplication,
  body: jsonBody(z.strictObject({ pattern: Text_(500), owner: Text_(100), reason, until: Instant_ })),
  replies: { 200: json(z.object({ pattern: z.string(), matched: z.int() }), "How many tests it matches now") },
})

export const listAudit = route({
  id: "listAudit",
  method: "GET",
  path: "/v1/audit",
  tag: "Audit",
  scope: "read",
  summary: "The ledger, newest first",
  query: z.object({
    ...paging,
    application: Application_.optional(),
    release: Release_.optional(),
    kind: z.string().max(60).optional(),
    actor: z.string().max(200).optional(),
  }),
  replies: { 200: json(page(LedgerEntry), "Entries") },
})
export const exportAudit = route({
  id: "exportAudit",
  method: "GET",
  path: "/v1/audit/export",
  tag: "Audit",
  scope: "read",
  summary: "The ledger as CSV or JSON lines, streamed, oldest first",
  query: z.object({ format: z.enum(["csv", "jsonl"]).default("csv"), application: Application_.optional() }),
  replies: { 200: { kind: "bytes", mediaType: "text/csv", about: "One line per entry" } },
})
export const getLedgerHead = route({
  id: "getLedgerHead",
  method: "GET",
  path: "/v1/ledger",
  tag: "Audit",
  scope: "read",
  summary: "Size and root of the ledger",
  replies: { 200: json(LedgerHead, "The head") },
})
export const verifyLedger = route({
  id: "verifyLedger",
  method: "POST",
  path: "/v1/ledger/verify",
  tag: "Audit",
  scope: "read",
  summary: "Recompute the root, rebuild the state from the events, compare",
  replies: { 200: json(LedgerVerification, "What was found") },
})

export const getSample = route({
  id: "getSample",
  method: "GET",
  path: "/v1/sample",
  tag: "Sample",
  scope: "read",
  summary: "The plan of the sample application",
  replies: { 200: json(z.looseObject({ application: Application_ }), "The plan") },
})
export const getSampleFile = route({
  id: "getSampleFile",
  method: "GET",
  path: "/v1/sample/files/{file}",
  tag: "Sample",
  scope: "read",
  summary: "One file of the sample application",
  params: z.object({
    file: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/)
      .max(200),
  }),
  replies: { 200: { kind: "bytes", mediaType: "application/octet-stream", about: "The file" } },
})
