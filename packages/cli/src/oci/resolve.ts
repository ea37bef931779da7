import { refused, wrongUsage } from "../failure.ts"
import { fetchManifest, type Descriptor, type Fetched } from "./manifest.ts"
import { renderReference, type Reference } from "./reference.ts"
import type { Registry } from "./registry.ts"

/** What a reference stands for at this moment. */
export type Resolved = {
  readonly fetched: Fetched
  /** The manifests of an index, each for its platform; nothing where there is one for all. */
  readonly platforms: readonly (Descriptor & { readonly platform: string })[]
}

/** Fetches what a reference stands for and hashes it. A tag may stand for something else a moment later: ask once. */
export async function resolve(registry: Registry, reference: Reference): Promise<Resolved> {
  const fetched = await fetchManifest(registry, reference.digest ?? reference.tag ?? "")
  if (fetched === undefined) throw wrongUsage(`There is no ${renderReference(reference)}. Was it pushed?`)
  const { content } = fetched
  const manifests = content.kind === "index" ? content.manifests : []
  return { fetched, platforms: manifests.flatMap((one) => (hasPlatform(one) ? [one] : [])) }
}

/** The one manifest of an index for a platform. `linux/arm64` also means its only variant. */
export function manifestFor(platform: string, { platforms }: Resolved, where: string): Descriptor {
  const exact = platforms.filter((one) => one.platform === platform)
  const found = exact.length > 0 ? exact : platforms.filter((one) => one.platform.startsWith(`${platform}/`))
  const [one, other] = found
  if (one !== undefined && other === undefined) return one
  const known =
    platforms.length === 0
      ? "It is one manifest for all."
      : `It has ${platforms.map((each) => each.platform).join(", ")}.`
  throw refused(`${where} has ${one === undefined ? "no manifest" : "several manifests"} for ${platform}. ${known}`)
}

function hasPlatform(one: Descriptor): one is Descriptor & { readonly platform: string } {
  return one.platform !== undefined
}
