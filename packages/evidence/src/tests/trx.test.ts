import { describe, expect, test } from "vitest"
import { read, tally } from "../../testing/reading.ts"

const NAMESPACE = 'xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"'
const run = (inside: string, attributes = NAMESPACE) => `<TestRun ${attributes}>${inside}</TestRun>`
const result = (outcome: string, inside = "", name = "Adds") =>
  `<UnitTestResult testId="a1" testName="${name}" ${outcome === "" ? "" : `outcome="${outcome}"`}>${inside}</UnitTestResult>`
const results = (...all: readonly string[]) => `<Results>${all.join("")}</Results>`
const DEFINITIONS = `<TestDefinitions><UnitTest name="Adds" storage="C:\\Users\\jane\\bin\\shop.tests.dll" id="A1">
  <TestCategory><TestCategoryItem TestCategory="smoke"/></TestCategory>
  <TestMethod codeBase="C:\\Users\\jane\\Shop.Tests.dll" className="Shop.CartTests, Shop.Tests, Version=1.0" name="Adds"/>
  </UnitTest></TestDefinitions>`
const summary = (outcome: string, counters = "", infos = "") =>
  `<ResultSummary outcome="${outcome}"><Counters ${counters}/>${infos}</ResultSummary>`
const info = (outcome: string, text: string) =>
  `<RunInfos><RunInfo computerName="build-7" outcome="${outcome}"><Text>${text}</Text></RunInfo></RunInfos>`
const codes = (xml: string) => read(xml).report.warnings.map(({ code }) => code)

describe("an outcome of the schema means what it says, and none is better than it sounds", () => {
  test.for([
    ["Passed", "passed"],
    ["Failed", "failed"],
    ["Error", "errored"],
    ["Timeout", "errored"],
    ["Aborted", "errored"],
    ["NotRunnable", "errored"],
    ["Disconnected", "errored"],
    ["PassedButRunAborted", "errored"],
    ["InProgress", "errored"],
    ["Pending", "errored"],
    ["Inconclusive", "skipped"],
    ["NotExecuted", "skipped"],
    ["passed", "passed"],
    ["", "errored"],
    ["Splendid", "errored"],
    ["constructor", "errored"],
  ])("%s: %s", ([outcome, status]) => {
    expect(read(run(results(result(outcome ?? "")))).facts[0]?.status).toBe(status)
  })

  test("a word the schema does not have is shown", () => {
    expect(codes(run(results(result("Splendid"))))).toContain("unknown-status")
  })
})

describe("results with inner results are counted by those", () => {
  const rows = `<InnerResults>${result("Passed", "", "Adds (1)")}${result("Failed", "", "Adds (2)")}</InnerResults>`

  test("rows of data are tests, the result around them is none", () => {
    const { report, facts } = read(run(results(result("Failed", rows), result("Passed", "", "Other"))))
    expect(report.counts).toMatchObject({ tests: 3, passed: 2, failed: 1, suiteErrors: 0 })
    expect(facts.map(({ name }) => name)).toEqual(["Adds (1)", "Adds (2)", "Other"])
  })

  test("inner results of inner results are counted at the innermost", () => {
    const nested = result("Failed", `<InnerResults>${result("Failed", rows)}</InnerResults>`)
    expect(tally(read(run(results(nested))))).toBe("1/1/0/0")
  })

  test("a result that failed although no row did is not lost", () => {
    const good = `<InnerResults>${result("Passed")}</InnerResults>`
    const { report } = read(run(results(result("Failed", good))))
    expect(report.counts).toMatchObject({ tests: 1, passed: 1, suiteErrors: 1 })
  })
})

describe("what a result belongs to stands in the definitions, wherever they are", () => {
  test.for([
    { where: "behind", xml: run(results(result("Passed")) + DEFINITIONS) },
    { where: "before", xml: run(DEFINITIONS + results(result("Passed"))) },
  ])("$where the results", ({ xml }) => {
    const { facts } = read(xml)
    expect(facts).toMatchObject([{ id: "shop.tests.dll::Shop.CartTests::Adds", tags: ["smoke"] }])
    expect(JSON.stringify(facts)).not.toContain("jane")
  })

  test("a whole name does not say the class twice", () => {
    const xml = run(results(result("Passed", "", "Shop.CartTests.Adds(x: 1)")) + DEFINITIONS)
    expect(read(xml).facts[0]).toMatchObject({ class: "Shop.CartTests", name: "Adds(x: 1)" })
  })

  test("definitions without a result are no tests", () => {
    expect(read(run(`<Results/>${DEFINITIONS}`)).report).toMatchObject({ outcome: "empty", code: "no-tests" })
  })
})

describe("the summary may know what the results do not say", () => {
  const passed = results(result("Passed"))
  test.for([
    { what: "completed", xml: summary("Completed", 'total="1" passed="1"'), suiteErrors: 0 },
    {
      what: "passed with a warning of the run",
      xml: summary("Completed", "", info("Warning", "slow")),
      suiteErrors: 0,
    },
    { what: "failed although no test did", xml: summary("Failed", 'total="1" failed="0"'), suiteErrors: 1 },
    { what: "aborted", xml: summary("Aborted"), suiteErrors: 1 },
    { what: "timed out", xml: summary("Timeout"), suiteErrors: 1 },
    { what: "more failures counted than listed", xml: summary("Failed", 'total="2" failed="1"'), suiteErrors: 1 },
    {
      what: "a test host that crashed",
      xml: summary("Failed", "", info("Error", "The active test run was aborted. Reason: Test host process crashed")),
      suiteErrors: 1,
    },
  ])("$what: $suiteErrors trouble(s)", ({ xml, suiteErrors }) => {
    const { report } = read(run(passed + xml))
    expect(report).toMatchObject({ outcome: "accepted", counts: { tests: 1, passed: 1, suiteErrors } })
  })

  test("failed tests that the adapter repeats as errors of the run are no news", () => {
    const { report } = read(run(results(result("Failed")) + summary("Failed", "", info("Error", "Adds [FAIL]"))))
    expect(report.counts).toMatchObject({ failed: 1, suiteErrors: 0 })
    expect(report.warnings).toEqual([])
  })

  test("counters may count a result and its inner results", () => {
    const inner = result("Failed", `<InnerResults>${result("Failed")}</InnerResults>`)
    expect(codes(run(results(inner) + summary("Failed", 'total="2" failed="2"')))).toEqual([])
    expect(codes(run(results(inner) + summary("Failed", 'total="9" failed="2"')))).toEqual(["header-disagrees"])
  })
})

test("message, stack, duration and time are taken, the machine's name is not", () => {
  const error =
    "<Output><StdOut>noise</StdOut><ErrorInfo><Message>No.</Message><StackTrace>at x</StackTrace></ErrorInfo></Output>"
  const failed = result("Failed", error).replace(
    "testName",
    'computerName="build-7" duration="00:01:02.5000000" testName',
  )
  const times = '<Times start="2026-11-20T10:00:00.0000000+01:00" finish="2026-11-20T10:02:00.0000000+01:00"/>'
  const { report, facts } = read(run(times + results(failed)))
  expect(facts[0]).toMatchObject({ message: "No.\nat x", durationMs: 62_500 })
  expect(report.producedAt).toBe("2026-11-20T09:02:00.000Z")
  expect(JSON.stringify({ report, facts })).not.toContain("build-7")
})

describe("which `TestRun` it is", () => {
  test.for([
    { xml: run(results(result("Passed"))), format: "trx" },
    { xml: run(results(result("Passed")), NAMESPACE.replace("2010", "2006")), format: "trx" },
    { xml: run(results(result("Passed")), ""), format: "trx" },
    { xml: run("<FailedTests/><SuccessfulTests/><Statistics/>", ""), format: "native-xml-unsupported" },
  ])("$format", ({ xml, format }) => {
    expect(read(xml).report.format).toBe(format)
  })
})
