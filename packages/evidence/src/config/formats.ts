import { hasKeys, isList, isObject, shapeAt, textAt } from "../detect/json-shape.ts"
import type { Head } from "../detect/head.ts"
import type { Format } from "../format.ts"

const ADVICE = "It is configuration, not evidence: compare it as drift."
const yamlKey = (name: string) => new RegExp(`^["']?${name}["']?\\s*:`)

/** Configuration files: recognised, so that the answer can say what they are. */
export const CONFIG_FORMATS: readonly Format[] = [
  config(
    "helm-template-networkpolicy",
    "A Helm template",
    "`{{` around the keys of a manifest",
    ({ json, lines }) => json === null && lines.some((line) => /^\s*\{\{-?\s/.test(line)),
  ),
  config("k8s-manifest", "A Kubernetes manifest", "`apiVersion` and `kind`", ({ first, json, lines }) =>
    json !== null
      ? hasKeys(first, "apiVersion", "kind") || hasKeys(first, "openapi", "apiVersion")
      : lines.some((line) => yamlKey("apiVersion").test(line)) && lines.some((line) => yamlKey("kind").test(line)),
  ),
  config("docker-compose", "A Compose file", "`services`", ({ first, json, lines }) =>
    json !== null ? isObject(shapeAt(first, "services")) : lines.some((line) => yamlKey("services").test(line)),
  ),
  config(
    "terraform-plan-json",
    "A Terraform plan",
    "`format_version` with `planned_values` or `resource_changes`",
    ({ first }) =>
      hasKeys(first, "format_version") && (hasKeys(first, "terraform_version") || hasKeys(first, "resource_changes")),
  ),
  config(
    "terraform-state",
    "A Terraform state",
    "`terraform_version` with `lineage` or `serial`",
    ({ first }) =>
      hasKeys(first, "version") && (hasKeys(first, "lineage") || hasKeys(first, "terraform_version", "serial")),
  ),
  config(
    "driftctl-report",
    "A driftctl report",
    "`summary.total_drifted` or `coverage` with `unmanaged`",
    ({ first }) =>
      hasKeys(shapeAt(first, "summary"), "total_unmanaged") ||
      hasKeys(first, "alerts", "coverage") ||
      hasKeys(first, "format_version", "planned_values"),
  ),
  config(
    "flagd-json",
    "flagd flags",
    "`flags` of `state` and `variants`",
    ({ first }) =>
      /flagd/.test(textAt(first, "$schema")) ||
      (isObject(shapeAt(first, "flags")) && firstFlagHas(first, "state", "variants")),
  ),
  config(
    "launchdarkly-file-data",
    "LaunchDarkly file data",
    "`flags` or `flagValues` with `segments`",
    ({ first, json, lines }) =>
      json !== null
        ? hasKeys(first, "flagValues") ||
          (hasKeys(first, "flags") && (hasKeys(first, "segments") || firstFlagHas(first, "key")))
        : lines.some((line) => yamlKey("flagValues").test(line)) ||
          (lines.some((line) => yamlKey("flags").test(line)) && lines.some((line) => yamlKey("segments").test(line))),
  ),
  config(
    "lighthouse-budget",
    "Lighthouse budgets",
    "`ci.assert`, or an array with `resourceSizes` or `timings`",
    ({ first }) =>
      isObject(shapeAt(first, "ci", "assert")) ||
      isObject(shapeAt(first, "ci", "collect")) ||
      (isList(first) && (hasKeys(first[0], "resourceSizes") || hasKeys(first[0], "timings"))),
  ),
  config("dotenv", "A dotenv file", "lines `NAME=value`", isDotenv),
]

function config(id: string, title: string, recognisedBy: string, recognise: Format["recognise"]): Format {
  return {
    id,
    kind: "config",
    title,
    recognisedBy,
    refuses: ["every version: it is no evidence"],
    advice: ADVICE,
    recognise,
  }
}

function firstFlagHas(first: Head["first"], ...keys: readonly string[]): boolean {
  const flags = shapeAt(first, "flags")
  return isObject(flags) && flags.size > 0 && hasKeys([...flags.values()][0], ...keys)
}

function isDotenv({ xml, json, lines }: Head): boolean {
  if (xml !== null || json !== null) return false
  const first = lines.find((line) => !line.trimStart().startsWith("#"))
  return first !== undefined && /^\s*(export\s+)?[A-Za-z_][A-Za-z0-9_.-]*\s*=/.test(first)
}
