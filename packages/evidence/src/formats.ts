import { CATEGORY_OF_KIND, type EvidenceSubject, SUBJECT_OF_KIND } from "@promotrail/core"
import { ACCESSIBILITY_FORMATS } from "./accessibility/formats.ts"
import { COVERAGE_FORMATS } from "./code-coverage/formats.ts"
import { CONFIG_FORMATS } from "./config/formats.ts"
import { FINDING_FORMATS } from "./findings/formats.ts"
import type { Format } from "./format.ts"
import { PERFORMANCE_FORMATS } from "./performance/formats.ts"
import { PROVENANCE_FORMATS } from "./provenance/formats.ts"
import { SBOM_FORMATS } from "./sbom/formats.ts"
import { JUNIT_XML } from "./tests/junit-xml.ts"
import { TEST_FORMATS } from "./tests/formats.ts"
import { VULNERABILITY_FORMATS } from "./vulnerabilities/formats.ts"

/**
 * Every known format. The first that recognises a file has it, so the specific stand before the general:
 * a format with a loose mark (Semgrep's `results`, a dotenv line) comes late.
 */
export const REGISTRY: readonly Format[] = [
  ...SBOM_FORMATS,
  ...PROVENANCE_FORMATS,
  ...VULNERABILITY_FORMATS,
  ...TEST_FORMATS,
  JUNIT_XML,
  ...COVERAGE_FORMATS,
  ...PERFORMANCE_FORMATS,
  ...ACCESSIBILITY_FORMATS,
  ...FINDING_FORMATS,
  ...CONFIG_FORMATS,
]

/** A known format as documentation and `inspect` list it. */
export type FormatInfo = {
  readonly id: string
  readonly kind: Format["kind"]
  readonly title: string
  readonly read: boolean
  readonly versions: string
  readonly recognisedBy: string
  readonly takes: readonly string[]
  readonly refuses: readonly string[]
  readonly distrusts: readonly string[]
  readonly commands: readonly string[]
  /** The category of an upload that names none; null for tests and configuration. */
  readonly category: string | null
  readonly subject: EvidenceSubject | null
}

/** A format without its machinery. */
export function infoOf(format: Format): FormatInfo {
  const { id, kind, title, open, versions = "", recognisedBy, takes = [], refuses, distrusts = [] } = format
  const { commands = [] } = format
  const { category = kind === "config" ? null : CATEGORY_OF_KIND[kind] } = format
  const { subject = kind === "config" ? null : SUBJECT_OF_KIND[kind] } = format
  const told = { id, kind, title, versions, recognisedBy, takes, refuses, distrusts, commands, category, subject }
  return { ...told, read: open !== undefined }
}

/** All formats of evidence, in the order in which they are recognised. */
export const FORMATS: readonly FormatInfo[] = REGISTRY.map(infoOf)
