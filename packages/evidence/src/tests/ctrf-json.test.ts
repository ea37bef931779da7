import { describe, expect, test } from "vitest"
import { read, tally } from "../../testing/reading.ts"

const report = (tests: unknown, summary: object = {}, rest: object = {}) =>
  JSON.stringify({ reportFormat: "CTRF", ...rest, results: { tool: { name: "jest", version: "30" }, summary, tests } })
const one = (test: object) => read(report([{ name: "adds", status: "passed", duration: 1, ...test }]))

describe("a status is what CTRF calls it, and the raw one where CTRF has no word", () => {
  test.for([
    { status: "passed", counts: "passed" },
    { status: "failed", counts: "failed" },
    { status: "skipped", counts: "skipped" },
    { status: "pending", counts: "skipped" },
    { status: "other", raw: "todo", counts: "skipped" },
    { status: "other", raw: "Inconclusive", counts: "skipped" },
    { status: "other", raw: "notrun", counts: "skipped" },
    { status: "other", raw: "timedOut", counts: "errored" },
    { status: "other", raw: "failed", counts: "failed" },
    { status: "other", raw: "passed", counts: "errored" },
    { status: "other", raw: "", counts: "errored" },
    { status: "PASSED", raw: "passed", counts: "errored" },
    { status: "", raw: "passed", counts: "errored" },
    { status: "passed", raw: "failed", counts: "passed" },
  ])("$status ($raw) counts as $counts", ({ status, raw, counts }) => {
    expect(one({ status, rawStatus: raw }).facts[0]?.status).toBe(counts)
  })

  test("a status nobody knows is shown, and so is a raw word that says more", () => {
    expect(one({ status: "splendid" }).report.warnings).toMatchObject([{ code: "unknown-status", count: 1 }])
    expect(one({ status: "other", rawStatus: "todo" }).facts[0]?.rawStatus).toBe("todo")
    expect(one({ status: "pending" }).facts[0]?.rawStatus).toBe("pending")
    expect(one({}).facts[0]).not.toHaveProperty("rawStatus")
  })
})

describe("attempts", () => {
  test.for([
    { what: "no retries", member: { retries: 0 }, flaky: false, attempts: 1 },
    { what: "retries", member: { retries: 2 }, flaky: true, attempts: 3 },
    { what: "a flag", member: { flaky: true }, flaky: true, attempts: 1 },
    { what: "a list of attempts", member: { retryAttempts: [{ status: "failed" }] }, flaky: true, attempts: 2 },
    { what: "a failure", member: { status: "failed", retries: 2, flaky: true }, flaky: false, attempts: 3 },
    { what: "a broken number", member: { retries: -4 }, flaky: false, attempts: 1 },
  ])("$what: flaky $flaky, $attempts attempt(s)", ({ member, flaky, attempts }) => {
    expect(one(member).facts[0]).toMatchObject({ flaky, attempts })
  })
})

test.for([
  { suite: ["shop", "", "cart"], id: "shop/cart::::adds" },
  { suite: "cart.test.js > cart", id: "cart.test.js > cart::::adds" },
  { suite: undefined, id: "::::adds" },
  { suite: 7, id: "::::adds" },
])("a suite is a path or a text: $id", ({ suite, id }) => {
  expect(one({ suite }).facts[0]?.id).toBe(id)
})

test("a test keeps place, duration, message, tags and keys, and leaves out the machine", () => {
  const { facts } = one({
    duration: 12.3456,
    message: "boom",
    trace: "at x",
    filePath: "C:\\Users\\someone\\shop\\tests\\cart.js",
    line: 42,
    tags: ["@smoke", "smoke", ""],
    stdout: ["secret"],
    extra: {
      annotations: [
        { type: "test_key", description: "SHOP-1" },
        { type: "issue", description: "no" },
      ],
    },
  })
  expect(facts[0]).toEqual({
    id: "::::adds",
    suite: "",
    class: "",
    name: "adds",
    status: "passed",
    flaky: false,
    attempts: 1,
    suiteLevel: false,
    at: 1,
    pointer: "/results/tests/0",
    durationMs: 12.346,
    message: "boom\nat x",
    file: "tests/cart.js",
    line: 42,
    tags: ["smoke"],
    keys: ["SHOP-1"],
  })
})

test("the tests are counted, the summary is only compared", () => {
  const file = report([{ name: "a", status: "passed" }], { tests: 2, passed: 2, failed: 1 })
  expect(tally(read(file))).toBe("1/0/0/0")
  expect(read(file).report.warnings).toMatchObject([{ code: "header-disagrees", count: 2 }])
})

test("tool, version and the newest honest time are told", () => {
  const times = { timestamp: "2026-11-20T18:23:14.162Z", specVersion: "1.0.0" }
  const told = read(report([{ name: "a", status: "passed", start: 0, stop: 0 }], { start: 0, stop: 0 }, times)).report
  expect(told).toMatchObject({ tool: { name: "jest", version: "30" }, formatVersion: "1.0.0" })
  expect(told.producedAt).toBe("2026-11-20T18:23:14.162Z")
  const seconds = read(report([{ name: "a", status: "passed", stop: 1_795_199_000 }], {}, times)).report
  expect(seconds.producedAt).toBe("2026-11-20T18:23:20.000Z")
  expect(read(report([{ name: "a", status: "passed" }], { stop: 0 })).report).not.toHaveProperty("producedAt")
})

test.for([
  { what: "no tests", file: report([], { tests: 3 }), outcome: "empty", code: "no-tests" },
  { what: "no list of tests", file: report(undefined), outcome: "rejected", code: "invalid" },
  { what: "tests that are no list", file: report({ a: { status: "passed" } }), outcome: "rejected", code: "invalid" },
  { what: "a test that is no object", file: report([null]), outcome: "rejected", code: "invalid" },
  { what: "a mark alone", file: '{"reportFormat":"CTRF"}', outcome: "rejected", code: "invalid" },
])("$what: $outcome", ({ file, outcome, code }) => {
  expect(read(file).report).toMatchObject({ format: "ctrf-json", outcome, code })
})

test("members that are named like a prototype's are members like others", () => {
  const file = report([{ name: "constructor", status: "passed" }]).replace("{", '{"__proto__":{"status":"failed"},')
  expect(tally(read(file))).toBe("1/0/0/0")
  const status = '{"results":{"summary":{},"tests":[{"name":"a","__proto__":{"status":"passed"}}]}}'
  expect(tally(read(status))).toBe("0/0/1/0")
})
