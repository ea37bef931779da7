import { describe, expect, test } from "vitest"
import { bytesOf, decoders, read, tally } from "../../testing/reading.ts"
import { inventoryReader } from "../index.ts"
import { HOME } from "../../testing/homes.ts"

const attempt = (status: string, rest: object = {}) => ({ status, duration: 2, ...rest })
const testOf = (status: string | undefined, results: readonly object[], rest: object = {}) => ({
  projectName: "chromium",
  expectedStatus: "passed",
  status,
  results,
  ...rest,
})
const spec = (tests: unknown, title = "pays") => ({ title, tags: [], line: 3, tests })
const suite = (specs: unknown, rest: object = {}) => ({ title: "cart.spec.ts", file: "cart.spec.ts", specs, ...rest })
const report = (suites: unknown, rest: object = {}) =>
  JSON.stringify({ config: { rootDir: "/shop", version: "1.65.1" }, suites, errors: [], ...rest })
const one = (...parameters: Parameters<typeof testOf>) => read(report([suite([spec([testOf(...parameters)])])]))

describe("Playwright's judgement counts, and attempts may only worsen it", () => {
  test.for([
    { word: "expected", attempts: ["passed"], status: "passed" },
    { word: "expected", attempts: ["failed"], status: "passed" },
    { word: "expected", attempts: [], status: "errored" },
    { word: "flaky", attempts: ["failed", "passed"], status: "passed" },
    { word: "unexpected", attempts: ["failed"], status: "failed" },
    { word: "unexpected", attempts: ["passed"], status: "failed" },
    { word: "unexpected", attempts: ["failed", "timedOut"], status: "errored" },
    { word: "unexpected", attempts: ["interrupted"], status: "errored" },
    { word: "unexpected", attempts: [], status: "failed" },
    { word: "skipped", attempts: ["skipped"], status: "skipped" },
    { word: "skipped", attempts: ["interrupted"], status: "errored" },
    { word: "splendid", attempts: ["passed"], status: "errored" },
    { word: "expected", attempts: ["splendid"], status: "errored" },
    { word: undefined, attempts: ["passed"], status: "passed" },
    { word: undefined, attempts: ["failed", "passed"], status: "passed" },
    { word: undefined, attempts: ["passed", "failed"], status: "failed" },
    { word: undefined, attempts: ["skipped"], status: "skipped" },
  ])("$word with $attempts: $status", ({ word, attempts, status }) => {
    const { facts } = one(
      word,
      attempts.map((each) => attempt(each)),
    )
    expect(facts[0]).toMatchObject({ status, attempts: Math.max(1, attempts.length) })
  })

  test("flaky is what passed after it failed", () => {
    expect(one("flaky", [attempt("failed"), attempt("passed")]).report.counts).toMatchObject({ passed: 1, flaky: 1 })
    expect(one("expected", [attempt("passed")]).report.counts).toMatchObject({ passed: 1, flaky: 0 })
  })

  test.for([
    { word: "expected", attempts: [attempt("failed")], rawStatus: "expected failed" },
    { word: "unexpected", attempts: [attempt("timedOut")], rawStatus: "timedOut" },
    { word: "expected", attempts: [attempt("passed")], rawStatus: undefined },
  ])("its own word is kept where it says more: $rawStatus", ({ word, attempts, rawStatus }) => {
    expect(one(word, attempts).facts[0]?.rawStatus).toBe(rawStatus)
  })

  test("the attempts of the first versions are called runs", () => {
    const old = { status: "unexpected", parameters: { browserName: "webkit" }, runs: [attempt("timedOut")] }
    expect(read(report([suite([spec([old])])])).facts[0]).toMatchObject({ status: "errored", class: "webkit" })
  })

  test("the message is the first error's, and the duration that of all attempts", () => {
    const error = { message: "no VAT", stack: "no VAT\n at x" }
    const { facts } = one("flaky", [attempt("failed", { errors: [error] }), attempt("passed")])
    expect(facts[0]).toMatchObject({ message: "no VAT\n at x", durationMs: 4 })
  })
})

describe("a test is named by file, project and titles", () => {
  test.for([
    {
      what: "a file",
      suites: [suite([spec([testOf("expected", [attempt("passed")])])])],
      id: "cart.spec.ts::chromium::pays",
    },
    {
      what: "describes",
      suites: [
        suite([], {
          suites: [
            {
              specs: [],
              suites: [{ title: "b", specs: [spec([testOf("expected", [attempt("passed")])])] }],
              title: "a",
            },
          ],
        }),
      ],
      id: "cart.spec.ts::chromium::a › b › pays",
    },
    {
      what: "no project",
      suites: [suite([spec([testOf("expected", [attempt("passed")], { projectName: "" })])])],
      id: "cart.spec.ts::::pays",
    },
    {
      what: "tags behind the title",
      suites: [suite([spec([testOf("expected", [attempt("passed")])], "pays @smoke @fast")])],
      id: "cart.spec.ts::chromium::pays",
    },
    {
      what: "a title that is no more than a tag",
      suites: [suite([spec([testOf("expected", [attempt("passed")])], "@smoke")])],
      id: "cart.spec.ts::chromium::@smoke",
    },
  ])("$what: $id", ({ suites, id }) => {
    expect(read(report(suites)).facts.map((fact) => fact.id)).toEqual([id])
  })

  test("each project is a test of its own, each with its place", () => {
    const both = [
      testOf("expected", [attempt("passed")]),
      testOf("unexpected", [attempt("failed")], { projectName: "firefox" }),
    ]
    const { facts } = read(report([suite([spec(both)])]))
    expect(facts.map(({ class: project, status, pointer }) => [project, status, pointer])).toEqual([
      ["chromium", "passed", "/suites/0/specs/0/tests/0"],
      ["firefox", "failed", "/suites/0/specs/0/tests/1"],
    ])
  })

  test("annotations give keys and tags", () => {
    const annotated = testOf("expected", [attempt("passed")], {
      annotations: [{ type: "test_key", description: "SHOP-1" }, { type: "skip" }],
    })
    const tagged = { ...spec([annotated]), tags: ["@smoke", "fast"] }
    expect(read(report([suite([tagged])])).facts[0]).toMatchObject({ keys: ["SHOP-1"], tags: ["smoke", "fast"] })
  })
})

describe("what proves nothing is refused", () => {
  const listed = report([suite([spec([testOf("skipped", [])]), spec([testOf("skipped", [])], "two")])])
  const loadError = { message: "SyntaxError", location: { file: `${HOME}/someone/shop/tests/a.spec.ts` } }

  test.for([
    { what: "no suites", file: report([]), outcome: "empty", code: "no-tests" },
    {
      what: "files that did not load",
      file: report([], { errors: [loadError] }),
      outcome: "empty",
      code: "suites-failed-without-tests",
    },
    {
      what: "a set-up that failed before any test",
      file: report([suite([spec([testOf("skipped", [])])])], { errors: [loadError] }),
      outcome: "empty",
      code: "not-finished",
    },
    { what: "a list (--list)", file: listed, outcome: "empty", code: "not-finished" },
    {
      what: "no list of suites",
      file: report(undefined, { config: { rootDir: "/shop", projects: [] } }),
      outcome: "rejected",
      code: "invalid",
    },
    { what: "suites that are no list", file: report({}), outcome: "rejected", code: "invalid" },
    { what: "a suite that is no object", file: report([7]), outcome: "rejected", code: "invalid" },
    { what: "a spec that is no object", file: report([suite([7])]), outcome: "rejected", code: "invalid" },
    { what: "a test that is no object", file: report([suite([spec([7])])]), outcome: "rejected", code: "invalid" },
  ])("$what: $code", ({ file, outcome, code }) => {
    expect(read(file).report).toMatchObject({ format: "playwright-json", outcome, code })
  })

  test("suites deeper than anybody nests them are refused, not passed over", () => {
    let deepest: object = suite([spec([testOf("unexpected", [attempt("failed")])])])
    for (let depth = 1; depth < 64; depth++) deepest = suite([], { suites: [deepest] })
    expect(tally(read(report([deepest])))).toBe("0/1/0/0")
    expect(read(report([suite([], { suites: [deepest] })])).report).toMatchObject({
      outcome: "rejected",
      code: "too-large",
    })
  })

  test("errors outside of tests are never lost behind tests that passed", () => {
    const passed = suite([spec([testOf("expected", [attempt("passed")])])])
    const { report: got, facts } = read(report([passed], { errors: [loadError] }))
    expect(got.counts).toMatchObject({ tests: 1, passed: 1, suiteErrors: 1 })
    expect(facts[1]).toMatchObject({
      suiteLevel: true,
      status: "errored",
      suite: "tests/a.spec.ts",
      pointer: "/errors/0",
    })
  })

  test("stats are compared, and failures only they know make the run fail", () => {
    const passed = suite([spec([testOf("expected", [attempt("passed")])])])
    const stats = { expected: 1, unexpected: 1, flaky: 0, skipped: 0 }
    const { report: got } = read(report([passed], { stats }))
    expect(got.counts).toMatchObject({ tests: 1, suiteErrors: 1 })
    expect(got.warnings.map(({ code }) => code)).toContain("header-disagrees")
  })

  test("the same list is an inventory, unless some files could not be listed", () => {
    const inventory = (file: string) => {
      const ids: string[] = []
      const reader = inventoryReader({ decoders, onTest: ({ id }) => ids.push(id) })
      reader.write(bytesOf(file))
      return { ...reader.end(), ids }
    }
    expect(inventory(listed)).toMatchObject({
      outcome: "accepted",
      counts: { tests: 2 },
      ids: ["cart.spec.ts::chromium::pays", "cart.spec.ts::chromium::two"],
    })
    const broken = report([suite([spec([testOf("skipped", [])])])], { errors: [loadError] })
    expect(inventory(broken)).toMatchObject({ outcome: "empty", code: "not-finished" })
  })
})

test("tool and time are told", () => {
  const timed = testOf("expected", [attempt("passed", { startTime: "2026-11-20T18:23:20.351Z" })])
  expect(
    read(report([suite([spec([timed])])], { stats: { startTime: "2026-11-20T18:23:19.798Z", expected: 1 } })).report,
  ).toMatchObject({
    tool: { name: "Playwright", version: "1.65.1" },
    producedAt: "2026-11-20T18:23:20.351Z",
  })
})
