import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { bytesOf, read, type Read, readChunks, standingOf } from "../../testing/reading.ts"
import { FINDING_FORMATS } from "./formats.ts"

const location = { physicalLocation: { artifactLocation: { index: 0 }, region: { startLine: 3 } } }

/** One honest report of every format, with as much of the format in it as a few lines allow. */
const JSON_REPORTS: Readonly<Record<string, unknown>> = {
  sarif: {
    version: "2.1.0",
    inlineExternalProperties: [{ guid: "p", artifacts: [{ location: { uri: "ä/a.c", uriBaseId: "LIB" } }] }],
    runs: [
      {
        tool: {
          driver: { name: "lint", version: "1", rules: [{ id: "R1", defaultConfiguration: { level: "error" } }] },
          extensions: [{ name: "pack", rules: [{ id: "R1", properties: { "security-severity": "5.0" } }] }],
        },
        externalPropertyFileReferences: { artifacts: [{ guid: "p" }] },
        originalUriBaseIds: { LIB: { uri: "lib/", uriBaseId: "ROOT" }, ROOT: { uri: "file:///x/" } },
        invocations: [
          {
            executionSuccessful: true,
            endTimeUtc: "2026-01-02T03:04:05Z",
            ruleConfigurationOverrides: [{ descriptor: { index: 0 }, configuration: { level: "note" } }],
          },
        ],
        results: [
          { ruleId: "R1/a", ruleIndex: 0, message: { text: "bad" }, locations: [location] },
          {
            rule: { index: 0, toolComponent: { index: 0 } },
            message: { text: "worse" },
            suppressions: [{ kind: "inSource" }],
          },
          { ruleId: "R2", kind: "pass", message: { text: "fine" } },
        ],
      },
    ],
  },
  "gitlab-security-json": {
    version: "15.0.4",
    vulnerabilities: [
      {
        name: "Old",
        severity: "High",
        location: { file: "go.sum", dependency: { package: { name: "n" }, version: "1" } },
        identifiers: [{ type: "cve", name: "CVE-2024-0001", value: "CVE-2024-0001" }],
      },
    ],
    scan: {
      scanner: { name: "s", version: "1" },
      type: "dependency_scanning",
      status: "success",
      end_time: "2026-01-02T03:04:05",
    },
  },
  "gitlab-codequality-json": [
    {
      description: "é",
      check_name: "c",
      fingerprint: "f",
      severity: "minor",
      location: { path: "a", lines: { begin: 1 } },
    },
  ],
  "checkov-json": {
    check_type: "terraform",
    results: {
      failed_checks: [{ check_id: "C", resource: "r", file_path: "/a.tf" }],
      skipped_checks: [],
      passed_checks: [{ check_id: "D" }],
    },
    summary: { passed: 1, failed: 1, skipped: 0, parsing_errors: 0, checkov_version: "3" },
  },
  "eslint-json": [{ filePath: "a.js", messages: [{ ruleId: "r", severity: 2, message: "m", line: 1 }], errorCount: 1 }],
  "zap-json": {
    "@version": "2",
    "@generated": "Wed, 5 Dec 2018 19:00:19",
    site: [
      {
        "@name": "http://x",
        alerts: [
          { pluginid: "1", name: "n", riskcode: "2", confidence: "1", count: "4", instances: [{ uri: "http://x/" }] },
        ],
      },
    ],
  },
  "nuclei-json": [
    { "template-id": "t", info: { name: "n", severity: "low" }, host: "h", timestamp: "2026-01-02T03:04:05Z" },
  ],
  "semgrep-json": {
    results: [{ check_id: "c", path: "a.py", start: { line: 1 }, extra: { message: "ü", severity: "INFO" } }],
    errors: [{ level: "warn", message: "w" }],
    paths: { scanned: ["a.py"] },
    version: "1",
  },
}
const XML_REPORTS: Readonly<Record<string, string>> = {
  "zap-xml":
    '<OWASPZAPReport version="2"><site name="http://x"><alerts><alertitem><pluginid>1</pluginid><name>ñ</name><riskcode>2</riskcode><instances><instance><uri>http://x/</uri></instance></instances><count>4</count></alertitem></alerts></site></OWASPZAPReport>',
  "checkstyle-xml":
    '<checkstyle version="9"><file name="a"><error line="1" severity="error" message="ß" source="s"/></file></checkstyle>',
  "spotbugs-xml":
    '<BugCollection version="4"><BugInstance type="T" priority="1" rank="3"><ShortMessage>m</ShortMessage><Class classname="C"/></BugInstance><FindBugsSummary total_classes="1" total_bugs="1"/></BugCollection>',
  "pmd-xml":
    '<pmd version="7"><file name="a"><violation beginline="1" rule="r" ruleset="s" priority="1">m</violation></file></pmd>',
}
const REPORTS: readonly (readonly [id: string, file: string])[] = [
  ...Object.entries(JSON_REPORTS).map(([id, value]) => [id, JSON.stringify(value)] as const),
  ...Object.entries(XML_REPORTS),
]

/** What was read, whatever the order of the warnings. */
const essence = ({ report, items }: Read) => ({
  report: { ...report, warnings: report.warnings.map(({ code, count }) => `${code} ${count}`).sort() },
  items,
})

test("there is a report of every format", () => {
  expect(REPORTS.map(([id]) => id).sort()).toEqual(FINDING_FORMATS.map(({ id }) => id).sort())
})

describe.for(REPORTS)("%s", ([id, file]) => {
  const whole = read(file)

  test("is accepted, and something is found", () => {
    expect(whole.report).toMatchObject({ format: id, outcome: "accepted" })
    expect(whole.items.length).toBeGreaterThan(0)
  })

  test("reads the same in chunks of any size", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), (chunk) => {
        expect(read(file, { chunk })).toEqual(whole)
      }),
      { numRuns: 15 },
    )
  })

  test("is never accepted when cut", () => {
    const bytes = bytesOf(file)
    for (let end = 0; end < bytes.length; end++) {
      expect(readChunks([bytes.subarray(0, end)]).report.outcome, `cut at ${end}`).not.toBe("accepted")
    }
  })

  test("reads the same with a byte order mark and in UTF-16", () => {
    expect(essence(read(`\uFEFF${file}`))).toEqual(essence(whole))
    const wide = new Uint8Array(2 + file.length * 2)
    wide.set([0xff, 0xfe])
    for (let i = 0; i < file.length; i++) new DataView(wide.buffer).setUint16(2 + i * 2, file.charCodeAt(i), true)
    expect(essence(read(wide))).toEqual(essence(whole))
  })

  test("damage is refused or read, and breaks no reader", () => {
    const bytes = bytesOf(file)
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 0, max: 255 }), (at, byte) => {
        const damaged = bytes.slice()
        damaged[at] = byte
        const { report } = read(damaged)
        expect(report.code).not.toBe("reader-failed")
      }),
      { numRuns: 60 },
    )
  })
})

describe.for(Object.entries(JSON_REPORTS))("%s", ([, value]) => {
  const whole = essence(read(JSON.stringify(value)))

  test("reads the same in whatever order its keys stand", () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), (random) => {
        const next = () => random.next().value
        expect(essence(read(JSON.stringify(shuffled(value, next))))).toEqual(whole)
      }),
      { numRuns: 40 },
    )
  })

  test("never reads better for a value that is lost: it is unfit, refused, or no less is open", () => {
    for (const path of placesOfMembers(value)) {
      const lost: unknown = structuredClone(value)
      blank(lost, path)
      const after = read(JSON.stringify(lost))
      const open = standingOf(after) === "accepted" ? openOf(after) : openOf(whole)
      expect(open, path.join("/")).toBeGreaterThanOrEqual(openOf(whole))
    }
  })

  test("keys that objects inherit are keys like others", () => {
    const text = JSON.stringify(value).replaceAll("{", '{"__proto__":{"level":"none","severity":"x"},"constructor":1,')
    // Where keys are names of their own (base ids, kinds of properties) a new key is a new name, and harmless.
    expect(read(text).items.length).toBe(whole.items.length)
  })

  test("reads the same over many lines of either kind", () => {
    const pretty = JSON.stringify(value, null, 2)
    const places = ({ items, report }: Read) => [items, report.counts, report.outcome]
    expect(places(read(pretty.replaceAll("\n", "\r\n")))).toEqual(places(read(pretty)))
  })
})

/** How much of what is listed still counts; of components that is all of it. */
const openOf = ({ report }: { readonly report: { readonly counts: Readonly<Record<string, number>> } }): number =>
  report.counts["open"] ?? report.counts["vulnerabilities"] ?? 0

/** Paths of every scalar that is the member of an object. */
function* placesOfMembers(value: unknown, path: readonly (string | number)[] = []): Generator<(string | number)[]> {
  if (typeof value !== "object" || value === null) {
    if (typeof path.at(-1) === "string") yield [...path]
    return
  }
  for (const [key, one] of Object.entries(value)) {
    yield* placesOfMembers(one, [...path, Array.isArray(value) ? Number(key) : key])
  }
}

function blank(document: unknown, path: readonly (string | number)[]): void {
  let here = document as Record<string | number, unknown>
  for (const step of path.slice(0, -1)) here = here[step] as Record<string | number, unknown>
  here[path.at(-1)!] = null
}

function shuffled(value: unknown, next: () => number): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, next))
  if (typeof value !== "object" || value === null) return value
  const members = Object.entries(value).map(([key, member]) => [next(), key, shuffled(member, next)] as const)
  return Object.fromEntries(members.sort(([a], [b]) => a - b).map(([, key, member]) => [key, member]))
}
