import { describe, expect, test } from "vitest"
import { canonicalJson, type Json } from "../kernel/canonical-json.ts"
import { utf8Of } from "../kernel/utf8.ts"
import { parseStatement, STATEMENT_PAYLOAD_TYPE, STATEMENT_TYPE, statementIn, statementToJson } from "./statement.ts"
import { memberOf } from "./strict-json.ts"
import { checkVsa, isVerifiedLevel, parseVsa, vsaStatement, type Vsa } from "./vsa.ts"

const DIGEST = "f704638b5ae224c9b2460440bbd785a1691f2572d829a7476b291a965a08320a"
const VSA: Vsa = {
  subjects: [{ name: "oci.example.com/payments/api", digests: new Map([["sha256", DIGEST]]) }],
  verifierId: "https://verifier.example.com/v1",
  timeVerified: "2026-11-21T09:00:00.000Z",
  resourceUri: "oci://oci.example.com/payments/api",
  policy: { uri: "https://promotion.example.com/policies/production", digests: new Map([["sha256", DIGEST]]) },
  inputAttestations: [{ uri: "", digests: new Map([["sha256", DIGEST]]) }],
  result: "PASSED",
  verifiedLevels: ["SLSA_BUILD_LEVEL_3", "PROMOTION_ALLOWED:production"],
}
const EXPECTED = {
  digests: [`sha256:${DIGEST}`],
  verifierId: VSA.verifierId,
  resourceUri: VSA.resourceUri,
  verifiedLevels: ["PROMOTION_ALLOWED:production"],
}
const spelled = (vsa: Vsa) => canonicalJson(statementToJson(vsaStatement(vsa)))

function readBack(text: string) {
  const statement = parseStatement(text)
  if (!statement.ok) throw new Error("no statement")
  return parseVsa(statement.value)
}

/** The levels of a summary that was written with this one. */
function levelsOf(level: string) {
  try {
    return memberOf(vsaStatement({ ...VSA, verifiedLevels: [level] }).predicate, "verifiedLevels")
  } catch (error) {
    return error instanceof RangeError ? "refused" : error
  }
}

test("what is written is read", () => {
  expect(readBack(spelled(VSA))).toStrictEqual({ ok: true, value: VSA })
})

test("what did not pass has reached no level", () => {
  const failed = readBack(spelled({ ...VSA, result: "FAILED" }))
  expect(failed).toMatchObject({ ok: true, value: { result: "FAILED", verifiedLevels: ["FAILED"] } })
  expect(failed.ok && checkVsa(failed.value, { ...EXPECTED, verifiedLevels: [] })).toMatchObject({
    error: { kind: "vsa-not-passed" },
  })
})

test.for([
  ["SLSA_BUILD_LEVEL_3", true],
  ["SLSA_SOURCE_LEVEL_0", true],
  ["PROMOTION_ALLOWED:production", true],
  ["BCID_L1", true],
  ["SLSA_BUILD_LEVEL_UNEVALUATED", false],
  ["SLSA_SOURCE_TWO_PARTY_REVIEWED", false],
  ["SLSA_BUILD_LEVEL_03", false],
  ["SLSA_LEVEL_3", false],
  ["SLSA_", false],
  ["", false],
] as const)("%s may stand in a summary: %s", ([level, isAllowed]) => {
  expect(isVerifiedLevel(level)).toBe(isAllowed)
  const made = levelsOf(level)
  expect(made).toStrictEqual(isAllowed ? [level] : "refused")
})

describe("a summary is checked for what was asked", () => {
  test.for([
    ["as it is", {}, {}, "ok"],
    ["a lower level of the track", {}, { verifiedLevels: ["SLSA_BUILD_LEVEL_2"] }, "ok"],
    ["a higher one", {}, { verifiedLevels: ["SLSA_BUILD_LEVEL_4"] }, "vsa-level-missing"],
    ["another track", {}, { verifiedLevels: ["SLSA_SOURCE_LEVEL_1"] }, "vsa-level-missing"],
    ["another environment", {}, { verifiedLevels: ["PROMOTION_ALLOWED:staging"] }, "vsa-level-missing"],
    ["another artifact", {}, { digests: [`sha256:${"0".repeat(64)}`] }, "vsa-mismatch"],
    ["no artifact", {}, { digests: [] }, "vsa-mismatch"],
    ["another verifier", {}, { verifierId: "https://verifier.example.com/v2" }, "vsa-mismatch"],
    ["another place", {}, { resourceUri: `${VSA.resourceUri}x` }, "vsa-mismatch"],
    [
      "a level no verifier reads",
      { verifiedLevels: ["SLSA_BUILD_LEVEL_X"] },
      { verifiedLevels: [] },
      "vsa-level-unknown",
    ],
    ["no result", { result: "" }, {}, "vsa-not-passed"],
  ] as const)("%s: %s", ([, said, asked, kind]) => {
    const checked = checkVsa({ ...VSA, ...said }, { ...EXPECTED, ...asked })
    expect(checked.ok ? "ok" : checked.error.kind).toBe(kind)
  })
})

const STATEMENT = statementToJson(vsaStatement(VSA)) as { readonly [member: string]: Json }
const without = (member: string) => Object.fromEntries(Object.entries(STATEMENT).filter(([name]) => name !== member))

describe("what is no statement", () => {
  test.for([
    ["of another version", { ...STATEMENT, _type: "https://in-toto.io/Statement/v0.1" }, "_type"],
    ["without a type", without("_type"), "_type"],
    ["of nothing", { ...STATEMENT, subject: [] }, "subject"],
    ["of something without a digest", { ...STATEMENT, subject: [{ name: "api", digest: {} }] }, "subject"],
    ["of something with an empty digest", { ...STATEMENT, subject: [{ digest: { sha256: "" } }] }, "subject"],
    ["of something with a number for a digest", { ...STATEMENT, subject: [{ digest: { sha256: 1 } }] }, "subject"],
    ["that says nothing", without("predicateType"), "predicateType"],
    ["that says a list", { ...STATEMENT, predicate: [] }, "predicate"],
    ["that says null", { ...STATEMENT, predicate: null }, "predicate"],
  ] as const)("one %s", ([, value, member]) => {
    const kind = "malformed-statement"
    expect(parseStatement(JSON.stringify(value))).toStrictEqual({ ok: false, error: { kind, member } })
  })

  test("one in a payload of another type, or in bytes that are no text", () => {
    const payload = utf8Of(JSON.stringify(STATEMENT))
    const signed = { payloadType: STATEMENT_PAYLOAD_TYPE, payload, signedBy: ["key"] }
    expect(statementIn(signed).ok).toBe(true)
    expect(statementIn({ ...signed, payloadType: `${STATEMENT_PAYLOAD_TYPE}x` })).toMatchObject({
      error: { member: "payloadType" },
    })
    expect(statementIn({ ...signed, payload: Uint8Array.of(0xff) })).toMatchObject({ error: { member: "payload" } })
  })
})

test.for(["verifier", "resourceUri", "policy", "verificationResult"])("a summary without %s is none", (member) => {
  const predicate = Object.fromEntries(
    Object.entries(STATEMENT["predicate"] as object).filter(([name]) => name !== member),
  )
  expect(readBack(JSON.stringify({ ...STATEMENT, predicate }))).toMatchObject({ ok: false })
  expect(STATEMENT_TYPE).toContain("/v1")
})
