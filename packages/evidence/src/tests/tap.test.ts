import { describe, expect, test } from "vitest"
import { read, tally } from "../../testing/reading.ts"

const tap = (...lines: readonly string[]) => `${lines.join("\n")}\n`
const troubles = (stream: string) => read(stream).report.counts["suiteErrors"]

describe("a test point says how a test ended", () => {
  test.for([
    { line: "ok", status: "passed", name: "test 1" },
    { line: "ok 1", status: "passed", name: "test 1" },
    { line: "ok 1 - adds", status: "passed", name: "adds" },
    { line: "ok 1 adds", status: "passed", name: "adds" },
    { line: "ok adds", status: "passed", name: "adds" },
    { line: "ok - adds", status: "passed", name: "adds" },
    { line: "not ok 1 - adds", status: "failed", name: "adds" },
    { line: "ok 1 - adds # SKIP no network", status: "skipped", name: "adds" },
    { line: "not ok 1 - adds # skipped", status: "skipped", name: "adds" },
    { line: "ok 1 # skip", status: "skipped", name: "test 1" },
    { line: "not ok 1 - adds # TODO later", status: "skipped", name: "adds" },
    { line: "ok 1 - adds # todo", status: "skipped", name: "adds" },
    { line: "ok 1 - adds # time=2.5ms", status: "passed", name: "adds" },
    { line: "ok 1 - not a \\# TODO", status: "passed", name: "not a # TODO" },
    { line: "ok 1 - escaped \\\\\\# SKIP", status: "passed", name: "escaped \\# SKIP" },
    { line: "ok 1 - a backslash \\\\# TODO", status: "skipped", name: "a backslash \\" },
    { line: "ok 1 - mends #12 # TODO", status: "passed", name: "mends #12 # TODO" },
    { line: "not ok 1 Hamlet # TODOORNOTTODO", status: "failed", name: "Hamlet # TODOORNOTTODO" },
    { line: "not ok 1 - C#TODO", status: "failed", name: "C#TODO" },
    { line: "not ok 1 - in C# TODO", status: "failed", name: "in C# TODO" },
    { line: "not ok 1 - C# api #SKIP", status: "skipped", name: "C# api" },
    { line: "ok 1 00000", status: "passed", name: "00000" },
  ])("$line: $status", ({ line, status, name }) => {
    expect(read(tap("1..1", line)).facts).toMatchObject([{ status, name }])
  })

  test.for(["okay", "not  ok", "OK 1", "nok 1", " # ok", "# ok 1", "pragma +strict"])("%s is no test point", (line) => {
    expect(read(tap("TAP version 14", "1..1", line, "ok 1")).report.counts).toMatchObject({ tests: 1, suiteErrors: 0 })
  })
})

describe("a stream is good only when it keeps its own promises", () => {
  test.for([
    { what: "the plan first", lines: ["1..2", "ok 1", "ok 2"], troubles: 0 },
    { what: "the plan last", lines: ["ok 1", "ok 2", "1..2"], troubles: 0 },
    { what: "numbers in any order", lines: ["1..2", "ok 2", "ok 1"], troubles: 0 },
    { what: "a plan that does not start at one", lines: ["5..6", "ok 5", "ok 6"], troubles: 0 },
    { what: "three of four", lines: ["1..4", "ok 1", "ok 2", "ok 3"], troubles: 1 },
    { what: "more than planned", lines: ["1..1", "ok 1", "ok 2"], troubles: 1 },
    { what: "a number beyond the plan", lines: ["1..2", "ok 1", "ok 7"], troubles: 1 },
    { what: "a number twice", lines: ["1..2", "ok 1", "ok 1"], troubles: 1 },
    { what: "no plan", lines: ["TAP version 14", "ok 1"], troubles: 1 },
    { what: "a plan that is none", lines: ["9..1", "ok 1", "1..1"], troubles: 0 },
    { what: "two plans", lines: ["1..1", "ok 1", "1..1"], troubles: 1 },
    {
      what: "a second stream behind the first",
      lines: ["TAP version 13", "1..1", "ok 1", "TAP version 13"],
      troubles: 1,
    },
    { what: "a plan behind them that skips all", lines: ["ok 1", "1..0"], troubles: 1 },
    { what: "bailed out after the last test", lines: ["1..1", "ok 1", "Bail out! no database"], troubles: 1 },
    { what: "bailed out inside of a subtest", lines: ["1..1", "ok 1", "    Bail out!"], troubles: 1 },
    { what: "a plan in the middle", lines: ["ok 1", "1..3", "ok 2", "ok 3"], troubles: 1 },
  ])("$what: $troubles trouble(s)", ({ lines, troubles: expected }) => {
    const { report } = read(tap(...lines))
    expect(report.outcome).toBe("accepted")
    expect(report.counts).toMatchObject({ failed: 0, suiteErrors: expected })
  })

  test.for([
    { what: "", bail: "Bail out! no database" },
    { what: " inside of a subtest", bail: "    Bail out!" },
  ])("what is written after it bailed out$what is no test", ({ bail }) => {
    const { report } = read(tap("1..4", "ok 1", "ok 2", bail, "ok 3", "ok 4"))
    expect(report.counts).toMatchObject({ tests: 2, passed: 2, suiteErrors: 2 })
    expect(read(tap("1..1", bail, "ok 1")).report).toMatchObject({ outcome: "empty", code: "not-finished" })
  })

  test.for(["ok 1", "not ok 1"])("a stream that skips all contradicts itself with %s", (line) => {
    const { report } = read(tap("1..0 # SKIP all", line))
    expect(report).toMatchObject({ outcome: "rejected", code: "invalid" })
    expect(report.reason).toContain("line 2")
  })

  test("without a test point nothing is proven", () => {
    expect(read(tap("1..0")).report).toMatchObject({ outcome: "empty", code: "no-tests" })
    expect(read(tap("1..0 # SKIP no database")).report).toMatchObject({ outcome: "empty", code: "no-tests" })
    expect(read(tap("1..3")).report.reason).toContain("promises 3 tests")
    const { report } = read(tap("TAP version 14", "1..2", "Bail out! no database"))
    expect(report).toMatchObject({ outcome: "empty", code: "not-finished" })
    expect(report.reason).toContain("no database")
  })
})

describe("subtests are summed up by the test point of their level", () => {
  test.for([
    {
      what: "indented",
      lines: ["# Subtest: a", "    ok 1 - x", "    ok 2 - y", "    1..2", "ok 1 - a", "1..1"],
      counts: "1/0/0/0",
      troubles: 0,
    },
    {
      what: "indented, with a failure",
      lines: ["    not ok 1 - x", "    1..1", "not ok 1 - a", "1..1"],
      counts: "0/1/0/0",
      troubles: 0,
    },
    {
      what: "a failure below an ok",
      lines: ["    not ok 1 - x", "    1..1", "ok 1 - a", "1..1"],
      counts: "1/0/0/0",
      troubles: 1,
    },
    {
      what: "a failure two levels below an ok",
      lines: ["        not ok 1", "    ok 1", "ok 1", "1..1"],
      counts: "1/0/0/0",
      troubles: 1,
    },
    {
      what: "an expected failure below an ok",
      lines: ["    not ok 1 # TODO", "ok 1", "1..1"],
      counts: "1/0/0/0",
      troubles: 0,
    },
    { what: "a failure below a skip", lines: ["    not ok 1", "ok 1 # SKIP", "1..1"], counts: "0/0/0/1", troubles: 0 },
    {
      what: "a failure for which nothing answers",
      lines: ["1..1", "ok 1", "    not ok 1"],
      counts: "1/0/0/0",
      troubles: 1,
    },
    {
      what: "in braces",
      lines: ["1..2", "ok 1 - a {", "    ok 1 - x", "    1..1", "}", "ok 2"],
      counts: "2/0/0/0",
      troubles: 0,
    },
    {
      what: "in braces, with a failure",
      lines: ["1..2", "not ok 1 - a {", "    not ok 1", "    1..1", "}", "ok 2"],
      counts: "1/1/0/0",
      troubles: 0,
    },
    {
      what: "in braces, with a failure below an ok",
      lines: ["1..2", "ok 1 - a {", "    not ok 1", "}", "ok 2"],
      counts: "2/0/0/0",
      troubles: 1,
    },
    {
      what: "a brace that opens nothing",
      lines: ["ok 1 - a {", "    ok 1", "ok 2 - b", "1..2"],
      counts: "2/0/0/0",
      troubles: 0,
    },
  ])("$what: $counts, $troubles trouble(s)", ({ lines, counts, troubles: expected }) => {
    const stream = tap(...lines)
    expect(tally(read(stream))).toBe(counts)
    expect(troubles(stream)).toBe(expected)
  })
})

describe("diagnostics are no test points, broken or not", () => {
  const good = ["not ok 1 - adds", "  ---", "  message: no", "  duration_ms: 2.5", "  not ok 7: x", "  ..."]

  test("what stands behind a failure is its message", () => {
    const { facts } = read(tap("1..2", ...good, "ok 2"))
    expect(facts[0]).toMatchObject({ status: "failed", durationMs: 2.5 })
    expect(facts[0]?.message).toContain("message: no")
    expect(facts).toHaveLength(2)
  })

  test.for([
    { what: "never closed", lines: ["1..2", "ok 1", "  ---", "  a: b", "ok 2"] },
    { what: "less indented inside", lines: ["1..2", "ok 1", "  ---", " a", "ok 2"] },
    {
      what: "with a document of its own",
      lines: ["1..2", "ok 1", "  ---", "  a: |", "    ---", "    ...", "  ...", "ok 2"],
    },
    { what: "with test points inside", lines: ["1..2", "ok 1", "  ---", "      not ok 3", "  ...", "ok 2"] },
  ])("$what", ({ lines }) => {
    expect(read(tap(...lines)).report.counts).toMatchObject({ tests: 2, passed: 2, suiteErrors: 0 })
  })
})

describe("what is TAP", () => {
  test.for([
    { stream: tap("TAP version 13", "1..1", "ok 1"), format: "tap" },
    { stream: tap("tap version 13", "1..1", "ok 1"), format: "tap" },
    { stream: tap("# by Test::More", "1..1", "ok 1"), format: "tap" },
    { stream: tap("t/cart.t ..", "ok 1 - adds", "1..1"), format: "tap" },
    { stream: tap("ok  \texample.com/shop\t0.5s"), format: null },
    {
      stream: tap("=== RUN   TestAdds", "--- PASS: TestAdds (0.00s)", "PASS", "ok  \texample.com/shop\t0.5s"),
      format: null,
    },
    { stream: tap("one", "three"), format: null },
  ])("$format", ({ stream, format }) => {
    expect(read(stream).report.format).toBe(format)
  })

  test("a directive that is cut off is not read as a pass", () => {
    for (const cut of ["ok 1 - adds # SK", "ok 1 - adds #", "ok 1 - adds # TOD"]) {
      expect(read(`1..1\n${cut}`).report).toMatchObject({ outcome: "rejected", code: "truncated" })
    }
    expect(read("1..1\nok 1 - adds").report.outcome).toBe("accepted")
  })
})

test("a line of nothing but white space is read in one go", () => {
  const blank = " ".repeat(1_000_000)
  expect(tally(read(tap("1..2", `ok 1${blank}x`, `not ok 2 - a {${blank}`, blank)))).toBe("1/1/0/0")
})
