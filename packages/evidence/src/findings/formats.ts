import type { Format } from "../format.ts"
import { CHECKOV } from "./checkov.ts"
import { CHECKSTYLE } from "./checkstyle.ts"
import { ESLINT } from "./eslint.ts"
import { GITLAB_CODE_QUALITY } from "./gitlab-codequality.ts"
import { GITLAB_SECURITY } from "./gitlab-security.ts"
import { NUCLEI } from "./nuclei.ts"
import { PMD } from "./pmd.ts"
import { SARIF } from "./sarif.ts"
import { SEMGREP } from "./semgrep.ts"
import { SPOTBUGS } from "./spotbugs.ts"
import { ZAP_JSON } from "./zap-json.ts"
import { ZAP_XML } from "./zap-xml.ts"

/** Formats of this kind, the specific before the general: the first that recognises a file has it. */
export const FINDING_FORMATS: readonly Format[] = [
  SARIF,
  GITLAB_SECURITY,
  GITLAB_CODE_QUALITY,
  CHECKOV,
  ESLINT,
  ZAP_JSON,
  ZAP_XML,
  NUCLEI,
  SEMGREP,
  CHECKSTYLE,
  SPOTBUGS,
  PMD,
]
