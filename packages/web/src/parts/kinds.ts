import type { EvidenceKind, EvidenceSubject } from "@promotrail/core"

/** Kinds of evidence as people call them. */
export const KIND_WORDS: Readonly<Record<EvidenceKind, string>> = {
  tests: "tests",
  "code-coverage": "code coverage",
  findings: "findings",
  vulnerabilities: "vulnerabilities",
  sbom: "components (SBOM)",
  performance: "performance",
  accessibility: "accessibility",
  provenance: "provenance",
  vex: "VEX",
}

/** What was read from a file, said of the kind of file it is. */
export const ITEMS_OF: Readonly<
  Record<Exclude<EvidenceKind, "tests">, { readonly title: string; readonly first: string }>
> = {
  "code-coverage": { title: "Coverage", first: "Covered" },
  findings: { title: "Findings", first: "Severity" },
  vulnerabilities: { title: "Vulnerabilities", first: "Severity" },
  sbom: { title: "Components", first: "Licence" },
  performance: { title: "Measures", first: "Measured" },
  accessibility: { title: "Violations", first: "Impact" },
  provenance: { title: "Attestations", first: "State" },
  vex: { title: "Statements", first: "Status" },
}

/** Where a measurement counts. */
export function countsWhere(subject: EvidenceSubject, environment: string): string {
  return subject === "artifact"
    ? "in every environment: measured once on the artifact"
    : `in ${environment} alone: measured on what runs there`
}

/** The key of the matrix row that evidence belongs to. */
export const rowKeyOf = (kind: EvidenceKind | null, category: string): string =>
  kind === null || kind === "tests" ? category : `${kind}:${category}`
