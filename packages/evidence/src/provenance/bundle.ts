import { at as member, has, isJsonObject, type Json, list, text } from "../json/json.ts"
import { RefusedInput } from "../refusal.ts"
import { type Attestations, invalid, type Place } from "./attestations.ts"
import { fromBase64, toHex } from "./base64.ts"
import { isSignature, readEnvelope } from "./envelope.ts"
import { readLogBody } from "./log-entry.ts"

const MEDIA_TYPE = /^application\/vnd\.dev\.sigstore\.bundle(?:\+json;\s*version=(\d+\.\d+)|\.v(\d+\.\d+)\+json)$/

/** Whether a value is a Sigstore bundle, or what cosign wrote before there were bundles. */
export const isBundle = (value: Json | undefined): boolean =>
  has(value, "verificationMaterial") ||
  /sigstore\.bundle/.test(text(value, "mediaType")) ||
  has(value, "base64Signature")

/**
 * Reads a Sigstore bundle 0.1 to 0.3 (sigstore/protobuf-specs, `sigstore_bundle.proto`): an envelope, or a signature
 * over a digest. The material to verify it with stays in the raw file.
 */
export function readBundle(value: Json, place: Place, attestations: Attestations): void {
  if (has(value, "base64Signature")) return readCosignBundle(value, place, attestations)
  const mediaType = text(value, "mediaType")
  const [, old, version = old] = MEDIA_TYPE.exec(mediaType) ?? []
  if (mediaType === "") attestations.unfit(place.at, "the bundle does not say its version (`mediaType`)")
  else if (version === undefined || !["0.1", "0.2", "0.3"].includes(version)) {
    const title = "A Sigstore bundle"
    throw new RefusedInput({ kind: "unsupported-version", title, version: version ?? mediaType, reads: "0.1 to 0.3" })
  }
  if (!isJsonObject(member(value, "verificationMaterial")))
    attestations.unfit(place.at, "the bundle has nothing to verify it with")
  for (const entry of list(value, "verificationMaterial", "tlogEntries")) {
    const time = member(entry, "integratedTime")
    if (typeof time === "string" || typeof time === "number") attestations.time(String(time))
  }
  const envelope = member(value, "dsseEnvelope")
  const signature = member(value, "messageSignature")
  if (envelope !== undefined && signature !== undefined)
    invalid(place.at, "the bundle signs an envelope and a message at once")
  if (envelope !== undefined)
    return readEnvelope(envelope, { ...place, pointer: `${place.pointer}/dsseEnvelope` }, attestations)
  if (signature === undefined) invalid(place.at, "the bundle signs nothing")
  return readMessageSignature(signature, { ...place, pointer: `${place.pointer}/messageSignature` }, attestations)
}

/** A signature over the digest of a file, which no name is given to. */
function readMessageSignature(signature: Json, place: Place, attestations: Attestations): void {
  const algorithm = text(signature, "messageDigest", "algorithm")
    .replace("_", "-")
    .replace(/^SHA2-/, "sha")
    .toLowerCase()
  const digest = fromBase64(text(signature, "messageDigest", "digest"))
  if (digest === undefined) invalid(place.at, "the digest that is signed is not base64")
  const digests = digest.length === 0 ? [] : [`${algorithm}:${toHex(digest)}`]
  attestations.add(
    {
      statementType: "message-signature",
      predicateType: "",
      subjects: digests.length === 0 ? [] : [{ name: "", digests }],
      sources: [],
      signatures: isSignature(text(signature, "signature")) ? 1 : 0,
    },
    place,
  )
}

/** `cosign sign-blob --bundle` before bundles: the log entry says what was signed. */
function readCosignBundle(value: Json, place: Place, attestations: Attestations): void {
  const payload = member(value, "rekorBundle", "Payload") ?? null
  const time = member(payload, "integratedTime")
  if (typeof time === "number") attestations.time(String(time))
  const body = text(payload, "body")
  if (body === "") invalid(place.at, "the bundle has no log entry, so nothing says what was signed")
  readLogBody(body, undefined, place, attestations)
}
