import type { TestStatus } from "@promotrail/core"
import type { FormatInput, Reading } from "../format.ts"
import { at as valueAt, type Json, number, text, truth } from "../json/json.ts"
import { RefusedInput } from "../refusal.ts"
import { together } from "./junit-case.ts"
import { baseName, TestSheet, type Told } from "./test-sheet.ts"

type Test = {
  readonly at: number
  readonly pointer: string
  readonly name: string
  readonly suite: number | undefined
  readonly line: number | undefined
  readonly started: number | undefined
  skipReason: string
  error: string
  late: boolean
  /** The event that ended it. */
  done:
    | {
        readonly result: string
        readonly skipped: boolean
        readonly hidden: boolean
        readonly time: number | undefined
      }
    | undefined
}

/** Collects the events of a Dart test run. What a test is called stands in one event, how it ended in another. */
export class DartEvents {
  private readonly input: FormatInput
  private readonly sheet: TestSheet
  private readonly tests = new Map<number, Test>()
  private readonly suites = new Map<number, string>()
  private values = 0
  private protocol = ""
  private runner = ""
  private end: { readonly at: number; readonly success: Json | undefined } | undefined
  private announced: number | undefined
  private lastAt = 1

  constructor(input: FormatInput) {
    this.input = input
    this.sheet = new TestSheet(input)
  }

  value(event: Json, at: number): void {
    this.lastAt = at
    const pointer = `/${this.values++}`
    switch (text(event, "type")) {
      case "start":
        this.protocol = text(event, "protocolVersion")
        this.runner = text(event, "runnerVersion")
        break
      case "suite": {
        const id = number(event, "suite", "id")
        if (id !== undefined) this.suites.set(id, text(event, "suite", "path"))
        break
      }
      case "allSuites":
        this.announced = number(event, "count")
        break
      case "testStart":
        this.begin(event, at, pointer)
        break
      case "error":
        this.fail(event)
        break
      case "testDone":
        this.finishTest(event, at)
        break
      case "done":
        this.end = { at, success: valueAt(event, "success") }
        break
      default:
        break
    }
  }

  stray(line: string, at: number): void {
    this.lastAt = at
    // Whatever Flutter says in between is text; a broken event may have been the failure of a test.
    if (/^\s*\{"/.test(line)) throw new RefusedInput({ kind: "malformed", line: at, column: 1, what: "a broken event" })
  }

  finish(): Reading {
    const { sheet, tests, suites, protocol, runner, end, announced } = this
    if (protocol !== "" && !protocol.startsWith("0.")) {
      const refusal = {
        kind: "unsupported-version",
        title: "The JSON reporter's protocol",
        version: protocol,
        reads: "0.x",
      } as const
      throw new RefusedInput(refusal)
    }
    if (end === undefined) {
      throw new RefusedInput({ kind: "truncated", line: this.lastAt, within: "before the event that ends the run" })
    }
    for (const test of tests.values()) this.tell(test)
    if (announced !== undefined && announced !== suites.size) {
      const what = `${announced} test files are announced, ${suites.size} are there`
      this.input.warnings.add("summary-disagrees", what)
    }
    if (end.success === false && sheet.bad === 0 && sheet.troubles === 0 && sheet.tests > 0) {
      const message = "The run says that it failed although none of its tests did."
      sheet.trouble({ at: end.at, suite: "", what: "run failed", message })
    }
    const tool = { name: "Dart test", ...(runner === "" ? {} : { version: runner }) }
    // `success` is null when the run was closed before all tests were done.
    const cut = end.success !== true && end.success !== false
    const refusal = cut
      ? ({ kind: "not-finished", what: "the run was ended before all tests were done" } as const)
      : null
    return sheet.finish(0, { tool, refusal, ...(protocol === "" ? {} : { formatVersion: protocol }) })
  }

  private begin(event: Json, at: number, pointer: string): void {
    const id = number(event, "test", "id")
    if (id === undefined) {
      throw new RefusedInput({ kind: "invalid", line: at, what: "a test begins without an id" })
    }
    if (this.tests.has(id)) {
      const what = "two tests have the same id: several runs in one file cannot be told apart"
      throw new RefusedInput({ kind: "invalid", line: at, what })
    }
    if (this.tests.size >= this.input.limits.items) {
      throw new RefusedInput({ kind: "too-large", what: "items", limit: this.input.limits.items, line: at })
    }
    this.tests.set(id, {
      at,
      pointer,
      name: text(event, "test", "name"),
      suite: number(event, "test", "suiteID"),
      // In a file that the test file calls, the line in the test file is another.
      line: number(event, "test", "root_line") ?? number(event, "test", "line"),
      started: number(event, "time"),
      skipReason: text(event, "test", "metadata", "skipReason"),
      error: "",
      late: false,
      done: undefined,
    })
  }

  private fail(event: Json): void {
    const test = this.tests.get(number(event, "testID") ?? NaN)
    if (test === undefined) return
    // A test may throw when it is already done: the run counts that as a failure, too.
    if (test.done !== undefined) test.late = true
    if (test.error !== "") return
    const message = together(text(event, "error"), text(event, "stackTrace"))
    test.error = message.slice(0, this.input.limits.textPerItem + 1)
  }

  private finishTest(event: Json, at: number): void {
    const test = this.tests.get(number(event, "testID") ?? NaN)
    if (test === undefined) {
      throw new RefusedInput({ kind: "invalid", line: at, what: "a test ends that never began" })
    }
    test.done = {
      result: text(event, "result"),
      skipped: truth(event, "skipped") === true,
      hidden: truth(event, "hidden") === true,
      time: number(event, "time"),
    }
  }

  private tell(test: Test): void {
    const { at, pointer, name, line, started, skipReason, error, late, done } = test
    const said = this.statusOf(done)
    const status = late && (said === "passed" || said === "skipped") ? "errored" : said
    const path = relative(this.suites.get(test.suite ?? NaN) ?? "")
    if (done?.hidden === true) {
      // Loading a file, setting up: no tests, and nobody's business while they go well.
      if (status !== "passed" && status !== "skipped") {
        this.sheet.trouble({ at, pointer, suite: path, what: name === "" ? "hidden step" : name, message: error })
      }
      return
    }
    const told: Told = { at, pointer, suite: path, class: "", name, status }
    if (path !== "") told.file = path
    if (line !== undefined && Number.isSafeInteger(line) && line > 0) told.line = line
    if (done === undefined) told.rawStatus = "no end"
    if (done?.time !== undefined && started !== undefined) told.durationMs = Math.max(0, done.time - started)
    const message = status === "skipped" ? skipReason : error
    if (message !== "") told.message = message
    this.sheet.test(told)
  }

  private statusOf(done: Test["done"]): TestStatus {
    switch (done?.result) {
      case "success":
        return done.skipped ? "skipped" : "passed"
      case "failure":
        return "failed"
      case "error":
      case undefined:
        return "errored"
      default:
        this.input.warnings.add("unknown-status", done?.result === "" ? "no result" : done?.result)
        return "errored"
    }
  }
}

/** Flutter writes whole paths: what stands before the folder of the tests is the machine's. */
function relative(path: string): string {
  const plain = path.replaceAll("\\", "/")
  if (!/^(\/|[A-Za-z]:|file:)/.test(plain)) return plain
  const folder = /.*\/((?:integration_test|test_driver|test)\/.*)$/s.exec(plain)
  return folder?.[1] ?? baseName(plain)
}
