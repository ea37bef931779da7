import { generateKeyPairSync } from "node:crypto"
import { describe, expect, test } from "vitest"
import type { AttestationItem } from "@promotrail/core"
import type { Json } from "@promotrail/evidence"
import { envelopeOf, instance, provenanceOf, SIGNED_AT } from "../../../../tools/sigstore-instance.ts"
import { trustOf, type TrustFiles } from "./trust.ts"
import { verifyDocument } from "./verify.ts"

const WORKFLOW = "https://github.com/acme/shop/.github/workflows/release.yml@refs/heads/main"
const REPOSITORY = "https://github.com/acme/shop"
const statement = provenanceOf(`sha256:${"ab".repeat(32)}`, { builder: WORKFLOW, repository: REPOSITORY })
const sigstore = instance()
const own = generateKeyPairSync("ec", { namedCurve: "secp384r1" })
const KEY = { name: "own.pub", text: own.publicKey.export({ type: "spki", format: "pem" }) as string }
const ROOT = { name: "root.json", text: sigstore.root }
const good = () => sigstore.bundle(statement, { subject: WORKFLOW, repository: REPOSITORY })

const item: AttestationItem = {
  type: "attestation",
  at: 1,
  statementType: "https://in-toto.io/Statement/v1",
  predicateType: "https://slsa.dev/provenance/v1",
  subjects: [],
  sources: [],
  signatures: 1,
  verified: "not-checked",
}

const verify = (document: unknown, files: TrustFiles = [ROOT]) =>
  verifyDocument(JSON.parse(JSON.stringify(document)) as Json, item, trustOf(files)).verification

/** The first answer that is no yes, and the step. */
function firstNo(document: unknown, files?: TrustFiles): string {
  const { answers, because, signers } = verify(document, files)
  const found = Object.entries(answers).find(([, answer]) => answer === "no" || answer === "not-checked")
  expect(found === undefined ? signers.length : 0).toBe(signers.length)
  return found === undefined ? "good" : `${found[0]}: ${found[1]}, ${because ?? ""}`
}

test("a good bundle has every answer, its signer by the certificate's word, and the time by the log's", () => {
  expect(verify(good())).toStrictEqual({
    trust: trustOf([ROOT]).digest,
    answers: { form: "yes", signature: "yes", chain: "yes", log: "yes", time: "yes" },
    because: null,
    signers: [
      {
        by: "certificate",
        issuer: "https://token.actions.githubusercontent.com",
        subject: WORKFLOW,
        repository: REPOSITORY,
        ref: null,
      },
    ],
    signedAt: SIGNED_AT,
  })
})

describe("one thing otherwise, and one step says no", () => {
  const envelope = good().dsseEnvelope
  const changed = (change: (bundle: ReturnType<typeof good>) => void) => {
    const bundle = good()
    change(bundle)
    return bundle
  }
  const entry = (bundle: ReturnType<typeof good>) =>
    (bundle.verificationMaterial["tlogEntries"] as Record<string, unknown>[])[0] as Record<string, unknown>

  test.for<{ when: string; bundle: () => unknown; files?: TrustFiles; says: string }>([
    {
      when: "two signatures, of which a library looks at one",
      bundle: () => changed((bundle) => void bundle.dsseEnvelope.signatures.push({ sig: "AAAA" })),
      says: "form: no",
    },
    {
      when: "no signature",
      bundle: () => changed((bundle) => void (bundle.dsseEnvelope.signatures = [])),
      says: "form: no",
    },
    {
      when: "another type of payload",
      bundle: () => changed((bundle) => void (bundle.dsseEnvelope.payloadType = "text/plain")),
      says: "form: no, its payload is text/plain",
    },
    {
      when: "another version",
      bundle: () => changed((bundle) => void (bundle.mediaType = "application/vnd.dev.sigstore.bundle.v0.9+json")),
      says: "form: no, its version is none of 0.1 to 0.3",
    },
    {
      when: "a log entry that is a number, over which a library breaks",
      bundle: () => changed((bundle) => void (bundle.verificationMaterial["tlogEntries"] = [5])),
      says: "form: no",
    },
    {
      when: "another payload",
      bundle: () =>
        changed((bundle) => void (bundle.dsseEnvelope = { ...bundle.dsseEnvelope, payload: envelopeOf({}).payload })),
      says: "signature: no, the key of its certificate did not make it",
    },
    {
      when: "an envelope of another run in it",
      bundle: () => changed((bundle) => void (bundle.dsseEnvelope = envelope)),
      says: "signature: no",
    },
    {
      when: "an instance that is not trusted",
      bundle: () => instance().bundle(statement, { subject: WORKFLOW }),
      says: "chain: no",
    },
    {
      when: "a certificate that names nobody",
      bundle: () => sigstore.bundle(statement),
      says: "chain: no, its certificate names nobody",
    },
    {
      when: "a certificate that cannot be read",
      bundle: () =>
        changed(
          (bundle) =>
            void (bundle.verificationMaterial["x509CertificateChain"] = { certificates: [{ rawBytes: "AAAA" }] }),
        ),
      says: "signature: not-checked, its certificate cannot be read",
    },
    {
      when: "no log entry",
      bundle: () => changed((bundle) => void (bundle.verificationMaterial["tlogEntries"] = [])),
      says: "chain: not-checked",
    },
    {
      when: "a log entry of something else",
      bundle: () =>
        changed((bundle) => {
          const other = entry(sigstore.bundle(statement, { subject: WORKFLOW }))
          bundle.verificationMaterial["tlogEntries"] = [other]
        }),
      says: "log: no",
    },
    {
      when: "a log entry at another time than the log promised",
      bundle: () => changed((bundle) => void (entry(bundle)["integratedTime"] = "1793527201")),
      says: "log: no",
    },
    {
      when: "a certificate that had expired",
      bundle: () => sigstore.bundle(statement, { subject: WORKFLOW, at: "2026-11-01T11:00:00.000Z" }),
      says: "chain: not-checked",
    },
    {
      when: "a server without a trusted root",
      bundle: good,
      files: [KEY],
      says: "signature: not-checked, the server has no trusted root",
    },
  ])("$when: $says", ({ bundle, files, says }) => {
    expect(firstNo(bundle(), files)).toContain(says)
  })
})

test("time is told from trust: a root that was no longer trusted is not a root that is unknown", () => {
  const expired = instance({ until: "2026-10-01T00:00:00.000Z" })
  const late = expired.bundle(statement, { subject: WORKFLOW })
  const { time, chain } = verify(late, [{ name: "expired.json", text: expired.root }]).answers
  expect([time, chain]).toStrictEqual(["no", "not-checked"])
})

test("of several roots the one that knows the signer decides, wherever it stands", () => {
  const others = ["a.json", "z.json"].map((name) => ({ name, text: instance().root }))
  expect(firstNo(good(), [...others, ROOT])).toBe("good")
})

describe("a bundle by an own key", () => {
  const bundle = {
    mediaType: "application/vnd.dev.sigstore.bundle.v0.3+json",
    verificationMaterial: { publicKey: { hint: "whatever" } },
    dsseEnvelope: envelopeOf(statement, own.privateKey),
  }

  test("is right without a log or a chain to ask about, also of P-384", () => {
    expect(verify(bundle, [KEY])).toMatchObject({
      answers: { form: "yes", signature: "yes", chain: "none", log: "none", time: "none" },
      signers: [{ by: "key", name: "own.pub" }],
    })
  })

  test("of somebody else is wrong, and without any key not checked", () => {
    const other = generateKeyPairSync("ec", { namedCurve: "secp384r1" })
    expect(firstNo({ ...bundle, dsseEnvelope: envelopeOf(statement, other.privateKey) }, [KEY])).toContain(
      "signature: no",
    )
    expect(firstNo(bundle, [ROOT])).toContain("signature: not-checked, the server has no public key")
  })

  test("that has a log entry is only as good as the entry", () => {
    const { tlogEntries } = good().verificationMaterial
    const logged = { ...bundle, verificationMaterial: { publicKey: { hint: "" }, tlogEntries } }
    expect(firstNo({ ...logged, mediaType: good().mediaType }, [KEY, ROOT])).toContain("log: no")
    expect(firstNo({ ...logged, mediaType: good().mediaType }, [KEY])).toContain("log: not-checked")
  })
})

test("a bundle over the artifact's own bytes is not checked, because they are not here", () => {
  const { verificationMaterial, mediaType } = good()
  const messageSignature = { messageDigest: { algorithm: "SHA2_256", digest: "q6s=" }, signature: "AAAA" }
  expect(firstNo({ mediaType, verificationMaterial, messageSignature })).toContain("signature: not-checked")
})

test("what is signed and no statement says nothing of an artifact", () => {
  const document = JSON.parse(JSON.stringify(good())) as Json
  const { answers, signers } = verifyDocument(
    document,
    { ...item, statementType: "other" },
    trustOf([ROOT]),
  ).verification
  expect([answers.form, signers]).toStrictEqual(["no", []])
})
