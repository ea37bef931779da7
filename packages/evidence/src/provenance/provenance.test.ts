import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { bytesOf, decoders, read } from "../../testing/reading.ts"
import { reportReader } from "../report-reader.ts"
import { fromBase64, toHex } from "./base64.ts"

type Parts = Readonly<Record<string, unknown>>
const base64 = (text: string) => Buffer.from(text).toString("base64")
const SUBJECT = { name: "app", digest: { sha256: "ab".repeat(32) } }
const statement = (parts: Parts = {}) => ({
  _type: "https://in-toto.io/Statement/v1",
  subject: [SUBJECT],
  predicateType: "https://example.com/test/v1",
  predicate: {},
  ...parts,
})
const envelope = (payload: unknown = statement(), parts: Parts = {}) => ({
  payloadType: "application/vnd.in-toto+json",
  payload: base64(JSON.stringify(payload)),
  signatures: [{ keyid: "", sig: base64("signed") }],
  ...parts,
})
const bundle = (
  parts: Parts = { dsseEnvelope: envelope() },
  mediaType = "application/vnd.dev.sigstore.bundle.v0.3+json",
) => ({
  mediaType,
  verificationMaterial: { certificate: { rawBytes: "AAAA" }, tlogEntries: [{ integratedTime: "1767323045" }] },
  ...parts,
})
const message = {
  messageDigest: { algorithm: "SHA2_256", digest: Buffer.from("ab".repeat(32), "hex").toString("base64") },
  signature: base64("signed"),
}
const json = (value: unknown) => JSON.stringify(value)
/** The code of a refusal, or whether a gate may rely on what was read. */
const verdictOf = (file: string) => read(file).report.code ?? (read(file).report.unfit === null ? "fit" : "unfit")

describe("envelopes", () => {
  test("an attestation says what of what, how often it is signed, and that nothing is verified", () => {
    const { report, items } = read(json(envelope()))
    expect(report).toMatchObject({
      format: "dsse-intoto",
      kind: "provenance",
      outcome: "accepted",
      counts: { attestations: 1, subjects: 1, signatures: 1 },
      warnings: [],
    })
    expect(items).toEqual([
      {
        type: "attestation",
        statementType: "https://in-toto.io/Statement/v1",
        predicateType: "https://example.com/test/v1",
        subjects: [{ name: "app", digests: [`sha256:${"ab".repeat(32)}`] }],
        sources: [],
        signatures: 1,
        verified: "not-checked",
        at: 1,
        pointer: "/0",
      },
    ])
  })

  test("several stand one a line", () => {
    const file = `${json(envelope())}\n${json(bundle())}\n\n${json(statement())}\n`
    const { report, items } = read(file)
    expect(report).toMatchObject({ outcome: "accepted", counts: { attestations: 3, subjects: 3, signatures: 2 } })
    expect(items.map(({ at }) => at)).toEqual([1, 2, 4])
  })

  test("the URL-safe alphabet is base64, too, and padding may be missing", () => {
    const payload = Buffer.from(json(statement({ predicate: { text: "\u{1f600}???>>>" } }))).toString("base64url")
    expect(read(json(envelope(undefined, { payload }))).report.outcome).toBe("accepted")
  })

  test.for([
    { what: "no signature", file: envelope(undefined, { signatures: [] }) },
    { what: "no list of signatures", file: envelope(undefined, { signatures: undefined }) },
    { what: "a signature that is not even base64", file: envelope(undefined, { signatures: [{ sig: "!!" }] }) },
    { what: "an empty signature", file: envelope(undefined, { signatures: [{ sig: "" }] }) },
    { what: "a bare statement", file: statement() },
  ])("$what is said to be unsigned", ({ file }) => {
    const { report, items } = read(json(file))
    expect(report).toMatchObject({ counts: { signatures: 0 }, warnings: [{ code: "unsigned" }] })
    expect(items).toMatchObject([{ signatures: 0, verified: "not-checked" }])
  })

  test.for([
    { what: "a payload that is not base64", file: envelope(undefined, { payload: "{}" }), code: "invalid" },
    { what: "a payload that is empty", file: envelope(undefined, { payload: "" }), code: "invalid" },
    { what: "a payload that is not JSON", file: envelope(undefined, { payload: base64("hello") }), code: "invalid" },
    {
      what: "a payload with a key twice",
      file: envelope(undefined, { payload: base64('{"_type":"a","_type":"b"}') }),
      code: "invalid",
    },
    { what: "a payload that is not UTF-8", file: envelope(undefined, { payload: "gICA" }), code: "invalid" },
    {
      what: "a payload of another type",
      file: envelope(undefined, { payloadType: "text/plain" }),
      code: "unfit",
    },
    { what: "a payload that is no statement", file: envelope({}), code: "unfit" },
    {
      what: "a statement of another version",
      file: envelope(statement({ _type: "https://in-toto.io/Statement/v2" })),
      code: "unfit",
    },
    { what: "a statement about nothing", file: envelope(statement({ predicateType: "" })), code: "unfit" },
    { what: "a statement of no subject", file: envelope(statement({ subject: [] })), code: "unfit" },
    { what: "a subject without a digest", file: envelope(statement({ subject: [{ name: "app" }] })), code: "unfit" },
    {
      what: "a subject with an empty digest",
      file: envelope(statement({ subject: [{ name: "app", digest: { sha256: "" } }] })),
      code: "unfit",
    },
    { what: "subjects that are no list", file: envelope(statement({ subject: SUBJECT })), code: "unfit" },
  ])("$what is no evidence", ({ file, code }) => {
    expect(verdictOf(json(file))).toBe(code)
  })

  test("one that is worthless makes those beside it so, too", () => {
    expect(verdictOf(`${json(envelope())}\n${json(envelope({}))}`)).toBe("unfit")
    expect(read(`${json(envelope())}\n{"hello":1}`).report).toMatchObject({ outcome: "rejected", code: "invalid" })
  })
})

describe("SLSA provenance", () => {
  const source = { uri: "git+https://example.com/a", digest: { sha1: "cd" } }
  const v01 = {
    builder: { id: "B" },
    recipe: { type: "T" },
    materials: [source],
    metadata: { buildFinishedOn: "2026-01-02T03:04:05Z" },
  }
  const v02 = {
    builder: { id: "B" },
    buildType: "T",
    invocation: { configSource: source },
    materials: [source, { uri: "pkg:npm/b@1" }],
  }
  const v1 = {
    buildDefinition: { buildType: "T", resolvedDependencies: [source] },
    runDetails: { builder: { id: "B" }, metadata: { finishedOn: "2026-01-02T03:04:05Z" } },
  }

  test.for([
    {
      version: "v0.1",
      predicate: v01,
      sources: ["git+https://example.com/a@sha1:cd"],
      producedAt: "2026-01-02T03:04:05.000Z",
    },
    {
      version: "v0.2",
      predicate: v02,
      sources: ["git+https://example.com/a@sha1:cd", "pkg:npm/b@1"],
      producedAt: undefined,
    },
    {
      version: "v1",
      predicate: v1,
      sources: ["git+https://example.com/a@sha1:cd"],
      producedAt: "2026-01-02T03:04:05.000Z",
    },
  ])("$version says builder, build type and sources", ({ version, predicate, sources, producedAt }) => {
    const { report, items } = read(
      json(envelope(statement({ predicateType: `https://slsa.dev/provenance/${version}`, predicate }))),
    )
    expect(report).toMatchObject({ format: "slsa-provenance-dsse", outcome: "accepted" })
    expect(report.producedAt).toBe(producedAt)
    expect(items).toMatchObject([{ builder: "B", buildType: "T", sources }])
  })

  test("parameters and environment of the build stay where they are", () => {
    const predicate = {
      ...v02,
      invocation: { configSource: source, environment: { TOKEN: "s3cret" }, parameters: { password: "s3cret" } },
    }
    const { report, items } = read(
      json(envelope(statement({ predicateType: "https://slsa.dev/provenance/v0.2", predicate }))),
    )
    expect(JSON.stringify([report, items])).not.toContain("s3cret")
  })
})

describe("Sigstore bundles", () => {
  test.for([
    "application/vnd.dev.sigstore.bundle+json;version=0.1",
    "application/vnd.dev.sigstore.bundle+json;version=0.2",
    "application/vnd.dev.sigstore.bundle+json;version=0.3",
    "application/vnd.dev.sigstore.bundle.v0.3+json",
  ])("%s is read", (mediaType) => {
    const { report, items } = read(json(bundle(undefined, mediaType)))
    expect(report).toMatchObject({
      format: "sigstore-bundle",
      outcome: "accepted",
      producedAt: "2026-01-02T03:04:05.000Z",
    })
    expect(items).toMatchObject([{ predicateType: "https://example.com/test/v1", pointer: "/0/dsseEnvelope" }])
  })

  test("a signature over a digest is an attestation of it", () => {
    const { items } = read(json(bundle({ messageSignature: message })))
    expect(items).toMatchObject([
      {
        statementType: "message-signature",
        subjects: [{ name: "", digests: [`sha256:${"ab".repeat(32)}`] }],
        signatures: 1,
      },
    ])
  })

  test("what GitHub lists and what its command prints are bundles in a wrapping", () => {
    expect(read(json({ attestations: [{ bundle: bundle() }, { bundle: bundle() }] })).report).toMatchObject({
      outcome: "accepted",
      counts: { attestations: 2 },
    })
    expect(read(json([{ attestation: { bundle: bundle() }, verificationResult: {} }])).report).toMatchObject({
      outcome: "accepted",
      counts: { attestations: 1 },
    })
    expect(read(json({ attestations: [{ bundle: null }] })).report.outcome).not.toBe("accepted")
  })

  test("what cosign wrote before bundles says by its log entry what was signed", () => {
    const body = base64(
      json({
        kind: "hashedrekord",
        spec: { data: { hash: { algorithm: "sha256", value: "ab" } }, signature: { content: base64("s") } },
      }),
    )
    const { items } = read(
      json({ base64Signature: base64("s"), cert: "x", rekorBundle: { Payload: { body, integratedTime: 1767323045 } } }),
    )
    expect(items).toMatchObject([{ subjects: [{ name: "", digests: ["sha256:ab"] }], signatures: 1 }])
  })

  test.for([
    {
      what: "another version",
      file: bundle(undefined, "application/vnd.dev.sigstore.bundle+json;version=0.9"),
      code: "unsupported-version",
    },
    { what: "no version", file: { ...bundle(), mediaType: undefined }, code: "unfit" },
    { what: "nothing signed", file: bundle({}), code: "invalid" },
    {
      what: "two things signed",
      file: bundle({ dsseEnvelope: envelope(), messageSignature: message }),
      code: "invalid",
    },
    { what: "nothing to verify with", file: { ...bundle(), verificationMaterial: undefined }, code: "unfit" },
    {
      what: "a signature over nobody knows what",
      file: bundle({ messageSignature: { signature: base64("s") } }),
      code: "unfit",
    },
    {
      what: "a digest that is not base64",
      file: bundle({ messageSignature: { messageDigest: { digest: "!" }, signature: base64("s") } }),
      code: "invalid",
    },
  ])("$what is no evidence", ({ file, code }) => {
    expect(read(json(file)).report.format).toBe("sigstore-bundle")
    expect(verdictOf(json(file))).toBe(code)
  })
})

describe("Rekor log entries", () => {
  const uuid = "0a".repeat(40)
  const entry = (body: unknown, more: Parts = {}) => ({
    [uuid]: { body: base64(json(body)), integratedTime: 1767323045, ...more },
  })
  const hashed = {
    kind: "hashedrekord",
    spec: { data: { hash: { algorithm: "sha256", value: "ab" } }, signature: { content: base64("s") } },
  }
  const attested = { attestation: { data: base64(json(statement())) } }

  test.for([
    { what: "an object", file: entry(hashed), digests: ["sha256:ab"] },
    { what: "a list", file: [entry(hashed)], digests: ["sha256:ab"] },
    {
      what: "an attestation that the log kept",
      file: entry({ kind: "intoto", spec: { publicKey: "x" } }, attested),
      digests: [`sha256:${"ab".repeat(32)}`],
    },
  ])("$what is read", ({ file, digests }) => {
    const { report, items } = read(json(file))
    expect(report).toMatchObject({
      format: "rekor-log-entries",
      outcome: "accepted",
      producedAt: "2026-01-02T03:04:05.000Z",
      counts: { attestations: 1, signatures: 1 },
    })
    expect(items).toMatchObject([{ subjects: [{ digests }], verified: "not-checked" }])
  })

  test.for([
    { what: "a body that is no JSON", file: { [uuid]: { body: base64("x") } }, code: "invalid" },
    { what: "no body", file: { [uuid]: { logIndex: 1 } }, code: "invalid" },
    {
      what: "an entry that names nothing",
      file: entry({ kind: "intoto", spec: { publicKey: "x" } }),
      code: "unfit",
    },
  ])("$what is no evidence", ({ file, code }) => {
    expect(verdictOf(json(file))).toBe(code)
  })
})

describe("Google Cloud Build", () => {
  const described = (...provenance: Parts[]) =>
    json({ image_summary: { digest: "sha256:x" }, provenance_summary: { provenance } })
  const signed = statement({ subject: [{ name: "signed", digest: { sha256: "ab" } }] })

  test("the signed payload counts, not the copy beside it", () => {
    const copy = statement({ subject: [{ name: "copy", digest: { sha256: "cd" } }] })
    const { report, items } = read(described({ build: { intotoStatement: copy }, envelope: envelope(signed) }))
    expect(report).toMatchObject({
      format: "gcb-provenance",
      outcome: "accepted",
      counts: { attestations: 1, signatures: 1 },
    })
    expect(items).toMatchObject([
      { subjects: [{ name: "signed" }], pointer: "/provenance_summary/provenance/0/envelope" },
    ])
  })

  test("a copy alone is unsigned", () => {
    expect(read(described({ build: { intotoStatement: signed } })).report.warnings).toMatchObject([
      { code: "unsigned" },
    ])
  })

  test.for([
    { what: "none", file: described(), code: "nothing-measured" },
    { what: "an empty one", file: described({}), code: "invalid" },
  ])("$what is no evidence", ({ file, code }) => {
    expect(read(file).report).toMatchObject({ code })
  })
})

describe("laws", () => {
  const FILES = [json(envelope()), json(bundle()), json(bundle({ messageSignature: message }))]

  test("however a file is cut into chunks it reads the same, and cut short it is refused", () => {
    for (const file of FILES) {
      const whole = read(file)
      for (const chunk of [1, 7, 100]) expect(read(file, { chunk })).toEqual(whole)
      const bytes = bytesOf(file)
      for (let at = 0; at < bytes.length; at++) expect(read(bytes.subarray(0, at)).report.outcome).not.toBe("accepted")
    }
  })

  test("base64 is what Node says it is, in both alphabets", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const hex = Buffer.from(bytes).toString("hex")
        for (const alphabet of ["base64", "base64url"] as const) {
          expect(toHex(fromBase64(Buffer.from(bytes).toString(alphabet)) ?? bytesOf("?"))).toBe(hex)
        }
      }),
    )
    for (const text of ["a", "ab=", "ab==c", "a b=", "====", "ab=c", "ü"])
      expect(fromBase64(text), text).toBe(undefined)
  })
})

describe("what was built, of everything that went into it", () => {
  const v1 = (externalParameters: unknown) => ({
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: {
      buildDefinition: { externalParameters, resolvedDependencies: [{ uri: "git+https://git.example/base" }] },
    },
  })
  test.for<[string, Parts, string | undefined]>([
    [
      "GitHub's workflow, at its reference",
      v1({ workflow: { repository: "https://github.com/acme/shop", ref: "refs/heads/main", path: "x" } }),
      "https://github.com/acme/shop@refs/heads/main",
    ],
    [
      "a source with its digest",
      v1({ source: { uri: "git+https://git.example/shop", digest: { gitCommit: "1f" } } }),
      "git+https://git.example/shop@gitCommit:1f",
    ],
    [
      "Cloud Build's source",
      v1({ buildConfigSource: { repository: "https://git.example/shop", ref: "x" } }),
      "https://git.example/shop",
    ],
    ["a source that is a text", v1({ source: "https://git.example/shop" }), "https://git.example/shop"],
    ["parameters of a kind nobody knows", v1({ from: "https://git.example/shop" }), undefined],
    [
      "SLSA v0.2: where its instructions are from",
      {
        predicateType: "https://slsa.dev/provenance/v0.2",
        predicate: {
          invocation: { configSource: { uri: "git+https://git.example/shop", digest: { sha1: "1f" } } },
          materials: [{ uri: "pkg:docker/base" }],
        },
      },
      "git+https://git.example/shop@sha1:1f",
    ],
    [
      "SLSA v0.1: the material the recipe points at",
      {
        predicateType: "https://slsa.dev/provenance/v0.1",
        predicate: {
          recipe: { definedInMaterial: 1 },
          materials: [{ uri: "pkg:docker/base" }, { uri: "git+https://git.example/shop" }],
        },
      },
      "git+https://git.example/shop",
    ],
  ])("%s", ([, parts, source]) => {
    const [item] = read(json(envelope(statement(parts)))).items
    expect(item?.type === "attestation" ? item.source : "").toBe(source)
  })
})

test("a verification summary says who looked at what, and what came of it", () => {
  const predicate = {
    verifier: { id: "https://verifier.example" },
    timeVerified: "2026-01-02T03:04:05Z",
    resourceUri: "oci://shop",
    policy: { uri: "https://policy.example" },
    verificationResult: "PASSED",
    verifiedLevels: ["SLSA_BUILD_LEVEL_3", 7],
  }
  const parts = { predicateType: "https://slsa.dev/verification_summary/v1", predicate }
  expect(read(json(envelope(statement(parts)))).items).toMatchObject([
    {
      summary: {
        verifier: "https://verifier.example",
        resource: "oci://shop",
        policy: "https://policy.example",
        result: "PASSED",
        levels: ["SLSA_BUILD_LEVEL_3"],
        verifiedAt: "2026-01-02T03:04:05.000Z",
      },
    },
  ])
})

describe("who verifies gets what each attestation was read from", () => {
  const signedIn = (file: string) => {
    const documents: unknown[] = []
    const reader = reportReader({ decoders, onSigned: (document) => documents.push(document) })
    reader.write(bytesOf(file))
    reader.end()
    return documents
  }
  const other = envelope(statement({ predicateType: "https://example.com/other" }))

  test.for<[string, string, readonly unknown[]]>([
    ["one a line", `${json(envelope())}\n${json(other)}\n`, [envelope(), other]],
    ["a bundle whole, with what it is verified by", json(bundle()), [bundle()]],
    [
      "those that GitHub's API lists",
      json({ attestations: [{ bundle: bundle() }, { bundle: bundle() }] }),
      [bundle(), bundle()],
    ],
    [
      "the envelopes of Cloud Build",
      json({ image_summary: {}, provenance_summary: { provenance: [{ envelope: other }] } }),
      [other],
    ],
    ["a statement without a signature", json(statement()), [statement()]],
  ])("%s", ([, file, documents]) => {
    expect(signedIn(file)).toEqual(documents)
  })
})
