import { expect, test } from "vitest"
import { read, tally } from "../../testing/reading.ts"

const example = {
  full_description: "Cart adds",
  description: "adds",
  status: "passed",
  file_path: "./spec/cart_spec.rb",
}
const summary = { example_count: 1, failure_count: 0, errors_outside_of_examples_count: 0 }
const report = (examples: unknown, rest: object = {}) =>
  read(JSON.stringify({ version: "3.13.0", examples, summary, ...rest }))

test.for([
  { status: "passed", counts: "1/0/0/0" },
  { status: "failed", counts: "0/1/0/0" },
  { status: "pending", counts: "0/0/0/1" },
  { status: "Passed", counts: "0/0/1/0" },
  { status: null, counts: "0/0/1/0" },
])("an example that is $status: $counts", ({ status, counts }) => {
  expect(tally(report([{ ...example, status }]))).toBe(counts)
})

test("an example is named by file and description, and keeps its exception", () => {
  const exception = { class: "X", message: "no", backtrace: ["./spec/a.rb:1", null] }
  expect(report([{ ...example, status: "failed", exception, line_number: 4, run_time: 0.0125 }]).facts).toEqual([
    {
      id: "spec/cart_spec.rb::::Cart adds",
      suite: "spec/cart_spec.rb",
      class: "",
      name: "Cart adds",
      status: "failed",
      flaky: false,
      attempts: 1,
      suiteLevel: false,
      at: 1,
      pointer: "/examples/0",
      file: "spec/cart_spec.rb",
      durationMs: 12.5,
      message: "no\n./spec/a.rb:1",
      line: 4,
    },
  ])
})

test("why an example is pending is its message", () => {
  expect(report([{ ...example, status: "pending", pending_message: "later" }]).facts[0]).toMatchObject({
    message: "later",
    rawStatus: "pending",
  })
})

test("errors outside of examples are errors of the suite", () => {
  const outside = {
    summary: { ...summary, errors_outside_of_examples_count: 2 },
    messages: ["\nAn error occurred while loading ./spec/x.rb."],
  }
  const { report: got, facts } = report([example], outside)
  expect(got.counts).toMatchObject({ tests: 1, passed: 1, suiteErrors: 2 })
  expect(facts[1]).toMatchObject({ suiteLevel: true, message: "An error occurred while loading ./spec/x.rb." })
  expect(report([], outside).report).toMatchObject({ outcome: "empty", code: "suites-failed-without-tests" })
})

test("failures that only the summary knows make the run fail", () => {
  expect(report([example], { summary: { ...summary, failure_count: 1 } }).report.counts).toMatchObject({
    suiteErrors: 1,
  })
})

test.for([
  {
    what: "no examples",
    examples: [],
    rest: { summary: { ...summary, example_count: 0 } },
    outcome: "empty",
    code: "no-tests",
  },
  { what: "no list", examples: undefined, rest: { examples: null }, outcome: "rejected", code: "invalid" },
  { what: "no summary", examples: [example], rest: { summary: undefined }, outcome: "rejected", code: "invalid" },
  { what: "an example that is none", examples: [0], rest: {}, outcome: "rejected", code: "invalid" },
])("$what: $code", ({ examples, rest, outcome, code }) => {
  expect(report(examples, rest).report).toMatchObject({ format: "rspec-json", outcome, code })
})
