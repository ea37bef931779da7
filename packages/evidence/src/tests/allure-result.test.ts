import { describe, expect, test } from "vitest"
import { read, tally } from "../../testing/reading.ts"

const result = (rest: object = {}) => ({
  uuid: "1",
  name: "adds",
  status: "passed",
  start: 1_790_000_000_000,
  stop: 1_790_000_000_250,
  ...rest,
})
const one = (rest: object) => read(JSON.stringify(result(rest)))

test.for([
  { status: "passed", counts: "1/0/0/0" },
  { status: "failed", counts: "0/1/0/0" },
  { status: "broken", counts: "0/0/1/0" },
  { status: "skipped", counts: "0/0/0/1" },
  { status: "unknown", counts: "0/0/1/0" },
  { status: "Passed", counts: "0/0/1/0" },
  { status: "some-word", counts: "0/0/1/0" },
  { status: null, counts: "0/0/1/0" },
  { status: undefined, counts: "0/0/1/0" },
])("a result that is $status: $counts", ({ status, counts }) => {
  expect(tally(one({ status }))).toBe(counts)
})

test.for([
  { details: { flaky: true }, status: "passed", flaky: true },
  { details: { flaky: false }, status: "passed", flaky: false },
  { details: { flaky: true }, status: "failed", flaky: false },
  { details: { muted: true, known: true }, status: "failed", flaky: false },
])("$status with $details: flaky $flaky", ({ details, status, flaky }) => {
  expect(one({ status, statusDetails: details }).facts[0]).toMatchObject({ status, flaky })
})

const labels = (...pairs: readonly (readonly [string, string])[]) => pairs.map(([name, value]) => ({ name, value }))

describe("the identity of a test", () => {
  test.for([
    {
      what: "suites",
      rest: { labels: labels(["subSuite", "c"], ["parentSuite", "a"], ["suite", "b"]) },
      id: "a/b/c::::adds",
    },
    { what: "a path of titles", rest: { titlePath: ["a", "b"] }, id: "a/b::::adds" },
    { what: "a class", rest: { labels: labels(["suite", "b"], ["testClass", "org.Cart"]) }, id: "b::org.Cart::adds" },
    { what: "a full name", rest: { fullName: "org.Cart#adds" }, id: "::org.Cart::adds" },
    {
      what: "a full name alone",
      rest: { name: undefined, fullName: "org.Cart#adds" },
      id: "::org.Cart::org.Cart#adds",
    },
    { what: "parameters", rest: { parameters: labels(["n", "1"], ["m", "2"]) }, id: "::::adds [n=1, m=2]" },
    {
      what: "parameters the name shows",
      rest: { name: "adds[1-2]", parameters: labels(["n", "1"], ["m", "2"]) },
      id: "::::adds[1-2]",
    },
    {
      what: "secrets and noise",
      rest: {
        parameters: [
          { name: "password", value: "x", mode: "masked" },
          { name: "token", value: "x", mode: "hidden" },
          { name: "now", value: "x", excluded: true },
        ],
      },
      id: "::::adds",
    },
  ])("$what: $id", ({ rest, id }) => {
    expect(one(rest).facts[0]?.id).toBe(id)
  })
})

test("keys, tags, message and duration are kept; hosts, threads and attachments are not", () => {
  const { facts, report } = one({
    status: "failed",
    statusDetails: { message: "no", trace: "no\n at x" },
    labels: labels(["tag", "smoke"], ["host", "someones-machine"], ["thread", "pool-1"], ["AS_ID", "42"]),
    links: [
      { type: "issue", name: "SHOP-1", url: "https://jira.example/SHOP-1" },
      { type: "tms", name: "https://tms.example/7" },
      { type: "custom", name: "docs" },
    ],
    attachments: [{ name: "x", source: "../../secret-file.txt" }],
    descriptionHtml: "<script>alert(1)</script>",
  })
  expect(facts[0]).toMatchObject({ message: "no\n at x", durationMs: 250, tags: ["smoke"], keys: ["SHOP-1", "42"] })
  expect(JSON.stringify([facts, report])).not.toMatch(/someones-machine|pool-1|secret-file|script/)
})

test("which attempts belong together, and which ended last, is told", () => {
  expect(one({ historyId: "h" }).facts[0]?.attempt).toEqual({ of: "h", ended: 1_790_000_000_250 })
  expect(one({}).facts[0]).not.toHaveProperty("attempt")
})

describe("what lies beside results lists no test", () => {
  const container = (befores: unknown) =>
    JSON.stringify({ uuid: "2", name: "Cart", children: ["1"], befores, afters: [null] })

  test("a container whose fixtures passed says nothing", () => {
    const { report } = read(container([{ name: "setUp", status: "passed" }, null]))
    expect(report).toMatchObject({ format: "allure-result-json", outcome: "empty", code: "no-tests" })
    expect(report.counts).toMatchObject({ tests: 0, containers: 1, suiteErrors: 0 })
  })

  test.for([
    { status: "broken", counts: { tests: 0, suiteErrors: 1 }, as: "errored" },
    { status: "failed", counts: { tests: 0, suiteErrors: 1 }, as: "failed" },
  ])("a fixture that is $status is an error of the suite", ({ status, counts, as }) => {
    const { report, facts } = read(container([{ name: "setUp", status, statusDetails: { message: "no" } }]))
    expect(report.counts).toMatchObject(counts)
    expect(facts).toMatchObject([
      { suiteLevel: true, suite: "Cart", name: "(fixture setUp)", status: as, message: "no", pointer: "/befores/0" },
    ])
  })

  test("global errors are errors of the run", () => {
    const globals = { errors: [{ timestamp: 1, message: "database unavailable", trace: "at x" }], attachments: [] }
    const { report } = read(JSON.stringify(globals))
    expect(report).toMatchObject({
      format: "allure-result-json",
      outcome: "empty",
      code: "suites-failed-without-tests",
      counts: { tests: 0, suiteErrors: 1, containers: 1 },
    })
  })
})

test("a result without an id is one all the same", () => {
  expect(tally(read('{"status":"passed","name":"noId","start":1479552611395,"stop":1479552611399}'))).toBe("1/0/0/0")
})

test.for([
  { file: '{"status":"passed","name":"a","statusDetails":{"flaky":true}}', counts: "1/0/0/0" },
  { file: '{"status":"broken","name":"a"}', counts: "0/0/1/0" },
])("a result of little more than a name is one: $file", ({ file, counts }) => {
  expect(tally(read(file))).toBe(counts)
})

test.for(['{"name":"api","status":"ok"}', '{"name":"api","status":"passed","checks":[]}'])(
  "something else with a name and a status is none: %s",
  (file) => {
    expect(read(file).report.format).not.toBe("allure-result-json")
  },
)

test("a fixture that has a file of its own is no test", () => {
  const fixture = result({ type: "setUp", status: "broken", children: ["1"] })
  expect(read(JSON.stringify(fixture)).report.counts).toMatchObject({ tests: 0, suiteErrors: 1 })
  expect(one({ type: "test" }).report.counts).toMatchObject({ tests: 1 })
})

test("something that is no object is refused", () => {
  expect(read('{"uuid":"1","name":"a","status":"passed"').report.outcome).toBe("rejected")
})
