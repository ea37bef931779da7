import { describe, expect, test } from "vitest"
import { read, tally } from "../../testing/reading.ts"

const assembly = (inside: string, header = 'name="C:\\Users\\jane\\Shop.Tests.dll"') =>
  `<assembly ${header}>${inside}</assembly>`
const all = (...assemblies: readonly string[]) => `<assemblies>${assemblies.join("")}</assemblies>`
const collection = (inside: string) => `<collection>${inside}</collection>`
const one = (result: string, inside = "") =>
  `<test name="Shop.CartTests.Adds(x: 1)" type="Shop.CartTests" method="Adds" time="0.5"${result === "" ? "" : ` result="${result}"`}>${inside}</test>`

describe("the result of a test", () => {
  test.for([
    ["Pass", "passed"],
    ["Fail", "failed"],
    ["Skip", "skipped"],
    ["NotRun", "skipped"],
    ["", "errored"],
    ["Splendid", "errored"],
  ])("%s: %s", ([result, status]) => {
    expect(read(all(assembly(collection(one(result ?? ""))))).facts[0]?.status).toBe(status)
  })

  test("a failure inside outranks a word that says otherwise", () => {
    expect(tally(read(all(assembly(collection(one("Pass", "<failure><message>m</message></failure>"))))))).toBe(
      "0/1/0/0",
    )
  })
})

describe("errors outside of tests are no tests and are not lost", () => {
  const error =
    '<errors><error type="assembly-cleanup" name="x"><failure><message>m</message><stack-trace>at x</stack-trace></failure></error></errors>'

  test("an error of an assembly", () => {
    const { report, facts } = read(all(assembly(error + collection(one("Pass")), 'name="a.dll" errors="1"')))
    expect(report.counts).toMatchObject({ tests: 1, passed: 1, errored: 0, suiteErrors: 1 })
    expect(facts[0]).toMatchObject({ suiteLevel: true, suite: "a.dll", message: "m\nat x" })
  })

  test("an error and no test", () => {
    expect(read(all(assembly(error))).report).toMatchObject({ outcome: "empty", code: "suites-failed-without-tests" })
  })

  test("a failure of a class, in version 1", () => {
    const xml = assembly(`<class name="Shop.CartTests">${one("Pass")}<failure><message>m</message></failure></class>`)
    expect(read(xml).report.counts).toMatchObject({ tests: 1, passed: 1, suiteErrors: 1 })
  })

  test.for([
    { header: 'total="1" failed="1"', suiteErrors: 1 },
    { header: 'total="1" errors="1"', suiteErrors: 1 },
    { header: 'total="1" failed="0" errors="0"', suiteErrors: 0 },
  ])("failures and errors that only the header counts: $header", ({ header, suiteErrors }) => {
    expect(read(all(assembly(collection(one("Pass")), header))).report.counts).toMatchObject({ passed: 1, suiteErrors })
  })
})

test("rows of a theory are told apart, machines are not named", () => {
  const rows = one("Pass") + one("Fail").replace("x: 1", "x: 2")
  const { facts } = read(all(assembly(collection(rows))))
  expect(facts.map(({ id }) => id)).toEqual([
    "Shop.Tests.dll::Shop.CartTests::Adds(x: 1)",
    "Shop.Tests.dll::Shop.CartTests::Adds(x: 2)",
  ])
  expect(JSON.stringify(facts)).not.toContain("jane")
})

test.for([
  { inside: "<reason><![CDATA[later]]></reason>", message: "later" },
  { inside: "<reason><message>later</message></reason>", message: "later" },
])("the reason of a skip is taken: $inside", ({ inside, message }) => {
  expect(read(all(assembly(collection(one("Skip", inside))))).facts[0]?.message).toBe(message)
})

test("traits that are categories are tags; time and tool come from the header", () => {
  const traits = '<traits><trait name="Category" value="smoke"/><trait name="Owner" value="jane"/></traits>'
  const { report, facts } = read(
    all(
      assembly(
        collection(one("Pass", traits)),
        'test-framework="xUnit.net 2.9.0" run-date="2026-11-20" run-time="10:00:00" total="1"',
      ),
    ),
  )
  expect(facts[0]).toMatchObject({ tags: ["smoke"], durationMs: 500 })
  expect(report).toMatchObject({
    producedAt: "2026-11-20T10:00:00.000Z",
    tool: { name: "xUnit.net", version: "2.9.0" },
  })
  expect(JSON.stringify(facts)).not.toContain("jane")
})

describe("which `assembly` it is", () => {
  test.for([
    { xml: all(), format: "xunit-v2-xml" },
    { xml: assembly(collection(one("Pass")), ""), format: "xunit-v2-xml" },
    { xml: '<assembly xmlns="urn:schemas-microsoft-com:asm.v1"/>', format: null },
    { xml: '<assembly xmlns="http://maven.apache.org/ASSEMBLY/2.2.0"><id>x</id></assembly>', format: null },
  ])("$format", ({ xml, format }) => {
    expect(read(xml).report.format).toBe(format)
  })
})

test("no test is no pass", () => {
  expect(read(all(assembly("<errors/>", 'total="7"'))).report).toMatchObject({ outcome: "empty", code: "no-tests" })
})
