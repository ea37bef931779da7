import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { bytesOf, decoders, read } from "../../testing/reading.ts"
import { inventoryReader } from "../index.ts"
import { HOME } from "../../testing/homes.ts"

function list(file: string | object, chunk = 1 << 20) {
  const ids: string[] = []
  const reader = inventoryReader({ decoders, onTest: ({ id }) => ids.push(id) })
  const bytes = bytesOf(typeof file === "string" ? file : JSON.stringify(file))
  for (let at = 0; at < bytes.length; at += chunk) reader.write(bytes.subarray(at, at + chunk))
  const { format, outcome, code, counts, warnings } = reader.end()
  return { format, outcome, code, counts, ids, warned: warnings.map((warning) => warning.code) }
}
const lines = (...texts: readonly string[]) => `${texts.join("\n")}\n`

describe("Vitest", () => {
  const results = {
    numTotalTests: 1,
    testResults: [
      {
        name: `${HOME}/someone/shop/src/cart.test.ts`,
        status: "passed",
        assertionResults: [{ ancestorTitles: ["cart", "VAT"], title: "adds", status: "passed" }],
      },
    ],
  }
  const id = "src/cart.test.ts::::cart > VAT > adds"

  test.for([
    { what: "--json", file: [{ name: "cart > VAT > adds", file: `${HOME}/someone/shop/src/cart.test.ts` }] },
    {
      what: "--json with a project",
      file: [{ name: "cart > VAT > adds", file: "/ci/src/cart.test.ts", projectName: "unit" }],
    },
    { what: "text", file: "src/cart.test.ts > cart > VAT > adds\n" },
    { what: "text with a project", file: "[unit] src/cart.test.ts > cart > VAT > adds\n" },
  ])("$what: a test is called as its report calls it", ({ file }) => {
    expect(list(file)).toMatchObject({ outcome: "accepted", ids: [id], warned: [] })
    expect(read(JSON.stringify(results)).facts.map((fact) => fact.id)).toEqual([id])
  })

  test.for([
    { what: "an entry without a file", file: [{ name: "a", file: "x.ts" }, { name: "b" }], code: "invalid" },
    { what: "an entry that is none", file: [{ name: "a", file: "x.ts" }, 7], code: "invalid" },
    { what: "a list that was cut", file: '[{"name":"a","file":"x.ts"},', code: "truncated" },
  ])("$what: $code", ({ file, code }) => {
    expect(list(file)).toMatchObject({ outcome: "rejected", code })
  })

  test("results that have a file and a message are no list", () => {
    expect(list([{ file: "a.ts", message: "x", name: "a" }]).format).not.toBe("vitest-list")
  })
})

describe("Jest lists files", () => {
  const paths = [`${HOME}/someone/shop/src/cart.test.ts`, "C:\\shop\\src\\vat.spec.js"]

  test.for([
    { what: "--json", file: paths },
    { what: "text", file: lines(...paths) },
    { what: "vitest list --filesOnly --json", file: paths.map((file) => ({ file })) },
  ])("$what: each is one test, with a warning", ({ file }) => {
    expect(list(file)).toMatchObject({
      outcome: "accepted",
      ids: ["::::src/cart.test.ts", "::::src/vat.spec.js"],
      warned: ["files-listed"],
    })
  })

  test("an entry that is no script makes the list none", () => {
    expect(list([...paths, ...paths, ...paths, ...paths, "readme"])).toMatchObject({
      outcome: "rejected",
      code: "invalid",
    })
    expect(list(["readme"])).toMatchObject({ outcome: "unsupported" })
  })
})

describe("Playwright", () => {
  const listing = lines(
    "Listing tests:",
    "  [chromium] › cart.spec.ts:3:5 › cart › VAT › adds @smoke",
    "  [firefox] › cart.spec.ts:3:5 › cart › VAT › adds @smoke",
    "  api/health.spec.ts:1:1 › answers",
    "Total: 3 tests in 2 files",
  )

  test("a test is called as its report calls it", () => {
    expect(list(listing)).toMatchObject({
      format: "playwright-list",
      outcome: "accepted",
      ids: [
        "cart.spec.ts::chromium::cart › VAT › adds",
        "cart.spec.ts::firefox::cart › VAT › adds",
        "api/health.spec.ts::::answers",
      ],
    })
  })

  test.for([
    { what: "without its last line", file: listing.replace(/Total.*\n/, ""), code: "truncated" },
    { what: "shorter than it says", file: listing.replace(/.*firefox.*\n/, ""), code: "not-finished" },
    { what: "with an error", file: `Error: no such file\n${listing}`, code: "not-finished" },
    { what: "with a broken file", file: `SyntaxError: x.spec.ts: no\n${listing}`, code: "not-finished" },
  ])("a list $what is refused: $code", ({ file, code }) => {
    expect(list(file).code).toBe(code)
  })
})

describe("pytest", () => {
  const nodes = ["tests/test_a.py::TestB::test_c[x::y-1]", "tests/test_a.py::test_d"]

  test("node ids are what pytest's report has, also with colons among the parameters", () => {
    expect(list(lines(...nodes, "", "2 tests collected in 0.01s"))).toMatchObject({
      outcome: "accepted",
      ids: ["pytest::tests.test_a.TestB::test_c[x::y-1]", "pytest::tests.test_a::test_d"],
    })
  })

  test("warnings behind the list are no tests", () => {
    const warned = lines(
      ...nodes,
      "",
      "=== warnings summary ===",
      "tests/test_a.py:1",
      "  DeprecationWarning: x",
      "",
      "-- Docs: https://docs.pytest.org/",
      "2/5 tests collected (3 deselected) in 0.01s",
    )
    expect(list(warned)).toMatchObject({ outcome: "accepted", counts: { tests: 2 } })
  })

  test.for([
    {
      what: "with errors",
      behind: ["=== ERRORS ===", "___ ERROR collecting x ___", "E   ImportError"],
      code: "not-finished",
    },
    { what: "with an error in its summary", behind: ["ERROR tests/test_b.py"], code: "not-finished" },
    { what: "with an error in its last line", behind: ["2 tests collected, 1 error in 0.1s"], code: "not-finished" },
    { what: "that was interrupted", behind: ["!!! Interrupted: 1 error during collection !!!"], code: "not-finished" },
    { what: "shorter than it says", behind: ["3 tests collected in 0.01s"], code: "not-finished" },
    { what: "of counts", behind: ["tests/test_a.py: 3"], code: "invalid" },
    { what: "as a tree", behind: ["=== test session starts ===", "<Module test_a.py>"], code: "invalid" },
  ])("a collection $what is refused: $code", ({ behind, code }) => {
    expect(list(lines(...nodes, ...behind))).toMatchObject({ code })
  })

  test("a collection of nothing is empty", () => {
    expect(list(lines("", "no tests collected in 0.00s"))).toMatchObject({ outcome: "empty", code: "no-tests" })
  })
})

describe("go test -list", () => {
  const listing = lines(
    "TestAdd",
    "BenchmarkAdd",
    "ExampleAdd",
    "ok  \texample.com/shop/cart\t0.003s",
    "?   \texample.com/shop\t[no test files]",
    "FuzzVat",
    "ok  \texample.com/shop/vat\t0.002s",
  )

  test("a test belongs to the package behind it; benchmarks are none", () => {
    expect(list(listing)).toMatchObject({
      format: "go-test-list",
      outcome: "accepted",
      ids: [
        "example.com/shop/cart::::TestAdd",
        "example.com/shop/cart::::ExampleAdd",
        "example.com/shop/vat::::FuzzVat",
      ],
    })
  })

  test("a test is called as its report calls it", () => {
    const event = (action: string) =>
      JSON.stringify({ Action: action, Package: "example.com/shop/cart", Test: "TestAdd" })
    const [fact] = read(lines(event("run"), event("pass"), '{"Action":"pass","Package":"example.com/shop/cart"}')).facts
    expect(list(listing).ids[0]).toBe(fact?.id)
  })

  test.for([
    {
      what: "a package that could not be built",
      file: `${listing}FAIL\texample.com/shop/x [build failed]\n`,
      code: "not-finished",
    },
    { what: "tests without a package", file: `${listing}TestLast\n`, code: "truncated" },
  ])("$what: $code", ({ file, code }) => {
    expect(list(file).code).toBe(code)
  })

  test("the list is no report", () => {
    expect(read(listing).report.outcome).not.toBe("accepted")
  })
})

test("what lists no tests is never read as an empty list of them", () => {
  expect(list({ bomFormat: "CycloneDX", specVersion: "1.6", components: [] })).toMatchObject({
    code: "not-a-test-list",
  })
  expect(list({ version: "2.1.0", runs: [] })).toMatchObject({ code: "not-a-test-list" })
})

test("chunks make no difference to any list", () => {
  const files = [
    "[unit] src/a.test.ts > b > c\nsrc/a.test.ts > d\n",
    "  [p] › a.spec.ts:1:2 › größe\nTotal: 1 test in 1 file\n",
    "tests/test_a.py::test_d\n1 test collected in 0.1s\n",
    "TestA\nok  \tx\t0.1s\n",
    '[{"name":"größe","file":"src/a.ts"}]',
  ]
  fc.assert(
    fc.property(fc.constantFrom(...files), fc.integer({ min: 1, max: 30 }), (file, chunk) => {
      expect(list(file, chunk)).toEqual(list(file))
    }),
  )
})
