import { hasKeys } from "../detect/json-shape.ts"
import type { Format } from "../format.ts"
import { openJson } from "../json/document.ts"
import { at as member, type Json } from "../json/json.ts"
import { Attestations, invalid, type Place } from "./attestations.ts"
import { readEnvelope } from "./envelope.ts"
import { readStatement } from "./statement.ts"

/** What `gcloud artifacts docker images describe --show-provenance` prints of an image built by Cloud Build. */
export const GCB_PROVENANCE: Format = {
  id: "gcb-provenance",
  kind: "provenance",
  title: "Google Cloud Build provenance",
  versions: "SLSA v0.1 and v1 statements",
  recognisedBy: "`image_summary` and `provenance_summary`",
  takes: ["each provenance: its signed payload, not the copy beside it"],
  refuses: ["images without a provenance, payloads that are not base64 or not JSON"],
  distrusts: ["subjects without a digest"],
  commands: ["gcloud artifacts docker images describe IMAGE --show-provenance --format=json"],
  recognise: ({ first }) => hasKeys(first, "image_summary") || hasKeys(first, "provenance_summary"),
  open(input) {
    const attestations = new Attestations(input)
    return openJson(
      input,
      {
        "provenance_summary/provenance/*": (value, { at, pointer }) =>
          readOccurrence(value, { at, pointer }, attestations),
      },
      () => attestations.finish(),
    )
  },
}

function readOccurrence(value: Json, place: Place, attestations: Attestations): void {
  const envelope = member(value, "envelope")
  attestations.within(envelope ?? value)
  if (envelope !== undefined)
    return readEnvelope(envelope, { ...place, pointer: `${place.pointer}/envelope` }, attestations)
  const statement = member(value, "build", "inTotoSlsaProvenanceV1") ?? member(value, "build", "intotoStatement")
  if (statement === undefined) return invalid(place.at, "a provenance has neither an envelope nor a statement")
  return readStatement(statement, 0, place, attestations)
}
