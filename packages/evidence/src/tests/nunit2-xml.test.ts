import { describe, expect, test } from "vitest"
import { read, tally } from "../../testing/reading.ts"

const run = (inside: string, header = 'name="tests.dll"') => `<test-results ${header}>${inside}</test-results>`
const suite = (inside: string, header = 'name="Cart" success="True"') =>
  `<test-suite ${header}><results>${inside}</results></test-suite>`
const one = (attributes: string, inside = "") =>
  `<test-case name="Shop.CartTests.Adds" ${attributes}>${inside}</test-case>`
const FAILURE = "<failure><message>No.</message><stack-trace>at x</stack-trace></failure>"

describe("result, or executed and success before there was one, say how a test ended", () => {
  test.for([
    { says: 'executed="True" success="True"', status: "passed" },
    { says: 'executed="True" success="False"', status: "failed" },
    { says: 'executed="False"', status: "skipped" },
    { says: 'executed="True" result="Success" success="True"', status: "passed" },
    { says: 'executed="True" result="Failure" success="False"', status: "failed" },
    { says: 'executed="True" result="Error" success="False"', status: "errored" },
    { says: 'executed="False" result="NotRunnable"', status: "errored" },
    { says: 'executed="False" result="Ignored"', status: "skipped" },
    { says: 'executed="True" result="Inconclusive" success="False"', status: "skipped" },
    { says: 'executed="True" result="Cancelled"', status: "errored" },
    { says: 'executed="True" result="Success" success="False"', status: "failed" },
    { says: 'executed="False" result="Success"', status: "skipped" },
    { says: 'executed="True" result="Splendid"', status: "errored" },
    { says: 'executed="True" success="perhaps"', status: "errored" },
    { says: 'executed="xalse"', status: "errored" },
    { says: "", status: "errored" },
  ])("$says: $status", ({ says, status }) => {
    expect(read(run(suite(one(says)))).facts[0]?.status).toBe(status)
  })

  test("a failure inside outranks words that are missing or say otherwise", () => {
    expect(tally(read(run(suite(one('executed="True"', FAILURE)))))).toBe("0/1/0/0")
    expect(tally(read(run(suite(one('executed="True" success="True"', FAILURE)))))).toBe("0/1/0/0")
  })
})

describe("what only a header or a suite knows is not lost", () => {
  const passed = one('executed="True"')
  test.for([
    { what: "a failure that no case shows", xml: run(suite(passed), 'total="1" failures="1"'), troubles: 1 },
    { what: "an invalid test that is not listed", xml: run(suite(passed), 'failures="0" invalid="1"'), troubles: 1 },
    { what: "the header agrees", xml: run(suite(passed), 'total="1" failures="0" errors="0"'), troubles: 0 },
    { what: "a suite that failed alone", xml: run(suite(passed, 'name="x" success="False"')), troubles: 1 },
    {
      what: "a suite and the header about the same failure",
      xml: run(suite(passed, 'name="x" result="Failure"'), 'failures="1"'),
      troubles: 1,
    },
    {
      what: "a suite whose tests failed",
      xml: run(suite(one('executed="True" success="False"'), 'name="x" success="False"'), 'failures="1"'),
      troubles: 0,
    },
    {
      what: "a tear-down that threw beside failed tests",
      xml: run(
        `<test-suite name="x" result="Error">${FAILURE}<results>${one('executed="True" result="Failure"')}</results></test-suite>`,
      ),
      troubles: 1,
    },
  ])("$what: $troubles", ({ xml, troubles }) => {
    expect(read(xml).report.counts["suiteErrors"]).toBe(troubles)
  })
})

test("no case is no pass, whatever the header promises", () => {
  expect(read(run(suite(""), 'total="4" failures="0"')).report).toMatchObject({ outcome: "empty", code: "no-tests" })
})

test.for([
  { name: "Shop.CartTests.Adds", class: "Shop.CartTests", short: "Adds" },
  { name: 'Shop.CartTests.Adds("a.b")', class: "Shop.CartTests", short: 'Adds("a.b")' },
  { name: "Cart holds 1.5 kg", class: "", short: "Cart holds 1.5 kg" },
  { name: "Adds", class: "", short: "Adds" },
])("$name is $short of $class", ({ name, class: className, short }) => {
  const xml = run(suite(`<test-case name='${name}' executed="True" success="True"/>`))
  expect(read(xml).facts[0]).toMatchObject({ class: className, name: short })
})

test("assembly, categories, message and time are taken; machine and user are not", () => {
  const xml = run(
    `<environment nunit-version="2.6.4" machine-name="build-7" user="jane"/>${suite(
      one(
        'executed="True" result="Failure" time="0.25"',
        `<categories><category name="smoke"/></categories>${FAILURE}`,
      ),
      'type="Assembly" name="C:\\Users\\jane\\Shop.dll" result="Failure"',
    )}`,
    'date="2026-11-20" time="10:00:00" failures="1"',
  )
  const { report, facts } = read(xml)
  expect(facts[0]).toMatchObject({
    id: "Shop.dll::Shop.CartTests::Adds",
    tags: ["smoke"],
    message: "No.\nat x",
    durationMs: 250,
  })
  expect(report).toMatchObject({ tool: { version: "2.6.4" }, producedAt: "2026-11-20T10:00:00.000Z" })
  expect(JSON.stringify({ report, facts })).not.toMatch(/jane|build-7/)
})
