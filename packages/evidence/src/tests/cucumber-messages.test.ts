import { describe, expect, test } from "vitest"
import { read, tally } from "../../testing/reading.ts"
import { HOME } from "../../testing/homes.ts"

type Message = Readonly<Record<string, unknown>>
const stream = (...messages: readonly Message[]) => `${messages.map((message) => JSON.stringify(message)).join("\n")}\n`

const META: Message = {
  meta: { protocolVersion: "33.0.4", implementation: { name: "cucumber-js", version: "12.0.0" } },
}
const DOCUMENT: Message = { gherkinDocument: { uri: "features/cart.feature", feature: { name: "Cart" } } }
const time = (seconds: number) => ({ seconds, nanos: 500_000_000 })
const plan = (id = "1", name = "Adds"): readonly Message[] => [
  { pickle: { id: `p${id}`, uri: "features/cart.feature", name, location: { line: 7 }, tags: [{ name: "@smoke" }] } },
  { testCase: { id: `c${id}`, pickleId: `p${id}`, testSteps: [] } },
]
const start = (id = "1", attempt = 0): Message => ({
  testCaseStarted: { id: `s${id}.${attempt}`, testCaseId: `c${id}`, attempt, timestamp: time(1) },
})
const step = (status: string, id = "1.0", message = ""): readonly Message[] => [
  { testStepStarted: { testCaseStartedId: `s${id}` } },
  { testStepFinished: { testCaseStartedId: `s${id}`, testStepResult: { status, message } } },
]
const end = (id = "1.0", willBeRetried = false): Message => ({
  testCaseFinished: { testCaseStartedId: `s${id}`, willBeRetried, timestamp: time(2) },
})
const DONE: Message = { testRunFinished: { success: true, timestamp: time(1_790_000_000) } }
const FAILED: Message = { testRunFinished: { success: false } }
const oneCase = (...statuses: readonly string[]) => [
  META,
  DOCUMENT,
  ...plan(),
  start(),
  ...statuses.flatMap((status) => step(status)),
  end(),
]

describe("the worst status of its steps is that of a test case", () => {
  test.for([
    { statuses: ["PASSED", "PASSED"], status: "passed" },
    { statuses: ["PASSED", "SKIPPED"], status: "skipped" },
    { statuses: ["PENDING", "SKIPPED"], status: "skipped" },
    { statuses: ["PENDING", "UNDEFINED"], status: "errored" },
    { statuses: ["AMBIGUOUS", "SKIPPED"], status: "errored" },
    { statuses: ["PASSED", "UNKNOWN"], status: "errored" },
    { statuses: ["UNDEFINED", "FAILED", "SKIPPED"], status: "failed" },
    { statuses: ["SKIPPED", "FAILED"], status: "failed" },
    { statuses: ["PASSED", "SPLENDID"], status: "errored" },
    { statuses: ["PASSED", "constructor"], status: "errored" },
    { statuses: [], status: "errored" },
  ])("$statuses: $status", ({ statuses, status }) => {
    expect(read(stream(...oneCase(...statuses), DONE)).facts[0]?.status).toBe(status)
  })

  test("a dry run passes nothing", () => {
    expect(tally(read(stream(...oneCase("SKIPPED", "SKIPPED"), DONE)))).toBe("0/0/0/1")
  })

  test("a result without a status is unknown, and old messages call it otherwise", () => {
    const result = (key: string, value: Message): Message => ({
      testStepFinished: { testCaseStartedId: "s1.0", [key]: value },
    })
    const around = (message: Message) => stream(META, ...plan(), start(), message, end(), DONE)
    expect(tally(read(around(result("testStepResult", {}))))).toBe("0/0/1/0")
    expect(tally(read(around(result("testResult", { status: "PASSED" }))))).toBe("1/0/0/0")
  })
})

describe("the last attempt counts", () => {
  test.for([
    { attempts: ["FAILED", "PASSED"], status: "passed", flaky: true },
    { attempts: ["FAILED", "FAILED", "PASSED"], status: "passed", flaky: true },
    { attempts: ["FAILED", "FAILED"], status: "failed", flaky: false },
    { attempts: ["PASSED"], status: "passed", flaky: false },
  ])("$attempts: $status, flaky: $flaky", ({ attempts, status, flaky }) => {
    const runs = attempts.flatMap((word, i) => [
      start("1", i),
      ...step(word, `1.${i}`),
      end(`1.${i}`, i < attempts.length - 1),
    ])
    const { facts } = read(stream(META, ...plan(), ...runs, DONE))
    expect(facts).toMatchObject([{ status, flaky, attempts: attempts.length }])
  })

  test.for([
    { what: "an attempt that never ended", messages: [start(), ...step("PASSED")] },
    { what: "a retry that never began", messages: [start(), ...step("PASSED"), end("1.0", true)] },
    {
      what: "a step that never ended",
      messages: [start(), ...step("PASSED"), { testStepStarted: { testCaseStartedId: "s1.0" } }, end()],
    },
    {
      what: "a step that never ended before one that was skipped",
      messages: [start(), { testStepStarted: { testCaseStartedId: "s1.0" } }, ...step("SKIPPED"), end()],
    },
  ])("$what is errored", ({ messages }) => {
    expect(tally(read(stream(META, ...plan(), ...messages, DONE)))).toBe("0/0/1/0")
  })
})

describe("what no test case tells is not lost", () => {
  test.for([
    {
      what: "a hook of the run that failed",
      messages: [{ testRunHookFinished: { result: { status: "FAILED", message: "no database" } } }, FAILED],
      troubles: 1,
    },
    {
      what: "a hook of the run that passed",
      messages: [{ testRunHookFinished: { result: { status: "PASSED" } } }, DONE],
      troubles: 0,
    },
    { what: "a run that failed", messages: [FAILED], troubles: 1 },
    {
      what: "a file that could not be parsed",
      messages: [{ parseError: { message: "x", source: { uri: "x.feature" } } }, FAILED],
      troubles: 1,
    },
    { what: "a test case that never started", messages: [...plan("2", "Other"), DONE], troubles: 1 },
  ])("$what: $troubles", ({ messages, troubles }) => {
    const { report } = read(stream(...oneCase("PASSED"), ...messages))
    expect(report.counts).toMatchObject({ tests: 1, passed: 1, suiteErrors: troubles })
  })

  test.for(["FAILED", "PENDING", "UNDEFINED"])("a run that failed for a test case that is %s is no trouble", (word) => {
    expect(read(stream(...oneCase(word), FAILED)).report.counts["suiteErrors"]).toBe(0)
  })

  test("nothing but a failure of the run is no pass, and says why", () => {
    const exception = { testRunFinished: { success: false, message: "Whoops!" } }
    const { report } = read(stream(META, exception))
    expect(report).toMatchObject({ outcome: "empty", code: "suites-failed-without-tests" })
    expect(report.reason).toContain("Whoops!")
    expect(read(stream(META, DONE)).report).toMatchObject({ outcome: "empty", code: "no-tests" })
  })

  test("a stream without the message that ends the run was cut", () => {
    expect(read(stream(...oneCase("PASSED"))).report).toMatchObject({ outcome: "rejected", code: "truncated" })
  })

  test("runs whose ids repeat cannot be told apart", () => {
    const run = stream(...oneCase("PASSED"), DONE)
    expect(read(run + run).report).toMatchObject({ outcome: "rejected", code: "invalid" })
  })
})

test("nothing depends on whether what explains a message came before it", () => {
  const [pickle, testCase, ...rest] = [...plan(), start(), ...step("PASSED"), end(), DONE]
  const usual = read(stream(META, DOCUMENT, pickle!, testCase!, ...rest))
  const late = read(stream(META, testCase!, ...rest, pickle!, DOCUMENT))
  const known = ({ facts }: typeof usual) => facts.map(({ id, status, tags, line }) => ({ id, status, tags, line }))
  expect(known(usual)).toEqual([{ id: "Cart::::Adds", status: "passed", tags: ["@smoke"], line: 7 }])
  expect(known(late)).toEqual(known(usual))
})

test("attachments pass by; duration, message, time and tool are taken", () => {
  const attachment = { attachment: { body: "aGVsbG8=".repeat(1000), testCaseStartedId: "s1.0" } }
  const { facts, report } = read(
    stream(META, DOCUMENT, ...plan(), start(), ...step("FAILED", "1.0", "No.\nat x"), attachment, end(), DONE),
    { limits: { heldBytes: 2000 } },
  )
  expect(facts[0]).toMatchObject({ durationMs: 1000, message: "No.\nat x", pointer: "/3/testCase", at: 4 })
  expect(report).toMatchObject({
    tool: { name: "cucumber-js", version: "12.0.0" },
    formatVersion: "33.0.4",
    producedAt: "2026-09-21T14:13:20.000Z",
  })
})

test("where the features lay on the machine is left out", () => {
  const [pickle, testCase] = plan()
  const text = stream(META, pickle!, testCase!, start(), ...step("PASSED"), end(), DONE)
  const { facts } = read(text.replace("features/cart.feature", `${HOME}/jane/shop/features/cart.feature`))
  expect(facts[0]).toMatchObject({ file: "features/cart.feature", suite: "features/cart.feature" })
})
