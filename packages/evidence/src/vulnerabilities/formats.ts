import { hasKeys, isList, isObject, shapeAt, textAt } from "../detect/json-shape.ts"
import type { Format } from "../format.ts"

/** Formats of this kind, the specific before the general: the first that recognises a file has it. */
export const VULNERABILITY_FORMATS: readonly Format[] = [
  {
    id: "openvex",
    kind: "vex",
    title: "OpenVEX",
    recognisedBy: "an OpenVEX `@context`",
    refuses: [],
    recognise: ({ first }) =>
      /openvex/i.test(textAt(first, "@context")) ||
      (hasKeys(first, "statements", "author") && !hasKeys(first, "@graph")),
  },
  {
    id: "csaf",
    kind: "vex",
    title: "CSAF",
    recognisedBy: "`document.csaf_version`",
    refuses: ["versions other than 2.0"],
    recognise: ({ first }) => hasKeys(shapeAt(first, "document"), "csaf_version"),
  },
  {
    id: "grype-json",
    kind: "vulnerabilities",
    title: "Grype JSON",
    recognisedBy: "`matches` of `vulnerability` and `artifact`",
    refuses: [],
    recognise: ({ first }) =>
      hasKeys(first, "matches") &&
      (hasKeys(shapeAt(first, "matches", 0), "vulnerability") ||
        hasKeys(first, "descriptor") ||
        hasKeys(first, "source")),
  },
  {
    id: "osv-scanner-json",
    kind: "vulnerabilities",
    title: "OSV-Scanner JSON",
    recognisedBy: "`results` of `source` and `packages`",
    refuses: [],
    recognise: ({ first }) =>
      hasKeys(shapeAt(first, "results", 0), "packages") ||
      (hasKeys(first, "results") && hasKeys(first, "experimental_config")),
  },
  {
    id: "npm-audit-json",
    kind: "vulnerabilities",
    title: "npm audit JSON",
    recognisedBy: "`auditReportVersion`, or `advisories` with `metadata`",
    refuses: [],
    recognise: ({ first }) =>
      hasKeys(first, "auditReportVersion") ||
      (hasKeys(first, "advisories") && (hasKeys(first, "actions") || hasKeys(first, "metadata"))) ||
      textAt(first, "type") === "auditAdvisory",
  },
  {
    id: "dependency-track-fpf",
    kind: "vulnerabilities",
    title: "Dependency-Track finding packaging format",
    recognisedBy: "`meta.application` Dependency-Track with `findings`",
    refuses: [],
    recognise: ({ first }) =>
      textAt(first, "meta", "application") === "Dependency-Track" || hasKeys(first, "findings", "project"),
  },
  {
    id: "trivy-json",
    kind: "vulnerabilities",
    title: "Trivy JSON",
    recognisedBy: "`SchemaVersion`, `Results` or `ArtifactName`; older files are an array of targets, or `null`",
    refuses: [],
    recognise: ({ first, text }) =>
      hasKeys(first, "SchemaVersion") ||
      hasKeys(first, "Results") ||
      hasKeys(first, "ClusterName") ||
      hasKeys(first, "ArtifactName", "ArtifactType") ||
      (hasKeys(first, "Target") && isObject(first)) ||
      hasKeys(shapeAt(first, 0), "Target") ||
      (isList(first) && hasKeys(first[0], "VulnerabilityID")) ||
      text.trim() === "null",
  },
]
