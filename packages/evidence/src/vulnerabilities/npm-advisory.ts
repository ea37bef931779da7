import { type Json, list, number, text } from "../json/json.ts"
import type { Tally } from "../warnings.ts"
import { score10Of } from "./cvss.ts"
import type { FoundVulnerability } from "./found.ts"
import { severityOf } from "./severity.ts"

type Where = { readonly at: number; readonly pointer?: string | undefined }

/** An advisory of the registry's first audit endpoint, as npm 6, pnpm and Yarn 1 pass it on. */
export function fromAdvisory(advisory: Json, path: string, where: Where, warnings: Tally): FoundVulnerability {
  const native = text(advisory, "severity")
  const findings = list(advisory, "findings")
  const versions = findings.map((finding) => text(finding, "version")).filter((version) => version !== "")
  const score = number(advisory, "cvss", "score")
  const fixed = text(advisory, "patched_versions")
  return {
    id: text(advisory, "github_advisory_id") || ghsaIn(text(advisory, "url")) || numbered(number(advisory, "id")),
    aliases: list(advisory, "cves").map((cve) => (typeof cve === "string" ? cve : "")),
    component: text(advisory, "module_name"),
    version: [...new Set(versions)].join(", "),
    path: path || text(findings[0], "paths", 0),
    severity: severityOf(native, warnings),
    native,
    score10: score10Of([{ version: text(advisory, "cvss", "vectorString"), score: score || undefined, isOwn: true }]),
    // `<0.0.0` is the registry's way to say: in none.
    fixedIn: fixed === "<0.0.0" ? [] : [fixed],
    title: text(advisory, "title"),
    ...where,
  }
}

/** An advisory in the `via` of a vulnerable package, as npm 7 and later write it. */
export function fromVia(via: Json, name: string, entry: Json, where: Where, warnings: Tally): FoundVulnerability {
  const native = text(via, "severity") || text(entry, "severity")
  const score = number(via, "cvss", "score")
  return {
    id: ghsaIn(text(via, "url")) || numbered(number(via, "source")),
    component: name,
    // npm names the installed places, and of versions only the range that is vulnerable.
    version: text(via, "range") || text(entry, "range"),
    path: text(entry, "nodes", 0),
    severity: severityOf(native, warnings),
    native,
    score10: score10Of([{ version: text(via, "cvss", "vectorString"), score: score || undefined, isOwn: true }]),
    title: text(via, "title"),
    ...where,
  }
}

/** A package that is vulnerable only through what it depends on: npm counts it, too. */
export function fromDependence(name: string, entry: Json, where: Where, warnings: Tally): FoundVulnerability {
  const native = text(entry, "severity")
  const through = list(entry, "via").filter((via) => typeof via === "string")
  return {
    id: `via ${through.join(", ")}`,
    component: name,
    version: text(entry, "range"),
    path: text(entry, "nodes", 0),
    severity: severityOf(native, warnings),
    native,
    title: `depends on vulnerable versions of ${through.join(", ")}`,
    ...where,
  }
}

/** One line of `yarn npm audit --json` of Yarn 4: a package and one issue of it. */
export function fromYarnTree(line: Json, where: Where, warnings: Tally): FoundVulnerability {
  const native = text(line, "children", "Severity")
  const versions = list(line, "children", "Tree Versions").filter((version) => typeof version === "string")
  return {
    id: ghsaIn(text(line, "children", "URL")) || numbered(number(line, "children", "ID")),
    component: text(line, "value"),
    version: versions.join(", "),
    path: text(line, "children", "Dependents", 0),
    severity: severityOf(native, warnings),
    native,
    title: text(line, "children", "Issue"),
    ...where,
  }
}

const ghsaIn = (url: string): string => /GHSA(-[0-9a-z]{4}){3}/i.exec(url)?.[0] ?? ""
const numbered = (id: number | undefined): string => (id === undefined ? "" : `npm:${id}`)
