import { readPolicy, type Digest, type Policy } from "@promotrail/core"
import type { Store } from "../ports/store.ts"

/** Policies by digest, read from their stored text and kept: a digest never means anything else. */
export interface Policies {
  read(digest: Digest): Promise<Policy>
  text(digest: Digest): Promise<string>
}

const KEPT = 200

export function storedPolicies(store: Pick<Store, "read">): Policies {
  const kept = new Map<Digest, Policy>()
  const text = async (digest: Digest): Promise<string> => {
    const bytes = await store.read.object(digest)
    if (bytes === undefined) throw new Error(`the text of policy ${digest} is missing from the objects`)
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes)
  }
  return {
    text,
    async read(digest) {
      const known = kept.get(digest)
      if (known !== undefined) return known
      const read = readPolicy(await text(digest))
      if (!read.ok) throw new Error(`the stored policy ${digest} cannot be read by this version`)
      if (kept.size >= KEPT) kept.delete(kept.keys().next().value as Digest)
      kept.set(digest, read.value.policy)
      return read.value.policy
    },
  }
}
