import { hasKeys, isList, shapeAt, textAt } from "../detect/json-shape.ts"
import type { Format } from "../format.ts"
import { CYCLONEDX_JSON } from "./cyclonedx-json.ts"
import { CYCLONEDX_XML } from "./cyclonedx-xml.ts"

/** Formats of this kind, the specific before the general: the first that recognises a file has it. */
export const SBOM_FORMATS: readonly Format[] = [
  CYCLONEDX_JSON,
  CYCLONEDX_XML,
  {
    id: "spdx-json",
    kind: "sbom",
    title: "SPDX JSON",
    recognisedBy: "`spdxVersion` or `SPDXID`, or an SPDX 3 `@context`",
    refuses: [],
    recognise: ({ first }) =>
      hasKeys(first, "spdxVersion") ||
      hasKeys(first, "SPDXID") ||
      /spdx/i.test(textAt(first, "@context")) ||
      (isList(shapeAt(first, "@context")) && /spdx/i.test(textAt(first, "@context", 0))) ||
      (hasKeys(first, "@graph") && hasKeys(shapeAt(first, "@graph", 0), "type")),
  },
  {
    id: "spdx-tag-value",
    kind: "sbom",
    title: "SPDX tag-value",
    recognisedBy: "a line `SPDXVersion:`",
    refuses: [],
    recognise: ({ lines }) => lines.slice(0, 20).some((line) => line.startsWith("SPDXVersion:")),
  },
  {
    id: "github-dependency-snapshot",
    kind: "sbom",
    title: "GitHub dependency snapshot",
    recognisedBy: "`detector` with `manifests` or `ref`",
    refuses: [],
    recognise: ({ first }) => hasKeys(first, "detector") && (hasKeys(first, "manifests") || hasKeys(first, "ref")),
  },
]
