import type { FindingItem } from "@promotrail/core"
import { describe, expect, test } from "vitest"
import { read, standingOf } from "../../testing/reading.ts"
import { HOME } from "../../testing/homes.ts"

const readJson = (value: unknown) => {
  const { report, items } = read(typeof value === "string" ? value : JSON.stringify(value))
  return { report, found: items as FindingItem[] }
}
const codes = (value: unknown) => readJson(value).report.warnings.map(({ code }) => code)

describe("Semgrep", () => {
  const one = (extra: object = {}) => ({
    check_id: "py.eval",
    path: "./src/a.py",
    start: { line: 4, col: 1 },
    extra: { message: "do not\neval", severity: "ERROR", metadata: {}, ...extra },
  })
  const run = (results: readonly unknown[], more: object = {}) => ({ results, errors: [], version: "1.90.0", ...more })

  test("gives every result with place, title and version", () => {
    const { report, found } = readJson(run([one()], { paths: { scanned: ["src/a.py", "src/b.py"] } }))
    expect(report).toMatchObject({
      outcome: "accepted",
      counts: { results: 1, open: 1, suppressed: 0, files: 2 },
      tool: { name: "Semgrep", version: "1.90.0" },
    })
    expect(found).toMatchObject([
      {
        rule: "py.eval",
        severity: "high",
        native: "ERROR",
        file: "src/a.py",
        line: 4,
        title: "do not",
        pointer: "/results/0",
      },
    ])
  })

  test.for([
    ["CRITICAL", "critical"],
    ["HIGH", "high"],
    ["ERROR", "high"],
    ["WARNING", "medium"],
    ["MEDIUM", "medium"],
    ["LOW", "low"],
    ["INFO", "low"],
    ["INVENTORY", "info"],
    ["BLAZING", "unknown"],
    [undefined, "unknown"],
  ] as const)("severity %s is %s", ([word, severity]) => {
    expect(readJson(run([one({ severity: word })])).found[0]?.severity).toBe(severity)
  })

  test("an unknown severity is warned about", () => {
    expect(codes(run([one({ severity: "BLAZING" })]))).toEqual(["unknown-severity"])
  })

  test("what the source ignores is suppressed and still a result", () => {
    const { report, found } = readJson(run([one({ is_ignored: true })]))
    expect(report.counts).toMatchObject({ results: 1, open: 0, suppressed: 1 })
    expect(found[0]).toMatchObject({ state: "suppressed", suppressedBy: "nosemgrep" })
  })

  test("its fingerprint is taken, unless it was withheld", () => {
    const print = (fingerprint: string) => readJson(run([one({ fingerprint })])).found[0]?.fingerprint
    expect(print("abc_0")).toBe("py.eval | abc_0")
    expect(print("requires login")).toBe(readJson(run([one()])).found[0]?.fingerprint)
  })

  const failed = { level: "error", type: "Rule parse error", message: "rule py.eval" }
  test.for([
    { what: "nothing found and a broken rule", value: run([], { errors: [failed] }), outcome: "unfit" },
    {
      what: "only ignored results and a broken rule",
      value: run([one({ is_ignored: true })], { errors: [failed] }),
      outcome: "unfit",
    },
    {
      what: "an error of an early version, without level",
      value: run([], { errors: [{ type: "SourceParseError" }] }),
      outcome: "unfit",
    },
    { what: "nothing found in no file", value: run([], { paths: { scanned: [] } }), outcome: "unfit" },
    { what: "nothing found", value: run([]), outcome: "accepted" },
    {
      what: "nothing found and a warning",
      value: run([], { errors: [{ level: "warn", type: ["PartialParsing", []] }] }),
      outcome: "accepted",
    },
    { what: "a result beside a broken rule", value: run([one()], { errors: [failed] }), outcome: "accepted" },
    {
      what: "a result although no file is listed",
      value: run([one()], { paths: { scanned: [] } }),
      outcome: "accepted",
    },
    { what: "a result that is no object", value: { errors: [], results: [one(), 3] }, outcome: "rejected" },
  ])("$what: $outcome", ({ value, outcome }) => {
    const found = readJson(value)
    expect(found.report.format).toBe("semgrep-json")
    expect(standingOf(found)).toBe(outcome)
  })

  test("its cloud's list of vulnerable dependencies is read, and a page of it is called one", () => {
    const vuln = (status: string) => ({
      title: "Bad grpc",
      advisory: { ruleId: "ssc-1", severity: "HIGH" },
      dependencyFileLocation: { path: "req.txt", startLine: "22" },
      matchedDependency: { name: "grpcio" },
      triage: { status, dismissReason: "ACCEPTABLE_RISK" },
    })
    const value = { vulns: [vuln("NEW"), vuln("IGNORED"), vuln("FIXED")], hasMore: true }
    const { report, found } = readJson(value)
    expect(report.counts).toMatchObject({ results: 3, open: 1, suppressed: 1, absent: 1 })
    expect(found[0]).toMatchObject({ rule: "ssc-1", severity: "high", file: "req.txt", line: 22 })
    expect(codes(value)).toEqual(["list-cut"])
  })

  test("is recognised although its results stand behind many scanned files", () => {
    const scanned = Array.from({ length: 9_000 }, (_, i) => `src/file${i}.py`)
    const value = { errors: [], paths: { scanned }, results: [one()] }
    expect(readJson(value).report).toMatchObject({ format: "semgrep-json", counts: { results: 1, files: 9_000 } })
  })

  test("Bandit's report, which has the same two lists, is not taken for one", () => {
    const bandit = { errors: [], generated_at: "x", metrics: {}, results: [] }
    expect(readJson(bandit).report.format).toBe(null)
    expect(readJson({ ...bandit, results: [{ test_id: "B101" }] }).report.format).toBe(null)
  })
})

describe("Checkov", () => {
  const check = (more: object = {}) => ({
    check_id: "CKV_1",
    check_name: "Encrypt it",
    file_path: "/main.tf",
    file_line_range: [3, 9],
    resource: "bucket.a",
    severity: null,
    ...more,
  })
  const block = (failed: readonly unknown[], summary: object | null = {}, more: object = {}) => ({
    check_type: "terraform",
    results: { passed_checks: [], failed_checks: failed, skipped_checks: [], parsing_errors: [], ...more },
    ...(summary === null
      ? {}
      : {
          summary: {
            passed: 0,
            failed: failed.length,
            skipped: 0,
            parsing_errors: 0,
            checkov_version: "3.2",
            ...summary,
          },
        }),
  })

  test("gives failed checks as open and skipped ones as suppressed findings", () => {
    const skipped = check({ check_result: { result: "SKIPPED", suppress_comment: "by design" } })
    const { report, found } = readJson(
      block([check({ severity: "HIGH" })], { passed: 5, skipped: 1 }, { skipped_checks: [skipped] }),
    )
    expect(report).toMatchObject({
      outcome: "accepted",
      counts: { results: 1, open: 1, suppressed: 1, checks: 7, blocks: 1 },
      tool: { name: "Checkov", version: "3.2" },
    })
    expect(found).toMatchObject([
      { rule: "CKV_1", severity: "high", state: "open", file: "main.tf", line: 3, title: "Encrypt it" },
      { state: "suppressed", suppressedBy: "skipped: by design" },
    ])
  })

  test("without a platform key nothing has a severity, which is unknown and not low", () => {
    expect(readJson(block([check()])).found[0]).toMatchObject({ severity: "unknown", native: "" })
  })

  test("several blocks are one report", () => {
    const { report, found } = readJson([block([check()]), block([check(), check({ resource: "bucket.b" })])])
    expect(report.counts).toMatchObject({ results: 3, blocks: 2 })
    expect(found.map(({ pointer }) => pointer)).toEqual([
      "/0/results/failed_checks/0",
      "/1/results/failed_checks/0",
      "/1/results/failed_checks/1",
    ])
  })

  const figures = { passed: 0, failed: 0, skipped: 0, parsing_errors: 0, resource_count: 0, checkov_version: "3.2" }
  test.for([
    { what: "passed checks alone", value: block([], { passed: 4 }), outcome: "accepted" },
    { what: "no check at all", value: block([]), outcome: "unfit" },
    { what: "figures of a run over nothing", value: figures, outcome: "unfit" },
    { what: "figures of a run in which something failed", value: { ...figures, failed: 2 }, outcome: "unfit" },
    {
      what: "a file that was not parsed and nothing failed",
      value: block([], { passed: 4, parsing_errors: 1 }),
      outcome: "unfit",
    },
    { what: "failed checks that are counted but not listed", value: block([], { failed: 3 }), outcome: "unfit" },
    { what: "a list that is longer than its summary", value: block([check()], { failed: 0 }), outcome: "accepted" },
    { what: "a list without a summary", value: block([check()], null), outcome: "accepted" },
    { what: "a check that is no object", value: block(["CKV_1"]), outcome: "rejected" },
  ])("$what: $outcome", ({ value, outcome }) => {
    const found = readJson(value)
    expect(found.report.format).toBe("checkov-json")
    expect(standingOf(found)).toBe(outcome)
  })

  test("a summary that disagrees is told, one that is missing does not disagree", () => {
    expect(codes(block([check({ severity: "LOW" })], { failed: 9 }))).toEqual(["summary-disagrees"])
    expect(codes(block([check({ severity: "LOW" })], null))).toEqual([])
  })
})

describe("ESLint", () => {
  const file = (messages: readonly object[], more: object = {}) => ({
    filePath: `${HOME}/runner/work/shop/shop/src/a.js`,
    messages,
    errorCount: messages.length,
    warningCount: 0,
    ...more,
  })
  const message = (more: object = {}) => ({ ruleId: "no-eval", severity: 2, message: "no eval", line: 7, ...more })

  test("gives every message, errors and warnings", () => {
    const value = [file([message(), message({ severity: 1, line: 9 })]), file([])]
    const { report, found } = readJson(value)
    expect(report).toMatchObject({ outcome: "accepted", counts: { results: 2, open: 2, files: 2 } })
    expect(found).toMatchObject([
      { rule: "no-eval", severity: "high", native: "error", file: "src/a.js", line: 7, pointer: "/0/messages/0" },
      { severity: "medium", native: "warning", line: 9 },
    ])
  })

  test("a file that cannot be parsed is a finding, not a clean file", () => {
    const { found } = readJson([file([{ ruleId: null, fatal: true, severity: 2, message: "Parsing error" }])])
    expect(found).toMatchObject([{ rule: "parse-error", severity: "high" }])
  })

  test("suppressed messages are no results", () => {
    const suppressed = message({ suppressions: [{ kind: "directive", justification: "legacy" }] })
    const { report, found } = readJson([file([], { suppressedMessages: [suppressed] })])
    expect(report.counts).toMatchObject({ results: 0, open: 0, suppressed: 1 })
    expect(found[0]?.suppressedBy).toBe("directive: legacy")
  })

  test.for([
    { what: "clean files", value: [file([])], outcome: "accepted" },
    {
      what: "the form with metadata",
      value: { results: [file([message()])], metadata: { cwd: "/x" } },
      outcome: "accepted",
    },
    { what: "messages that are counted but not listed", value: [file([], { errorCount: 3 })], outcome: "unfit" },
    { what: "a file without messages", value: [file([]), { filePath: "b.js" }], outcome: "unfit" },
    { what: "a file that is no object", value: [file([]), 7], outcome: "rejected" },
  ])("$what: $outcome", ({ value, outcome }) => {
    const found = readJson(value)
    expect(found.report.format).toBe("eslint-json")
    expect(standingOf(found)).toBe(outcome)
  })
})

describe("GitLab code quality", () => {
  const issue = (more: object = {}) => ({
    description: "Long method",
    check_name: "method_length",
    fingerprint: "f00",
    severity: "major",
    location: { path: "a.rb", lines: { begin: 12 } },
    ...more,
  })

  test.for([
    ["blocker", "critical"],
    ["critical", "high"],
    ["major", "medium"],
    ["minor", "low"],
    ["info", "info"],
    ["terrible", "unknown"],
    [undefined, "unknown"],
  ] as const)("severity %s is %s", ([word, severity]) => {
    expect(readJson([issue({ severity: word })]).found[0]?.severity).toBe(severity)
  })

  test("gives every issue with its fingerprint; measurements are none", () => {
    const begin = { path: "b.rb", positions: { begin: { line: 5, column: 1 } } }
    const value = [
      issue(),
      issue({ fingerprint: "f01", location: begin }),
      { type: "measurement", name: "lines", value: 3 },
    ]
    const { report, found } = readJson(value)
    expect(report.counts).toMatchObject({ results: 2, open: 2 })
    expect(found).toMatchObject([
      { file: "a.rb", line: 12, fingerprint: "method_length | f00" },
      { file: "b.rb", line: 5 },
    ])
  })

  test("line 0 is no line", () => {
    expect(readJson([issue({ location: { path: "a", lines: { begin: 0 } } })]).found[0]).not.toHaveProperty("line")
  })

  test("an issue that is no object is refused", () => {
    expect(readJson([issue(), null]).report.outcome).toBe("rejected")
  })
})
