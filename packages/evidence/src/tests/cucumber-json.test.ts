import { describe, expect, test } from "vitest"
import { read, tally } from "../../testing/reading.ts"

const step = (status: string, rest: object = {}) => ({ result: { status, duration: 1e6, ...rest } })
const scenario = (steps: unknown, rest: object = {}) => ({ type: "scenario", name: "adds", line: 4, steps, ...rest })
const feature = (elements: unknown, rest: object = {}) => ({
  keyword: "Feature",
  name: "Cart",
  uri: "features/cart.feature",
  elements,
  ...rest,
})
const report = (...features: readonly unknown[]) => read(JSON.stringify(features))
const statusOf = (element: object) => report(feature([element])).facts[0]?.status

describe("the worst step or hook decides", () => {
  test.for([
    { steps: ["passed", "passed"], status: "passed" },
    { steps: ["passed", "failed", "skipped"], status: "failed" },
    { steps: ["passed", "undefined", "skipped"], status: "errored" },
    { steps: ["passed", "ambiguous"], status: "errored" },
    { steps: ["passed", "pending", "skipped"], status: "skipped" },
    { steps: ["pending", "undefined"], status: "errored" },
    { steps: ["skipped", "passed"], status: "skipped" },
    { steps: ["undefined", "failed"], status: "failed" },
    { steps: ["passed", "splendid"], status: "errored" },
    { steps: ["passed", "PASSED"], status: "errored" },
    { steps: ["passed", "unknown"], status: "errored" },
    { steps: ["passed", ""], status: "errored" },
    { steps: [], status: "errored" },
  ])("$steps: $status", ({ steps, status }) => {
    expect(statusOf(scenario(steps.map((word) => step(word))))).toBe(status)
  })

  test.for([
    { what: "a hook before", rest: { before: [step("failed")] }, status: "failed" },
    { what: "a hook behind", rest: { after: [step("passed"), step("failed")] }, status: "failed" },
    { what: "a hook of a step", rest: { steps: [{ ...step("passed"), after: [step("failed")] }] }, status: "failed" },
    { what: "a step without a result", rest: { steps: [step("passed"), { name: "x" }] }, status: "errored" },
    { what: "no steps at all", rest: { steps: undefined }, status: "errored" },
    { what: "no steps, and hooks that passed", rest: { steps: [], before: [step("passed")] }, status: "errored" },
  ])("$what: $status", ({ rest, status }) => {
    expect(statusOf(scenario([step("passed")], rest))).toBe(status)
  })

  test("a word nobody knows is shown", () => {
    expect(report(feature([scenario([step("splendid")])])).report.warnings).toMatchObject([{ code: "unknown-status" }])
  })
})

describe("a background is no test, and what it says belongs to the scenario behind it", () => {
  const background = (status: string) => ({ type: "background", name: "", steps: [step(status)] })

  test.for([
    { first: "passed", own: "passed", counts: "1/0/0/0" },
    { first: "failed", own: "skipped", counts: "0/1/0/0" },
    { first: "undefined", own: "skipped", counts: "0/0/1/0" },
    { first: "skipped", own: "passed", counts: "0/0/0/1" },
    { first: "passed", own: "failed", counts: "0/1/0/0" },
  ])("background $first, scenario $own: $counts", ({ first, own, counts }) => {
    expect(tally(report(feature([background(first), scenario([step(own)])])))).toBe(counts)
  })

  test("it counts for one scenario, not for those behind that", () => {
    const elements = [background("failed"), scenario([step("skipped")]), scenario([step("passed")], { name: "b" })]
    expect(tally(report(feature(elements)))).toBe("1/1/0/0")
  })

  test("its hooks count as well, also when its steps have no results", () => {
    const hooked = { type: "background", before: [step("failed")], steps: [{ name: "x" }] }
    expect(tally(report(feature([hooked, scenario([step("skipped")])])))).toBe("0/1/0/0")
  })

  test("behave lists it once and without results: then it says nothing", () => {
    const listed = { type: "background", keyword: "Background", steps: [{ name: "x" }] }
    expect(tally(report(feature([listed, scenario([step("passed")])])))).toBe("1/0/0/0")
  })

  test("the oldest reports wrote no type", () => {
    const old = { keyword: "Background", steps: [step("passed")] }
    expect(tally(report(feature([old, scenario([step("passed")], { type: undefined, keyword: "Scenario" })])))).toBe(
      "1/0/0/0",
    )
  })
})

describe("behave judges scenarios and features itself", () => {
  const behave = (status: string, steps: unknown) => ({
    type: "scenario",
    name: "adds",
    location: "features/cart.feature:3",
    status,
    steps,
  })
  const of = (element: unknown, rest: object = {}) =>
    report({
      keyword: "Feature",
      name: "Cart",
      location: "features/cart.feature:1",
      status: "passed",
      elements: [element],
      ...rest,
    })

  test.for([
    { status: "passed", steps: [step("passed")], counts: "1/0/0/0" },
    { status: "failed", steps: [step("failed"), { name: "later" }], counts: "0/1/0/0" },
    { status: "failed", steps: [step("passed")], counts: "0/1/0/0" },
    { status: "skipped", steps: [{ name: "x" }], counts: "0/0/0/1" },
    { status: "untested", steps: [{ name: "x" }], counts: "0/0/0/1" },
    { status: "passed", steps: [step("passed"), { name: "x" }], counts: "0/0/1/0" },
    { status: "hook_error", steps: [step("passed")], counts: "0/0/1/0" },
  ])("$status with $steps: $counts", ({ status, steps, counts }) => {
    expect(tally(of(behave(status, steps)))).toBe(counts)
  })

  test("a feature that failed though no scenario did is an error of the suite", () => {
    const got = of(behave("passed", [step("passed")]), { status: "failed" })
    expect(got.report.counts).toMatchObject({ passed: 1, suiteErrors: 1 })
    const reason = of(behave("failed", [step("failed")]), { status: "failed" })
    expect(reason.report.counts).toMatchObject({ failed: 1, suiteErrors: 0 })
  })

  test("its durations are seconds, its messages lists, its tags texts, its file a location", () => {
    const failing = {
      ...behave("failed", [step("failed", { duration: 0.25, error_message: ["one", "two"] })]),
      tags: ["SHOP-7"],
    }
    expect(of(failing).facts[0]).toMatchObject({
      id: "features/cart.feature::Cart::adds",
      durationMs: 250,
      message: "one\ntwo",
      keys: ["SHOP-7"],
    })
  })
})

test("a scenario is named by file, feature and name, and keeps tags and keys", () => {
  const tagged = scenario([step("failed", { error_message: "no" })], {
    tags: [{ name: "@SHOP-1" }, { name: "@smoke" }],
  })
  const { facts } = report({
    elements: [tagged],
    tags: [{ name: "@TEST_SHOP-2" }],
    name: "Cart",
    uri: "file:features/cart.feature",
  })
  expect(facts[0]).toEqual({
    id: "features/cart.feature::Cart::adds",
    suite: "features/cart.feature",
    class: "Cart",
    name: "adds",
    status: "failed",
    flaky: false,
    attempts: 1,
    suiteLevel: false,
    at: 1,
    pointer: "/0/elements/0",
    durationMs: 1,
    message: "no",
    file: "features/cart.feature",
    tags: ["TEST_SHOP-2", "SHOP-1", "smoke"],
    keys: ["SHOP-2", "SHOP-1"],
  })
})

test("rows of an outline share a name and are numbered; a retry is an attempt only when the upload says so", () => {
  const twice = [scenario([step("failed")]), scenario([step("passed")])]
  expect(report(feature(twice)).facts.map(({ id }) => id)).toEqual([
    "features/cart.feature::Cart::adds",
    "features/cart.feature::Cart::adds#2",
  ])
  expect(read(JSON.stringify([feature(twice)]), { retries: "merge" }).report.counts).toMatchObject({
    tests: 1,
    flaky: 1,
  })
})

test("the newest start of a scenario is the time", () => {
  const timed = scenario([step("passed")], { start_timestamp: "2020-02-05T15:15:03.527Z" })
  expect(report(feature([timed])).report.producedAt).toBe("2020-02-05T15:15:03.527Z")
})

test.for([
  {
    what: "features without scenarios",
    features: [feature(undefined), feature([])],
    outcome: "empty",
    code: "no-tests",
  },
  {
    what: "backgrounds alone",
    features: [feature([{ type: "background", steps: [step("passed")] }])],
    outcome: "empty",
    code: "no-tests",
  },
  {
    what: "a feature that is none",
    features: [feature([scenario([step("passed")])]), 7],
    outcome: "rejected",
    code: "invalid",
  },
  { what: "elements that are no list", features: [feature({ a: 1 })], outcome: "rejected", code: "invalid" },
  { what: "an element that is none", features: [feature(["x"])], outcome: "rejected", code: "invalid" },
])("$what: $code", ({ features, outcome, code }) => {
  expect(report(...features).report).toMatchObject({ format: "cucumber-json", outcome, code })
})
