import { describe, expect, test } from "vitest"
import { bytesOf, decoders, read } from "../testing/reading.ts"
import { inventoryReader, type ListedTest } from "./index.ts"

function list(file: string | Uint8Array, chunk = 1 << 20) {
  const tests: ListedTest[] = []
  const reader = inventoryReader({ decoders, onTest: (test) => tests.push(test) })
  const bytes = typeof file === "string" ? bytesOf(file) : file
  for (let at = 0; at < bytes.length; at += chunk) reader.write(bytes.subarray(at, at + chunk))
  return { report: reader.end(), tests }
}

describe("a line is a test", () => {
  test.for([
    { line: "suite::pkg.Class::name", id: "suite::pkg.Class::name" },
    { line: "pkg.Class::name", id: "::pkg.Class::name" },
    { line: "just a name", id: "::::just a name" },
    { line: "  indented  \r", id: "::::indented" },
    { line: "a::b::c::d", id: "a::b::c::d" },
    {
      line: "tests/unit/test_cart.py::TestCart::test_add[1-2]",
      id: "pytest::tests.unit.test_cart.TestCart::test_add[1-2]",
    },
    { line: "test_cart.py::test_add", id: "pytest::test_cart::test_add" },
  ])("$line is $id", ({ line, id }) => {
    expect(list(line).tests.map((test) => test.id)).toEqual([id])
  })

  test("a pytest id is the id that pytest's own report gives the test", () => {
    const junit =
      '<testsuites><testsuite name="pytest"><testcase classname="tests.test_a.TestB" name="test_c"/></testsuite></testsuites>'
    expect(list("tests/test_a.py::TestB::test_c").tests[0]?.id).toBe(read(junit).facts[0]?.id)
  })

  test("blank lines, comments and pytest's summary are no tests", () => {
    const { report, tests } = list("# all of them\n\na\nb\n\n2 tests collected in 0.01s\n")
    expect(tests.map(({ name }) => name)).toEqual(["a", "b"])
    expect(report).toMatchObject({
      outcome: "accepted",
      format: "test-list",
      kind: "tests",
      counts: { tests: 2, unique: 2 },
    })
  })

  test("the answer does not depend on the chunks or the encoding", () => {
    const text = "größe\r\ns::c::😀\nlast"
    const whole = list(text)
    expect(list(text, 1)).toEqual(whole)
    expect(list(`\uFEFF${text}`, 3)).toEqual(whole)
  })

  test("duplicates are numbered, once with a warning", () => {
    const { tests, report } = list("a\na\na")
    expect(tests.map(({ id }) => id)).toEqual(["::::a", "::::a#2", "::::a#3"])
    expect(report.warnings).toMatchObject([{ code: "duplicate-identity", count: 2 }])
  })
})

describe("JUnit XML is a list as well", () => {
  test("outcomes do not matter and are not passed on", () => {
    const { report, tests } = list(
      '<testsuite name="s"><testcase classname="c" name="a" file="a.ts"><failure message="m"/></testcase><error/></testsuite>',
    )
    expect(report).toMatchObject({ outcome: "accepted", format: "junit-xml" })
    expect(report.counts).toEqual({ tests: 1, unique: 1 })
    expect(tests).toEqual([{ id: "s::c::a", suite: "s", class: "c", name: "a", file: "a.ts" }])
  })

  test("a broken one is refused like any report", () => {
    expect(list("<testsuite><testcase").report).toMatchObject({ outcome: "rejected", code: "truncated" })
  })
})

describe("what is no list is refused", () => {
  test.for([
    { what: "nothing", file: "", outcome: "empty", code: "nothing-received" },
    { what: "only comments", file: "# none\n", outcome: "empty", code: "no-tests" },
    { what: "another report", file: '{"bomFormat":"CycloneDX"}', outcome: "unsupported", code: "not-a-test-list" },
    { what: "unknown JSON", file: '{"a":1}', outcome: "unsupported", code: "not-recognised" },
    { what: "binary data", file: "a\0b", outcome: "unsupported", code: "not-recognised" },
    { what: "a line without end", file: "x".repeat(100_000), outcome: "rejected", code: "too-large" },
  ])("$what: $code", ({ file, outcome, code }) => {
    expect(list(file).report).toMatchObject({ outcome, code })
  })

  test("bytes that are not UTF-8 are refused with the line", () => {
    const { report } = list(Uint8Array.of(0x61, 0x0a, 0xe4, 0x0a))
    expect(report).toMatchObject({ outcome: "rejected", code: "bad-bytes" })
  })
})
