import { OTHER_ACCESSIBILITY_FORMATS } from "./accessibility/others.ts"
import { OTHER_COVERAGE_FORMATS } from "./code-coverage/others.ts"
import { CONFIG_FORMATS } from "./config/formats.ts"
import { OTHER_FINDING_FORMATS } from "./findings/others.ts"
import type { Format } from "./format.ts"
import { OTHER_PERFORMANCE_FORMATS } from "./performance/others.ts"
import { OTHER_PROVENANCE_FORMATS } from "./provenance/others.ts"
import { OTHER_SBOM_FORMATS } from "./sbom/others.ts"
import { JUNIT_XML } from "./tests/junit-xml.ts"
import { OTHER_TEST_FORMATS } from "./tests/others.ts"
import { OTHER_VULNERABILITY_FORMATS } from "./vulnerabilities/others.ts"

/**
 * Every known format. The first that recognises a file has it, so the specific stand before the general:
 * a format with a loose mark (Semgrep's `results`, a dotenv line) comes late.
 */
export const REGISTRY: readonly Format[] = [
  ...OTHER_SBOM_FORMATS,
  ...OTHER_PROVENANCE_FORMATS,
  ...OTHER_VULNERABILITY_FORMATS,
  ...OTHER_TEST_FORMATS,
  JUNIT_XML,
  ...OTHER_COVERAGE_FORMATS,
  ...OTHER_PERFORMANCE_FORMATS,
  ...OTHER_ACCESSIBILITY_FORMATS,
  ...OTHER_FINDING_FORMATS,
  ...CONFIG_FORMATS,
]

/** The known formats as documentation and `inspect` list them. */
export const FORMATS: readonly {
  readonly id: string
  readonly kind: Format["kind"]
  readonly title: string
  readonly read: boolean
  readonly recognisedBy: string
  readonly refuses: readonly string[]
}[] = REGISTRY.map(({ id, kind, title, open, recognisedBy, refuses }) => ({
  id,
  kind,
  title,
  read: open !== undefined,
  recognisedBy,
  refuses,
}))
