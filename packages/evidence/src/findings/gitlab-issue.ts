import { at, type Json, list, number, text } from "../json/json.ts"
import { lineOf, titleOf } from "./findings.ts"
import { pathOf, urlOf } from "./places.ts"

/** What is kept of one vulnerability of a GitLab report until the kind of its scan is known. */
export type GitlabIssue = {
  readonly at: number
  readonly pointer: string
  readonly category: string
  readonly rule: string
  readonly aliases: readonly string[]
  readonly native: string
  readonly title: string
  readonly file: string
  readonly line: number | undefined
  readonly url: string
  /** Class and method, what was attacked, or how it crashed: where in the file or page. */
  readonly within: string
  readonly component: string
  readonly version: string
  readonly fixedIn: string
  /** GitLab's own signature of the place; "" where the report has none. */
  readonly tracking: string
}

/** Reads a vulnerability; texts such as evidence, requests and extracted source are left where they are. */
export function issueOf(value: Json, location: Json | undefined, line: number, pointer: string): GitlabIssue {
  const identifiers = list(value, "identifiers").map(identifierOf)
  // An advisory is known by its CVE, whatever the scanner calls it first.
  const cve = identifiers.find((one) => /^CVE-\d{4}-\d+$/i.test(one))
  const rule = cve ?? identifiers[0] ?? text(value, "name") ?? ""
  const host = text(location, "hostname")
  const title = text(value, "name") || text(value, "message") || text(value, "description")
  return {
    at: line,
    pointer,
    category: text(value, "category"),
    rule,
    aliases: identifiers.filter((one) => one !== rule && /^(CVE|GHSA|GMS|OSVDB|USN|RHSA|ELSA|DSA)-/i.test(one)),
    native: text(value, "severity"),
    title: titleOf(title),
    file: pathOf(text(location, "file") || text(location, "image")),
    line: lineOf(number(location, "start_line")),
    url: host === "" ? "" : urlOf(`${host}${text(location, "path")}`),
    within: ["class", "method", "param", "crash_state"]
      .map((name) => text(location, name))
      .filter(Boolean)
      .join(" "),
    component: text(location, "dependency", "package", "name"),
    version: text(location, "dependency", "version"),
    fixedIn: fixOf(text(value, "solution")),
    tracking: trackingOf(at(value, "tracking")),
  }
}

/** An identifier is a type with a value; some analyzers put a sentence into the value and the name into `name`. */
function identifierOf(identifier: Json): string {
  const value = at(identifier, "value")
  const words = typeof value === "number" ? String(value) : text(value)
  return words === "" || /\s/.test(words) ? text(identifier, "name") || words : words
}

/** The version that "Upgrade openssl to 1.1.1d-r0" or "Upgrade to version 2.3 or above." names. */
function fixOf(solution: string): string {
  const found = /^\s*upgrade\b.*?\bto\s+(?:versions?\s+)?(\S.*)$/i.exec(solution)?.[1] ?? ""
  return found
    .split("\n", 1)[0]!
    .trim()
    .replace(/\s+or (above|later|higher|newer)\b.*$/i, "")
    .replace(/\.$/, "")
    .slice(0, 200)
}

/** Signatures from the best to the worst; one of the place alone moves with every line and is left out. */
const ALGORITHMS = ["scope_offset_compressed", "scope_offset", "hash"] as const

function trackingOf(tracking: Json | undefined): string {
  const signatures = list(tracking, "items").flatMap((item) => list(item, "signatures"))
  for (const algorithm of ALGORITHMS) {
    const found = signatures.find((signature) => text(signature, "algorithm") === algorithm)
    if (found !== undefined && text(found, "value") !== "") return text(found, "value")
  }
  return ""
}
