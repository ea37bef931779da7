import { describe, expect, test } from "vitest"
import { read, tally } from "../../testing/reading.ts"

const robot = (inside: string, header = 'generator="Robot 7.0 (Python 3.12.0 on linux)"') =>
  `<robot ${header}>${inside}</robot>`
const suite = (inside: string, header = 'name="Shop"') => `<suite ${header}>${inside}</suite>`
const status = (word: string, text = "", more = "") => `<status status="${word}" ${more}>${text}</status>`
const one = (inside: string, name = "Adds") => `<test name="${name}">${inside}</test>`
const keyword = (word: string, type = "") =>
  `<kw name="Log"${type === "" ? "" : ` type="${type}"`}>${status(word, "why")}</kw>`

describe("the last status directly under a test is the test's", () => {
  test.for([
    { what: "PASS", inside: status("PASS"), is: "passed" },
    { what: "FAIL", inside: status("FAIL", "No."), is: "failed" },
    { what: "SKIP", inside: status("SKIP"), is: "skipped" },
    { what: "NOT RUN", inside: status("NOT RUN"), is: "skipped" },
    { what: "none", inside: "", is: "errored" },
    { what: "one nobody knows", inside: status("SPLENDID"), is: "errored" },
    { what: "a keyword's is another's", inside: keyword("PASS") + status("FAIL"), is: "failed" },
    { what: "a keyword that failed and was caught", inside: keyword("FAIL") + status("PASS"), is: "passed" },
    { what: "only a keyword's", inside: keyword("PASS"), is: "errored" },
    { what: "two of them", inside: status("PASS") + status("FAIL"), is: "failed" },
    {
      what: "below loops and branches",
      inside: `<for><iter>${keyword("FAIL")}${status("FAIL")}</iter>${status("FAIL")}</for>${status("PASS")}`,
      is: "passed",
    },
  ])("$what: $is", ({ inside, is }) => {
    expect(read(robot(suite(one(inside)))).facts[0]?.status).toBe(is)
  })
})

describe("what happens around tests is no test and is not lost", () => {
  const passed = one(status("PASS"))
  test.for([
    {
      what: "a tear-down that failed, before version 4",
      inside: passed + keyword("FAIL", "teardown") + status("FAIL"),
      troubles: 1,
    },
    {
      what: "a tear-down that failed, since version 4",
      inside: passed + keyword("FAIL", "TEARDOWN") + status("FAIL"),
      troubles: 1,
    },
    {
      what: "a set-up that failed",
      inside: keyword("FAIL", "SETUP") + one(status("FAIL")) + status("FAIL"),
      troubles: 1,
    },
    { what: "a tear-down that passed", inside: passed + keyword("PASS", "TEARDOWN") + status("PASS"), troubles: 0 },
    { what: "a suite that failed by itself", inside: passed + status("FAIL", "why"), troubles: 1 },
    { what: "a suite of which a test failed", inside: one(status("FAIL")) + status("FAIL"), troubles: 0 },
    {
      what: "a keyword below a tear-down that failed and was caught",
      inside: `${passed}<kw type="TEARDOWN">${keyword("FAIL")}${status("PASS")}</kw>`,
      troubles: 0,
    },
    {
      what: "a suite whose results are elsewhere",
      inside: passed + suite(status("PASS"), 'name="x" src="x.xml"'),
      troubles: 1,
    },
  ])("$what: $troubles", ({ inside, troubles }) => {
    expect(read(robot(suite(inside))).report.counts["suiteErrors"]).toBe(troubles)
  })

  test("a failed tear-down leaves the tests the status they had", () => {
    const { report, facts } = read(robot(suite(passed + keyword("FAIL", "teardown") + status("FAIL"))))
    expect(report.counts).toMatchObject({ tests: 1, passed: 1, failed: 0, suiteErrors: 1 })
    expect(facts[1]).toMatchObject({ suiteLevel: true, suite: "Shop", message: "why" })
  })

  test("results that are all in other files prove nothing here", () => {
    const { report } = read(robot(suite(suite(status("PASS"), 'name="x" src="x.xml"'))))
    expect(report).toMatchObject({ outcome: "empty", code: "suites-failed-without-tests" })
  })

  test("failures that only the statistics count are not lost", () => {
    const statistics =
      '<statistics><total><stat pass="0" fail="1">All Tests</stat></total><suite><stat>Shop</stat></suite></statistics>'
    expect(read(robot(suite(passed) + statistics)).report.counts).toMatchObject({ tests: 1, suiteErrors: 1 })
  })
})

test("suites make the path; tags are those of the test, in the words of every version", () => {
  const old = one(`<tags><tag>smoke</tag></tags>${status("PASS")}`, "Old")
  const young = one(`<kw><tag>keyword</tag></kw><tag>slow</tag>${status("PASS")}`, "Young").replace(
    "<test ",
    '<test line="7" ',
  )
  const { facts } = read(robot(suite(suite(old + young, 'name="Cart"'))))
  expect(facts).toMatchObject([
    { id: "Shop/Cart::::Old", tags: ["smoke"] },
    { id: "Shop/Cart::::Young", tags: ["slow"], line: 7 },
  ])
})

test.for([
  {
    version: "6",
    more: 'starttime="20261120 10:00:00.000" endtime="20261120 10:00:01.500"',
    at: "2026-11-20T10:00:01.500Z",
  },
  { version: "7", more: 'start="2026-11-20T10:00:00.000000" elapsed="1.5"', at: "2026-11-20T10:00:00.000Z" },
])("times and durations as version $version writes them", ({ more, at }) => {
  const { report, facts } = read(robot(suite(one(status("PASS", "", more)) + status("PASS", "", more))))
  expect(facts[0]?.durationMs).toBe(1500)
  expect(report).toMatchObject({ producedAt: at, tool: { name: "Robot Framework", version: "7.0" } })
})

test("keywords may call deeper than elements of other reports may nest; not without end", () => {
  const deep = (depth: number) => robot(suite(one("<kw>".repeat(depth) + "</kw>".repeat(depth) + status("PASS"))))
  expect(tally(read(deep(200)))).toBe("1/0/0/0")
  expect(read(deep(1000)).report).toMatchObject({ outcome: "rejected", code: "too-large" })
})

describe("which `robot` it is", () => {
  test.for([
    { xml: robot(suite(one(status("PASS"))), ""), format: "robot-xml" },
    { xml: '<robot name="arm"><link name="base"/><joint name="a" type="fixed"/></robot>', format: null },
  ])("$format", ({ xml, format }) => {
    expect(read(xml).report.format).toBe(format)
  })
})
