import type { Format } from "../format.ts"
import { CSAF } from "./csaf-json.ts"
import { DEPENDENCY_TRACK_FPF } from "./dependency-track-json.ts"
import { GRYPE_JSON } from "./grype-json.ts"
import { NPM_AUDIT_JSON } from "./npm-audit-json.ts"
import { OPENVEX } from "./openvex-json.ts"
import { OSV_SCANNER_JSON } from "./osv-scanner-json.ts"
import { TRIVY_JSON } from "./trivy-json.ts"

/** Formats of this kind, the specific before the general: the first that recognises a file has it. */
export const VULNERABILITY_FORMATS: readonly Format[] = [
  OPENVEX,
  CSAF,
  GRYPE_JSON,
  OSV_SCANNER_JSON,
  NPM_AUDIT_JSON,
  DEPENDENCY_TRACK_FPF,
  TRIVY_JSON,
]
