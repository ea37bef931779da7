import type { FindingSeverity, VulnerabilityItem } from "@promotrail/core"
import type { Head } from "../detect/head.ts"
import { hasKeys, isEmptyAlone, isList, shapeAt } from "../detect/json-shape.ts"
import { Doubt } from "../doubt.ts"
import type { Format, FormatInput, FormatReader, Reading } from "../format.ts"
import { Items } from "../items.ts"
import { openJson } from "../json/document.ts"
import { at, isJsonObject, type Json, type JsonPlace, text } from "../json/json.ts"
import { type Refusal, RefusedInput } from "../refusal.ts"
import { Findings } from "./findings.ts"
import { vulnerabilityItem } from "../vulnerabilities/found.ts"
import { type GitlabIssue, issueOf } from "./gitlab-issue.ts"
import { NewestTime } from "./newest-time.ts"
import { severityOf, type SeverityWords } from "./severity.ts"
import { toolOf } from "./tool.ts"

/** The severities of GitLab's security report schemas; the last three are of versions before 14. */
const SEVERITIES: SeverityWords = new Map<string, FindingSeverity>([
  ["critical", "critical"],
  ["high", "high"],
  ["medium", "medium"],
  ["low", "low"],
  ["info", "info"],
  ["unknown", "unknown"],
  ["undefined", "unknown"],
  ["experimental", "unknown"],
  ["ignore", "info"],
])

/** Scans of what runs; all others are of what was built. */
const DYNAMIC: ReadonlySet<string> = new Set(["dast", "api_fuzzing"])
/** Scans that match components with known vulnerabilities. */
const OF_COMPONENTS: ReadonlySet<string> = new Set([
  "dependency_scanning",
  "container_scanning",
  "cluster_image_scanning",
])
/** From this version of the schemas on a report must have a `scan`. */
const SCAN_IS_REQUIRED = 14
const NEWEST_KNOWN = 15

/** GitLab's security reports (gitlab.com, security-report-schemas): one format for every kind of scan. */
export const GITLAB_SECURITY: Format = {
  id: "gitlab-security-json",
  kind: "findings",
  title: "GitLab security report",
  versions: "schemas 2 to 15",
  recognisedBy: "`vulnerabilities` with a `version` or `identifiers`, or `scan` with `scanner` and `status`",
  takes: [
    "every vulnerability, by its first identifier and its place; GitLab's own tracking where the report has it",
    "dependency, container and cluster image scans as vulnerabilities of components",
    "DAST and API fuzzing as dynamic findings of an environment, with how many requests were scanned",
  ],
  refuses: ["scans whose status is not `success`"],
  distrusts: [
    "reports without a list of vulnerabilities, dynamic scans of no request",
    "reports without `scan` that list nothing, from version 14 on or without a version",
  ],
  commands: ["GitLab's CI templates: gl-sast-report.json, gl-dast-report.json …"],
  recognise: isGitlabSecurity,
  open: (input) => new GitlabReader(input).open(),
}

function isGitlabSecurity({ first }: Head): boolean {
  if (isList(shapeAt(first, "vulnerabilities"))) {
    if (["document", "bomFormat", "dependencyCount"].some((key) => hasKeys(first, key))) return false
    const listed = shapeAt(first, "vulnerabilities", 0)
    if (isEmptyAlone(first, "vulnerabilities")) return true
    return hasKeys(first, "version") || hasKeys(first, "scan") || isList(shapeAt(listed, "identifiers"))
  }
  return hasKeys(first, "scan") && hasKeys(shapeAt(first, "scan"), "scanner", "status")
}

class GitlabReader {
  private readonly input: FormatInput
  private readonly findings: Findings
  private readonly times: NewestTime
  private readonly issues: GitlabIssue[] = []
  private isListed = false
  private version = ""
  private scan: { type: string; status: Json | undefined } | undefined
  private tool = { name: "", version: "" }
  private requests: number | undefined
  private dependencies: number | undefined

  constructor(input: FormatInput) {
    this.input = input
    this.findings = new Findings(input)
    this.times = new NewestTime(input.warnings)
  }

  open(): FormatReader {
    const scan = () => (this.scan ??= { type: "", status: undefined })
    return openJson(
      this.input,
      {
        version: (value) => (this.version = text(value)),
        scan: { open: (kind) => kind === "object" && scan() },
        "scan/type": (value) => (scan().type = text(value)),
        "scan/status": (value) => (scan().status = value),
        "scan/scanner": (value) => (this.tool = { name: text(value, "name"), version: text(value, "version") }),
        "scan/start_time": (value) => this.times.read(text(value)),
        "scan/end_time": (value) => this.times.read(text(value)),
        "scan/scanned_resources": { open: (kind) => (this.requests = kind === "array" ? 0 : undefined) },
        "scan/scanned_resources/*": () => (this.requests = (this.requests ?? 0) + 1),
        "scan/messages/*": (value) => {
          if (/^(error|fatal)$/i.test(text(value, "level")))
            this.input.warnings.add("tool-errors", text(value, "value"))
        },
        "dependency_files/*/dependencies/*": () => (this.dependencies = (this.dependencies ?? 0) + 1),
        vulnerabilities: { open: (kind) => (this.isListed = kind === "array") },
        "vulnerabilities/*": (value, place) => this.take(value, place),
      },
      () => this.finish(),
    )
  }

  private take(value: Json, { at: line, pointer }: JsonPlace): void {
    if (!isJsonObject(value)) {
      throw new RefusedInput({ kind: "invalid", line, what: "a vulnerability is no object" })
    }
    this.findings.list(line)
    this.issues.push(issueOf(value, at(value, "location"), line, pointer))
  }

  private finish(): Reading {
    const { issues, findings, input, tool, times, requests, dependencies } = this
    // Before version 15 each vulnerability named the kind of scan.
    const type = this.scan?.type || (issues.find(({ category }) => category !== "")?.category ?? "")
    const isOfComponents = OF_COMPONENTS.has(type)
    const isDynamic = DYNAMIC.has(type) || (type === "" && issues.some(({ url }) => url !== ""))
    const items = new Items(input)
    for (const issue of issues) {
      const severity = severityOf(SEVERITIES, issue.native, input.warnings)
      if (isOfComponents) items.add(vulnerabilityOf(issue, severity))
      else findings.add(findingOf(issue, severity))
    }
    if (Number.parseInt(this.version, 10) > NEWEST_KNOWN) input.warnings.add("unknown-field-version", this.version)
    const counts = isOfComponents ? { results: findings.results, vulnerabilities: findings.results } : findings.counts()
    const doubt = new Doubt()
    doubt.note(this.doubts(isDynamic))
    return {
      refusal: this.refusal(),
      ...doubt.told,
      counts: {
        ...counts,
        ...(requests === undefined ? {} : { requests }),
        ...(dependencies === undefined ? {} : { dependencies }),
      },
      ...(this.version === "" ? {} : { formatVersion: this.version }),
      ...toolOf(tool.name, tool.version),
      ...times.told,
      ...(isOfComponents ? { kind: "vulnerabilities" as const } : {}),
      ...(isDynamic ? { category: "dynamic", subject: "environment" as const } : {}),
    }
  }

  private refusal(): Refusal | null {
    const status = this.scan?.status
    if (status === undefined || status === "success") return null
    return { kind: "not-finished", what: `its scan has the status ${JSON.stringify(status).slice(0, 60)}` }
  }

  private doubts(isDynamic: boolean): Refusal | null {
    const { scan, issues, version, requests } = this
    if (!this.isListed) return { kind: "not-finished", what: "there is no list of vulnerabilities" }
    if (issues.length > 0) return null
    const major = Number.parseInt(version, 10)
    const mayLack = scan === undefined && major < SCAN_IS_REQUIRED
    if (scan?.status === undefined && !mayLack) {
      return { kind: "not-finished", what: "it lists nothing and does not say that its scan succeeded" }
    }
    return isDynamic && requests === 0 ? { kind: "nothing-measured", what: "scanned resources" } : null
  }
}

function findingOf(issue: GitlabIssue, severity: FindingSeverity) {
  const { at: line, pointer, rule, native, title, file, url } = issue
  const said = { file: file === "" ? undefined : file, url: url === "" ? undefined : url }
  const identity = issue.tracking === "" ? [rule, file || url, issue.within, title] : [rule, issue.tracking]
  return {
    at: line,
    pointer,
    rule,
    severity,
    native,
    state: "open" as const,
    title,
    line: issue.line,
    identity,
    ...said,
  }
}

function vulnerabilityOf(issue: GitlabIssue, severity: FindingSeverity): VulnerabilityItem {
  const { at: line, pointer, rule, native, version, title, aliases, fixedIn, file } = issue
  // Without a component the lock file or image is what is vulnerable.
  const component = issue.component || file
  const found = { at: line, pointer, id: rule, aliases, component, version, path: file, severity, native, title }
  return vulnerabilityItem({ ...found, fixedIn: [fixedIn] })
}
