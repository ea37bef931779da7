import type { Instant } from "@promotrail/core"
import { hasKeys, isList, isObject, shapeAt } from "../detect/json-shape.ts"
import { Doubt } from "../doubt.ts"
import type { Format, FormatInput, FormatReader } from "../format.ts"
import { openJson } from "../json/document.ts"
import type { Json } from "../json/json.ts"
import type { JsonKind, JsonRules } from "../json/rules.ts"
import { RefusedInput } from "../refusal.ts"
import { FoundVulnerabilities } from "./found.ts"
import { said } from "./said.ts"
import { instantIn } from "./statements.ts"
import { TrivyTargets } from "./trivy-targets.ts"

/** Where Trivy puts its results: of one artifact; of a cluster, new, summed up, and old. */
const RESULTS = [
  "Results/*",
  "Resources/*/Results/*",
  "Findings/*/Results/*",
  "Vulnerabilities/*/Results/*",
  "Misconfigurations/*/Results/*",
] as const
const RESOURCES = ["Resources/*", "Findings/*", "Vulnerabilities/*", "Misconfigurations/*"] as const

/**
 * Trivy's own JSON (https://trivy.dev, "Reporting"). A target without vulnerabilities was looked at; a report without
 * a target, or `null`, was made by a scan that found nothing to look at, and proves nothing.
 */
export const TRIVY_JSON: Format = {
  id: "trivy-json",
  kind: "vulnerabilities",
  title: "Trivy JSON",
  versions: "SchemaVersion 2, the older array of targets, and reports of clusters (`trivy k8s`)",
  recognisedBy:
    "`SchemaVersion`, `Results` of a `Target`, or `ArtifactName`; older files are an array of targets, or `null`",
  takes: [
    "vulnerabilities with severity, newest CVSS base score, package URL, target and fixed versions",
    "misconfigurations that failed, secrets and licences as findings; of a secret only which rule and where",
    "findings that were suppressed by VEX or an ignore file, as suppressed",
    "packages, where they are listed (`--list-all-pkgs`)",
  ],
  refuses: ["schema versions other than 2"],
  distrusts: [
    "reports without a target: nothing was scanned",
    "clusters of which a resource could not be scanned",
    "targets without a name",
  ],
  commands: [
    "trivy image --format json --output trivy.json IMAGE",
    "trivy fs --format json --output trivy.json .",
    "trivy k8s --report all --format json --output trivy.json",
  ],
  recognise: ({ first, text }) =>
    hasKeys(first, "SchemaVersion") ||
    hasKeys(shapeAt(first, "Results", 0), "Target") ||
    hasKeys(first, "ClusterName") ||
    hasKeys(first, "ArtifactName", "ArtifactType") ||
    (hasKeys(first, "Target") && isObject(first)) ||
    hasKeys(shapeAt(first, 0), "Target") ||
    (isList(first) && hasKeys(first[0], "VulnerabilityID")) ||
    text.trim() === "null",
  open,
}

function open(input: FormatInput): FormatReader {
  const found = new FoundVulnerabilities(input)
  const doubt = new Doubt()
  const targets = new TrivyTargets(input, found, doubt)
  let root: JsonKind = "scalar"
  let schema: Json | undefined
  let tool = ""
  let producedAt: Instant | undefined
  const isOldArray = () => root === "array"
  const rules: Record<string, JsonRules[string]> = {
    "": { open: (kind) => void (root = kind) },
    SchemaVersion: (value) => void (schema = value),
    "Trivy/Version": (value) => void (tool = typeof value === "string" ? value : ""),
    CreatedAt: (value) => void (producedAt = typeof value === "string" ? instantIn(value, input.warnings) : undefined),
    ...targets.rules("*", isOldArray),
  }
  for (const path of RESULTS) Object.assign(rules, targets.rules(path))
  for (const path of RESOURCES) {
    rules[`${path}/Error`] = (value, { at }) => {
      if (typeof value !== "string" || value === "") return
      doubt.note({ kind: "not-finished", what: `a resource at line ${at} was not scanned (${said(value)})` })
    }
  }
  return openJson(input, rules, () => {
    if (root === "object" && schema !== undefined && schema !== 2) {
      const version = JSON.stringify(schema).slice(0, 20)
      throw new RefusedInput({ kind: "unsupported-version", title: "Trivy JSON", version, reads: "SchemaVersion 2" })
    }
    // Trivy before 0.20 wrote `null` where it found nothing: readable, and silent about what was looked at.
    if (targets.count === 0) doubt.note({ kind: "nothing-measured", what: "targets" })
    return {
      refusal: null,
      ...doubt.told,
      counts: { ...found.counts(), ...targets.counts() },
      ...(schema === undefined ? {} : { formatVersion: JSON.stringify(schema) }),
      tool: { name: "Trivy", ...(tool === "" ? {} : { version: tool }) },
      ...(producedAt === undefined ? {} : { producedAt }),
    }
  })
}
