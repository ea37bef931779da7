import { describe, expect, test } from "vitest"
import { read, tally } from "../../testing/reading.ts"
import { HOME } from "../../testing/homes.ts"

const file = (assertionResults: unknown, rest: object = {}) => ({
  assertionResults,
  name: `${HOME}/someone/shop/src/cart.test.ts`,
  status: "passed",
  message: "",
  ...rest,
})
const report = (testResults: unknown, rest: object = {}) =>
  read(JSON.stringify({ success: true, testResults, numTotalTests: 1, ...rest }))
const passing = { ancestorTitles: ["cart"], title: "adds", status: "passed", failureMessages: [] }
const one = (assertion: object) => report([file([{ ...passing, ...assertion }])])

describe("a test", () => {
  test.for([
    { word: "passed", status: "passed" },
    { word: "failed", status: "failed" },
    { word: "pending", status: "skipped" },
    { word: "skipped", status: "skipped" },
    { word: "todo", status: "skipped" },
    { word: "disabled", status: "skipped" },
    { word: "Passed", status: "errored" },
    { word: "", status: "errored" },
    { word: "constructor", status: "errored" },
  ])("that is $word counts as $status", ({ word, status }) => {
    expect(one({ status: word }).facts[0]?.status).toBe(status)
  })

  test.for([
    { what: "Jest ran it again", assertion: { invocations: 2 }, flaky: true, attempts: 2 },
    { what: "Jest says why", assertion: { retryReasons: ["Error: a", "Error: b"] }, flaky: true, attempts: 3 },
    { what: "Vitest kept the failures", assertion: { failureMessages: ["Error: a"] }, flaky: true, attempts: 2 },
    { what: "it failed each time", assertion: { status: "failed", invocations: 3 }, flaky: false, attempts: 3 },
    { what: "once", assertion: { invocations: 1, retryReasons: [] }, flaky: false, attempts: 1 },
  ])("has attempts: $what", ({ assertion, flaky, attempts }) => {
    expect(one(assertion).facts[0]).toMatchObject({ flaky, attempts })
  })

  test.for([
    { what: "describes", assertion: { ancestorTitles: ["a", "b"] }, id: "src/cart.test.ts::::a > b > adds" },
    {
      what: "the empty root of older Vitest",
      assertion: { ancestorTitles: ["", "a"] },
      id: "src/cart.test.ts::::a > adds",
    },
    { what: "none", assertion: { ancestorTitles: [] }, id: "src/cart.test.ts::::adds" },
    {
      what: "only a full name",
      assertion: { title: undefined, fullName: "cart adds" },
      id: "src/cart.test.ts::::cart adds",
    },
  ])("is named by its file and titles: $what", ({ assertion, id }) => {
    expect(one(assertion).facts[0]?.id).toBe(id)
  })

  test("keeps the first failure, its line and its duration", () => {
    const { facts } = one({
      status: "failed",
      failureMessages: ["first", "second"],
      location: { line: 7 },
      duration: 1.25,
    })
    expect(facts[0]).toMatchObject({ message: "first", line: 7, durationMs: 1.25, file: "src/cart.test.ts" })
  })
})

describe("what no test tells is an error of the suite", () => {
  const errors = (read_: ReturnType<typeof report>) => read_.facts.filter(({ suiteLevel }) => suiteLevel)

  test.for([
    { what: "a file that did not load", results: [file([], { status: "failed", message: "SyntaxError" })], tests: 0 },
    { what: "a file without its list", results: [file(undefined)], tests: 0 },
    { what: "a hook behind tests that passed", results: [file([passing], { status: "failed" })], tests: 1 },
    { what: "a message beside tests that passed", results: [file([passing], { message: "afterAll" })], tests: 1 },
    { what: "a status that is no word", results: [file([passing], { status: 1 })], tests: 1 },
    { what: "an entry without a title", results: [file([{ ...passing, title: "" }])], tests: 0 },
    { what: "raw results that did not run", results: [file([passing], { testExecError: { message: "x" } })], tests: 1 },
  ])("$what", ({ results, tests }) => {
    const got = report(results, { numTotalTests: tests })
    expect(errors(got)).toMatchObject([{ suite: "src/cart.test.ts", status: "errored" }])
    expect(got.report.counts).toMatchObject({ tests, suiteErrors: 1 })
    expect(got.report.outcome).toBe(tests === 0 ? "empty" : "accepted")
  })

  test.for([
    { what: "an interrupted run", rest: { wasInterrupted: true }, suiteErrors: 1 },
    { what: "success: false without a failure", rest: { success: false }, suiteErrors: 1 },
    { what: "files that did not load and are not listed", rest: { numRuntimeErrorTestSuites: 2 }, suiteErrors: 1 },
    { what: "failed tests that are not listed", rest: { numFailedTests: 2 }, suiteErrors: 1 },
    { what: "nothing", rest: {}, suiteErrors: 0 },
  ])("$what: $suiteErrors", ({ rest, suiteErrors }) => {
    expect(report([file([passing])], rest).report.counts).toMatchObject({ tests: 1, passed: 1, suiteErrors })
  })

  test("a file that failed because of its tests has no error of its own", () => {
    const failing = { ...passing, status: "failed", failureMessages: ["x"] }
    const got = report([file([failing], { status: "failed", message: "x" })], { success: false, numFailedTests: 1 })
    expect(got.report.counts).toMatchObject({ failed: 1, suiteErrors: 0 })
    expect(got.report.warnings).toEqual([])
  })
})

test.for([
  { what: "nothing ran", results: [], rest: { numTotalTests: 0 }, code: "no-tests", outcome: "empty" },
  {
    what: "nothing ran, with success",
    results: [file([])],
    rest: { numTotalTests: 0 },
    code: "no-tests",
    outcome: "empty",
  },
  {
    what: "interrupted at once",
    results: [],
    rest: { wasInterrupted: true },
    code: "suites-failed-without-tests",
    outcome: "empty",
  },
  { what: "no list", results: undefined, rest: {}, code: "invalid", outcome: "rejected" },
  { what: "an object instead", results: {}, rest: {}, code: "invalid", outcome: "rejected" },
  { what: "a file that is none", results: [1], rest: {}, code: "invalid", outcome: "rejected" },
  { what: "a test that is none", results: [file(["x"])], rest: {}, code: "invalid", outcome: "rejected" },
])("$what: $code", ({ results, rest, code, outcome }) => {
  expect(report(results, rest).report).toMatchObject({ format: "jest-json", outcome, code })
})

test("the counts are of what is listed, and the header's are compared", () => {
  const got = report([file([passing])], { numTotalTests: 12 })
  expect(tally(got)).toBe("1/0/0/0")
  expect(got.report.warnings).toMatchObject([{ code: "header-disagrees" }])
})

test("the time is when the last file ended", () => {
  const got = report([file([passing], { endTime: 1795198993282.5 })], { startTime: 1795198992125 })
  expect(got.report.producedAt).toBe("2026-11-20T18:23:13.282Z")
})

test("unformatted results of Jest are read as well", () => {
  const raw = { testFilePath: "/x/src/a.test.js", failureMessage: null, testResults: [passing] }
  expect(report([raw]).facts).toMatchObject([{ id: "src/a.test.js::::cart > adds", status: "passed" }])
})
