import type { FormatInput, FormatReader } from "../format.ts"
import { openJsonValues } from "../json/document.ts"
import { at as member, has, isJsonList, type Json, list } from "../json/json.ts"
import { Attestations, invalid, type Place } from "./attestations.ts"
import { isBundle, readBundle } from "./bundle.ts"
import { isEnvelope, readEnvelope } from "./envelope.ts"
import { isStatement, readStatement } from "./statement.ts"

/**
 * A reader of attestations, one a line or one a file: envelopes, bundles and bare statements are told apart one by one,
 * because tools put several into one file.
 */
export function openAttestations(input: FormatInput): FormatReader {
  const attestations = new Attestations(input)
  return openJsonValues(
    input,
    { "*": (value, { at, pointer }) => readDocument(value, { at, pointer }, attestations) },
    () => attestations.finish(),
  )
}

function readDocument(value: Json, place: Place, attestations: Attestations): void {
  const inside = wrapped(value)
  if (inside !== undefined) {
    for (const [step, one] of inside) readOne(one, { at: place.at, pointer: `${place.pointer}/${step}` }, attestations)
  } else readOne(value, place, attestations)
}

function readOne(value: Json, place: Place, attestations: Attestations): void {
  attestations.within(value)
  if (isBundle(value)) return readBundle(value, place, attestations)
  if (isEnvelope(value)) return readEnvelope(value, place, attestations)
  if (isStatement(value)) return readStatement(value, 0, place, attestations)
  return invalid(place.at, "this is neither an envelope, nor a bundle, nor a statement")
}

/** GitHub's API lists bundles, and `gh attestation verify --format json` prints them with its findings. */
function wrapped(value: Json): readonly (readonly [step: string, value: Json])[] | undefined {
  if (has(value, "attestations")) {
    return list(value, "attestations").map((one, index) => [
      `attestations/${index}/bundle`,
      member(one, "bundle") ?? null,
    ])
  }
  if (!isJsonList(value)) return undefined
  return value.map((one, index) => {
    const bundle = member(one, "attestation", "bundle")
    return bundle === undefined ? [String(index), one] : [`${index}/attestation/bundle`, bundle]
  })
}
