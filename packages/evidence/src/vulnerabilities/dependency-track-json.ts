import type { Instant } from "@promotrail/core"
import { hasKeys, shapeAt, textAt } from "../detect/json-shape.ts"
import { Doubt } from "../doubt.ts"
import type { Format, FormatInput, FormatReader } from "../format.ts"
import { openJson } from "../json/document.ts"
import { at as member, isJsonObject, type Json, type JsonPlace, list, number, text, truth } from "../json/json.ts"
import type { JsonKind } from "../json/rules.ts"
import { RefusedInput, type Refusal } from "../refusal.ts"
import { type CvssScore, score10Of } from "./cvss.ts"
import { FoundVulnerabilities, type FoundVulnerability } from "./found.ts"
import { severityOf } from "./severity.ts"
import { instantIn } from "./statements.ts"

/**
 * Findings of Dependency-Track: as its "finding packaging format" exports them
 * (https://docs.dependencytrack.org/integrations/file-formats/), or as `GET /api/v1/finding/project/…` lists them.
 * An analysis alone leaves a finding open; only suppressing it does not.
 */
export const DEPENDENCY_TRACK_FPF: Format = {
  id: "dependency-track-fpf",
  kind: "vulnerabilities",
  title: "Dependency-Track finding packaging format",
  versions: "1.0 to 1.3, and the findings of the API (Dependency-Track 3 and 4)",
  recognisedBy: "`meta.application` Dependency-Track with `findings`; an array of `component` and `vulnerability`",
  takes: [
    "every finding with severity, newest CVSS base score, package URL and aliases",
    "suppressed findings as suppressed, with the state of their analysis",
  ],
  refuses: ["findings that are no objects"],
  distrusts: [
    "exports without a list of findings, or of none in no project",
    "findings without a component or a vulnerability",
  ],
  commands: ["curl -H 'X-Api-Key: …' https://HOST/api/v1/finding/project/UUID/export"],
  recognise: ({ first }) =>
    textAt(first, "meta", "application") === "Dependency-Track" ||
    hasKeys(first, "findings", "project") ||
    isListed(shapeAt(first, 0)),
  open,
}

const isListed = (shape: Parameters<typeof hasKeys>[0]): boolean =>
  hasKeys(shape, "component", "vulnerability") && (hasKeys(shape, "analysis") || hasKeys(shape, "matrix"))

function open(input: FormatInput): FormatReader {
  const found = new FoundVulnerabilities(input)
  const doubt = new Doubt()
  let root: JsonKind = "scalar"
  let listed: JsonKind | undefined
  let project = ""
  let version = ""
  let toolVersion = ""
  let producedAt: Instant | undefined
  const textOf = (value: Json) => (typeof value === "string" ? value : "")
  return openJson(
    input,
    {
      "": { open: (kind) => void (root = kind) },
      version: (value) => void (version = textOf(value)),
      "meta/version": (value) => void (toolVersion = textOf(value)),
      "meta/timestamp": (value) => void (producedAt = instantIn(textOf(value), input.warnings)),
      "project/name": (value) => void (project = textOf(value)),
      findings: { open: (kind) => void (listed = kind) },
      "findings/*": (value, place) => found.add(findingOf(value, place, input, doubt)),
      // In the API's answer the findings are the document; in an export other members stand beside them.
      "*": (value, place) => {
        if (root === "array") found.add(findingOf(value, place, input, doubt))
      },
    },
    () => {
      const counts: Record<string, number> = { ...found.counts(), targets: project === "" ? 0 : 1 }
      if (root !== "array") doubt.note(doubtOf(listed, project, counts["vulnerabilities"] ?? 0))
      return {
        refusal: null,
        ...doubt.told,
        counts,
        ...(version === "" ? {} : { formatVersion: version }),
        tool: { name: "Dependency-Track", ...(toolVersion === "" ? {} : { version: toolVersion }) },
        ...(producedAt === undefined ? {} : { producedAt }),
      }
    },
  )
}

function doubtOf(listed: JsonKind | undefined, project: string, findings: number): Refusal | null {
  if (listed !== "array") return { kind: "not-finished", what: "it lists no findings, not even none" }
  return findings === 0 && project === "" ? { kind: "nothing-measured", what: "projects" } : null
}

function findingOf(
  finding: Json,
  { at, pointer }: JsonPlace,
  { warnings }: FormatInput,
  doubt: Doubt,
): FoundVulnerability {
  if (!isJsonObject(finding)) throw new RefusedInput({ kind: "invalid", line: at, what: "a finding is no object" })
  const component = member(finding, "component")
  const vulnerability = member(finding, "vulnerability") ?? null
  if (!isJsonObject(component) || !isJsonObject(vulnerability)) {
    doubt.invalid(at, "a finding has no component or no vulnerability")
  }
  const native = text(vulnerability, "severity")
  const group = text(component, "group")
  const name = text(component, "name")
  const isSuppressed = truth(finding, "analysis", "isSuppressed") === true
  return {
    id: text(vulnerability, "vulnId"),
    aliases: aliasesOf(vulnerability),
    component: group === "" ? name : `${group}/${name}`,
    version: text(component, "version"),
    purl: text(component, "purl"),
    severity: severityOf(native, warnings),
    native,
    score10: score10Of(
      SCORES.map((key): CvssScore => ({ version: key, score: number(vulnerability, key), isOwn: true })),
    ),
    state: isSuppressed ? "suppressed" : "open",
    suppressedBy: isSuppressed ? text(finding, "analysis", "state") || "suppressed" : undefined,
    title: text(vulnerability, "title"),
    at,
    pointer,
  }
}

const SCORES = ["cvssV4BaseScore", "cvssV4Score", "cvssV3BaseScore", "cvssV2BaseScore"] as const
const ALIASES = ["cveId", "ghsaId", "osvId", "snykId", "sonatypeId", "gsdId", "vulnDbId", "internalId"] as const

/** `aliases` is a list of objects with one id for each source that knows the vulnerability. */
function aliasesOf(vulnerability: Json): readonly string[] {
  return list(vulnerability, "aliases").flatMap((alias) => ALIASES.map((key) => text(alias, key)))
}
