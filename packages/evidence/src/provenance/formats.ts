import { hasKeys, shapeAt, textAt } from "../detect/json-shape.ts"
import type { Format } from "../format.ts"
import { openAttestations } from "./documents.ts"
import { GCB_PROVENANCE } from "./gcb-provenance.ts"
import { REKOR_LOG_ENTRIES } from "./rekor-log-entries.ts"

const TAKES = [
  "each attestation: type of statement and predicate, subjects with digests, number of signatures",
  "of SLSA provenance: builder, build type, sources",
  "nothing is verified by reading: every one is `not-checked`",
]
const REFUSES = ["payloads that are not base64 or not JSON"]
const DISTRUSTS = [
  "payloads that are no in-toto Statement v0.1 or v1, subjects without a digest, files without a subject",
]

const SIGSTORE_BUNDLE: Format = {
  id: "sigstore-bundle",
  kind: "provenance",
  title: "Sigstore bundle",
  versions: "0.1 to 0.3, and what cosign wrote before",
  recognisedBy: "a Sigstore `mediaType` or `verificationMaterial`",
  takes: TAKES,
  refuses: [...REFUSES, "bundles that sign nothing, and versions other than 0.1 to 0.3"],
  distrusts: [...DISTRUSTS, "bundles that do not say their version, or have nothing to verify them with"],
  commands: ["cosign attest-blob --bundle=bundle.json", "gh attestation download FILE"],
  recognise: ({ first }) =>
    /sigstore\.bundle/.test(textAt(first, "mediaType")) ||
    hasKeys(first, "verificationMaterial") ||
    hasKeys(first, "base64Signature", "cert") ||
    hasKeys(first, "base64Signature", "rekorBundle") ||
    hasKeys(shapeAt(first, "attestations", 0), "bundle") ||
    hasKeys(shapeAt(first, 0, "attestation"), "bundle"),
  open: openAttestations,
}

const SLSA_PROVENANCE_DSSE: Format = {
  id: "slsa-provenance-dsse",
  kind: "provenance",
  title: "SLSA provenance in a DSSE envelope",
  versions: "SLSA provenance v0.1, v0.2 and v1",
  recognisedBy: "a DSSE envelope whose predicate is SLSA provenance",
  takes: TAKES,
  refuses: REFUSES,
  distrusts: DISTRUSTS,
  commands: ["slsa-github-generator", "cosign download attestation IMAGE"],
  recognise: ({ first, text }) => hasKeys(first, "payloadType", "payload") && saysSlsa(text),
  open: openAttestations,
}

const DSSE_INTOTO: Format = {
  id: "dsse-intoto",
  kind: "provenance",
  title: "in-toto statement in a DSSE envelope",
  versions: "in-toto Statements v0.1 and v1, also bare and unsigned (with a warning)",
  recognisedBy: "`payloadType` with `payload`, or the `_type` of a statement",
  takes: TAKES,
  refuses: REFUSES,
  distrusts: DISTRUSTS,
  commands: [
    "cosign download attestation IMAGE",
    "docker buildx imagetools inspect IMAGE --format '{{json .Provenance}}'",
  ],
  recognise: ({ first }) =>
    hasKeys(first, "payloadType", "payload") || /in-toto\.io\/Statement/.test(textAt(first, "_type")),
  open: openAttestations,
}

/** Formats of this kind, the specific before the general: the first that recognises a file has it. */
export const PROVENANCE_FORMATS: readonly Format[] = [
  SIGSTORE_BUNDLE,
  SLSA_PROVENANCE_DSSE,
  DSSE_INTOTO,
  REKOR_LOG_ENTRIES,
  GCB_PROVENANCE,
]

// "slsa.dev/provenance" in base64, at each of the three ways it can fall on the grid of four characters.
const SLSA_IN_BASE64 = ["c2xzYS5kZXYvcHJvdmVuYW5jZ", "Nsc2EuZGV2L3Byb3ZlbmFuY2", "zbHNhLmRldi9wcm92ZW5hbmNl"]
const saysSlsa = (text: string) => SLSA_IN_BASE64.some((needle) => text.includes(needle))
