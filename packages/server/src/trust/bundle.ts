import { instantFromEpochMs, type Instant, type TrustAnswer, type TrustStep } from "@promotrail/core"
import { fromBase64, json, type Json } from "@promotrail/evidence"
import {
  BUNDLE_V01_MEDIA_TYPE,
  BUNDLE_V02_MEDIA_TYPE,
  BUNDLE_V03_LEGACY_MEDIA_TYPE,
  BUNDLE_V03_MEDIA_TYPE,
  bundleFromJSON,
  type Bundle,
} from "@sigstore/bundle"
import { X509Certificate } from "@sigstore/core"
import { toSignedEntity, VerificationError, Verifier, type SignedEntity, type TrustMaterial } from "@sigstore/verify"
import { createPublicKey, type KeyObject } from "node:crypto"
import type { Found } from "./answers.ts"
import { signerOf } from "./certificate.ts"
import { withExactNames } from "./checkpoint-names.ts"
import { IN_TOTO } from "./envelope.ts"
import type { TrustedKey } from "./public-key.ts"
import { isSignedBy, signedBytes } from "./signed-bytes.ts"
import type { Trust } from "./trust.ts"

const MEDIA_TYPES: ReadonlySet<string> = new Set([
  BUNDLE_V01_MEDIA_TYPE,
  BUNDLE_V02_MEDIA_TYPE,
  BUNDLE_V03_LEGACY_MEDIA_TYPE,
  BUNDLE_V03_MEDIA_TYPE,
])

/** Whether a value is a Sigstore bundle. */
export const isBundle = (value: Json): boolean => json.has(value, "verificationMaterial")

/**
 * Verifies a Sigstore bundle. `artifact`: the bytes that were signed, where a bundle signs bytes and no envelope; the
 * product never sees them, so such a bundle is not checked without.
 */
export function verifyBundle(document: Json, trust: Trust, artifact?: Uint8Array): Found {
  const opened = openedBundle(document)
  if (typeof opened === "string") return { answers: { form: "no" }, because: opened }
  const { content, verificationMaterial } = opened
  if (content.$case === "messageSignature" && artifact === undefined) {
    return { because: "it signs the artifact's own bytes, which are not here" }
  }
  const material = verificationMaterial.content
  if (material.$case === "publicKey") return verifyByKey(opened, trust, artifact)
  const raw = material.$case === "certificate" ? material.certificate : material.x509CertificateChain.certificates[0]
  if (raw === undefined) return { answers: { form: "no" }, because: "it has no certificate" }
  return verifyByCertificate(opened, Buffer.from(raw.rawBytes), trust, artifact)
}

/** The bundle, or what is wrong with its form. What is verified must be what was read, byte for byte. */
function openedBundle(document: Json): Bundle | string {
  if (!MEDIA_TYPES.has(json.text(document, "mediaType"))) return "its version is none of 0.1 to 0.3"
  let bundle: Bundle
  try {
    bundle = bundleFromJSON(document)
  } catch (error) {
    return `it is no whole bundle (${messageOf(error)})`
  }
  if (bundle.content.$case !== "dsseEnvelope") return bundle
  const { payload, payloadType, signatures } = bundle.content.dsseEnvelope
  if (payloadType !== IN_TOTO) return `its payload is ${payloadType || "of no type"}`
  // The library looks at the first alone.
  if (signatures.length !== 1) return `it has ${signatures.length} signatures, where a bundle has one`
  const read = fromBase64(json.text(document, "dsseEnvelope", "payload"))
  return read !== undefined && payload.equals(read) ? bundle : "its payload is not base64"
}

function verifyByCertificate(bundle: Bundle, raw: Buffer<ArrayBuffer>, trust: Trust, artifact?: Uint8Array): Found {
  if (trust.roots.length === 0) return { because: "the server has no trusted root to check its certificate with" }
  let leaf: X509Certificate
  let key: KeyObject
  try {
    leaf = X509Certificate.parse(raw)
    key = createPublicKey({ key: leaf.publicKey, format: "der", type: "spki" })
  } catch {
    return { answers: { chain: "no" }, because: "its certificate cannot be read" }
  }
  const signature = isContentSignedBy(bundle, key, artifact)
  if (!signature) return { answers: { signature: "no" }, because: "the key of its certificate did not make it" }
  const tried = trust.roots.map(({ name, material }) =>
    verifyAgainst(
      bundle,
      material,
      { ctlog: needed(material.ctlogs), tlog: needed(material.tlogs), time: 1 },
      name,
      artifact,
    ),
  )
  const found = best(tried)
  if (found.answers?.chain !== "yes" || found.because !== undefined) return found
  const signer = signerOf(leaf)
  if (signer !== undefined) return { ...found, signers: [signer] }
  return { ...found, answers: { ...found.answers, chain: "no" }, because: "its certificate names nobody" }
}

function verifyByKey(bundle: Bundle, trust: Trust, artifact?: Uint8Array): Found {
  if (trust.keys.length === 0) return { because: "the server has no public key to check it with" }
  // The hint is of whoever made the bundle: every key is tried.
  const right = trust.keys.filter(({ key }) => isContentSignedBy(bundle, key, artifact))
  const [first] = right
  if (first === undefined) {
    return { answers: { signature: "no", chain: "none" }, because: "none of the server's public keys made it" }
  }
  const signers = right.map(({ name, fingerprint }) => ({ by: "key", name, fingerprint }) as const)
  const { tlogEntries, timestampVerificationData } = bundle.verificationMaterial
  const hasTimestamps = (timestampVerificationData?.rfc3161Timestamps ?? []).length > 0
  if (tlogEntries.length === 0 && !hasTimestamps) {
    return { answers: { signature: "yes", chain: "none", log: "none", time: "none" }, signers }
  }
  if (trust.roots.length === 0) {
    return {
      answers: { signature: "yes", chain: "none" },
      because: "the server has no trusted root to check its log with",
    }
  }
  const tlog = tlogEntries.length > 0 ? 1 : 0
  const tried = trust.roots.map(({ name, material }) =>
    verifyAgainst(bundle, ofKey(material, first), { ctlog: 0, tlog, time: 0 }, name, artifact),
  )
  const found = best(tried)
  const answers = { ...found.answers, signature: "yes", chain: "none" } as const
  return found.because === undefined ? { ...found, answers, signers } : { ...found, answers }
}

/** A root whose only key is one that made the signature. */
function ofKey(material: TrustMaterial, { key }: TrustedKey): TrustMaterial {
  return { ...material, publicKey: () => ({ publicKey: key, validFor: () => true }) }
}

const needed = (logs: readonly unknown[]): number => (logs.length > 0 ? 1 : 0)

type Thresholds = { readonly ctlog: number; readonly tlog: number; readonly time: number }

/** The questions in the order in which the library asks them. */
const ASKED = ["time", "chain", "log", "signature"] as const satisfies readonly TrustStep[]

function verifyAgainst(
  bundle: Bundle,
  material: TrustMaterial,
  { ctlog, tlog, time }: Thresholds,
  name: string,
  artifact?: Uint8Array,
): Found {
  const { tlogEntries } = bundle.verificationMaterial
  const yes = { time: "yes", chain: "yes", log: tlogEntries.length > 0 ? "yes" : "none", signature: "yes" } as const
  try {
    const entity = entityOf(bundle, material, artifact)
    const options = { ctlogThreshold: ctlog, tlogThreshold: tlog, timestampThreshold: time }
    new Verifier(material, options).verify(entity)
    const signedAt = earliest(entity)
    return {
      answers: signedAt === undefined ? { ...yes, time: "none" } : yes,
      ...(signedAt === undefined ? {} : { signedAt }),
    }
  } catch (error) {
    // Not even its own word: something in the bundle that it never expected.
    if (!(error instanceof VerificationError)) return { answers: { form: "no" }, because: messageOf(error) }
    const step = stepOf(error, material)
    const before = ASKED.slice(0, ASKED.indexOf(step))
    const answers: Partial<Record<TrustStep, TrustAnswer>> = { signature: "yes", [step]: "no" }
    // A time is the log's word, which is asked for last: until then nobody knows when it was signed.
    for (const passed of before) if (passed !== "time") answers[passed] = yes[passed]
    return { answers, because: `${messageOf(error)} (by ${name})` }
  }
}

/** What the library verifies, with our own word on the signature: it knows no P-384 and only one encoding. */
function entityOf(bundle: Bundle, material: TrustMaterial, artifact: Uint8Array | undefined): SignedEntity {
  const entity = toSignedEntity(bundle, artifact === undefined ? undefined : Buffer.from(artifact))
  const { signature } = entity
  return {
    ...entity,
    tlogEntries: entity.tlogEntries.map((entry) => withExactNames(entry, material)),
    signature: {
      signature: signature.signature,
      compareSignature: (other) => signature.compareSignature(other),
      compareDigest: (digest) => signature.compareDigest(digest),
      compareSignedDigest: (digest) => signature.compareSignedDigest(digest),
      verifySignature: (key) => isContentSignedBy(bundle, key, artifact),
    },
  }
}

function isContentSignedBy({ content }: Bundle, key: KeyObject, artifact: Uint8Array | undefined): boolean {
  if (content.$case === "dsseEnvelope") {
    const { payload, payloadType, signatures } = content.dsseEnvelope
    const [first] = signatures
    return first !== undefined && isSignedBy(key, signedBytes(payloadType, payload), first.sig)
  }
  return artifact !== undefined && isSignedBy(key, artifact, content.messageSignature.signature)
}

/** Which question was answered with no. */
function stepOf(error: VerificationError, material: TrustMaterial): (typeof ASKED)[number] {
  const { code } = error
  if (code === "CERTIFICATE_ERROR") return isAboutTime(error, material) ? "time" : "chain"
  return STEPS.get(code) ?? "log"
}

const STEPS = new Map<VerificationError["code"], (typeof ASKED)[number]>([
  ["TIMESTAMP_ERROR", "time"],
  ["PUBLIC_KEY_ERROR", "chain"],
  ["SIGNATURE_ERROR", "signature"],
])

/** A chain that would hold at another time. No cause is told where no authority was trusted at that time. */
function isAboutTime(error: VerificationError, { certificateAuthorities }: TrustMaterial): boolean {
  const cause = error.cause as unknown
  if (cause instanceof Error) return /expired at the specified date/.test(cause.message)
  return error.message === "Failed to verify certificate chain" && certificateAuthorities.length > 0
}

/** Of several roots the one that goes furthest: the others never heard of whoever signed. */
function best(tried: readonly Found[]): Found {
  const score = ({ answers = {}, because }: Found): number =>
    (because === undefined ? 100 : 0) + Object.values(answers).filter((answer) => answer === "yes").length
  const [first] = tried.toSorted((a, b) => score(b) - score(a))
  return first ?? { because: "nobody is trusted" }
}

/** The earliest time that a log or an authority gives the signature. */
function earliest({ timestamps }: SignedEntity): Instant | undefined {
  const times = timestamps.flatMap((one): number[] => {
    if (one.$case === "timestamp-authority") return [one.timestamp.signingTime.getTime()]
    return one.tlogEntry.inclusionPromise === undefined ? [] : [Number(one.tlogEntry.integratedTime) * 1_000]
  })
  const [first] = times.toSorted((a, b) => a - b)
  return first === undefined || !Number.isSafeInteger(first) ? undefined : instantFromEpochMs(first)
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause
  return cause instanceof Error ? `${error.message}: ${cause.message}` : error.message
}
