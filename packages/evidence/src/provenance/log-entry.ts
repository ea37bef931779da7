import { at as member, isJsonObject, type Json, list, text } from "../json/json.ts"
import { type Attestations, invalid, type Place } from "./attestations.ts"
import { isSignature } from "./envelope.ts"
import { readStatement } from "./statement.ts"

/** Reads one entry of a Rekor log, as its API answers (https://github.com/sigstore/rekor, `LogEntry`). */
export function readLogEntry(value: Json, place: Place, attestations: Attestations): void {
  const body = text(value, "body")
  if (!isJsonObject(value) || body === "") invalid(place.at, "the log entry has no body")
  const time = member(value, "integratedTime")
  if (typeof time === "number") attestations.time(String(time))
  const attested = text(value, "attestation", "data")
  readLogBody(body, attested === "" ? undefined : attested, place, attestations)
}

/**
 * Reads what was logged. Only some kinds name what was signed: an attestation is there if the log kept it, and of a
 * plain signature there is the digest.
 */
export function readLogBody(
  body: string,
  attested: string | undefined,
  place: Place,
  attestations: Attestations,
): void {
  const logged = attestations.decoded(body, "the body of the log entry", place)
  const kind = text(logged, "kind")
  if (kind === "") invalid(place.at, "the log entry does not say its kind")
  const spec = member(logged, "spec") ?? null
  const signatures = signaturesOf(spec)
  if (attested !== undefined) {
    const statement = attestations.decoded(attested, "the attestation of the log entry", place)
    return readStatement(statement, signatures, place, attestations)
  }
  const algorithm = text(spec, "data", "hash", "algorithm")
  const digest = text(spec, "data", "hash", "value")
  return attestations.add(
    {
      statementType: kind,
      predicateType: "",
      subjects: digest === "" ? [] : [{ name: "", digests: [`${algorithm}:${digest}`] }],
      sources: [],
      signatures,
    },
    place,
  )
}

/** Each kind of entry keeps its signatures elsewhere; an in-toto entry of version 0.0.1 keeps the key alone. */
function signaturesOf(spec: Json): number {
  const one = text(spec, "signature", "content")
  if (one !== "") return isSignature(one) ? 1 : 0
  const several = [...list(spec, "signatures"), ...list(spec, "content", "envelope", "signatures")]
  if (several.length > 0) return several.length
  return text(spec, "publicKey") === "" ? 0 : 1
}
