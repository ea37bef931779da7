import type { FindingItem, VulnerabilityItem } from "@promotrail/core"
import { describe, expect, test } from "vitest"
import { read, standingOf } from "../../testing/reading.ts"

const readJson = (value: unknown) => read(JSON.stringify(value))
const scan = (more: object = {}) => ({
  scanner: { id: "s", name: "Scanner", version: "2.1" },
  type: "sast",
  status: "success",
  start_time: "2026-01-02T03:04:05",
  end_time: "2026-01-02T03:05:05",
  ...more,
})
const issue = (more: object = {}) => ({
  id: "1",
  name: "SQL injection",
  severity: "High",
  location: { file: "src/a.py", start_line: 4, method: "run" },
  identifiers: [{ type: "semgrep_id", name: "py.sqli", value: "py.sqli" }],
  ...more,
})
const of = (vulnerabilities: readonly unknown[], more: object = {}) => ({
  version: "15.0.4",
  vulnerabilities,
  scan: scan(),
  ...more,
})
const finding = (more: object) => readJson(of([issue(more)])).items[0] as FindingItem

test("a static scan gives findings of the artifact", () => {
  const { report, items } = readJson(of([issue()]))
  expect(report).toMatchObject({
    outcome: "accepted",
    kind: "findings",
    category: "static",
    subject: "artifact",
    formatVersion: "15.0.4",
    tool: { name: "Scanner", version: "2.1" },
    producedAt: "2026-01-02T03:05:05.000Z",
    counts: { results: 1, open: 1 },
  })
  expect(items).toMatchObject([
    {
      type: "finding",
      rule: "py.sqli",
      severity: "high",
      native: "High",
      file: "src/a.py",
      line: 4,
      pointer: "/vulnerabilities/0",
    },
  ])
})

test.for(["dast", "api_fuzzing"])("%s gives dynamic findings of an environment", (type) => {
  const location = { hostname: "https://u:p@shop.example", path: "/cart?token=abc", method: "GET", param: "q" }
  const resources = [{ method: "GET", url: "https://shop.example/" }]
  const value = of([issue({ location })], { scan: scan({ type, scanned_resources: resources }) })
  const { report, items } = readJson(value)
  expect(report).toMatchObject({
    kind: "findings",
    category: "dynamic",
    subject: "environment",
    counts: { requests: 1 },
  })
  expect(items).toMatchObject([{ url: "https://shop.example/cart" }])
})

test.for(["dependency_scanning", "container_scanning", "cluster_image_scanning"])(
  "%s gives vulnerabilities of components",
  (type) => {
    const value = of(
      [
        issue({
          identifiers: [
            { type: "gemnasium", name: "Gemnasium-1", value: "c0ffee" },
            { type: "cve", name: "CVE-2024-0001", value: "CVE-2024-0001" },
            { type: "ghsa", name: "GHSA-aaaa-bbbb-cccc", value: "GHSA-aaaa-bbbb-cccc" },
          ],
          location: { file: "go.sum", dependency: { package: { name: "x/net" }, version: "0.1.0" } },
          solution: "Upgrade to version 0.2.0 or above.",
        }),
      ],
      { scan: scan({ type }) },
    )
    const { report, items } = readJson(value)
    expect(report).toMatchObject({
      outcome: "accepted",
      kind: "vulnerabilities",
      category: "vulnerabilities",
      subject: "artifact",
      counts: { results: 1, vulnerabilities: 1 },
    })
    expect(items as VulnerabilityItem[]).toMatchObject([
      {
        type: "vulnerability",
        id: "CVE-2024-0001",
        aliases: ["GHSA-aaaa-bbbb-cccc"],
        component: "x/net",
        version: "0.1.0",
        path: "go.sum",
        severity: "high",
        fixedIn: ["0.2.0"],
      },
    ])
  },
)

test.for([
  ["Upgrade openssl to 1.1.1d-r0", "1.1.1d-r0"],
  ["Upgrade to versions 2.3, 3.1 or above.", "2.3, 3.1"],
])("the fix in %j is %s", ([solution, fixedIn]) => {
  const value = of([issue({ solution })], { scan: scan({ type: "container_scanning" }) })
  expect(readJson(value).items[0]).toMatchObject({ fixedIn: [fixedIn] })
})

test("no fix is named where there is none", () => {
  const value = of([issue({ solution: "No solution available." })], { scan: scan({ type: "container_scanning" }) })
  expect(readJson(value).items[0]).not.toHaveProperty("fixedIn")
})

test("before version 15 the category of a vulnerability tells the kind of scan", () => {
  const { report } = readJson({ version: "2.0", vulnerabilities: [issue({ category: "container_scanning" })] })
  expect(report).toMatchObject({ outcome: "accepted", kind: "vulnerabilities" })
})

describe("severities", () => {
  test.for([
    ["Critical", "critical", 0],
    ["High", "high", 0],
    ["Medium", "medium", 0],
    ["Low", "low", 0],
    ["Info", "info", 0],
    ["Unknown", "unknown", 0],
    ["Undefined", "unknown", 0],
    ["Severe", "unknown", 1],
    [undefined, "unknown", 1],
  ] as const)("%s is %s, with %d warnings", ([severity, is, warned]) => {
    const { report, items } = readJson(of([issue({ severity })]))
    expect(items[0]).toMatchObject({ severity: is })
    expect(report.warnings.filter(({ code }) => code === "unknown-severity")).toHaveLength(warned)
  })
})

describe("the fingerprint", () => {
  test("does not change with the line", () => {
    const at = (line: number) => finding({ location: { file: "a.py", start_line: line } }).fingerprint
    expect(at(4)).toBe(at(400))
  })

  test("is GitLab's own signature of the place where the report has it", () => {
    const signatures = [
      { algorithm: "location", value: "l" },
      { algorithm: "scope_offset", value: "a.py|run:2" },
    ]
    const tracking = { type: "source", items: [{ file: "a.py", line_start: 4, signatures }] }
    expect(finding({ tracking }).fingerprint).toBe("py.sqli | a.py||run:2")
  })
})

describe("what proves nothing is not accepted", () => {
  test.for([
    { what: "a clean scan", value: of([]), outcome: "accepted" },
    { what: "a failed scan", value: of([], { scan: scan({ status: "failure" }) }), outcome: "empty" },
    {
      what: "a failed scan that lists something",
      value: of([issue()], { scan: scan({ status: "failure" }) }),
      outcome: "empty",
    },
    { what: "a status of another kind", value: of([], { scan: scan({ status: true }) }), outcome: "empty" },
    { what: "nothing listed and no status", value: of([], { scan: { scanner: {}, type: "sast" } }), outcome: "unfit" },
    {
      what: "nothing listed and no scan in version 15",
      value: { version: "15.0.4", vulnerabilities: [] },
      outcome: "unfit",
    },
    {
      what: "nothing listed and no scan in version 2",
      value: { version: "2.3", vulnerabilities: [] },
      outcome: "accepted",
    },
    {
      what: "something listed and no scan",
      value: { version: "15.0.4", vulnerabilities: [issue()] },
      outcome: "accepted",
    },
    { what: "no list", value: { version: "15.0.4", scan: scan() }, outcome: "unfit" },
    {
      what: "a list that is null",
      value: { version: "15.0.4", vulnerabilities: null, scan: scan() },
      outcome: "unfit",
    },
    {
      what: "a DAST scan of no resource",
      value: of([], { scan: scan({ type: "dast", scanned_resources: [] }) }),
      outcome: "unfit",
    },
    { what: "a vulnerability that is no object", value: of([null]), outcome: "rejected" },
  ])("$what: $outcome", ({ value, outcome }) => {
    const found = readJson(value)
    expect(found.report.format).toBe("gitlab-security-json")
    expect(standingOf(found)).toBe(outcome)
  })

  test("two documents in one file are refused", () => {
    const file = JSON.stringify(of([]))
    expect(read(`${file}\n${file}`).report).toMatchObject({ outcome: "rejected", code: "malformed" })
  })
})

test("CycloneDX with vulnerabilities is not taken for one", () => {
  const bom = { bomFormat: "CycloneDX", specVersion: "1.6", version: 1, vulnerabilities: [{ id: "CVE-2024-1" }] }
  expect(readJson(bom).report.format).not.toBe("gitlab-security-json")
})

test("secrets, requests and personal data stay in the report", () => {
  const value = of(
    [
      issue({
        raw_source_code_extract: "AKIAxyz",
        evidence: { request: { headers: [{ name: "Authorization", value: "AKIAxyz" }] } },
      }),
    ],
    { scan: scan({ type: "secret_detection" }) },
  )
  expect(JSON.stringify(readJson(value))).not.toContain("AKIAxyz")
})
