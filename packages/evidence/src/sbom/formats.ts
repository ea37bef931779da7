import type { Format } from "../format.ts"
import { CYCLONEDX_JSON } from "./cyclonedx-json.ts"
import { CYCLONEDX_XML } from "./cyclonedx-xml.ts"
import { GITHUB_DEPENDENCY_SNAPSHOT } from "./github-dependency-snapshot.ts"
import { SPDX_JSON } from "./spdx-json.ts"
import { SPDX_TAG_VALUE } from "./spdx-tag-value.ts"

/** Formats of this kind, the specific before the general: the first that recognises a file has it. */
export const SBOM_FORMATS: readonly Format[] = [
  CYCLONEDX_JSON,
  CYCLONEDX_XML,
  SPDX_JSON,
  SPDX_TAG_VALUE,
  GITHUB_DEPENDENCY_SNAPSHOT,
]
