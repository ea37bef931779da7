import { refused, unavailable } from "../failure.ts"
import { MAX_ATTESTATION_BYTES, MAX_LAYERS } from "./limits.ts"
import { digestOf, fetchManifest, type Descriptor, type Fetched } from "./manifest.ts"
import { attestationKind, SIMPLE_SIGNING } from "./media-types.ts"
import { fallbackTag, listReferrers } from "./referrers.ts"
import type { Registry } from "./registry.ts"

/** An attestation as the registry has it. Nothing about it is verified but that these are the bytes that were listed. */
export type OciAttestation = {
  readonly kind: "bundle" | "envelope"
  readonly digest: string
  readonly bytes: Uint8Array
}

/** All that a registry has about a digest, and in words what of it is not taken. */
export type Found = {
  readonly attestations: readonly OciAttestation[]
  readonly notes: readonly string[]
  /** What is listed and is not there: what it said cannot be known, so the search is not complete. */
  readonly missing: readonly string[]
}

/** Looks for attestations of a digest: referrers, and the tags of cosign from before there were any. */
export async function findAttestations(registry: Registry, digest: string): Promise<Found> {
  const layers = new Map<string, Descriptor & { readonly kind: OciAttestation["kind"] }>()
  const others = new Map<string, number>()
  const notes: string[] = []
  const missing: string[] = []

  for (const { digest: listed } of await listReferrers(registry, digest)) {
    const fetched = await fetchManifest(registry, listed)
    if (fetched === undefined) missing.push(listed)
    else if (fetched.content.kind === "image" && (fetched.content.subject ?? digest) !== digest) {
      notes.push(`${listed} is listed as a referrer and is about something else: not taken.`)
    } else take(fetched)
  }
  const tag = fallbackTag(digest)
  const old = await fetchManifest(registry, `${tag}.att`)
  if (old !== undefined) take(old)
  const signatures = await fetchManifest(registry, `${tag}.sig`)
  if (signatures !== undefined) {
    notes.push(
      `The signatures at ${tag}.sig (${SIMPLE_SIGNING}) are in a format that cannot be checked here: attest instead.`,
    )
  }
  for (const [type, count] of others) notes.push(`${count} of type ${type || "unknown"}: no attestation, not taken.`)

  const attestations: OciAttestation[] = []
  for (const layer of layers.values()) {
    attestations.push({ kind: layer.kind, digest: layer.digest, bytes: await fetchBlob(registry, layer) })
  }
  return { attestations, notes, missing }

  function take({ digest: from, content }: Fetched): void {
    const listed = content.kind === "image" ? content.layers : []
    if (listed.length > MAX_LAYERS) throw refused(`${from} has ${listed.length} layers, and we look at ${MAX_LAYERS}.`)
    const type = content.kind === "image" ? content.artifactType : "a list of manifests"
    let taken = 0
    for (const layer of listed) {
      // The layer's own word; where it says nothing in particular, the manifest's.
      const kind = attestationKind(layer.mediaType) ?? attestationKind(type)
      if (kind === undefined) continue
      layers.set(layer.digest, { ...layer, kind })
      taken += 1
    }
    if (taken === 0) others.set(type, (others.get(type) ?? 0) + 1)
  }
}

/** Fetches a blob and compares it with its digest; where it comes from does not matter then. */
async function fetchBlob(registry: Registry, { digest, size }: Descriptor): Promise<Uint8Array> {
  if (size > MAX_ATTESTATION_BYTES) {
    throw refused(
      `The attestation ${digest} has ${size} bytes, and ${MAX_ATTESTATION_BYTES} are the most. Nothing was sent.`,
    )
  }
  const said = await registry.ask({ at: `blobs/${digest}`, limit: MAX_ATTESTATION_BYTES })
  if (said.status !== 200)
    throw unavailable(`${said.url.host} does not give the attestation ${digest} (${said.status}).`)
  if (digestOf(said.bytes) !== digest)
    throw refused(`${said.url.host} answers with something else than ${digest}. Nothing was sent.`)
  return said.bytes
}
