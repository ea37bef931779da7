import { hasKeys, isList, shapeAt, textAt } from "../detect/json-shape.ts"
import type { Head } from "../detect/head.ts"
import type { Format } from "../format.ts"

/** Formats of this kind, the specific before the general: the first that recognises a file has it. */
export const FINDING_FORMATS: readonly Format[] = [
  {
    id: "sarif",
    kind: "findings",
    title: "SARIF",
    recognisedBy: "`runs` with a SARIF `version` or `$schema`",
    refuses: ["versions other than 2.1.0"],
    recognise: ({ first, text }) =>
      /sarif/i.test(textAt(first, "$schema")) ||
      (hasKeys(first, "runs") &&
        (/^[12]\.\d+\.\d+/.test(textAt(first, "version")) || hasKeys(shapeAt(first, "runs", 0), "tool"))) ||
      (/^\s*\{/.test(text) && /"\$schema"\s*:\s*"[^"]*sarif/i.test(text.slice(0, 2000))),
  },
  {
    id: "gitlab-security-json",
    kind: "findings",
    title: "GitLab security report",
    recognisedBy: "`version` with `vulnerabilities` or `scan`",
    refuses: [],
    recognise: isGitlabSecurity,
  },
  {
    id: "gitlab-codequality-json",
    kind: "findings",
    title: "GitLab code quality report",
    recognisedBy: "an array with `fingerprint` and `location`",
    refuses: [],
    recognise: ({ first }) =>
      hasKeys(shapeAt(first, 0), "fingerprint", "location") && hasKeys(shapeAt(first, 0), "description"),
  },
  {
    id: "checkov-json",
    kind: "findings",
    title: "Checkov JSON",
    recognisedBy: "`check_type` with `results`, alone or in an array",
    refuses: [],
    recognise: ({ first }) =>
      hasKeys(first, "check_type") ||
      hasKeys(shapeAt(first, 0), "check_type") ||
      hasKeys(first, "passed", "failed", "parsing_errors", "checkov_version"),
  },
  {
    id: "eslint-json",
    kind: "findings",
    title: "ESLint JSON",
    recognisedBy: "an array with `filePath` and `messages`",
    refuses: [],
    recognise: ({ first }) => hasKeys(shapeAt(first, 0), "filePath", "messages"),
  },
  {
    id: "zap-json",
    kind: "findings",
    title: "OWASP ZAP JSON",
    recognisedBy: "`@version` with `site`",
    refuses: [],
    recognise: ({ first }) => hasKeys(first, "site") && (hasKeys(first, "@version") || hasKeys(first, "@generated")),
  },
  {
    id: "zap-xml",
    kind: "findings",
    title: "OWASP ZAP XML",
    recognisedBy: "root `OWASPZAPReport`",
    refuses: [],
    recognise: ({ xml }) => xml?.root === "OWASPZAPReport",
  },
  {
    id: "nuclei-json",
    kind: "findings",
    title: "Nuclei JSON",
    recognisedBy: "`template-id` or `templateID` with `host` or `matched`",
    refuses: [],
    recognise: ({ first }) => [first, shapeAt(first, 0)].some((shape) => isNuclei(shape)),
  },
  {
    id: "semgrep-json",
    kind: "findings",
    title: "Semgrep JSON",
    recognisedBy: "`results` and `errors`, with `check_id` in the results; `vulns` of `advisory` from its cloud",
    refuses: [],
    recognise: ({ first }) =>
      hasKeys(shapeAt(first, "vulns", 0), "advisory") ||
      (isList(shapeAt(first, "results")) &&
        (hasKeys(shapeAt(first, "results", 0), "check_id") ||
          (hasKeys(first, "errors") && !hasKeys(first, "summary")))),
  },
  {
    id: "checkstyle-xml",
    kind: "findings",
    title: "Checkstyle XML",
    recognisedBy: "root `checkstyle`",
    refuses: [],
    recognise: ({ xml }) => xml?.root === "checkstyle",
  },
  {
    id: "spotbugs-xml",
    kind: "findings",
    title: "SpotBugs XML",
    recognisedBy: "root `BugCollection`",
    refuses: [],
    recognise: ({ xml }) => xml?.root === "BugCollection",
  },
  {
    id: "pmd-xml",
    kind: "findings",
    title: "PMD XML",
    recognisedBy: "root `pmd` or `pmd-cpd`",
    refuses: [],
    recognise: ({ xml }) => xml?.root === "pmd" || xml?.root === "pmd-cpd",
  },
]

function isGitlabSecurity({ first }: Head): boolean {
  if (hasKeys(first, "vulnerabilities") && isList(shapeAt(first, "vulnerabilities"))) {
    const listed = shapeAt(first, "vulnerabilities", 0)
    return (hasKeys(first, "version") || hasKeys(listed, "identifiers", "severity")) && !hasKeys(first, "document")
  }
  return hasKeys(first, "scan") && hasKeys(shapeAt(first, "scan"), "scanner", "status")
}

const isNuclei = (shape: Parameters<typeof hasKeys>[0]) =>
  (hasKeys(shape, "template-id") || hasKeys(shape, "templateID")) && hasKeys(shape, "info")
