import { describe, expect, test } from "vitest"
import { read, tally } from "../../testing/reading.ts"
import { HOME } from "../../testing/homes.ts"

const entry = (title: string, rest: object = {}) => ({
  title,
  fullTitle: `cart ${title}`,
  currentRetry: 0,
  err: {},
  ...rest,
})
const report = (lists: object, stats: object = {}) =>
  read(
    JSON.stringify({
      stats: { suites: 1, passes: 0, ...stats },
      tests: [],
      pending: [],
      failures: [],
      passes: [],
      ...lists,
    }),
  )

describe("outcomes", () => {
  test.for([
    { what: "a pass", lists: { tests: [entry("a")], passes: [entry("a")] }, counts: "1/0/0/0" },
    { what: "a failure", lists: { tests: [entry("a")], failures: [entry("a")] }, counts: "0/1/0/0" },
    { what: "a pending test", lists: { tests: [entry("a")], pending: [entry("a")] }, counts: "0/0/0/1" },
    { what: "a hook that failed", lists: { failures: [entry('"before all" hook')] }, counts: "0/1/0/0" },
    {
      what: "done() called twice",
      lists: { tests: [entry("a")], passes: [entry("a")], failures: [entry("a")] },
      counts: "0/1/0/0",
    },
    {
      what: "one title twice",
      lists: { tests: [entry("a"), entry("a")], passes: [entry("a")], failures: [entry("a")] },
      counts: "1/1/0/0",
    },
    {
      what: "a test without an outcome",
      lists: { tests: [entry("a"), entry("b")], passes: [entry("a")] },
      counts: "1/0/1/0",
    },
    { what: "no list of tests", lists: { tests: undefined, passes: [entry("a"), entry("b")] }, counts: "2/0/0/0" },
    {
      what: "one title in two files",
      lists: {
        tests: [entry("a", { file: "x.js" }), entry("a", { file: "y.js" })],
        passes: [entry("a", { file: "x.js" })],
        failures: [entry("a", { file: "y.js" })],
      },
      counts: "1/1/0/0",
    },
  ])("$what: $counts", ({ lists, counts }) => {
    expect(tally(report(lists))).toBe(counts)
  })

  test("a pass after retries is flaky", () => {
    const { facts } = report({ tests: [entry("a")], passes: [entry("a", { currentRetry: 2 })] })
    expect(facts[0]).toMatchObject({ status: "passed", flaky: true, attempts: 3 })
  })

  test("the identity is the full title", () => {
    const titles = [
      entry("adds"),
      { title: "alone", fullTitle: "alone", err: {} },
      { title: "x", fullTitle: "other", err: {} },
    ]
    const { facts } = report({ passes: titles })
    expect(facts.map(({ id }) => id).sort()).toEqual(["::::alone", "::::other", "cart::::adds"])
  })

  test("the error is told, and a folder of the machine is not", () => {
    const failure = entry("a", {
      err: { message: "no", stack: "Error: no\n at x" },
      file: `${HOME}/someone/shop/test/a.js`,
      duration: 3,
    })
    expect(report({ failures: [failure] }).facts[0]).toMatchObject({
      message: "no\nError: no\n at x",
      file: "test/a.js",
      durationMs: 3,
      pointer: "/failures/0",
    })
  })
})

test("failures that only the stats know make the run fail", () => {
  const { report: got } = report({ passes: [entry("a")] }, { failures: 2 })
  expect(got.counts).toMatchObject({ passed: 1, suiteErrors: 1 })
  expect(got.warnings.map(({ code }) => code)).toContain("header-disagrees")
})

test.for([
  { what: "nothing", lists: {}, outcome: "empty", code: "no-tests" },
  { what: "no passes", lists: { passes: undefined, failures: [entry("a")] }, outcome: "rejected", code: "invalid" },
  { what: "no failures", lists: { failures: undefined, passes: [entry("a")] }, outcome: "rejected", code: "invalid" },
  { what: "passes that are no list", lists: { passes: { a: entry("a") } }, outcome: "rejected", code: "invalid" },
  { what: "a test that is none", lists: { passes: ["a"] }, outcome: "rejected", code: "invalid" },
])("$what: $code", ({ lists, outcome, code }) => {
  expect(report(lists).report).toMatchObject({ format: "mocha-json", outcome, code })
})

test("more entries than the limit allows are refused", () => {
  const many = JSON.stringify({
    stats: { suites: 1, passes: 3 },
    failures: [],
    passes: [entry("a"), entry("b"), entry("c")],
  })
  expect(read(many, { limits: { items: 2 } }).report).toMatchObject({ outcome: "rejected", code: "too-large" })
  expect(read(many, { limits: { items: 1 } }).report).toMatchObject({ outcome: "rejected", code: "too-large" })
})

test("the time is when the run ended", () => {
  const times = { start: "2026-11-20T18:23:15.568Z", end: "2026-11-20T18:23:15.572Z" }
  expect(report({ passes: [entry("a")] }, times).report.producedAt).toBe("2026-11-20T18:23:15.572Z")
})

describe("Mochawesome", () => {
  const flags = (rest: object) => ({ title: "a", pass: false, fail: false, pending: false, ...rest })
  const nested = (tests: unknown, rest: object = {}) =>
    read(
      JSON.stringify({
        stats: { suites: 1, passes: 0, failures: 0 },
        results: [{ title: "", file: "test/a.js", suites: [{ title: "cart", tests, suites: [], ...rest }], tests: [] }],
      }),
    )

  test.for([
    { flags: { pass: true, state: "passed" }, counts: "1/0/0/0" },
    { flags: { fail: true, state: "failed" }, counts: "0/1/0/0" },
    { flags: { state: "failed", pass: true }, counts: "0/1/0/0" },
    { flags: { pending: true, state: "pending" }, counts: "0/0/0/1" },
    { flags: { skipped: true, state: null }, counts: "0/0/0/1" },
    { flags: { state: null }, counts: "0/0/1/0" },
  ])("$flags: $counts", ({ flags: some, counts }) => {
    expect(tally(nested([flags(some)]))).toBe(counts)
  })

  test("a test is named by its suites, and a hook that failed is a failed test", () => {
    const hook = { title: '"before each" hook', fail: true, isHook: true }
    const { facts } = nested([flags({ pass: true })], { beforeHooks: [{ title: "fine", pass: true }, hook] })
    expect(facts.map(({ id, status, file }) => [id, status, file])).toEqual([
      ["cart::::a", "passed", "test/a.js"],
      ['cart::::"before each" hook', "failed", "test/a.js"],
    ])
  })

  test("a failure that a suite names and does not list is not lost, also where a hook makes up the number", () => {
    const hook = { title: '"after all" hook', fail: true, isHook: true }
    const listed = nested([flags({ fail: true })], { failures: ["id"], afterHooks: [hook] })
    const missing = nested([flags({ pass: true })], { failures: ["id"], afterHooks: [hook] })
    expect([tally(listed), listed.report.counts["suiteErrors"]]).toEqual(["0/2/0/0", 0])
    expect([tally(missing), missing.report.counts["suiteErrors"]]).toEqual(["1/1/0/0", 1])
  })
})
