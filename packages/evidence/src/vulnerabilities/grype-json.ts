import { epochMs, type Instant } from "@promotrail/core"
import { hasKeys, isEmptyAlone, shapeAt } from "../detect/json-shape.ts"
import { Doubt } from "../doubt.ts"
import type { Format, FormatInput, FormatReader } from "../format.ts"
import { openJson } from "../json/document.ts"
import { at as member, isJsonObject, type Json, type JsonPlace, list, number, text, truth } from "../json/json.ts"
import { type CvssScore, score10Of } from "./cvss.ts"
import { RefusedInput, type Refusal } from "../refusal.ts"
import { FoundVulnerabilities, type FoundVulnerability } from "./found.ts"
import { said } from "./said.ts"
import { severityOf } from "./severity.ts"
import { instantIn } from "./statements.ts"

/** Grype itself refuses a database that is older (`db.max-allowed-built-age`). */
const OLDEST_DATABASE_MS = 5 * 24 * 3_600_000

/** Grype's JSON (https://github.com/anchore/grype, `grype/presenter/models`). Every match counts, as listed. */
export const GRYPE_JSON: Format = {
  id: "grype-json",
  kind: "vulnerabilities",
  title: "Grype JSON",
  versions: "Grype 0.x and 1.x",
  recognisedBy: "`matches` of `vulnerability` and `artifact`",
  takes: [
    "every match with severity, newest CVSS base score, package URL, place and fixed versions",
    "other ids of the same vulnerability",
    "ignored matches, as suppressed, with the rule that ignored them",
  ],
  refuses: ["matches that are no objects"],
  distrusts: [
    "reports without matches and without a source, or without a list of matches",
    "scans whose vulnerability database could not be read",
    "matches without a vulnerability or an artifact",
  ],
  commands: ["grype IMAGE -o json --file grype.json", "grype dir:. -o json --file grype.json"],
  recognise: ({ first }) =>
    hasKeys(first, "matches") &&
    (hasKeys(shapeAt(first, "matches", 0), "vulnerability") ||
      isEmptyAlone(first, "matches") ||
      hasKeys(first, "descriptor") ||
      hasKeys(first, "source")),
  open,
}

function open(input: FormatInput): FormatReader {
  const found = new FoundVulnerabilities(input)
  const doubt = new Doubt()
  let listed = false
  let hasSource = false
  let descriptor: Json = null
  return openJson(
    input,
    {
      matches: { open: (kind) => void (listed = kind === "array") },
      "matches/*": (value, place) => found.add(matchOf(value, place, input, doubt)),
      "ignoredMatches/*": (value, place) =>
        found.addSetAside({ ...matchOf(value, place, input, doubt), suppressedBy: ruleOf(value) }),
      // Without a source Grype writes that it is "unknown".
      "source/type": (value) => void (hasSource ||= typeof value === "string" && value !== "" && value !== "unknown"),
      "descriptor/name": (value) => void (descriptor = withMember(descriptor, "name", value)),
      "descriptor/version": (value) => void (descriptor = withMember(descriptor, "version", value)),
      "descriptor/timestamp": (value) => void (descriptor = withMember(descriptor, "timestamp", value)),
      "descriptor/db": (value) => void (descriptor = withMember(descriptor, "db", value)),
    },
    () => {
      const counts: Record<string, number> = { ...found.counts(), targets: hasSource ? 1 : 0 }
      const producedAt = instantIn(text(descriptor, "timestamp"), input.warnings)
      warnOfAge(descriptor, producedAt, input)
      const version = text(descriptor, "version")
      doubt.note(doubtOf(descriptor, listed, hasSource, counts["vulnerabilities"] ?? 0))
      return {
        refusal: null,
        ...doubt.told,
        counts,
        tool: { name: text(descriptor, "name") || "grype", ...(version === "" ? {} : { version }) },
        ...(producedAt === undefined ? {} : { producedAt }),
      }
    },
  )
}

const withMember = (object: Json, key: string, value: Json): Json => ({
  ...(isJsonObject(object) ? object : {}),
  [key]: value,
})

function doubtOf(descriptor: Json, listed: boolean, hasSource: boolean, matches: number): Refusal | null {
  const db = member(descriptor, "db")
  const fault = text(db, "error") || text(db, "status", "error")
  if (fault !== "") return { kind: "not-finished", what: `its database could not be read (${said(fault)})` }
  if (truth(db, "status", "valid") === false) return { kind: "not-finished", what: "its database is not valid" }
  if (!listed) return { kind: "not-finished", what: "it lists no matches, not even none" }
  return matches === 0 && !hasSource ? { kind: "nothing-measured", what: "sources" } : null
}

function warnOfAge(descriptor: Json, scannedAt: Instant | undefined, { warnings }: FormatInput): void {
  const written = text(descriptor, "db", "built") || text(descriptor, "db", "status", "built")
  const built = instantIn(written, warnings)
  if (built === undefined || scannedAt === undefined) return
  if (epochMs(scannedAt) - epochMs(built) > OLDEST_DATABASE_MS) warnings.add("old-database", written)
}

function matchOf(match: Json, { at, pointer }: JsonPlace, { warnings }: FormatInput, doubt: Doubt): FoundVulnerability {
  if (!isJsonObject(match)) throw new RefusedInput({ kind: "invalid", line: at, what: "a match is no object" })
  const vulnerability = member(match, "vulnerability") ?? null
  const artifact = member(match, "artifact")
  if (!isJsonObject(vulnerability) || !isJsonObject(artifact)) {
    doubt.invalid(at, "a match has no vulnerability or no artifact")
  }
  const native = text(vulnerability, "severity")
  const related = list(match, "relatedVulnerabilities")
  const own = scoresOf(vulnerability)
  return {
    id: text(vulnerability, "id"),
    aliases: related.map((other) => text(other, "id")),
    component: text(artifact, "name"),
    version: text(artifact, "version"),
    purl: text(artifact, "purl"),
    path: text(artifact, "locations", 0, "path") || text(artifact, "locations", 0, "realPath"),
    severity: severityOf(native, warnings),
    native,
    score10: score10Of(own) ?? score10Of(related.flatMap(scoresOf)),
    fixedIn: fixesOf(vulnerability),
    at,
    pointer,
  }
}

function scoresOf(vulnerability: Json): CvssScore[] {
  return list(vulnerability, "cvss").map((cvss) => ({
    version: text(cvss, "version"),
    score: number(cvss, "metrics", "baseScore"),
    isOwn: text(cvss, "type") === "Primary",
  }))
}

/** `fix.versions`; before Grype 0.13 it was `fixedInVersion`. */
function fixesOf(vulnerability: Json): readonly string[] {
  const fixes = list(vulnerability, "fix", "versions").map((version) => (typeof version === "string" ? version : ""))
  return fixes.length > 0 ? fixes : [text(vulnerability, "fixedInVersion")]
}

/** Who or what ignored a match: the reason, else what the first rule says of itself. */
function ruleOf(match: Json): string {
  const said = list(match, "appliedIgnoreRules").map((rule) => {
    const parts = ["reason", "vex-status", "vex-justification", "vulnerability", "fix-state", "namespace", "match-type"]
    return parts.flatMap((part) => text(rule, part) || []).join(", ")
  })
  return said.find((words) => words !== "") ?? "an ignore rule"
}
