import { generateKeyPairSync, hash, sign, type KeyObject } from "node:crypto"
import { bits, der, integer, octets, oid, sequence, truth, utcTime, utf8 } from "./der.ts"

// A Sigstore instance of a test's own: an authority that gives certificates, and a log that promises to keep entries.

export const GITHUB = "https://token.actions.githubusercontent.com"
export const SIGNED_AT = "2026-11-01T10:00:00.000Z"
const SINCE = "2026-01-01T00:00:00.000Z"
const UNTIL = "2027-01-01T00:00:00.000Z"
const ECDSA = sequence(oid("1.2.840.10045.4.3.2"))

/** A Sigstore instance: its trusted root, and signing in its name. */
export type Instance = {
  readonly root: string
  /** A bundle over a statement, with a certificate for this identity. */
  readonly bundle: (statement: unknown, told?: Told) => BundleJson
}

/** What a test wants to be otherwise. */
export type Told = {
  readonly subject?: string
  readonly issuer?: string
  readonly repository?: string
  /** When the log says it was signed; the certificate is valid for ten minutes around `SIGNED_AT`. */
  readonly at?: string
}

type BundleJson = {
  mediaType: string
  verificationMaterial: Record<string, unknown>
  dsseEnvelope: { payloadType: string; payload: string; signatures: { sig: string }[] }
}

const pair = () => generateKeyPairSync("ec", { namedCurve: "prime256v1" })
const spki = (key: KeyObject) => key.export({ type: "spki", format: "der" })
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64")
const name = (text: string) => sequence(der(0x31, sequence(oid("2.5.4.3"), utf8(text))))
const extension = (id: string, value: Uint8Array, critical = false) =>
  sequence(oid(id), ...(critical ? [truth()] : []), octets(value))

type Certified = {
  readonly key: KeyObject
  readonly subject: Uint8Array
  readonly from: string
  readonly until: string
  readonly extensions: readonly Uint8Array[]
}

function certificate(
  { key, subject, from, until, extensions }: Certified,
  by: KeyObject,
  authority: Uint8Array,
): Buffer {
  const body = sequence(
    der(0xa0, integer(2)),
    integer(7),
    ECDSA,
    authority,
    sequence(utcTime(from), utcTime(until)),
    subject,
    spki(key),
    der(0xa3, sequence(...extensions)),
  )
  return sequence(body, ECDSA, bits(sign("sha256", body, by)))
}

/** Founds an instance; its root is trusted from `since` to `until`. */
export function instance({ since = SINCE, until = UNTIL }: { since?: string; until?: string } = {}): Instance {
  const [authority, log] = [pair(), pair()]
  const title = name("authority of a test")
  const own = { key: authority.publicKey, subject: title, from: SINCE, until: UNTIL }
  const canCertify = [
    extension("2.5.29.19", sequence(truth()), true),
    extension("2.5.29.15", der(0x03, Buffer.from([1, 0x06])), true),
  ]
  const ca = certificate({ ...own, extensions: canCertify }, authority.privateKey, title)
  const logId = Buffer.from(hash("sha256", spki(log.publicKey), "hex"), "hex")
  const validFor = { start: since, end: until }
  return {
    root: JSON.stringify({
      mediaType: "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
      tlogs: [
        {
          baseUrl: "https://log.test.example",
          hashAlgorithm: "SHA2_256",
          publicKey: {
            rawBytes: base64(spki(log.publicKey)),
            keyDetails: "PKIX_ECDSA_P256_SHA_256",
            validFor: { start: SINCE },
          },
          logId: { keyId: base64(logId) },
        },
      ],
      certificateAuthorities: [
        {
          subject: { organization: "test", commonName: "test" },
          uri: "https://authority.test.example",
          certChain: { certificates: [{ rawBytes: base64(ca) }] },
          validFor,
        },
      ],
    }),
    bundle(statement, { subject = "", issuer = GITHUB, repository, at = SIGNED_AT } = {}) {
      const signer = pair()
      const moment = (minutes: number) => new Date(Date.parse(SIGNED_AT) + minutes * 60_000).toISOString()
      const san = subject.includes("://") ? der(0x86, Buffer.from(subject)) : der(0x81, Buffer.from(subject))
      const extensions = [
        extension("2.5.29.15", der(0x03, Buffer.from([7, 0x80])), true),
        ...(subject === "" ? [] : [extension("2.5.29.17", sequence(san), true)]),
        extension("1.3.6.1.4.1.57264.1.8", utf8(issuer)),
        ...(repository === undefined ? [] : [extension("1.3.6.1.4.1.57264.1.12", utf8(repository))]),
      ]
      const leaf = certificate(
        { key: signer.publicKey, subject: sequence(), from: moment(-5), until: moment(5), extensions },
        authority.privateKey,
        title,
      )
      const envelope = envelopeOf(statement, signer.privateKey)
      const payloadHash = hash("sha256", Buffer.from(envelope.payload, "base64"), "hex")
      const body = base64(
        Buffer.from(
          JSON.stringify({
            apiVersion: "0.0.1",
            kind: "dsse",
            spec: {
              payloadHash: { algorithm: "sha256", value: payloadHash },
              signatures: envelope.signatures.map(({ sig }) => ({ signature: sig, verifier: "" })),
            },
          }),
        ),
      )
      const integratedTime = Math.floor(Date.parse(at) / 1_000)
      // RFC 8785: the keys stand in this order.
      const promise = JSON.stringify({ body, integratedTime, logID: logId.toString("hex"), logIndex: 5 })
      return {
        mediaType: "application/vnd.dev.sigstore.bundle+json;version=0.1",
        verificationMaterial: {
          x509CertificateChain: { certificates: [{ rawBytes: base64(leaf) }] },
          tlogEntries: [
            {
              logIndex: "5",
              logId: { keyId: base64(logId) },
              kindVersion: { kind: "dsse", version: "0.0.1" },
              integratedTime: String(integratedTime),
              inclusionPromise: { signedEntryTimestamp: base64(sign("sha256", Buffer.from(promise), log.privateKey)) },
              canonicalizedBody: body,
            },
          ],
        },
        dsseEnvelope: envelope,
      }
    },
  }
}

/** A DSSE envelope over a statement, signed by each of these keys with the hash of its strength. */
export function envelopeOf(statement: unknown, ...keys: readonly KeyObject[]) {
  const payload = Buffer.from(typeof statement === "string" ? statement : JSON.stringify(statement))
  // DSSE's pre-authentication encoding, written down once more: the product's own is what is tested.
  const head = `DSSEv1 28 application/vnd.in-toto+json ${payload.length} `
  const message = Buffer.concat([Buffer.from(head), payload])
  return {
    payloadType: "application/vnd.in-toto+json",
    payload: base64(payload),
    signatures: keys.map((key) => ({ sig: base64(sign(hashOf(key), message, key)) })),
  }
}

function hashOf(key: KeyObject): string | null {
  if (key.asymmetricKeyType === "ed25519") return null
  return key.asymmetricKeyDetails?.namedCurve === "secp384r1" ? "sha384" : "sha256"
}

/** SLSA provenance v1 of one artifact, as GitHub's builder writes it. */
export function provenanceOf(digest: string, { builder, repository }: { builder: string; repository: string }) {
  const [algorithm = "", value = ""] = digest.split(":")
  return {
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: "shop", digest: { [algorithm]: value } }],
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: {
      buildDefinition: {
        buildType: "https://actions.github.io/buildtypes/workflow/v1",
        externalParameters: { workflow: { ref: "refs/heads/main", repository, path: ".github/workflows/release.yml" } },
        resolvedDependencies: [{ uri: `git+${repository}@refs/heads/main`, digest: { gitCommit: "1f".repeat(20) } }],
      },
      runDetails: { builder: { id: builder } },
    },
  }
}
