import { describe, expect, test } from "vitest"
import { read, tally } from "../../testing/reading.ts"
import { HOME } from "../../testing/homes.ts"

const run = (inside: string, header = 'testcasecount="1"') => `<test-run id="2" ${header}>${inside}</test-run>`
const suite = (inside: string, header = 'name="Cart"') => `<test-suite ${header}>${inside}</test-suite>`
const one = (attributes: string, inside = "") =>
  `<test-case name="Adds" fullname="Shop.CartTests.Adds" classname="Shop.CartTests" ${attributes}>${inside}</test-case>`

describe("result and label together say how a test ended", () => {
  test.for([
    { says: 'result="Passed"', status: "passed" },
    { says: 'result="Warning"', status: "passed" },
    { says: 'result="Failed"', status: "failed" },
    { says: 'result="Failed" label="Error"', status: "errored" },
    { says: 'result="Failed" label="Invalid"', status: "errored" },
    { says: 'result="Failed" label="Cancelled"', status: "errored" },
    { says: 'result="Failed" label="Test exceeded Timeout value 1ms."', status: "failed" },
    { says: 'result="Skipped" label="Ignored"', status: "skipped" },
    { says: 'result="Skipped" label="Explicit"', status: "skipped" },
    { says: 'result="Skipped" runstate="NotRunnable"', status: "errored" },
    { says: 'result="Inconclusive"', status: "skipped" },
    { says: 'result="Splendid"', status: "errored" },
    { says: 'runstate="Runnable"', status: "errored" },
  ])("$says: $status", ({ says, status }) => {
    const other = one('result="Passed"').replaceAll("Adds", "Other")
    expect(read(run(suite(one(says) + other))).facts[0]?.status).toBe(status)
  })
})

describe("the result of an assembly may stand alone, without the run around it", () => {
  const header = 'type="Assembly" name="Shop.dll" result="Failed" site="Child" end-time="2026-03-01 10:00:00Z"'
  const cases = one('result="Passed"') + one('result="Failed"').replaceAll("Adds", "Pays")

  test("its tests count like those of a run", () => {
    const result = read(suite(suite(cases), `${header} testcasecount="2" failed="1"`))
    const { report, facts } = result
    expect(report).toMatchObject({ format: "nunit3-xml", outcome: "accepted", producedAt: "2026-03-01T10:00:00.000Z" })
    expect(tally(result)).toBe("1/1/0/0")
    expect(facts[0]?.suite).toBe("Shop.dll")
  })

  test("failures that only its header knows are not lost", () => {
    const { report } = read(suite(one('result="Passed"'), 'name="Shop.dll" testcasecount="2" failed="1"'))
    expect(report.counts).toMatchObject({ passed: 1, suiteErrors: 1 })
  })

  test("without tests it proves nothing, and other tools' suites are not taken for it", () => {
    expect(read(suite("", `${header} testcasecount="2"`)).report.outcome).toBe("empty")
    expect(read(suite(cases)).report.outcome).toBe("unsupported")
    const allure1 = `<a:test-suite xmlns:a="urn:model.allure.qatools.yandex.ru" testcasecount="1">${cases}</a:test-suite>`
    expect(read(allure1).report).toMatchObject({ format: "native-xml-unsupported", outcome: "unsupported" })
  })
})

test("a list of tests that were not run is no result", () => {
  const { report } = read(run(suite(one('runstate="Runnable"'))))
  expect(report).toMatchObject({ outcome: "empty", code: "nothing-measured" })
  expect(report.counts["passed"]).toBe(0)
})

describe("a suite can fail on its own", () => {
  const failure = (message: string) => `<failure><message>${message}</message></failure>`
  const passed = one('result="Passed"')
  const failed = one('result="Failed"')
  test.for([
    {
      what: "a tear-down that threw",
      xml: suite(passed + failure("x"), 'result="Failed" site="TearDown"'),
      troubles: 1,
    },
    { what: "a set-up that threw", xml: suite(failed + failure("x"), 'result="Failed" site="SetUp"'), troubles: 1 },
    { what: "a failed test inside", xml: suite(failed + failure("x"), 'result="Failed" site="Child"'), troubles: 0 },
    {
      what: "a failed test inside, by message",
      xml: suite(failed + failure("One or more child tests had errors"), 'result="Failed"'),
      troubles: 0,
    },
    { what: "no reason at all", xml: suite(passed, 'result="Failed"'), troubles: 1 },
    {
      what: "a suite inside that failed",
      xml: suite(suite(passed, 'result="Failed"'), 'result="Failed"'),
      troubles: 1,
    },
    {
      what: "a fixture that could not be made",
      xml:
        suite(passed) + suite("<reason><message>no constructor</message></reason>", 'result="Skipped" label="Invalid"'),
      troubles: 1,
    },
    { what: "all is well", xml: suite(passed, 'result="Passed"'), troubles: 0 },
  ])("$what: $troubles", ({ xml, troubles }) => {
    expect(read(run(xml)).report.counts["suiteErrors"]).toBe(troubles)
  })

  test("an assembly that could not be loaded is no pass, and says why", () => {
    const xml = suite(
      "<reason><message>File not found: shop.dll</message></reason>",
      `type="Assembly" name="${HOME}/jane/shop.dll" runstate="NotRunnable" result="Failed" label="Invalid"`,
    )
    const { report } = read(run(xml, 'testcasecount="0" result="Failed"'))
    expect(report).toMatchObject({ outcome: "empty", code: "suites-failed-without-tests" })
    expect(report.reason).toContain("File not found")
  })

  test("failures that only the header counts are not lost", () => {
    expect(read(run(suite(passed), 'total="1" failed="1"')).report.counts).toMatchObject({ passed: 1, suiteErrors: 1 })
  })
})

test("a test is told apart by assembly, fixture with its arguments, and name", () => {
  const cases = ["1", "2"].map(
    (row) => `<test-case name="Adds" fullname="Shop.Cart(${row}).Adds" classname="Shop.Cart" result="Passed"/>`,
  )
  const xml = run(suite(suite(cases.join("")), 'type="Assembly" name="C:\\Users\\jane\\Shop.dll" result="Passed"'))
  expect(read(xml).facts.map(({ id }) => id)).toEqual(["Shop.dll::Shop.Cart(1)::Adds", "Shop.dll::Shop.Cart(2)::Adds"])
})

test("message, stack, categories, duration and time are taken; environment and command line are not", () => {
  const inside = `<properties><property name="Category" value="smoke"/><property name="_PID" value="7"/></properties>
    <failure><message><![CDATA[No.]]></message><stack-trace>at x</stack-trace></failure>`
  const xml = run(
    `<command-line>nunit3-console secret</command-line>${suite(
      `<environment framework-version="3.13.2.0" user="jane" machine-name="build-7"/>${one('result="Failed" duration="0.5"', inside)}`,
    )}`,
    'total="1" failed="1" end-time="2026-11-20 10:00:00Z"',
  )
  const { report, facts } = read(xml)
  expect(facts[0]).toMatchObject({ message: "No.\nat x", tags: ["smoke"], durationMs: 500 })
  expect(report).toMatchObject({
    tool: { name: "NUnit", version: "3.13.2.0" },
    producedAt: "2026-11-20T10:00:00.000Z",
  })
  expect(JSON.stringify({ report, facts })).not.toMatch(/jane|build-7|secret/)
})

test("early versions have the date apart and call the duration time", () => {
  const { report, facts } = read(
    run(suite(one('result="Passed" time="0.25"')), 'testcasecount="1" run-date="2011-07-26" start-time="11:34:27"'),
  )
  expect(report.producedAt).toBe("2011-07-26T11:34:27.000Z")
  expect(facts[0]?.durationMs).toBe(250)
})

test("the messages of single assertions are not the test's", () => {
  const inside =
    '<failure><message>all</message></failure><assertions><assertion result="Failed"><message>one</message></assertion></assertions>'
  expect(read(run(suite(one('result="Failed"', inside)))).facts[0]?.message).toBe("all")
  expect(tally(read(run(suite(one('result="Failed"', inside)))))).toBe("0/1/0/0")
})
