import type { FormatInput, Reading } from "../format.ts"
import { at as valueAt, type Json, type JsonPlace, list, number, text, truth } from "../json/json.ts"
import { RefusedInput } from "../refusal.ts"
import { isKnown, statusOf, worse } from "./cucumber-status.ts"
import { baseName, TestSheet, type Told } from "./test-sheet.ts"

type Pickle = {
  readonly name: string
  readonly uri: string
  readonly line: number | undefined
  readonly tags: readonly string[]
}

/** One attempt at a test case. */
type Attempt = {
  readonly place: JsonPlace
  readonly number: number
  readonly startedMs: number | undefined
  /** The worst status so far; "" before the first step. */
  worst: string
  message: string
  /** Steps that began and did not end. */
  running: number
  ended: boolean
  willBeRetried: boolean
  durationMs: number | undefined
}

type TestCase = { readonly place: JsonPlace; readonly pickle: string; readonly attempts: Attempt[] }

/** Joins the messages of one run by their ids. Nothing depends on their order but which attempt was the last. */
export class CucumberRun {
  private readonly input: FormatInput
  private readonly sheet: TestSheet
  private readonly features = new Map<string, string>()
  private readonly pickles = new Map<string, Pickle>()
  private readonly cases = new Map<string, TestCase>()
  private readonly attempts = new Map<string, Attempt>()
  private uri = ""
  private featureName = ""
  private toolName: { name: string; version?: string } | undefined
  private protocol = ""
  private end:
    | { readonly place: JsonPlace; readonly success: boolean | undefined; readonly message: string }
    | undefined
  private lastAt = 1

  constructor(input: FormatInput) {
    this.input = input
    this.sheet = new TestSheet(input)
  }

  tool(name: string, version: string): void {
    if (name !== "") this.toolName = { name, ...(version === "" ? {} : { version }) }
  }

  version(protocol: string): void {
    this.protocol = protocol
  }

  document(): void {
    this.uri = ""
    this.featureName = ""
  }

  documentUri(uri: string): void {
    this.uri = uri
  }

  feature(name: string): void {
    this.featureName = name
  }

  documentEnds(): void {
    if (this.uri !== "") this.features.set(this.uri, this.featureName)
  }

  pickle(value: Json, { at }: JsonPlace): void {
    this.lastAt = at
    const tags = list(value, "tags")
      .map((tag) => text(tag, "name"))
      .filter((name) => name !== "")
    const line = number(value, "location", "line")
    this.pickles.set(text(value, "id"), { name: text(value, "name"), uri: text(value, "uri"), line, tags })
    this.bounded(this.pickles.size, at)
  }

  testCase(value: Json, place: JsonPlace): void {
    this.lastAt = place.at
    this.unused(this.cases, text(value, "id"), place.at)
    this.cases.set(text(value, "id"), { place, pickle: text(value, "pickleId"), attempts: [] })
    this.bounded(this.cases.size, place.at)
  }

  started(value: Json, place: JsonPlace): void {
    this.lastAt = place.at
    const attempt: Attempt = {
      place,
      number: number(value, "attempt") ?? 0,
      startedMs: millis(valueAt(value, "timestamp")),
      worst: "",
      message: "",
      running: 0,
      ended: false,
      willBeRetried: false,
      durationMs: undefined,
    }
    this.unused(this.attempts, text(value, "id"), place.at)
    this.attempts.set(text(value, "id"), attempt)
    this.bounded(this.attempts.size, place.at)
    const of = text(value, "testCaseId")
    const known = this.cases.get(of)
    if (known !== undefined) known.attempts.push(attempt)
    else this.cases.set(of, { place, pickle: "", attempts: [attempt] })
  }

  stepStarted(value: Json): void {
    const attempt = this.attempts.get(text(value, "testCaseStartedId"))
    if (attempt !== undefined) attempt.running++
  }

  stepFinished(value: Json, place: JsonPlace): void {
    this.lastAt = place.at
    const attempt = this.attemptOf(value, place)
    // Before version 9 of the messages the result had a shorter name.
    const key = valueAt(value, "testStepResult") === undefined ? "testResult" : "testStepResult"
    const word = text(value, key, "status")
    const status = word === "" ? "UNKNOWN" : word
    if (!isKnown(status)) this.input.warnings.add("unknown-status", status)
    attempt.running--
    const worst = worse(attempt.worst, status)
    const message = text(value, key, "message") || text(value, key, "exception", "stackTrace")
    if (message !== "" && (worst !== attempt.worst || attempt.message === "")) {
      attempt.message = message.slice(0, this.input.limits.textPerItem + 1)
    }
    attempt.worst = worst
  }

  finished(value: Json, place: JsonPlace): void {
    this.lastAt = place.at
    const attempt = this.attemptOf(value, place)
    attempt.ended = true
    attempt.willBeRetried = truth(value, "willBeRetried") === true
    const ended = millis(valueAt(value, "timestamp"))
    if (ended !== undefined && attempt.startedMs !== undefined) {
      attempt.durationMs = Math.max(0, Math.round((ended - attempt.startedMs) * 1e3) / 1e3)
    }
  }

  hookFinished(value: Json, { at, pointer }: JsonPlace): void {
    this.lastAt = at
    const status = text(value, "result", "status")
    if (status === "PASSED" || status === "SKIPPED") return
    const message = text(value, "result", "message")
    this.sheet.trouble({ at, pointer, suite: "", what: "hook of the run", message })
  }

  parseError(value: Json, { at, pointer }: JsonPlace): void {
    this.lastAt = at
    const suite = relative(text(value, "source", "uri"))
    this.sheet.trouble({ at, pointer, suite, what: "not parsed", message: text(value, "message") })
  }

  time(value: Json): void {
    const seconds = number(value, "timestamp", "seconds")
    if (seconds !== undefined && seconds >= 1e9 && seconds < 1e10)
      this.sheet.values.timestamp(String(Math.floor(seconds)))
  }

  runFinished(value: Json, place: JsonPlace): void {
    this.lastAt = place.at
    this.time(value)
    const message = text(value, "message") || text(value, "exception", "message")
    const success = truth(value, "success")
    this.end = { place, success, message }
  }

  finish(): Reading {
    const { sheet, end, toolName, protocol } = this
    if (end === undefined) {
      throw new RefusedInput({ kind: "truncated", line: this.lastAt, within: "before the message that ends the run" })
    }
    let waiting = 0
    for (const testCase of this.cases.values()) {
      if (testCase.attempts.length === 0) waiting++
      else this.tell(testCase)
    }
    const { at, pointer } = end.place
    if (waiting > 0 && sheet.tests > 0) {
      const message = `${waiting} test case(s) were planned and never started.`
      sheet.trouble({ at, pointer, suite: "", what: "test cases not started", message })
    }
    if (end.success === false && sheet.troubles === 0 && this.nothingExplainsIt()) {
      const message =
        end.message === "" ? "The run says that it failed although none of its test cases did." : end.message
      sheet.trouble({ at, pointer, suite: "", what: "run failed", message })
    }
    return sheet.finish(this.cases.size, {
      ...(toolName === undefined ? {} : { tool: toolName }),
      ...(protocol === "" ? {} : { formatVersion: protocol }),
    })
  }

  /** A run also counts as failed for steps that are pending or were retried, as its options say. */
  private nothingExplainsIt(): boolean {
    if (this.sheet.bad > 0) return this.end?.message !== ""
    return ![...this.attempts.values()].some(({ worst }) => worst !== "PASSED" && worst !== "SKIPPED")
  }

  private tell({ place, pickle: id, attempts }: TestCase): void {
    const pickle = this.pickles.get(id)
    const sorted = [...attempts].sort((one, other) => one.number - other.number)
    const last = sorted.at(-1)
    if (last === undefined) return
    const before = sorted.slice(0, -1)
    const worst = statusOf(last.worst)
    // What a step that never ended would have said can only be worse.
    const isSure = last.running <= 0 || worst === "failed" || worst === "errored"
    const whole = last.ended && !last.willBeRetried && isSure
    const status = whole && last.worst !== "" ? worst : "errored"
    const uri = relative(pickle?.uri ?? "")
    const feature = this.features.get(pickle?.uri ?? "") ?? ""
    const told: Told = {
      at: place.at,
      pointer: place.pointer,
      suite: feature === "" ? uri : feature,
      class: "",
      name: pickle?.name ?? "",
      status,
      attempts: attempts.length,
      flaky: status === "passed" && before.some(({ worst }) => statusOf(worst) !== "passed"),
    }
    if (uri !== "") told.file = uri
    if (pickle?.line !== undefined) told.line = pickle.line
    if (pickle !== undefined && pickle.tags.length > 0) told.tags = [...new Set(pickle.tags)]
    const word = whole ? (last.worst === "" ? "UNKNOWN" : last.worst) : "no end"
    if (word !== "PASSED" && word !== "FAILED") told.rawStatus = word
    if (last.durationMs !== undefined) told.durationMs = last.durationMs
    const message = sorted.find((attempt) => attempt.message !== "")?.message
    if (message !== undefined) told.message = message
    this.sheet.test(told)
  }

  private attemptOf(value: Json, { at }: JsonPlace): Attempt {
    const attempt = this.attempts.get(text(value, "testCaseStartedId"))
    if (attempt !== undefined) return attempt
    throw new RefusedInput({ kind: "invalid", line: at, what: "a step or test case ends that never started" })
  }

  /** Runs that count their ids from one cannot be told apart once they stand in one file. */
  private unused(known: ReadonlyMap<string, unknown>, id: string, line: number): void {
    if (!known.has(id)) return
    throw new RefusedInput({ kind: "invalid", line, what: "two messages have the same id: are these several runs?" })
  }

  private bounded(size: number, line: number): void {
    const limit = this.input.limits.items
    if (size > limit) throw new RefusedInput({ kind: "too-large", what: "items", limit, line })
  }
}

/** `{seconds, nanos}` in milliseconds; protobuf writes large seconds as text. */
function millis(timestamp: Json | undefined): number | undefined {
  const seconds = number(timestamp, "seconds")
  const nanos = number(timestamp, "nanos") ?? 0
  return seconds === undefined ? undefined : seconds * 1e3 + nanos / 1e6
}

/** Some runners write whole paths: where the features lay on the machine is left out. */
function relative(uri: string): string {
  const path = uri.replace(/^(file|classpath):(\/\/)?/, "")
  if (!/^(\/|[A-Za-z]:[\\/])/.test(path)) return path
  return /.*[\\/]((?:features|resources|tests?)[\\/].*)$/s.exec(path)?.[1] ?? baseName(path)
}
