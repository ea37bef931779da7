import { describe, expect, test } from "vitest"
import { read, tally } from "../../testing/reading.ts"
import { HOME } from "../../testing/homes.ts"

type Event = Readonly<Record<string, unknown>>
const stream = (...events: readonly (Event | string)[]) =>
  `${events.map((event) => (typeof event === "string" ? event : JSON.stringify(event))).join("\n")}\n`
const START: Event = { protocolVersion: "0.1.1", runnerVersion: "1.25.0", pid: 7, type: "start", time: 0 }
const SUITE: Event = { suite: { id: 0, platform: "vm", path: "test/cart_test.dart" }, type: "suite", time: 0 }
const begin = (id = 3, name = "adds"): Event => ({
  test: { id, name, suiteID: 0, groupIDs: [], line: 7, metadata: { skip: false, skipReason: "later" } },
  type: "testStart",
  time: 100,
})
const end = (result: string, more: Event = {}, id = 3): Event => ({
  testID: id,
  result,
  skipped: false,
  hidden: false,
  type: "testDone",
  time: 350,
  ...more,
})
const DONE: Event = { success: true, type: "done", time: 400 }
const FAILED: Event = { success: false, type: "done", time: 400 }
const run = (...events: readonly (Event | string)[]) => stream(START, SUITE, ...events)

describe("the event that ends a test says how it ended", () => {
  test.for([
    { what: "success", event: end("success"), counts: "1/0/0/0" },
    { what: "failure", event: end("failure"), counts: "0/1/0/0" },
    { what: "error", event: end("error"), counts: "0/0/1/0" },
    { what: "skipped", event: end("success", { skipped: true }), counts: "0/0/0/1" },
    { what: "skipped with a failure", event: end("failure", { skipped: true }), counts: "0/1/0/0" },
    { what: "a word nobody knows", event: end("splendid"), counts: "0/0/1/0" },
    { what: "no word", event: end(""), counts: "0/0/1/0" },
  ])("$what: $counts", ({ event, counts }) => {
    expect(tally(read(run(begin(), event, FAILED)))).toBe(counts)
  })

  test("a test that throws after it was done is errored", () => {
    const late = { testID: 3, error: "No.", stackTrace: "", isFailure: false, type: "error" }
    expect(tally(read(run(begin(), end("success"), late, begin(4, "fails"), end("failure", {}, 4), FAILED)))).toBe(
      "0/1/1/0",
    )
  })

  test("a test that began and never ended is errored", () => {
    expect(tally(read(run(begin(), end("success"), begin(4, "hangs"), FAILED)))).toBe("1/0/1/0")
  })
})

describe("hidden steps are no tests, and are not lost when they fail", () => {
  test.for([
    { what: "that passed", result: "success", troubles: 0 },
    { what: "that failed", result: "error", troubles: 1 },
  ])("a hidden step $what: $troubles", ({ result, troubles }) => {
    const hidden = [begin(1, "loading test/cart_test.dart"), end(result, { hidden: true }, 1)]
    const { report } = read(run(...hidden, begin(), end("success"), DONE))
    expect(report.counts).toMatchObject({ tests: 1, passed: 1, suiteErrors: troubles })
  })

  test("nothing but hidden steps is no pass", () => {
    const { report } = read(run(begin(1, "loading"), end("success", { hidden: true }, 1), DONE))
    expect(report).toMatchObject({ outcome: "empty", code: "no-tests" })
  })
})

describe("the run as a whole", () => {
  const good = [begin(), end("success")]
  test.for([
    { what: "failed although no test did", events: [...good, FAILED], outcome: "accepted", code: null, troubles: 1 },
    {
      what: "failed with a test",
      events: [begin(), end("failure"), FAILED],
      outcome: "accepted",
      code: null,
      troubles: 0,
    },
    { what: "has no end", events: good, outcome: "rejected", code: "truncated", troubles: undefined },
    {
      what: "was ended early",
      events: [...good, { success: null, type: "done" }],
      outcome: "empty",
      code: "not-finished",
      troubles: 0,
    },
    { what: "does not say", events: [...good, { type: "done" }], outcome: "empty", code: "not-finished", troubles: 0 },
    {
      what: "has a broken event",
      events: [...good, '{"testID":4,"res', DONE],
      outcome: "rejected",
      code: "malformed",
      troubles: undefined,
    },
    {
      what: "stands there twice",
      events: [...good, ...good, DONE],
      outcome: "rejected",
      code: "invalid",
      troubles: undefined,
    },
    {
      what: "ends a test that never began",
      events: [...good, end("success", {}, 9), DONE],
      outcome: "rejected",
      code: "invalid",
      troubles: undefined,
    },
  ])("$what: $outcome", ({ events, outcome, code, troubles }) => {
    const { report } = read(run(...events))
    expect(report).toMatchObject({ outcome, code })
    expect(report.counts["suiteErrors"]).toBe(troubles)
  })

  test("another protocol is not read", () => {
    const text = run(...good, DONE).replace('"0.1.1"', '"1.0.0"')
    expect(read(text).report).toMatchObject({ outcome: "unsupported", code: "unsupported-version" })
  })

  test("what Flutter says before and in between is text", () => {
    const text = `Downloading…\n${run('[{"event":"test.startedProcess"}]', "\u001b[1mhello", ...good, DONE)}`
    expect(read(text).report).toMatchObject({ format: "dart-json", outcome: "accepted", counts: { passed: 1 } })
  })
})

test("file, name, line, duration and error are taken; the machine's folders are not", () => {
  const error = { testID: 3, error: "No.", stackTrace: "at x", isFailure: true, type: "error" }
  const text = run(begin(), error, { ...error, error: "second" }, end("failure"), FAILED)
  expect(read(text).facts[0]).toMatchObject({
    id: "test/cart_test.dart::::adds",
    file: "test/cart_test.dart",
    line: 7,
    durationMs: 250,
    message: "No.\nat x",
    at: 3,
    pointer: "/2",
  })
  const whole = text.replace("test/cart_test.dart", `${HOME}/jane/shop/test/cart_test.dart`)
  expect(read(whole).facts).toEqual(read(text).facts)
})

test("why a test is skipped is its message", () => {
  const { facts } = read(run(begin(), end("success", { skipped: true }), DONE))
  expect(facts[0]?.message).toBe("later")
})
