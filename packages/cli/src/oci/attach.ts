import { unavailable } from "../failure.ts"
import { MAX_MANIFEST_BYTES } from "./limits.ts"
import { digestOf, fetchManifest, type Descriptor } from "./manifest.ts"
import { BUNDLE, EMPTY, OCI_INDEX, OCI_MANIFEST } from "./media-types.ts"
import { fallbackTag, listByApi } from "./referrers.ts"
import type { Registry } from "./registry.ts"

/** A bundle to be attached, and what is said about it where it is listed. */
export type Attachment = {
  readonly bundle: Uint8Array
  readonly predicateType: string
  /** RFC 3339. Of the bundle, not of the clock: attached again, it is the same manifest. */
  readonly createdAt: string
}

const EMPTY_BYTES = Buffer.from("{}")

/**
 * Pushes a Sigstore bundle as a referrer of a manifest (cosign's bundle specification; OCI image spec 1.1, "Guidelines
 * for Artifact Usage") and answers the digest of what was pushed. Doing it again changes nothing.
 */
export async function attach(registry: Registry, subjectDigest: string, attachment: Attachment): Promise<string> {
  const subject = await fetchManifest(registry, subjectDigest)
  if (subject === undefined)
    throw unavailable(`${registry.domain}/${registry.name} has no ${subjectDigest} to attach to.`)
  const layer = { mediaType: BUNDLE, ...(await pushBlob(registry, attachment.bundle)) }
  const config = { mediaType: EMPTY, ...(await pushBlob(registry, EMPTY_BYTES)) }
  const annotations = {
    "dev.sigstore.bundle.content": "dsse-envelope",
    "dev.sigstore.bundle.predicateType": attachment.predicateType,
    "org.opencontainers.image.created": attachment.createdAt,
  }
  const manifest = {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    artifactType: BUNDLE,
    config: { ...config, data: EMPTY_BYTES.toString("base64") },
    layers: [layer],
    subject: { mediaType: subject.mediaType, digest: subject.digest, size: subject.size },
    annotations,
  }
  const bytes = Buffer.from(JSON.stringify(manifest))
  const digest = digestOf(bytes)
  const said = await pushManifest(registry, digest, OCI_MANIFEST, bytes)
  // Some registries say that they know subjects and list none of them, so they are asked.
  const isListed =
    said.headers["oci-subject"] === subjectDigest && (await listByApi(registry, subjectDigest)) !== undefined
  if (!isListed) {
    const entry = { mediaType: OCI_MANIFEST, digest, size: bytes.length, artifactType: BUNDLE, annotations }
    await listByTag(registry, subjectDigest, entry)
  }
  return digest
}

/** Adds an entry to the tag that stands in for the referrers API. What others wrote there stays as it is. */
async function listByTag(registry: Registry, subject: string, entry: Descriptor & object): Promise<void> {
  const tag = fallbackTag(subject)
  const before = await fetchManifest(registry, tag)
  if (before !== undefined && before.content.kind !== "index") {
    throw unavailable(
      `The tag ${tag} of ${registry.domain}/${registry.name} is no list of referrers. It was left as it is.`,
    )
  }
  if (before?.content.kind === "index" && before.content.manifests.some(({ digest }) => digest === entry.digest)) return
  const empty = { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [] as unknown[] }
  const index = before === undefined ? empty : (JSON.parse(Buffer.from(before.bytes).toString("utf8")) as typeof empty)
  const bytes = Buffer.from(JSON.stringify({ ...index, manifests: [...index.manifests, entry] }))
  await pushManifest(registry, tag, before?.mediaType ?? OCI_INDEX, bytes)
}

async function pushManifest(registry: Registry, at: string, mediaType: string, body: Uint8Array) {
  const headers = { "content-type": mediaType }
  const said = await registry.ask({ method: "PUT", at: `manifests/${at}`, headers, body, limit: MAX_MANIFEST_BYTES })
  if (said.status === 201) return said
  throw unavailable(`${registry.domain} does not take the manifest ${at} (${said.status}).`)
}

/** Pushes bytes in one piece, if they are not there (OCI distribution spec 1.1, "POST then PUT"). */
async function pushBlob(
  registry: Registry,
  bytes: Uint8Array,
): Promise<{ readonly digest: string; readonly size: number }> {
  const digest = digestOf(bytes)
  const blob = { digest, size: bytes.length }
  const there = await registry.ask({ method: "HEAD", at: `blobs/${digest}`, limit: 0 })
  if (there.status === 200) return blob
  const begun = await registry.ask({
    method: "POST",
    at: "blobs/uploads/",
    body: Buffer.alloc(0),
    limit: MAX_MANIFEST_BYTES,
  })
  const { location } = begun.headers
  if (begun.status !== 202 || location === undefined || !URL.canParse(location, begun.url)) {
    throw unavailable(`${registry.domain} does not take uploads to ${registry.name} (${begun.status}).`)
  }
  const at = new URL(location, begun.url)
  at.searchParams.set("digest", digest)
  const headers = { "content-type": "application/octet-stream" }
  const put = await registry.ask({ method: "PUT", at, headers, body: bytes, limit: MAX_MANIFEST_BYTES })
  if (put.status !== 201) throw unavailable(`${registry.domain} does not take ${digest} (${put.status}).`)
  return blob
}
