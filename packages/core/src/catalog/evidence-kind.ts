/** What a report is evidence of. */
export const EVIDENCE_KINDS = [
  "tests",
  "code-coverage",
  "findings",
  "vulnerabilities",
  "sbom",
  "performance",
  "accessibility",
  "provenance",
  "vex",
] as const
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number]

/** Evidence that lists items instead of test results. */
export type ReportKind = Exclude<EvidenceKind, "tests">

/**
 * What a measurement is of: `artifact` was measured once on what is promoted and counts in every environment,
 * `environment` was measured on what runs in one place and counts there alone (screen.md §4, the wide cells).
 */
export type EvidenceSubject = "artifact" | "environment"

/** The category of an upload that names none. Tests have no such word of their own: theirs is `other`. */
export const CATEGORY_OF_KIND: Readonly<Record<EvidenceKind, string | null>> = {
  tests: null,
  "code-coverage": "code-coverage",
  findings: "static",
  vulnerabilities: "vulnerabilities",
  sbom: "sbom",
  performance: "performance",
  accessibility: "accessibility",
  provenance: "provenance",
  vex: "vex",
}

/** What evidence of a kind measures, unless its format says otherwise (a dynamic scan is of one place). */
export const SUBJECT_OF_KIND: Readonly<Record<EvidenceKind, EvidenceSubject>> = {
  tests: "environment",
  "code-coverage": "artifact",
  findings: "artifact",
  vulnerabilities: "artifact",
  sbom: "artifact",
  performance: "environment",
  accessibility: "environment",
  provenance: "artifact",
  vex: "artifact",
}
