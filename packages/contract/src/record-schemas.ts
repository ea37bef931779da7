import { PREDICATES, VSA_PREDICATE_TYPE, wordOfPredicate } from "@promotrail/core"
import { z } from "zod"

// What is signed, by predicate type: the published JSON Schemas of our records. Members that are not named here may come
// with later versions; what is named stays what it is.

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const Digests = z.looseObject({ sha256: Sha256 })
const Hidden = z
  .looseObject({ _sd: z.string().regex(/^[A-Za-z0-9_-]{43}$/) })
  .meta({ description: "Digest of a salted disclosure (RFC 9901, section 4.2): what a person wrote, erasable." })
const Instant = z.iso.datetime({ precision: 3 })
const Digest = z.string().regex(/^sha256:[0-9a-f]{64}$/)
const Index = z.int().min(0)

const Actor = z.looseObject({
  id: z
    .string()
    .regex(/^act_[0-9A-Za-z]+$/)
    .meta({ description: "A pseudonym, one for each person and installation." }),
  identity: z
    .string()
    .regex(/^[A-Za-z0-9_-]{43}$/)
    .meta({ description: "Digest of the disclosure that names them." }),
})
const Ledger = z
  .looseObject({
    origin: z.string(),
    stream: z.string(),
    sequence: z.int().min(1),
    previous: Digests.nullable().meta({ description: "Leaf hash of the record before it in the stream." }),
    nonce: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
    entry: z.looseObject({ index: Index, leaf: Digests }).nullable(),
  })
  .meta({
    description: "Where it stands: in the log, in its stream without gaps, and the entry of the ledger it speaks of.",
  })
const Descriptor = z.looseObject({ uri: z.string(), digest: Digests, mediaType: z.string() })

const said = { at: Instant, actor: Actor, ledger: Ledger }
const ofApplication = { ...said, application: z.string() }
const ofRelease = { ...ofApplication, release: z.string() }
const Artifacts = z.array(z.looseObject({ name: z.string(), digest: Digest }))

const PREDICATE_SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  [PREDICATES.genesis]: z.looseObject({
    installation: z.string(),
    at: Instant,
    logKey: z.string(),
    recordKey: z.looseObject({ id: z.string(), publicKey: z.base64() }),
    version: z.string(),
    earlier: z.looseObject({ size: Index, root: Digests }).nullable(),
    succeeds: z.looseObject({ origin: z.string(), checkpoint: z.string() }).nullable(),
    ledger: Ledger,
  }),
  [PREDICATES.seal]: z.looseObject({
    at: Instant,
    successor: z.looseObject({ origin: z.string(), logKey: z.string() }),
    ledger: Ledger,
  }),
  [PREDICATES.installation]: z.looseObject({ ...said, installation: z.string(), version: z.string() }),
  [PREDICATES.decision]: z.looseObject({
    decision: z.looseObject({
      id: z.string(),
      verdict: z.enum(["allow", "deny", "hold", "evaluationError"]),
      mode: z.enum(["enforce", "advisory", "override"]),
      decidedAt: Instant,
      reasonCodes: z.array(z.string()),
    }),
    promotion: z.looseObject({
      application: z.string(),
      release: z.string(),
      kind: z.enum(["promote", "rollback", "hotfix", "config"]),
      lane: z.string().optional(),
      from: z.looseObject({ environment: z.string() }),
      to: z.looseObject({ environment: z.string(), tier: z.string().optional() }),
      commit: z.string().optional(),
      change: z.array(z.looseObject({ system: z.string(), id: z.string() })).optional(),
    }),
    requester: Actor,
    approvals: z.array(z.unknown()),
    override: z.null(),
    policy: Descriptor,
    evaluator: z.looseObject({ id: z.string(), version: z.string(), digest: Digests, language: z.string() }),
    clock: z.looseObject({ now: Instant }).meta({ description: "The only time that the evaluation saw." }),
    checks: z.array(
      z.looseObject({
        id: z.string(),
        severity: z.enum(["block", "warn", "observe"]),
        outcome: z.enum(["pass", "warn", "fail", "unknown", "error", "waived", "not_applicable"]),
        reasonCodes: z.array(z.string()),
        measured: z.record(z.string(), z.int()).optional(),
        controls: z.array(z.string()).optional(),
      }),
    ),
    inputs: z.array(Descriptor),
    output: Descriptor,
    ledger: Ledger,
  }),
  [PREDICATES.outcome]: z.looseObject({
    ...ofRelease,
    deployment: z.string(),
    environment: z.string(),
    status: z.enum(["succeeded", "failed"]),
    decision: z.string().nullable(),
  }),
  [PREDICATES.policy]: z.looseObject({
    ...ofApplication,
    policy: Digest,
    before: Digest.nullable().optional(),
    environments: z.looseObject({ digest: Digest, changed: z.boolean() }).optional(),
    descriptor: Descriptor,
  }),
  [PREDICATES.environments]: z.looseObject({ ...ofApplication, policy: Descriptor }),
  [PREDICATES.access]: z.union([
    z.looseObject({
      ...said,
      change: z.literal("token.created"),
      token: z.string(),
      name: Hidden,
      hash: z.string(),
      scopes: z.array(z.string()),
      applications: z.array(z.string()),
    }),
    z.looseObject({ ...said, change: z.literal("token.revoked"), token: z.string() }),
    z.looseObject({
      ...said,
      change: z.literal("key.rotated"),
      key: z.string(),
      publicKey: z.base64(),
      before: z.string(),
    }),
  ]),
  [PREDICATES.application]: z.looseObject({ ...ofApplication, reason: Hidden }),
  [PREDICATES.release]: z.looseObject({
    ...ofRelease,
    artifacts: Artifacts,
    commit: z.string().nullable(),
    notes: Digest.nullable(),
    issues: z.array(z.string()),
  }),
  [PREDICATES.block]: z.looseObject({ ...ofRelease, blocked: z.boolean(), reason: Hidden }),
  [PREDICATES.evidence]: z.looseObject({
    ...ofRelease,
    evidence: z.string(),
    environment: z.string(),
    kind: z.string().nullable(),
    category: z.string(),
    raw: Digest,
    bytes: Index,
    format: z.string().nullable(),
    outcome: z.enum(["accepted", "rejected", "unsupported", "empty"]),
    counts: z.record(z.string(), z.int()),
    facts: Digest.nullable(),
  }),
  [PREDICATES.tests]: z.looseObject({
    ...ofApplication,
    exclusion: z.enum(["retired", "quarantined"]),
    pattern: z.string(),
    reason: Hidden,
    owner: Hidden.optional(),
    until: Instant.optional(),
  }),
  [PREDICATES.erasure]: z.looseObject({
    ...said,
    notice: z.string(),
    person: z.string(),
    basis: z.string(),
    disclosures: z.array(z.string()),
    objects: z.array(Digest),
    entries: z.array(Index),
  }),
  [PREDICATES.recovery]: z.looseObject({ ...said, origin: z.string(), from: Index, to: Index }),
  [VSA_PREDICATE_TYPE]: z.looseObject({
    verifier: z.looseObject({ id: z.string() }),
    timeVerified: Instant,
    resourceUri: z.string(),
    policy: z.looseObject({ uri: z.string(), digest: Digests }),
    inputAttestations: z.array(z.looseObject({ uri: z.string(), digest: Digests })),
    verificationResult: z.enum(["PASSED", "FAILED"]),
    verifiedLevels: z.array(z.string()),
    slsaVersion: z.string(),
  }),
}

/** The predicate types that have a schema: all that are signed. */
export const RECORD_KINDS: readonly string[] = Object.keys(PREDICATE_SCHEMAS)

/** The JSON Schema of a record's statement, by predicate type; all types when none is named. */
export function recordJsonSchema(): unknown {
  const statements = Object.entries(PREDICATE_SCHEMAS).map(([predicateType, predicate]) =>
    z
      .strictObject({
        _type: z.literal("https://in-toto.io/Statement/v1"),
        subject: z.array(z.looseObject({ name: z.string().optional(), digest: Digests })).min(1),
        predicateType: z.literal(predicateType),
        predicate,
      })
      .meta({ title: wordOfPredicate(predicateType) }),
  )
  const [first, ...rest] = statements
  if (first === undefined) throw new Error("there is no record")
  return z.toJSONSchema(z.union([first, ...rest]).meta({ title: "Records of the Promotrail ledger" }), {
    reused: "ref",
  })
}
