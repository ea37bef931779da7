import { has, type Json, list, text } from "../json/json.ts"
import { shorten } from "../warnings.ts"
import type { Attestations, Place } from "./attestations.ts"
import { fromBase64 } from "./base64.ts"
import { readStatement } from "./statement.ts"

/** Whether a value is a DSSE envelope (https://github.com/secure-systems-lab/dsse/blob/master/envelope.md). */
export const isEnvelope = (value: Json | undefined): boolean => has(value, "payload", "payloadType")

/** Reads an envelope whose payload is an in-toto Statement: other payloads say nothing about an artifact. */
export function readEnvelope(value: Json, place: Place, attestations: Attestations): void {
  const payloadType = text(value, "payloadType")
  if (!/\bin-toto\b/i.test(payloadType)) {
    attestations.unfit(place.at, `the payload is ${shorten(payloadType)}, which says nothing of an artifact`)
    const signatures = signaturesOf(value)
    return attestations.add(
      { statementType: payloadType, predicateType: "", subjects: [], sources: [], signatures },
      place,
    )
  }
  const payload = attestations.decoded(text(value, "payload"), "the payload of the envelope", place)
  return readStatement(payload, signaturesOf(value), place, attestations)
}

/** How many signatures an envelope has. One that is not even base64 is none. */
export function signaturesOf(value: Json): number {
  return list(value, "signatures").filter((signature) => isSignature(text(signature, "sig"))).length
}

/** Whether a text could be a signature. */
export function isSignature(sig: string): boolean {
  return (fromBase64(sig)?.length ?? 0) > 0
}
