import { TrustedRoot } from "@sigstore/protobuf-specs"
import { toTrustMaterial, type TrustMaterial } from "@sigstore/verify"

/** A Sigstore instance that the installation trusts: its authorities, logs and time-stamp authorities. */
export type RootOfTrust = { readonly name: string; readonly material: TrustMaterial }

const MEDIA_TYPE = /^application\/vnd\.dev\.sigstore\.trustedroot(?:\+json;\s*version=0\.1|\.v0\.[12]\+json)$/

/**
 * Reads a `trusted_root.json`. Throws with a sentence where a part does not say since when it may be trusted: libraries
 * take that for "always", which nobody meant to write.
 */
export function readTrustedRoot(name: string, text: string): RootOfTrust {
  const root = parsed(text)
  if (!MEDIA_TYPE.test(root.mediaType)) throw new Error("is no trusted root of version 0.1 or 0.2 (`mediaType`)")
  const logs = [...root.tlogs, ...root.ctlogs]
  const authorities = [...root.certificateAuthorities, ...root.timestampAuthorities]
  if (logs.length + authorities.length === 0) throw new Error("trusts nobody")
  for (const { baseUrl, publicKey } of logs) {
    if (publicKey?.validFor?.start === undefined)
      throw new Error(`does not say since when the log ${baseUrl} is trusted`)
  }
  for (const { baseUrl } of root.tlogs) if (!URL.canParse(baseUrl)) throw new Error(`has a log without an address`)
  for (const { uri, certChain, validFor } of authorities) {
    if (validFor?.start === undefined) throw new Error(`does not say since when the authority ${uri} is trusted`)
    if ((certChain?.certificates ?? []).length === 0) throw new Error(`has no certificate of the authority ${uri}`)
  }
  try {
    return { name, material: toTrustMaterial(root) }
  } catch {
    throw new Error("has a key or a certificate that cannot be read")
  }
}

function parsed(text: string): TrustedRoot {
  try {
    return TrustedRoot.fromJSON(JSON.parse(text))
  } catch {
    throw new Error("is not the JSON of a trusted root")
  }
}
