import { describe, expect, test } from "vitest"
import type { CheckRule } from "../../catalog/policy.ts"
import type { Instant } from "../../kernel/instant.ts"
import type { VerifiedAttestation } from "../../reports/attestation.ts"
import {
  ARTIFACTS,
  attestation,
  BUILDER,
  RELEASE_KEY,
  REPOSITORY,
  summary,
  unverified,
  verified,
  VERIFIER,
  workflow,
} from "../../reports/attested.contract.ts"
import { reportStates } from "../../reports/report-states.ts"
import { OLD, PLACE, reportsOf, uploadOf } from "../../reports/uploads.contract.ts"
import { explainCheck, explainSet } from "../explain.ts"
import type { Outcome } from "../outcome.ts"
import { provenanceRule, signatureRule } from "../report-rules.contract.ts"
import { ask, WEEK_MS } from "../situations.contract.ts"

const [shop, worker] = ARTIFACTS as readonly [(typeof ARTIFACTS)[number], (typeof ARTIFACTS)[number]]
const noHash = () => "0".repeat(64)

function answer(rule: CheckRule, attestations: readonly VerifiedAttestation[], artifacts = ARTIFACTS): Outcome {
  const upload = uploadOf("provenance", [], { attestations })
  const reports = reportStates(reportsOf(attestations.length === 0 ? [] : [upload]), { ...PLACE, artifacts }, noHash)
  return ask([rule], { reports })
}

/** `fail signature.invalid`, and the sentence. */
function told(rule: CheckRule, attestations: readonly VerifiedAttestation[], artifacts = ARTIFACTS): readonly string[] {
  const [check] = answer(rule, attestations, artifacts).checks
  if (check === undefined) throw new Error("no check")
  return [[check.outcome, ...check.reasons.map(({ code }) => code)].join(" "), explainCheck(check)]
}

type Row = {
  readonly when: string
  readonly rule?: CheckRule
  readonly attested: readonly VerifiedAttestation[]
  readonly says: string
  readonly sentence?: string
}

const good = attestation()
const evil = attestation({ verification: verified({ signers: [workflow(`${REPOSITORY}-evil/x@refs/heads/main`)] }) })
const forged = attestation({ verification: unverified("no", "the key did not make it") })

describe("signature", () => {
  test.for<Row>([
    { when: "nothing", attested: [], says: "unknown signature.missing", sentence: "no signed attestation has arrived" },
    {
      when: "all of it",
      attested: [good],
      says: "pass",
      sentence: `signed by ${BUILDER} by https://token.actions.githubusercontent.com`,
    },
    {
      when: "one artifact each",
      attested: [attestation({ of: [shop] }), attestation({ of: [worker] })],
      says: "pass",
    },
    {
      when: "one of two",
      attested: [attestation({ of: [shop] })],
      says: "unknown evidence.wrong_subject",
      sentence: "nothing is attested of worker, but of something else",
    },
    {
      when: "the same name with another digest",
      attested: [attestation({ of: [{ ...shop, digest: worker.digest }] })],
      says: "unknown evidence.wrong_subject",
    },
    {
      when: "hexadecimal digits written large",
      attested: [attestation({ of: ARTIFACTS.map((one) => ({ ...one, digest: one.digest.toUpperCase() as never })) })],
      says: "pass",
    },
    {
      when: "of an organisation that is only called so",
      attested: [evil],
      says: "fail signature.invalid",
      sentence: `shop, worker has to be signed by ${REPOSITORY} by https://token.actions.githubusercontent.com, and is by ${REPOSITORY}-evil/x@refs/heads/main by https://token.actions.githubusercontent.com`,
    },
    {
      when: "of the right workflow, by another issuer",
      attested: [
        attestation({
          verification: verified({
            signers: [
              { by: "certificate", issuer: "https://evil.example", subject: BUILDER, repository: null, ref: null },
            ],
          }),
        }),
      ],
      says: "fail signature.invalid",
    },
    {
      when: "a wrong signature",
      attested: [forged],
      says: "fail signature.invalid",
      sentence: "the attestation of shop, worker has a signature that is wrong: the key did not make it",
    },
    {
      when: "no signature at all",
      attested: [attestation({ verification: unverified("none") })],
      says: "unknown signature.missing",
      sentence: "the attestation of shop, worker is not signed",
    },
    {
      when: "one that nobody could check",
      attested: [attestation({ verification: unverified("not-checked", "there is no trust root") })],
      says: "unknown signature.missing",
      sentence: "the signature of shop, worker could not be checked: there is no trust root",
    },
    { when: "a wrong one beside a good one", attested: [forged, good], says: "warn signature.invalid" },
    { when: "a stranger's beside a good one", attested: [evil, good], says: "pass" },
    {
      when: "of several lacking ones the one that got furthest is told",
      attested: [attestation({ verification: unverified("none") }), evil],
      says: "fail signature.invalid",
    },
    {
      when: "a key where an identity is asked for",
      attested: [attestation({ verification: verified({ signers: [RELEASE_KEY] }) })],
      says: "fail signature.invalid",
    },
    {
      when: "an own key by its file",
      rule: signatureRule({ signers: [], keys: ["release.pub"] }),
      attested: [attestation({ verification: verified({ signers: [RELEASE_KEY] }) })],
      says: "pass",
    },
    {
      when: "an own key by its fingerprint",
      rule: signatureRule({ signers: [], keys: ["SHA256:release"] }),
      attested: [attestation({ verification: verified({ signers: [RELEASE_KEY] }) })],
      says: "pass",
    },
    {
      when: "another of the installation's keys",
      rule: signatureRule({ signers: [], keys: ["other.pub"] }),
      attested: [attestation({ verification: verified({ signers: [RELEASE_KEY] }) })],
      says: "fail signature.invalid",
    },
    {
      when: "good answers and no signer",
      attested: [attestation({ verification: verified({ signers: [] }) })],
      says: "unknown signature.missing",
    },
  ])("$when: $says", ({ rule = signatureRule(), attested, says, sentence }) => {
    const [outcome, said] = told(rule, attested)
    expect([outcome, sentence === undefined ? undefined : said]).toStrictEqual([says, sentence])
  })

  test("a release without a digest cannot be attested", () => {
    expect(told(signatureRule(), [good], [])).toStrictEqual([
      "unknown signature.missing",
      "the release names no artifact by digest, so nothing can be attested of it",
    ])
  })

  test("what is only read and not verified is never enough", () => {
    const upload = uploadOf("provenance", [good.item])
    const reports = reportStates(reportsOf([upload]), PLACE, noHash)
    expect(ask([signatureRule()], { reports }).verdict).toBe("hold")
  })

  test("an input of an earlier version, which has the number alone, holds", () => {
    const [state] = reportStates(reportsOf([uploadOf("provenance", [good.item])]), PLACE, noHash)
    if (state?.kind !== "provenance") throw new Error("no state")
    const { attested: _, artifacts: __, ...before } = state
    expect(ask([signatureRule(), provenanceRule()], { reports: [before] }).verdict).toBe("hold")
  })

  test("the way out says who has to sign", () => {
    const { unblock } = answer(signatureRule(), [evil])
    expect(unblock.map(explainSet)).toStrictEqual([
      `upload a new provenance report that counts in staging, signed by ${REPOSITORY} by https://token.actions.githubusercontent.com (pipeline)`,
    ])
  })
})

describe("provenance", () => {
  const strict = provenanceRule({ builders: [{ id: BUILDER, level: null }], sources: [REPOSITORY], level: 2 })
  const listening = provenanceRule({ verifiers: [VERIFIER] })
  test.for<Row>([
    { when: "nothing", attested: [], says: "unknown provenance.missing", sentence: "no provenance has arrived" },
    { when: "all as asked", rule: strict, attested: [good], says: "pass" },
    {
      when: "something else than provenance",
      attested: [attestation({ predicateType: "https://cyclonedx.org/bom" })],
      says: "unknown provenance.missing",
      sentence: "what is attested of shop, worker is no provenance (https://cyclonedx.org/bom)",
    },
    {
      when: "a predicate the policy takes for provenance",
      rule: provenanceRule({ predicates: ["https://cyclonedx.org/bom"] }),
      attested: [attestation({ predicateType: "https://cyclonedx.org/bom" })],
      says: "pass",
    },
    { when: "a wrong signature", rule: strict, attested: [forged], says: "fail signature.invalid" },
    { when: "a stranger's", rule: strict, attested: [evil], says: "fail signature.invalid" },
    {
      when: "another builder",
      rule: strict,
      attested: [attestation({ builder: "https://laptop.example" })],
      says: "fail provenance.builder",
      sentence: `shop, worker: it was built by https://laptop.example, not ${BUILDER}`,
    },
    {
      when: "a builder that is only called so",
      rule: strict,
      attested: [attestation({ builder: `${BUILDER}-evil` })],
      says: "fail provenance.builder",
    },
    {
      when: "another source",
      rule: strict,
      attested: [attestation({ source: `${REPOSITORY}-evil@refs/heads/main` })],
      says: "fail provenance.source",
      sentence: `shop, worker: it was built from ${REPOSITORY}-evil@refs/heads/main, not from ${REPOSITORY}`,
    },
    {
      when: "the right source among the others alone",
      rule: strict,
      attested: [attestation({ source: "https://git.example/other", sources: [REPOSITORY] })],
      says: "fail provenance.source",
    },
    {
      when: "a source written the way of git",
      rule: strict,
      attested: [attestation({ source: `git+${REPOSITORY}.git@refs/heads/main` })],
      says: "pass",
    },
    {
      when: "another repository in the certificate",
      rule: strict,
      attested: [attestation({ verification: verified({ signers: [workflow(BUILDER, `${REPOSITORY}-evil`)] }) })],
      says: "fail provenance.source",
    },
    {
      when: "another type of build",
      rule: provenanceRule({ buildTypes: ["https://github.com/acme/type/v1"] }),
      attested: [attestation({ buildType: "https://laptop.example/type" })],
      says: "fail provenance.builder",
      sentence:
        "shop, worker: the type of the build is https://laptop.example/type, not https://github.com/acme/type/v1",
    },
    {
      when: "a level that is not shown",
      rule: provenanceRule({ level: 3 }),
      attested: [good],
      says: "fail provenance.builder",
      sentence: "shop, worker: the build level it shows is 2, not 3",
    },
    {
      when: "a level by the policy's own word",
      rule: provenanceRule({ level: 3, builders: [{ id: REPOSITORY, level: 3 }] }),
      attested: [good],
      says: "pass",
    },
    {
      when: "old, by when it was signed",
      rule: provenanceRule({ maxAgeMs: WEEK_MS }),
      attested: [attestation({ verification: verified({ signedAt: OLD }) })],
      says: "unknown evidence.stale",
    },
    {
      when: "an old one beside a fresh one",
      rule: provenanceRule({ maxAgeMs: WEEK_MS }),
      attested: [attestation({ verification: verified({ signedAt: OLD }) }), good],
      says: "pass",
    },
    {
      when: "nobody named, and the builder itself signed",
      rule: provenanceRule({ signers: [], builders: [{ id: REPOSITORY, level: null }] }),
      attested: [good],
      says: "pass",
    },
    {
      when: "nobody named, and somebody else signed",
      rule: provenanceRule({ signers: [], builders: [{ id: REPOSITORY, level: null }] }),
      attested: [evil],
      says: "fail signature.invalid",
      sentence: `shop, worker has to be signed by ${REPOSITORY}, and is by ${REPOSITORY}-evil/x@refs/heads/main by https://token.actions.githubusercontent.com`,
    },
    { when: "a summary that nobody listens to", attested: [summary()], says: "unknown provenance.missing" },
    { when: "a summary of a verifier", rule: listening, attested: [summary()], says: "pass" },
    {
      when: "a summary that failed",
      rule: listening,
      attested: [summary("FAILED")],
      says: "fail provenance.builder",
      sentence: "shop, worker: the result of the summary is FAILED, not PASSED",
    },
    {
      when: "a verifier that took its word back, beside good provenance",
      rule: listening,
      attested: [good, summary("PASSED", { verifiedAt: "2026-11-19T00:00:00.000Z" }), summary("FAILED")],
      says: "fail provenance.builder",
    },
    {
      when: "a verifier that was mended",
      rule: listening,
      attested: [summary("FAILED", { verifiedAt: "2026-11-19T00:00:00.000Z" }), summary()],
      says: "pass",
    },
    {
      when: "somebody else's failed summary",
      rule: listening,
      attested: [good, summary("FAILED", { verifier: "https://verifier.evil.example" })],
      says: "pass",
    },
    {
      when: "a failed summary that nobody signed",
      rule: listening,
      attested: [good, summary("FAILED", { verification: unverified("none") })],
      says: "pass",
    },
    {
      when: "a summary of too low a level",
      rule: provenanceRule({ verifiers: [VERIFIER], level: 3 }),
      attested: [summary("PASSED", { levels: ["SLSA_BUILD_LEVEL_2"] })],
      says: "fail provenance.builder",
    },
  ])("$when: $says", ({ rule = provenanceRule(), attested, says, sentence }) => {
    const [outcome, said] = told(rule, attested)
    expect([outcome, sentence === undefined ? undefined : said]).toStrictEqual([says, sentence])
  })

  test("every question has its answer, the policy's with the others", () => {
    const [check] = answer(strict, [good, forged, attestation({ of: [], builder: "https://laptop.example" })]).checks
    const all = { subject: "yes", form: "yes", signature: "yes", chain: "yes", log: "yes", time: "yes" }
    expect(check?.attested?.map(({ answers }) => answers)).toStrictEqual([
      { ...all, identity: "yes", builder: "yes", source: "yes" },
      {
        ...all,
        signature: "no",
        chain: "not-checked",
        log: "not-checked",
        time: "not-checked",
        identity: "not-checked",
        builder: "not-checked",
        source: "not-checked",
      },
      { ...all, subject: "no", identity: "yes", builder: "no", source: "yes" },
    ])
  })

  test("the way out says who, where and from what", () => {
    const { unblock } = answer(strict, [])
    expect(unblock.map(explainSet)).toStrictEqual([
      `upload a new provenance report that counts in staging, signed by ${REPOSITORY} by https://token.actions.githubusercontent.com, that says it was built or verified by ${BUILDER}, from ${REPOSITORY} (pipeline)`,
    ])
  })

  test("both checks ask for one upload, that is good for both", () => {
    const reports = reportStates(reportsOf([]), PLACE, noHash)
    const { unblock } = ask([signatureRule({ signers: [], keys: ["release.pub"] }), strict], { reports })
    expect(unblock).toHaveLength(1)
    expect(explainSet(unblock[0] ?? [])).toContain("signed by key release.pub or")
  })
})

test("what was signed in the future is as old as its arrival", () => {
  const early = attestation({ verification: verified({ signedAt: "2026-12-24T00:00:00.000Z" as Instant }) })
  expect(told(provenanceRule({ maxAgeMs: WEEK_MS }), [early])[0]).toBe("pass")
})
