import { existsSync, readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { read, verdictOf } from "../../testing/reading.ts"

type Entry = {
  readonly file: string
  readonly format: string
  readonly outcome: string
  readonly expected?: Readonly<Record<string, unknown>>
}

const FOLDER = new URL("../../../../../shared/corpora/", import.meta.url)
const present = existsSync(new URL("manifest.json", FOLDER))
const entries: readonly Entry[] = present
  ? JSON.parse(readFileSync(new URL("manifest.json", FOLDER), "utf8")).entries
  : []

/** Our count by the corpus's name for it. */
const COUNTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "trivy-json": {
    vulnerabilities: "vulnerabilities",
    misconfig_failures: "misconfigurations",
    secrets: "secrets",
    licences: "licences",
    suppressed_findings: "suppressed",
  },
  "grype-json": { matches: "vulnerabilities", ignored: "suppressed" },
  "npm-audit-json": { advisories: "vulnerabilities" },
  "osv-scanner-json": { vulnerabilities: "vulnerabilities", packages: "packages" },
  "dependency-track-fpf": {},
  openvex: { statements: "statements" },
  csaf: { vulnerabilities: "vulnerabilities" },
}
/** Accepted by the corpus for having no findings; there is nothing in it to read. */
const HOLDS_NOTHING = /osv_scanner-no_findings/
/** Says nothing of what was looked at: it is counted, and no gate may rely on it. */
const SAYS_NOTHING = /trivy-legacy_no_vuln/

describe.skipIf(!present)(`real reports of vulnerabilities${present ? "" : " (skipped: no ../shared)"}`, () => {
  const ours = entries.filter(({ format, outcome }) => Object.hasOwn(COUNTS, format) && outcome === "accept")

  test.for(ours.filter(({ file }) => !HOLDS_NOTHING.test(file)))("$file", (entry) => {
    const { report } = read(new Uint8Array(readFileSync(new URL(entry.file, FOLDER))))
    const names = Object.entries(COUNTS[entry.format] ?? {}).filter(
      ([name]) => typeof entry.expected?.[name] === "number",
    )
    expect({
      outcome: report.outcome,
      ...Object.fromEntries(names.map(([, ours]) => [ours, report.counts[ours]])),
    }).toEqual({
      outcome: "accepted",
      ...Object.fromEntries(names.map(([name, ours]) => [ours, entry.expected?.[name]])),
    })
  })

  test.for(ours.filter(({ file }) => HOLDS_NOTHING.test(file)))("$file: nothing was received", ({ file }) => {
    expect(verdictOf(read(new Uint8Array(readFileSync(new URL(file, FOLDER)))))).toBe("nothing-received")
  })

  test.for(ours.filter(({ file }) => SAYS_NOTHING.test(file)))("$file: unfit", ({ file }) => {
    expect(verdictOf(read(new Uint8Array(readFileSync(new URL(file, FOLDER)))))).toBe("unfit")
  })
})
