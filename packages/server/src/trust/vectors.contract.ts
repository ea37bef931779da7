import {
  digestOf,
  notVerified,
  readPolicy,
  reportChecks,
  reportStates,
  type AttestationItem,
  type CategoryName,
  type CurrentUpload,
  type Digest,
  type EnvironmentName,
  type Instant,
  type Verification,
  type VerifiedAttestation,
} from "@promotrail/core"
import { reportReader, type DecoderFactory, type Json } from "@promotrail/evidence"
import { hash } from "node:crypto"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { verifyBundle } from "./bundle.ts"
import { verifyEnvelope } from "./envelope.ts"
import { signedBytes } from "./signed-bytes.ts"
import { trustOf, type Trust, type TrustFiles } from "./trust.ts"
import { verificationOf, verifyDocument } from "./verify.ts"

/** One published vector, and whether we say of it what it says. */
export type VectorCase = { readonly name: string; readonly holds: () => boolean }

const sha256 = (data: string | Uint8Array): string => hash("sha256", data, "hex")
const decoders: DecoderFactory = (label) => new TextDecoder(label, { fatal: true })
const NOW = "2026-11-20T12:00:00.000Z" as Instant
const DEV = "dev" as EnvironmentName

/** Every vector below `folder` that is about attestations; none where the folder is not there. */
export function attestationVectors(folder: string): readonly VectorCase[] {
  if (!existsSync(folder)) return []
  return [
    ...sigstoreCases(join(folder, "sigstore")),
    ...dsseCases(join(folder, "dsse")),
    ...envelopeCases(join(folder, "vsa")),
    ...summaryCases(join(folder, "vsa")),
    ...statementCases(join(folder, "in-toto")),
  ]
}

const textOf = (...path: readonly string[]) => readFileSync(join(...path), "utf8")
const jsonOf = (...path: readonly string[]) => JSON.parse(textOf(...path)) as never

/** Bundles of sigstore-conformance: a folder whose name ends in `_fail` must be rejected. */
function sigstoreCases(folder: string): readonly VectorCase[] {
  const bundles = join(folder, "bundle-verify")
  const workflow =
    "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main"
  const github = "https://token.actions.githubusercontent.com"
  return readdirSync(bundles, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }): VectorCase => {
      const own = (file: string, fallback: string) => {
        const path = join(bundles, name, file)
        return existsSync(path) ? readFileSync(path, "utf8").trim() : fallback
      }
      const accepts = (): boolean => {
        const root = own("trusted_root.json", textOf(folder, "trusted_root.public-good.json"))
        const key = own("key.pub", "")
        const files: TrustFiles = [
          { name: "root.json", text: root },
          ...(key === "" ? [] : [{ name: "key.pub", text: key }]),
        ]
        const hasOwn = existsSync(join(bundles, name, "artifact"))
        const artifact = readFileSync(hasOwn ? join(bundles, name, "artifact") : join(bundles, "a.txt"))
        const identity = JSON.stringify(own("identity", workflow))
        const issuer = JSON.stringify(own("issuer", github))
        const signed = key === "" ? `identity: ${identity}, issuer: ${issuer}` : "keys: [key.pub]"
        const verified = attestationsOf(readFileSync(join(bundles, name, "bundle.sigstore.json")), (document, item) => {
          const trust = trustOf(files)
          return { item, verification: verificationOf(() => verifyBundle(document, trust, artifact), trust) }
        })
        return passes(`signature: { ${signed} }`, verified, [digestOf(artifact, sha256)])
      }
      return { name: `sigstore/${name}`, holds: () => attempt(accepts) !== name.endsWith("_fail") }
    })
}

/** A trust root that cannot be used accepts nothing. */
function attempt(accepts: () => boolean): boolean {
  try {
    return accepts()
  } catch {
    return false
  }
}

function dsseCases(folder: string): readonly VectorCase[] {
  const encodings = jsonOf(folder, "pae.json") as readonly { type: string; body: string; pae: string }[]
  const vector = jsonOf(folder, "protocol-vector.json") as {
    payloadType: string
    key: { x: string; y: string }
    envelope: Json
    ok: boolean
  }
  const coordinate = (decimal: string) => Buffer.from(BigInt(decimal).toString(16).padStart(64, "0"), "hex")
  const point = Buffer.concat([coordinate(vector.key.x), coordinate(vector.key.y)])
  const head = Buffer.from("3059301306072a8648ce3d020106082a8648ce3d03010703420004", "hex")
  const pem = `-----BEGIN PUBLIC KEY-----\n${Buffer.concat([head, point]).toString("base64")}\n-----END PUBLIC KEY-----\n`
  const trust = trustOf([{ name: "vector.pub", text: pem }])
  return [
    ...encodings.map(({ type, body, pae }, at): VectorCase => ({
      name: `dsse/pae/${at}`,
      holds: () => signedBytes(type, Buffer.from(body)).toString() === pae,
    })),
    {
      name: "dsse/protocol-vector",
      holds: () =>
        (verifyEnvelope(vector.envelope, trust, vector.payloadType).answers?.signature === "yes") === vector.ok,
    },
  ]
}

function keyOf(folder: string): Trust {
  return trustOf([{ name: "gke-vsa.pub", text: textOf(folder, "gke-vsa.pub.pem") }])
}

/** Envelopes around a real summary: which key they name is a hint, and decides nothing. */
function envelopeCases(folder: string): readonly VectorCase[] {
  const cases = jsonOf(folder, "envelope-cases.json") as readonly { name: string; envelope: Json; ok: boolean }[]
  const all = [...cases, { name: "gke-vsa", envelope: jsonOf(folder, "gke-vsa.dsse.json") as Json, ok: true }]
  return all.map(({ name, envelope, ok }) => ({
    name: `vsa/envelope/${name}`,
    holds: () => {
      const trust = keyOf(folder)
      const file = Buffer.from(JSON.stringify(envelope))
      const verified = attestationsOf(file, (document, item) => verifyDocument(document, item, trust))
      const digests = ["gce_image_id:8970095005306000053" as Digest]
      const gate = `provenance: { verifier: "https://bcid.corp.google.com/verifier/**", keys: [gke-vsa.pub], level: 2 }`
      return passes(gate, verified, digests) === ok
    },
  }))
}

type Summary = {
  readonly name: string
  readonly ok: boolean
  readonly vsa: {
    readonly subjectDigests: Readonly<Record<string, string>>
    readonly verifierId: string
    readonly resourceUri: string
    readonly verificationResult: string
    readonly verifiedLevels: readonly string[]
  }
  readonly expected: {
    readonly digests: readonly string[]
    readonly verifierId: string
    readonly resourceUri: string
    readonly verifiedLevels: readonly string[]
  }
}

/** What a summary says against what is expected of it; its signature is good. */
function summaryCases(folder: string): readonly VectorCase[] {
  return (jsonOf(folder, "semantic-cases.json") as readonly Summary[]).map(({ name, ok, vsa, expected }) => ({
    name: `vsa/semantic/${name}`,
    holds: () => {
      const digests = Object.entries(vsa.subjectDigests).map(([algorithm, value]) => `${algorithm}:${value}`)
      const item: AttestationItem = {
        type: "attestation",
        at: 1,
        statementType: "https://in-toto.io/Statement/v1",
        predicateType: "https://slsa.dev/verification_summary/v1",
        subjects: [{ name: "_", digests }],
        sources: [],
        signatures: 1,
        verified: "not-checked",
        summary: {
          verifier: vsa.verifierId,
          resource: vsa.resourceUri,
          policy: "",
          result: vsa.verificationResult,
          levels: vsa.verifiedLevels,
        },
      }
      const levels =
        expected.verifiedLevels.length === 0 ? "" : `, verifiedLevels: ${JSON.stringify(expected.verifiedLevels)}`
      const gate = `provenance: { keys: [own.pub], verifier: ${JSON.stringify(expected.verifierId)}, resource: ${JSON.stringify(expected.resourceUri)}${levels} }`
      return passes(gate, [{ item, verification: GOOD }], expected.digests as readonly Digest[]) === ok
    },
  }))
}

const GOOD: Verification = {
  ...notVerified(""),
  answers: { form: "yes", signature: "yes", chain: "none", log: "none", time: "none" },
  because: null,
  signers: [{ by: "key", name: "own.pub", fingerprint: "SHA256:own" }],
}

/** Examples of the specifications. Many are sketches with `...` in them and no JSON, and are refused. */
function statementCases(folder: string): readonly VectorCase[] {
  return readdirSync(folder).map((name) => ({
    name: `in-toto/${name}`,
    holds: () => {
      const text = textOf(folder, name).replaceAll(/^\s*\/\/.*$/gm, "")
      const read = attestationsOf(Buffer.from(text), (_document, item) => ({ item, verification: GOOD }))
      const statement = parsed(text)
      return statement === undefined ? read.length === 0 : read[0]?.item.predicateType === statement.predicateType
    },
  }))
}

function parsed(text: string): { readonly predicateType?: string } | undefined {
  try {
    return JSON.parse(text) as { readonly predicateType?: string }
  } catch {
    return undefined
  }
}

type Verify = (document: Json, item: AttestationItem) => VerifiedAttestation

/** What a file lists, verified; nothing of one that is not accepted. */
function attestationsOf(file: Uint8Array, verify: Verify): readonly VerifiedAttestation[] {
  const found: VerifiedAttestation[] = []
  let document: Json = null
  const reader = reportReader({
    decoders,
    onSigned: (signed) => {
      document = signed
    },
    onItem: (item) => {
      if (item.type === "attestation") found.push(verify(document, item))
    },
  })
  reader.write(file)
  const { outcome } = reader.end()
  return outcome === "accepted" ? found : []
}

/** Whether a gate with this check lets a release with these artifacts through, as a gate is asked in the product. */
function passes(gate: string, attestations: readonly VerifiedAttestation[], digests: readonly Digest[]): boolean {
  const read = readPolicy(`schema: promotrail/policy/v1
application: shop
environments: { dev: { tier: development }, prod: { tier: production } }
path: [dev, prod]
gates: { prod: { ${gate} } }
`)
  if (!read.ok) throw new Error(JSON.stringify(read.error))
  const upload: CurrentUpload = {
    id: "u",
    kind: "provenance",
    category: "provenance" as CategoryName,
    subject: "artifact",
    environment: DEV,
    variant: "",
    format: "format",
    tool: null,
    producer: "ci",
    raw: digestOf("", sha256),
    receivedAt: NOW,
    producedAt: null,
    counts: {},
    items: attestations.map(({ item }) => item),
    attestations,
  }
  const artifacts = digests.map((digest) => ({ name: digest, digest }))
  const reports = reportStates(
    { uploads: [upload], refused: [], baseline: null },
    { environment: DEV, release: "v1", artifacts },
    sha256,
  )
  const edge = { lane: null, from: DEV, to: "prod" as EnvironmentName, first: true }
  const checks = reportChecks(read.value.policy, { edge, now: NOW, reports })
  return checks.length > 0 && checks.every(({ outcome }) => outcome === "pass")
}
