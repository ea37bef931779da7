import { createHash } from "node:crypto"
import { once } from "node:events"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { buffer } from "node:stream/consumers"
import { onTestFinished } from "vitest"

/** What a registry was asked. */
export type HeardByRegistry = {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage["headers"]
  readonly body: Buffer
}

/** How a registry differs from what the specification describes. */
export type RegistryWays = {
  /** No referrers API: 404, as in many registries. */
  readonly noReferrers?: true
  /** Takes manifests with a subject and does not say that it understood. */
  readonly noSubject?: true
  /** So many referrers a page. */
  readonly page?: number
  /** Answers instead, or does not by answering false. */
  readonly instead?: (heard: HeardByRegistry, response: ServerResponse) => boolean
}

export const IMAGE = "application/vnd.oci.image.manifest.v1+json"
export const INDEX = "application/vnd.oci.image.index.v1+json"
export const BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json"
export const DSSE = "application/vnd.dsse.envelope.v1+json"
const EMPTY = "application/vnd.oci.empty.v1+json"

export const digestOf = (bytes: Uint8Array | string): string =>
  `sha256:${createHash("sha256").update(bytes).digest("hex")}`

type Stored = { readonly mediaType: string; readonly bytes: Buffer }

/** A registry after the OCI distribution specification 1.1, in memory: reading, pushing, referrers. */
export async function registry(ways: RegistryWays = {}) {
  const blobs = new Map<string, Buffer>()
  const manifests = new Map<string, Stored>()
  const heard: HeardByRegistry[] = []
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      const { pathname, searchParams } = new URL(request.url ?? "", "http://x")
      const one = { method: request.method ?? "", path: pathname, query: searchParams, headers: request.headers, body }
      heard.push(one)
      if (ways.instead?.(one, response) !== true) answer(one, response)
    })
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`

  function answer({ method, path, query, headers, body }: HeardByRegistry, response: ServerResponse): void {
    const end = (status: number, more: Readonly<Record<string, string>> = {}, bytes?: Buffer) => {
      response.writeHead(status, more)
      response.end(method === "HEAD" ? undefined : bytes)
    }
    const [, kind = "", at = ""] = /^\/v2\/shop\/(manifests|blobs|referrers)\/(.*)$/.exec(path) ?? []
    if (kind === "manifests" && method === "PUT") {
      const mediaType = String(headers["content-type"])
      const { subject } = JSON.parse(body.toString()) as { subject?: { digest: string } }
      keep(at, body, mediaType)
      const says = subject !== undefined && ways.noSubject === undefined ? { "oci-subject": subject.digest } : {}
      return end(201, { location: path, ...says })
    }
    if (kind === "manifests") {
      const found = manifests.get(at)
      return found === undefined ? end(404) : end(200, { "content-type": found.mediaType }, found.bytes)
    }
    if (kind === "blobs" && at === "uploads/" && method === "POST") {
      return end(202, { location: `/v2/shop/blobs/uploads/one?state=a%3D` })
    }
    if (kind === "blobs" && at === "uploads/one" && method === "PUT") {
      const isGood = query.get("state") === "a=" && query.get("digest") === digestOf(body)
      if (isGood) blobs.set(digestOf(body), body)
      return end(isGood ? 201 : 400)
    }
    if (kind === "blobs") {
      const found = blobs.get(at)
      return found === undefined ? end(404) : end(200, { "content-type": "application/octet-stream" }, found)
    }
    if (kind === "referrers" && ways.noReferrers === undefined) {
      const all = referrersOf(at)
      const from = Number(query.get("from") ?? 0)
      const to = from + (ways.page ?? all.length + 1)
      const link = to < all.length ? { link: `<${path}?from=${to}>; rel="next"` } : {}
      const list = { schemaVersion: 2, mediaType: INDEX, manifests: all.slice(from, to) }
      return end(200, { "content-type": INDEX, ...link }, Buffer.from(JSON.stringify(list)))
    }
    end(404)
  }

  function referrersOf(digest: string) {
    return [...manifests].flatMap(([at, { mediaType, bytes }]) => {
      const read = JSON.parse(bytes.toString()) as { subject?: { digest: string }; artifactType?: string }
      if (read.subject?.digest !== digest || !at.startsWith("sha256:")) return []
      return [{ mediaType, digest: at, size: bytes.length, artifactType: read.artifactType }]
    })
  }

  function keep(at: string, bytes: Buffer, mediaType: string): string {
    const digest = digestOf(bytes)
    manifests.set(digest, { mediaType, bytes })
    if (at !== digest) manifests.set(at, { mediaType, bytes })
    return digest
  }

  return {
    host,
    heard,
    blobs,
    manifests,
    /** Stores a blob and answers its descriptor. */
    blob: (text: string, mediaType: string) => {
      const bytes = Buffer.from(text)
      blobs.set(digestOf(bytes), bytes)
      return { mediaType, digest: digestOf(bytes), size: bytes.length }
    },
    /** Stores a manifest, under a tag if there is one, and answers its descriptor. */
    manifest: (content: object, tag?: string, mediaType: string = IMAGE) => {
      const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, ...content }))
      const digest = keep(tag ?? digestOf(bytes), bytes, mediaType)
      return { mediaType, digest, size: bytes.length }
    },
  }
}

export type FakeRegistry = Awaited<ReturnType<typeof registry>>

/** An image with a tag. */
export function pushImage({ manifest, blob }: FakeRegistry, tag: string, what = "layer") {
  const config = blob(`{"of":"${what}"}`, "application/vnd.oci.image.config.v1+json")
  return manifest({ config, layers: [blob(what, "application/vnd.oci.image.layer.v1.tar+gzip")] }, tag)
}

/** An attestation that refers to something, as cosign and GitHub push it. */
export function pushReferrer(
  { manifest, blob }: FakeRegistry,
  subject: { readonly mediaType: string; readonly digest: string; readonly size: number },
  text: string,
  { artifactType = BUNDLE, layerType = BUNDLE }: { readonly artifactType?: string; readonly layerType?: string } = {},
) {
  return manifest({ artifactType, config: blob("{}", EMPTY), layers: [blob(text, layerType)], subject })
}
