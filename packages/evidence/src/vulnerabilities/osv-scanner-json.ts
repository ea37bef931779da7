import { hasKeys, isEmptyAlone, isList, shapeAt } from "../detect/json-shape.ts"
import { Doubt } from "../doubt.ts"
import type { Format, FormatInput, FormatReader } from "../format.ts"
import { openJson } from "../json/document.ts"
import { at as member, isJsonObject, type Json, type JsonPlace, list, number, text } from "../json/json.ts"
import { RefusedInput } from "../refusal.ts"
import { baseScoreOf, type CvssScore, score10Of } from "./cvss.ts"
import { FoundVulnerabilities, type FoundVulnerability } from "./found.ts"
import { severityOf, severityOfScore } from "./severity.ts"

/**
 * OSV-Scanner's JSON (https://google.github.io/osv-scanner/output/); its vulnerabilities are whole OSV entries
 * (https://ossf.github.io/osv-schema/). It leaves out what is clean, so an empty list of results says nothing of what
 * was looked at; `--all-packages` does.
 */
export const OSV_SCANNER_JSON: Format = {
  id: "osv-scanner-json",
  kind: "vulnerabilities",
  title: "OSV-Scanner JSON",
  versions: "OSV-Scanner 1 and 2",
  recognisedBy: "`results` of `source` and `packages`",
  takes: [
    "every vulnerability of every package with severity, CVSS base score, source and fixed versions",
    "other ids of the same vulnerability",
    "packages and sources, as far as they are listed; packages that violate the allowed licences, as a count",
  ],
  refuses: ["vulnerabilities that are no objects"],
  distrusts: [
    "reports that list no package: write them with `--all-packages`, so that a clean scan can be told from none",
    "packages that are not told",
  ],
  commands: [
    "osv-scanner scan source --all-packages --format json --output-file osv.json -r .",
    "osv-scanner --experimental-all-packages --format json --output osv.json -r .",
  ],
  recognise: ({ first }) =>
    hasKeys(shapeAt(first, "results", 0), "packages") ||
    isEmptyAlone(first, "results") ||
    hasKeys(shapeAt(first, "results", 0), "source", "experimental_pes") ||
    (hasKeys(first, "results") && hasKeys(first, "experimental_config")) ||
    (isList(shapeAt(first, "results")) && hasKeys(first, "image_metadata")),
  open,
}

function open(input: FormatInput): FormatReader {
  const found = new FoundVulnerabilities(input)
  const doubt = new Doubt()
  const counts = { targets: 0, packages: 0, licenceViolations: 0 }
  let source = ""
  let held: FoundVulnerability[] = []
  let listed = false
  return openJson(
    input,
    {
      results: { open: (kind) => void (listed = kind === "array") },
      "results/*": {
        open: () => {
          source = ""
          held = []
        },
        close: () => {
          counts.targets++
          for (const vulnerability of held) found.add({ ...vulnerability, path: source })
          held = []
        },
      },
      "results/*/source/path": (value) => void (source = typeof value === "string" ? value : ""),
      "results/*/packages/*": (value, place) => {
        counts.packages++
        if (list(value, "license_violations").length > 0) counts.licenceViolations++
        if (!isJsonObject(member(value, "package"))) doubt.invalid(place.at, "a package has no `package`")
        held.push(...vulnerabilitiesOf(value, place, input))
      },
    },
    () => {
      if (!listed) doubt.note({ kind: "not-finished", what: "it lists no results, not even none" })
      if (counts.packages === 0)
        doubt.note({ kind: "nothing-measured", what: "packages (write it with --all-packages)" })
      return {
        refusal: null,
        ...doubt.told,
        counts: { ...found.counts(), ...counts },
        tool: { name: "osv-scanner" },
      }
    },
  )
}

function vulnerabilitiesOf(value: Json, { at, pointer }: JsonPlace, input: FormatInput): FoundVulnerability[] {
  const scanned = member(value, "package") ?? null
  const component = text(scanned, "name") || text(scanned, "commit")
  const version = text(scanned, "version") || text(scanned, "commit")
  return list(value, "vulnerabilities").map((entry, index) => {
    if (!isJsonObject(entry))
      throw new RefusedInput({ kind: "invalid", line: at, what: "a vulnerability is no object" })
    const id = text(entry, "id")
    const affected = affectedOf(entry, scanned)
    return {
      id,
      aliases: list(entry, "aliases").map((alias) => (typeof alias === "string" ? alias : "")),
      component,
      version,
      purl: purlOf(affected, version),
      ...ratingOf(entry, affected, groupOf(value, id), input),
      fixedIn: affected.flatMap(fixesOf),
      title: text(entry, "summary"),
      at,
      pointer: `${pointer}/vulnerabilities/${index}`,
    }
  })
}

/** What an OSV entry says of this very package; another of the same advisory may be mended elsewhere. */
function affectedOf(entry: Json, scanned: Json): readonly Json[] {
  const ecosystem = (json: Json | undefined) => text(json, "ecosystem").split(":")[0]?.toLowerCase()
  return list(entry, "affected").filter(
    (affected) =>
      text(affected, "package", "name").toLowerCase() === text(scanned, "name").toLowerCase() &&
      ecosystem(member(affected, "package")) === ecosystem(scanned),
  )
}

/** The advisory's package URL names no version; the report does. */
function purlOf(affected: readonly Json[], version: string): string | undefined {
  const purl = affected.map((one) => text(one, "package", "purl")).find((one) => one !== "")
  if (purl === undefined) return undefined
  return version === "" || /[@?#]/.test(purl.slice(purl.lastIndexOf("/") + 2)) ? purl : `${purl}@${version}`
}

function fixesOf(affected: Json): string[] {
  const ranges = list(affected, "ranges").filter((range) => text(range, "type") !== "GIT")
  return ranges.flatMap((range) => list(range, "events").map((event) => text(event, "fixed")))
}

/** The scanner groups ids of one vulnerability, and gives the group its worst score. */
function groupOf(value: Json, id: string): Json | undefined {
  return list(value, "groups").find((group) => list(group, "ids").includes(id))
}

type Rating = Pick<FoundVulnerability, "severity" | "native" | "score10">

/** The word of the advisory's database, else the score: the scanner's own, or the base score of a vector. */
function ratingOf(entry: Json, affected: readonly Json[], group: Json | undefined, { warnings }: FormatInput): Rating {
  const vectors = [entry, ...affected].flatMap((json) => list(json, "severity"))
  const scores = vectors.map((vector): CvssScore => ({
    version: text(vector, "type").replace("CVSS_", ""),
    score: baseScoreOf(text(vector, "score")),
    isOwn: true,
  }))
  const score10 = score10Of(scores) ?? score10Of([{ version: "", score: number(group, "max_severity"), isOwn: true }])
  const words = [entry, ...affected].flatMap((json) => [
    text(json, "database_specific", "severity"),
    text(json, "ecosystem_specific", "severity"),
  ])
  const native = words.find((word) => word !== "") ?? ""
  const scored = score10 === undefined ? {} : { score10 }
  if (native === "" && score10 !== undefined) return { severity: severityOfScore(score10 / 10), native, ...scored }
  return { severity: severityOf(native, warnings), native, ...scored }
}
