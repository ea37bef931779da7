import { createHash } from "node:crypto"
import {
  canonicalJson,
  discloseValue,
  environmentRecordOf,
  genesisStatement,
  hideEvent,
  recordOf,
  sealStatement,
  statementToJson,
  streamOf,
  vsaOf,
  type Event,
  type HiddenEvent,
  type Outcome,
  type RecordPlace,
  type Statement,
} from "@promotrail/core"
import { Ajv2020 } from "ajv/dist/2020.js"
import { describe, expect, test } from "vitest"
import { RECORD_KINDS, recordJsonSchema } from "./record-schemas.ts"

const sha256 = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex")
const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(recordJsonSchema() as object)

const ULID = "01JD000000000000000000000A"
const digest = `sha256:${"ab".repeat(32)}`
const head = { at: "2026-11-20T12:00:00.000Z", actor: { id: ULID, name: "Anna Muster" } }
const shop = { application: "shop" }
const release = { ...shop, release: "v1" }
const artifacts = [{ name: "registry.example.com/acme/shop", digest }]
const decided = {
  ...release,
  decision: ULID,
  artifacts,
  edge: { lane: null, from: "dev", to: "prod", first: true },
  lane: null,
  mode: "enforce",
  policy: digest,
  engine: { name: "promotrail", version: "0.1.0", digest },
  input: digest,
  outcome: digest,
  verdict: "allow",
  reasons: [],
  tier: "production",
  commit: "c0ffee",
  issues: ["CHK-1"],
}
const evidence = {
  ...release,
  evidence: ULID,
  environment: "dev",
  kind: "tests",
  subject: "environment",
  category: "unit",
  variant: "",
  inventory: false,
  file: "report.xml",
  raw: digest,
  bytes: 12,
  format: "junit-xml",
  tool: null,
  reader: "junit-xml/1",
  outcome: "accepted",
  code: null,
  reason: null,
  unfit: null,
  producedAt: null,
  counts: { tests: 3 },
  warnings: [],
  facts: digest,
}
const outcome = {
  schema: "promotrail/outcome/v1",
  verdict: "allow",
  checks: [
    {
      id: "release.blocked",
      kind: "release.blocked",
      severity: "block",
      outcome: "fail",
      reasons: [{ code: "release.blocked", because: "Otto said so", by: "Otto" }],
      controls: ["CC8.1"],
    },
    {
      id: "coverage.exit",
      kind: "coverage",
      severity: "block",
      outcome: "pass",
      reasons: [],
      measured: { inScope: 3, passed: 3 },
    },
  ],
  reasons: [],
  unblock: [],
} as unknown as Outcome

const EVENTS = [
  { kind: "ledger.started", ...head, data: { installation: ULID, version: "0.1.0" } },
  {
    kind: "policy.applied",
    ...head,
    data: { ...shop, policy: digest, before: null, environments: { digest, changed: true } },
  },
  { kind: "application.archived", ...head, data: { ...shop, reason: "Otto asked" } },
  { kind: "release.registered", ...head, data: { ...release, artifacts, commit: null, notes: null, issues: [] } },
  { kind: "release.blocked", ...head, data: { ...release, reason: "Otto asked" } },
  { kind: "release.unblocked", ...head, data: { ...release, reason: "Otto asked" } },
  { kind: "evidence.recorded", ...head, data: evidence },
  { kind: "decision.recorded", ...head, data: decided },
  { kind: "decision.recorded", ...head, data: { ...decided, verdict: "error", mode: "advisory", artifacts: [] } },
  {
    kind: "deployment.recorded",
    ...head,
    data: { ...release, deployment: ULID, environment: "prod", status: "failed", decision: null },
  },
  { kind: "tests.retired", ...head, data: { ...shop, pattern: "a::*", reason: "Otto asked" } },
  {
    kind: "tests.quarantined",
    ...head,
    data: { ...shop, pattern: "a::*", owner: "Otto", reason: "Otto asked", until: head.at },
  },
  {
    kind: "token.created",
    ...head,
    data: { token: ULID, name: "Otto", hash: "cd", scopes: ["read"], applications: [] },
  },
  { kind: "token.revoked", ...head, data: { token: ULID } },
  { kind: "key.rotated", ...head, data: { key: "SHA256:x", publicKey: "AAAA", before: "SHA256:y" } },
  {
    kind: "erasure.recorded",
    ...head,
    data: { notice: ULID, person: ULID, basis: "gdpr-art-17", disclosures: ["d"], objects: [digest], entries: [3] },
  },
  { kind: "log.recovered", ...head, data: { origin: "log.example", from: 3, to: 5 } },
] as unknown as readonly Event[]

const placeOf = (stream: string): RecordPlace => ({
  origin: "log.example",
  stream,
  sequence: 7,
  previous: "cd".repeat(32),
  nonce: "Mz0RKki8atx6gqANLjvusw",
  entry: { index: 41, hash: "ef".repeat(32) },
})
const hide = (name: string, value: string): string => discloseValue(new Uint8Array(16), name, value, sha256).digest

/** All that is signed of an event. */
function signedOf(event: Event): readonly Statement[] {
  const hidden: HiddenEvent = hideEvent(event, hide)
  const place = placeOf(streamOf(event))
  const own = recordOf(event, hidden, place, outcome)
  const more =
    event.kind === "decision.recorded"
      ? vsaOf(event, "12".repeat(32))
      : event.kind === "policy.applied"
        ? environmentRecordOf(event, hidden, place)
        : undefined
  return more === undefined ? [own] : [own, more]
}

const OF_THE_LOG: readonly Statement[] = [
  genesisStatement(
    {
      installation: ULID,
      at: head.at,
      logKey: "log.example+00000000+AAAA",
      recordKey: { id: "SHA256:x", publicKey: "AAAA" },
      version: "0.1.0",
      earlier: { size: 3, root: "ab".repeat(32) },
      succeeds: { origin: "old.example", checkpoint: "old.example\n3\n" },
    },
    { ...placeOf("installation"), entry: null, previous: null },
    "ab".repeat(32),
  ),
  sealStatement(
    { origin: "new.example", logKey: "new.example+00000000+AAAA", at: head.at },
    { ...placeOf("installation"), entry: null },
    "ab".repeat(32),
  ),
]

const textOf = (statement: Statement): string => canonicalJson(statementToJson(statement))
const ALL = [...EVENTS.flatMap(signedOf), ...OF_THE_LOG]

describe.for(ALL.map((statement) => [statement.predicateType, textOf(statement)] as const))("%s", ([, text]) => {
  test("is what its published schema says", () => {
    validate(JSON.parse(text))
    expect(validate.errors ?? []).toStrictEqual([])
  })

  test("names nobody, and repeats nobody's words", () => {
    expect(text).not.toMatch(/Anna|Muster|Otto/)
  })
})

test("there is a schema for everything that is signed, and for nothing else", () => {
  expect([...new Set(ALL.map(({ predicateType }) => predicateType))].toSorted()).toStrictEqual(RECORD_KINDS.toSorted())
})

test.for([
  ["a name instead of a digest", (text: string) => text.replace(/"_sd":"[^"]+"/, '"name":"Otto"')],
  ["another type", (text: string) => text.replace("statement", "statements").replace("Statement/v1", "Statement/v2")],
  ["no subject", (text: string) => text.replace(/"subject":\[.*?\}\]/, '"subject":[]')],
  ["a number that is none of a stream", (text: string) => text.replace('"sequence":7', '"sequence":0')],
] as const)("a statement with %s is not what the schema says", ([, change]) => {
  const [blocked] = signedOf(EVENTS[4] as Event)
  const text = textOf(blocked as Statement)
  expect(change(text)).not.toBe(text)
  expect(validate(JSON.parse(change(text)))).toBe(false)
})

test("a decision that was not enforced has no summary that could be relied on", () => {
  const [, summary] = signedOf(EVENTS[7] as Event)
  expect(summary?.predicate).toMatchObject({
    verificationResult: "PASSED",
    verifiedLevels: ["PROMOTION_ALLOWED:prod"],
    resourceUri: "oci://registry.example.com/acme/shop",
  })
  expect(signedOf(EVENTS[8] as Event)).toHaveLength(1)
  for (const verdict of ["deny", "hold", "error"]) {
    const denied = { ...EVENTS[7], data: { ...decided, verdict } } as unknown as Event
    expect(signedOf(denied)[1]?.predicate).toMatchObject({ verificationResult: "FAILED", verifiedLevels: ["FAILED"] })
  }
})
