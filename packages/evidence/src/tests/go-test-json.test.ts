import { describe, expect, test } from "vitest"
import { read, tally } from "../../testing/reading.ts"

type Event = Readonly<Record<string, unknown>>
const lines = (...events: readonly (Event | string)[]) =>
  `${events.map((event) => (typeof event === "string" ? event : JSON.stringify({ Package: "shop", ...event }))).join("\n")}\n`
const run = (name: string): Event => ({ Action: "run", Test: name })
const end = (name: string, Action = "pass"): Event => ({ Action, Test: name, Elapsed: 0.5 })
const says = (name: string, Output: string): Event => ({ Action: "output", Test: name, Output })
const both = (name: string, action = "pass") => [run(name), end(name, action)]
const PASS: Event = { Action: "pass" }
const FAIL: Event = { Action: "fail" }

describe("the unit is a test without subtests, or one that failed alone", () => {
  test.for([
    { what: "a test", events: [...both("A"), PASS], counts: "1/0/0/0" },
    { what: "a failure", events: [...both("A", "fail"), FAIL], counts: "0/1/0/0" },
    { what: "a skip", events: [...both("A", "skip"), PASS], counts: "0/0/0/1" },
    {
      what: "a parent of good subtests",
      events: [run("A"), ...both("A/x"), ...both("A/y"), end("A"), PASS],
      counts: "2/0/0/0",
    },
    {
      what: "a parent that failed for its subtest",
      events: [run("A"), ...both("A/x", "fail"), end("A", "fail"), FAIL],
      counts: "0/1/0/0",
    },
    {
      what: "a parent that failed alone",
      events: [run("A"), ...both("A/x"), end("A", "fail"), FAIL],
      counts: "1/1/0/0",
    },
    { what: "a parent that never ended", events: [run("A"), ...both("A/x"), FAIL], counts: "1/0/1/0" },
    {
      what: "a parent of parents",
      events: [run("A"), run("A/x"), ...both("A/x/1"), end("A/x"), end("A"), PASS],
      counts: "1/0/0/0",
    },
    { what: "a name with a slash but no parent", events: [...both("A/x/y"), PASS], counts: "1/0/0/0" },
    { what: "names that only begin alike", events: [...both("A"), ...both("AB"), PASS], counts: "2/0/0/0" },
    { what: "a test that never ended", events: [...both("A"), run("B"), FAIL], counts: "1/0/1/0" },
    { what: "a subtest that never ended", events: [run("A"), run("A/x"), end("A", "fail"), FAIL], counts: "0/0/1/0" },
    { what: "an action nobody knows", events: [run("A"), end("A", "splendid"), PASS], counts: "0/0/1/0" },
    { what: "an example", events: [...both("ExampleAdds"), PASS], counts: "1/0/0/0" },
  ])("$what: $counts", ({ events, counts }) => {
    expect(tally(read(lines(...events)))).toBe(counts)
  })

  test("the same name in two packages is two tests", () => {
    const other = (event: Event): Event => ({ ...event, Package: "cart" })
    const { facts } = read(lines(...both("A"), PASS, ...both("A", "fail").map(other), other(FAIL)))
    expect(facts.map(({ id, status }) => [id, status])).toEqual([
      ["shop::::A", "passed"],
      ["cart::::A", "failed"],
    ])
  })
})

describe("a test may run again in the same stream", () => {
  test.for([
    { runs: ["fail", "pass"], status: "passed", flaky: true },
    { runs: ["pass", "fail"], status: "failed", flaky: false },
    { runs: ["pass", "pass"], status: "passed", flaky: false },
    { runs: ["fail", "fail", "pass"], status: "passed", flaky: true },
  ])("$runs: $status, flaky: $flaky", ({ runs, status, flaky }) => {
    const { facts } = read(lines(...runs.flatMap((action) => both("A", action)), PASS))
    expect(facts).toMatchObject([{ status, flaky, attempts: runs.length }])
  })

  test("a second run that never ends is no pass", () => {
    expect(tally(read(lines(...both("A"), run("A"), FAIL)))).toBe("0/0/1/0")
  })
})

describe("a package can fail by itself, and that is never lost", () => {
  test.for([
    { what: "it failed although all tests passed", events: [...both("A"), FAIL], troubles: 1 },
    { what: "it failed with a test", events: [...both("A", "fail"), FAIL], troubles: 0 },
    { what: "it has no end", events: [...both("A")], troubles: 1 },
    {
      what: "another does not compile, in one line of text",
      events: [...both("A"), PASS, "FAIL\tcart [build failed]"],
      troubles: 1,
    },
    {
      what: "another does not compile, in events",
      events: [
        ...both("A"),
        PASS,
        { Action: "build-output", ImportPath: "cart [cart.test]", Output: "x" },
        { Action: "build-fail", ImportPath: "cart [cart.test]" },
        { Action: "fail", Package: "cart", FailedBuild: "cart [cart.test]" },
      ],
      troubles: 1,
    },
    {
      what: "a build that failed and no package says so",
      events: [...both("A"), PASS, { Action: "build-fail", ImportPath: "cart", Package: undefined }],
      troubles: 1,
    },
    {
      what: "the line of a failure that its events tell, too",
      events: [...both("A", "fail"), FAIL, "FAIL\tshop [build failed]"],
      troubles: 0,
    },
    {
      what: "a package without test files",
      events: [...both("A"), PASS, { Action: "skip", Package: "docs" }],
      troubles: 0,
    },
  ])("$what: $troubles", ({ events, troubles }) => {
    expect(read(lines(...events)).report.counts["suiteErrors"]).toBe(troubles)
  })

  test("nothing but a failed package is no pass", () => {
    const panic = { Action: "output", Output: "panic: no database\n" }
    const { report } = read(lines({ Action: "start" }, panic, FAIL))
    expect(report).toMatchObject({ outcome: "empty", code: "suites-failed-without-tests" })
    expect(report.reason).toContain("no database")
  })

  test("packages without test files prove nothing", () => {
    const { report } = read(lines({ Action: "output", Output: "?   \tshop\t[no test files]\n" }, { Action: "skip" }))
    expect(report).toMatchObject({ outcome: "empty", code: "no-tests" })
  })
})

describe("benchmarks have no end of their own", () => {
  const benchmark = [run("BenchmarkAdds"), says("BenchmarkAdds", "BenchmarkAdds-8\t100\t91 ns/op\n")]

  test("they are no tests when the package passed", () => {
    expect(read(lines(...both("A"), ...benchmark, PASS)).report.counts).toMatchObject({ tests: 1, benchmarks: 1 })
    expect(read(lines(...benchmark, PASS)).report.outcome).toBe("empty")
  })

  test("they are errors when it did not", () => {
    expect(tally(read(lines(...benchmark)))).toBe("0/0/1/0")
  })
})

test("text between the events is passed over, a last event that is cut is not", () => {
  expect(tally(read(lines("building…", run("A"), "{not json", '{"Action":7}', "[1]", end("A"), PASS)))).toBe("1/0/0/0")
  const whole = lines(...both("A"), PASS)
  expect(read(whole.slice(0, -5)).report).toMatchObject({ outcome: "rejected", code: "truncated" })
})

test("output of a failed test is its message, without the frame that go test draws around it", () => {
  const { facts, report } = read(
    lines(
      { ...run("A"), Time: "2026-11-20T10:00:00.5+01:00" },
      says("A", "=== RUN   A\n"),
      says("A", "    cart_test.go:7: no\n"),
      says("A", "--- FAIL: A (0.50s)\n"),
      end("A", "fail"),
      FAIL,
    ),
  )
  expect(facts[0]).toMatchObject({ message: "cart_test.go:7: no", durationMs: 500, at: 1, pointer: "/0" })
  expect(report.producedAt).toBe("2026-11-20T09:00:00.500Z")
})

test.for([
  { line: '{"Package":"shop","Test":"A","Action":"run"}', format: "go-test-json" },
  { line: '{"Action":"start","Package":"shop"}', format: "go-test-json" },
  { line: '{"Action":"run","Test":"A"}', format: "go-test-json" },
  { line: '{"Action":"buy","Package":"shop"}', format: null },
  { line: '{"level":"info","msg":"\\"Action\\":\\"run\\""}', format: null },
])("$line is $format", ({ line, format }) => {
  expect(read(`${line}\n`).report.format).toBe(format)
})
