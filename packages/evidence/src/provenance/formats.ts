import { hasKeys, isObject, type JsonShape, shapeAt, textAt } from "../detect/json-shape.ts"
import type { Format } from "../format.ts"

const isRekorEntry = (shape: JsonShape | undefined) =>
  isObject(shape) && [...shape].some(([uuid, entry]) => /^[0-9a-f]{64,80}$/.test(uuid) && isObject(entry))

/** Formats of this kind, the specific before the general: the first that recognises a file has it. */
export const PROVENANCE_FORMATS: readonly Format[] = [
  {
    id: "sigstore-bundle",
    kind: "provenance",
    title: "Sigstore bundle",
    recognisedBy: "a Sigstore `mediaType` or `verificationMaterial`",
    refuses: [],
    recognise: ({ first }) =>
      /sigstore\.bundle/.test(textAt(first, "mediaType")) ||
      hasKeys(first, "verificationMaterial") ||
      hasKeys(first, "base64Signature", "cert"),
  },
  {
    id: "slsa-provenance-dsse",
    kind: "provenance",
    title: "SLSA provenance in a DSSE envelope",
    recognisedBy: "a DSSE envelope whose predicate is SLSA provenance",
    refuses: [],
    recognise: ({ first, text }) => hasKeys(first, "payloadType", "payload") && saysSlsa(text),
  },
  {
    id: "dsse-intoto",
    kind: "provenance",
    title: "in-toto statement in a DSSE envelope",
    recognisedBy: "`payloadType` with `payload`",
    refuses: [],
    recognise: ({ first }) =>
      hasKeys(first, "payloadType", "payload") || /in-toto\.io\/Statement/.test(textAt(first, "_type")),
  },
  {
    id: "rekor-log-entries",
    kind: "provenance",
    title: "Rekor log entries",
    recognisedBy: "entries by their hexadecimal id",
    refuses: [],
    recognise: ({ first }) => isRekorEntry(first) || isRekorEntry(shapeAt(first, 0)),
  },
  {
    id: "gcb-provenance",
    kind: "provenance",
    title: "Google Cloud Build provenance",
    recognisedBy: "`image_summary` and `provenance_summary`",
    refuses: [],
    recognise: ({ first }) => hasKeys(first, "image_summary") || hasKeys(first, "provenance_summary"),
  },
]

// "slsa.dev/provenance" in base64, at each of the three ways it can fall on the grid of four characters.
const SLSA_IN_BASE64 = ["c2xzYS5kZXYvcHJvdmVuYW5jZ", "Nsc2EuZGV2L3Byb3ZlbmFuY2", "zbHNhLmRldi9wcm92ZW5hbmNl"]
const saysSlsa = (text: string) => SLSA_IN_BASE64.some((needle) => text.includes(needle))
