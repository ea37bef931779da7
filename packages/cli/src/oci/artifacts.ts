import type { Settings } from "../settings.ts"
import { registryOpener } from "./open.ts"
import { parseReference, renderReference } from "./reference.ts"
import { manifestFor, resolve } from "./resolve.ts"

/** An artifact by its digest, and in words where that is from. */
export type ResolvedArtifact = {
  readonly name: string
  readonly digest: string
  /** What the reference stood for, line by line. */
  readonly about: readonly string[]
}

/** An artifact as it was written: by its digest, or by where it is. */
export type GivenArtifact = ResolvedArtifact | { readonly name: string; readonly reference: string }

/**
 * All artifacts by digest. `NAME=oci:REF` means what the reference stands for now, and beside it the manifests of the
 * platforms that are asked for, each an artifact of its own. A manifest of an index that nobody asks for is told and not
 * registered.
 */
export async function resolveArtifacts(
  given: readonly GivenArtifact[],
  platforms: readonly string[],
  settings: Pick<Settings, "variables">,
): Promise<readonly ResolvedArtifact[]> {
  const wanted = given.map((one) => ("reference" in one ? { ...one, reference: parseReference(one.reference) } : one))
  const references = wanted.flatMap((one) => ("reference" in one ? [one.reference] : []))
  const open = registryOpener(references, "pull", settings)
  const found: ResolvedArtifact[] = []
  for (const one of wanted) {
    if (!("reference" in one)) {
      found.push(one)
      continue
    }
    const { name, reference } = one
    const where = renderReference(reference)
    const resolved = await resolve(open(reference), reference)
    const parts = resolved.platforms.map(({ platform, digest }) => `${platform} ${digest}`)
    found.push({ name, digest: resolved.fetched.digest, about: [where, ...parts] })
    for (const platform of platforms) {
      const { digest } = manifestFor(platform, resolved, where)
      found.push({ name: `${name}/${platform}`, digest, about: [`${platform} of ${where}`] })
    }
  }
  return found
}
