import { createHash } from "node:crypto"
import { memberOf, readStrictJson, type Json } from "@promotrail/core"
import { refused, unavailable } from "../failure.ts"
import { MAX_MANIFEST_BYTES } from "./limits.ts"
import { INDEXES, MANIFESTS } from "./media-types.ts"
import type { Registry } from "./registry.ts"

/** Something named by its digest (OCI image spec, "Content Descriptors"). */
export type Descriptor = {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
  /** `linux/amd64`, `linux/arm64/v8`: of an image in an index. */
  readonly platform?: string
}

/** A list of manifests. What it says about each of them is hearsay. */
export type Index = { readonly kind: "index"; readonly manifests: readonly Descriptor[] }

/** One manifest: what it is, what it is about, and its layers. */
export type Image = {
  readonly kind: "image"
  /** Its own `artifactType`, or the type of its config, which said it before there was one. */
  readonly artifactType: string
  readonly subject: string | undefined
  readonly layers: readonly Descriptor[]
}

/** A manifest as it was fetched. Its digest is that of these bytes; what the registry says it is, is not asked. */
export type Fetched = Descriptor & { readonly bytes: Uint8Array; readonly content: Index | Image }

const DIGEST = /^sha256:[0-9a-f]{64}$/

/** `sha256:…` of bytes. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`
}

/**
 * Fetches what a tag or a digest stands for (OCI distribution spec 1.1, "Pulling manifests"). Nothing for a 404.
 * The digest is computed: `Docker-Content-Digest` is what the other side would like us to believe.
 */
export async function fetchManifest(registry: Registry, tagOrDigest: string): Promise<Fetched | undefined> {
  const { domain, name } = registry
  const accept = [...INDEXES, ...MANIFESTS].join(", ")
  const said = await registry.ask({ at: `manifests/${tagOrDigest}`, headers: { accept }, limit: MAX_MANIFEST_BYTES })
  if (said.status === 404) return undefined
  const where = `${domain}/${name}${tagOrDigest.startsWith("sha256:") ? "@" : ":"}${tagOrDigest}`
  if (said.status !== 200)
    throw unavailable(`${said.url.host} does not give the manifest of ${where} (${said.status}).`)
  const digest = digestOf(said.bytes)
  if (tagOrDigest.startsWith("sha256:") && digest !== tagOrDigest) {
    throw refused(`${said.url.host} answers with something else than ${where}: its digest is ${digest}.`)
  }
  const headerType = (said.headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? ""
  const { mediaType, content } = readManifest(said.bytes, headerType, where)
  return { mediaType, digest, size: said.bytes.length, bytes: said.bytes, content }
}

/**
 * Reads a manifest or an index. What could be taken for both, or for another kind than it was sent as, is refused: two
 * readers would see two things under one digest (CVE-2021-41190).
 */
export function readManifest(
  bytes: Uint8Array,
  sentAs: string,
  where: string,
): { readonly mediaType: string; readonly content: Index | Image } {
  const json = jsonIn(bytes, where)
  const own = memberOf(json, "mediaType")
  const mediaType = typeof own === "string" ? own : sentAs
  const [manifests, layers] = [memberOf(json, "manifests"), memberOf(json, "layers")]
  const isBoth = manifests !== undefined && (layers !== undefined || memberOf(json, "config") !== undefined)
  const known = [...INDEXES, ...MANIFESTS]
  const isOther = typeof own === "string" && known.includes(sentAs) && sentAs !== own
  if (isBoth || isOther) throw refused(`${where} can be read as two things, a manifest and a list of them.`)
  if (INDEXES.includes(mediaType) && Array.isArray(manifests)) {
    return { mediaType, content: { kind: "index", manifests: descriptorsIn(manifests, where) } }
  }
  if (MANIFESTS.includes(mediaType) && Array.isArray(layers)) {
    const [artifactType, configType] = [memberOf(json, "artifactType"), memberOf(memberOf(json, "config"), "mediaType")]
    const subject = memberOf(json, "subject")
    const image: Image = {
      kind: "image",
      artifactType: textOf(artifactType) ?? textOf(configType) ?? "",
      subject: subject === undefined ? undefined : descriptorIn(subject, where).digest,
      layers: descriptorsIn(layers, where),
    }
    return { mediaType, content: image }
  }
  throw refused(
    `${where} is neither a manifest nor a list of them that we read (${mediaType.slice(0, 100) || "no type"}).`,
  )
}

/** Reads a list of manifests, such as a registry answers when it is asked for referrers. */
export function readIndex(bytes: Uint8Array, where: string): readonly Descriptor[] {
  const manifests = memberOf(jsonIn(bytes, where), "manifests")
  if (!Array.isArray(manifests)) throw unavailable(`${where} is no list of manifests.`)
  return descriptorsIn(manifests, where)
}

function jsonIn(bytes: Uint8Array, where: string): Json {
  let text: string
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw refused(`${where} is not UTF-8.`)
  }
  const read = readStrictJson(text)
  if (!read.ok) throw refused(`${where} is no JSON that everybody reads alike (${read.error.why}).`)
  return read.value
}

function descriptorsIn(list: readonly Json[], where: string): readonly Descriptor[] {
  return list.map((one) => descriptorIn(one, where))
}

function descriptorIn(json: Json, where: string): Descriptor {
  const [mediaType, digest, size] = [memberOf(json, "mediaType"), memberOf(json, "digest"), memberOf(json, "size")]
  if (typeof mediaType !== "string" || typeof digest !== "string" || !DIGEST.test(digest)) {
    throw refused(`${where} names something without a type or a sha256 digest.`)
  }
  if (typeof size !== "number" || !Number.isInteger(size) || size < 0) {
    throw refused(`${where} names something without its size.`)
  }
  const platform = platformIn(memberOf(json, "platform"))
  return { mediaType, digest, size, ...(platform === undefined ? {} : { platform }) }
}

/** What stands for an attestation of BuildKit says that it runs on `unknown/unknown`: it is no platform. */
function platformIn(json: Json | undefined): string | undefined {
  const [os, architecture, variant] = ["os", "architecture", "variant"].map((key) => textOf(memberOf(json, key)))
  if (os === undefined || architecture === undefined || os === "unknown") return undefined
  return [os, architecture, ...(variant === undefined ? [] : [variant])].join("/")
}

function textOf(json: Json | undefined): string | undefined {
  return typeof json === "string" && json !== "" ? json : undefined
}
