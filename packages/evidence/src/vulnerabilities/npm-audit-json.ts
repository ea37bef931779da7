import { hasKeys, isObject, type JsonShape, shapeAt, textAt } from "../detect/json-shape.ts"
import type { Format, FormatInput, FormatReader } from "../format.ts"
import { openJsonValues } from "../json/document.ts"
import { NpmAudit } from "./npm-audit.ts"

/**
 * What `npm audit --json` writes, and what other package managers write after its model: one document of npm and pnpm,
 * or one JSON value a line of Yarn. Each tells how many dependencies it looked at; only that makes "none" a result.
 */
export const NPM_AUDIT_JSON: Format = {
  id: "npm-audit-json",
  kind: "vulnerabilities",
  title: "npm audit JSON",
  versions: "npm 6 (report version 1), npm 7 and later (2), pnpm, Yarn 1, 3 and 4",
  recognisedBy: "`auditReportVersion`, or `advisories` with `metadata`; lines of `auditAdvisory` or of Yarn's tree",
  takes: [
    "npm 6, pnpm: each advisory; npm 7: each vulnerable package, with each advisory that concerns it",
    "Yarn: each advisory on each way to it, as listed",
    "severity, CVSS base score, GHSA and CVE ids, fixed versions where they are told, dependencies looked at",
  ],
  refuses: ["errors that the package manager wrote in place of a report", "report versions other than 1 and 2"],
  distrusts: [
    "reports of no dependencies; summaries of vulnerabilities of which none is listed",
    "a stream of Yarn 1 without its summary",
  ],
  commands: ["npm audit --json", "pnpm audit --json", "yarn audit --json", "yarn npm audit --all --recursive --json"],
  recognise: ({ first, json }) =>
    hasKeys(first, "auditReportVersion") ||
    (hasKeys(first, "advisories") && (hasKeys(first, "actions") || hasKeys(first, "metadata"))) ||
    isAuditError(first) ||
    (json?.values.some(isYarnLine) ?? false),
  open,
}

/** A line of Yarn: of version 1 by its type, an error only when it speaks of the audit; of version 4 by its tree. */
function isYarnLine(shape: JsonShape): boolean {
  const type = textAt(shape, "type")
  if (type === "auditAdvisory" || type === "auditSummary" || type === "auditAction") return true
  if (type === "error") return /security\/audits/.test(textAt(shape, "data"))
  return hasKeys(shape, "value") && hasKeys(shapeAt(shape, "children"), "ID", "Issue", "Severity")
}

/** What npm and pnpm write when the registry did not answer, or when there is no lock file. */
function isAuditError(shape: JsonShape | undefined): boolean {
  const error = shapeAt(shape, "error")
  if (isObject(error) && /^(E[A-Z_]|ERR_)/.test(textAt(error, "code"))) {
    return hasKeys(error, "summary") || hasKeys(error, "message")
  }
  return /\/security\/(audits|advisories)/.test(textAt(shape, "uri") || textAt(shape, "message"))
}

function open(input: FormatInput): FormatReader {
  const audit = new NpmAudit(input)
  return openJsonValues(
    input,
    {
      "*": { open: () => audit.begin(), close: (place) => audit.endOfValue(place) },
      "*/auditReportVersion": (value) => audit.version(value),
      "*/vulnerabilities": { open: (kind, { at }) => audit.beginList(kind, at) },
      "*/vulnerabilities/*": (value, place) => audit.vulnerablePackage(value, place),
      "*/advisories": { open: (kind, { at }) => audit.beginList(kind, at) },
      "*/advisories/*": (value, place) => audit.advisory(value, place),
      "*/metadata": (value) => audit.summary(value),
      "*/error": (value) => audit.failed(value),
      "*/message": (value) => audit.failed(value),
      "*/type": (value) => audit.member("type", value),
      "*/data": (value) => audit.member("data", value),
      "*/value": (value) => audit.member("value", value),
      "*/children": (value) => audit.member("children", value),
    },
    () => audit.finish(),
  )
}
