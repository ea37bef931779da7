import { refused, unavailable } from "../failure.ts"
import { MAX_MANIFEST_BYTES, MAX_PAGES, MAX_REFERRERS } from "./limits.ts"
import { fetchManifest, readIndex, type Descriptor } from "./manifest.ts"
import { OCI_INDEX } from "./media-types.ts"
import type { Registry } from "./registry.ts"

/** How registries that know no referrers say so: the spec's 404, and what older ones answer to an address they do not know. */
const UNKNOWN = new Set([400, 404, 405, 406, 501])

/** The tag that stands in for the referrers API where a registry has none (OCI distribution spec 1.1, "Referrers Tag Schema"). */
export function fallbackTag(digest: string): string {
  return digest.replace(":", "-")
}

/**
 * What a registry lists as being about a digest: by its API, and where that is missing or has nothing, by the tag that
 * stands in for it. Digests alone are taken from the list: the types in it are wrong in some registries.
 */
export async function listReferrers(registry: Registry, digest: string): Promise<readonly Descriptor[]> {
  const listed = (await listByApi(registry, digest)) ?? []
  if (listed.length > 0) return unique(listed, registry)
  const fallback = await fetchManifest(registry, fallbackTag(digest))
  if (fallback === undefined) return []
  return unique(fallback.content.kind === "index" ? fallback.content.manifests : [fallback], registry)
}

/** What the API lists, over all pages; nothing where a registry has no such API. */
export async function listByApi(registry: Registry, digest: string): Promise<readonly Descriptor[] | undefined> {
  const listed: Descriptor[] = []
  const seen = new Set<string>()
  let next: string | URL | undefined = `referrers/${digest}`
  while (next !== undefined) {
    if (seen.size === MAX_PAGES) throw unavailable(`${registry.domain} lists referrers without end.`)
    const at: string | URL = next
    const said = await registry.ask({ at, headers: { accept: OCI_INDEX }, limit: MAX_MANIFEST_BYTES })
    const isFirst = seen.size === 0
    if (isFirst && UNKNOWN.has(said.status)) return undefined
    if (said.status !== 200)
      throw unavailable(`${registry.domain} does not list what refers to ${digest} (${said.status}).`)
    if (seen.has(said.url.href)) throw unavailable(`${registry.domain} lists referrers in a circle.`)
    seen.add(said.url.href)
    const type = (said.headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase()
    // Some front ends answer any address with a page of theirs.
    if (isFirst && type !== OCI_INDEX && type !== "application/json") return undefined
    listed.push(...readIndex(said.bytes, `What ${registry.domain} lists as referrers of ${digest}`))
    next = nextPage(said.headers.link, said.url)
    if (next !== undefined && !registry.owns(next)) {
      throw refused(`${registry.domain} continues its list of referrers at ${next.host}. We do not go there.`)
    }
  }
  return listed
}

/** The address of the next page (RFC 8288). */
function nextPage(header: string | readonly string[] | undefined, from: URL): URL | undefined {
  const text = typeof header === "string" ? header : (header ?? []).join(", ")
  for (const [, target = "", parameters = ""] of text.slice(0, 8192).matchAll(/<([^<>]*)>((?:\s*;[^,<]*)*)/g)) {
    if (/;\s*rel\s*=\s*"?next"?\s*(?:;|$)/i.test(parameters) && URL.canParse(target, from)) return new URL(target, from)
  }
  return undefined
}

function unique(listed: readonly Descriptor[], { domain }: Registry): readonly Descriptor[] {
  const found = [...new Map(listed.map((one) => [one.digest, one])).values()]
  if (found.length <= MAX_REFERRERS) return found
  throw refused(`${domain} lists ${found.length} referrers, and we look at ${MAX_REFERRERS}. Nothing was sent.`)
}
