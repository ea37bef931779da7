import type { Instant } from "@promotrail/core"
import type { FormatInput, Reading } from "../format.ts"
import { readNumber } from "../values/number.ts"
import { readTime } from "../values/time.ts"
import { shorten } from "../warnings.ts"
import { RepeatedValue, type XmlAttributes } from "../xml/attributes.ts"
import type { XmlHandler } from "../xml/scanner.ts"
import { JunitProperties } from "./junit-properties.ts"
import { JunitSuites } from "./junit-suites.ts"
import { type JunitTool, junitToolOf } from "./junit-tool.ts"
import { type DraftFact, TestResults } from "./results.ts"
import { judge, meaningOf, type Signs } from "./status.ts"

/** What an open element is to us. `OTHER` is transparent: a testcase counts wherever it stands. */
const OTHER = 0
const SUITE = 1
const CASE = 2
const OUTCOME = 3
const PROPERTIES = 4
const PROPERTY = 5
type Kind = typeof OTHER | typeof SUITE | typeof CASE | typeof OUTCOME | typeof PROPERTIES | typeof PROPERTY

const OUTCOMES = new Set([
  "failure",
  "error",
  "skipped",
  "ignored",
  "disabled",
  "flakyFailure",
  "flakyError",
  "rerunFailure",
  "rerunError",
])

/** The names this handler compares with. */
export const VOCABULARY: readonly string[] =
  `${[...OUTCOMES].join(" ")} testsuites testsuite testcase properties property system-out system-err
   name classname class file line time status result message type value tests failures errors timestamp
   hostname id assertions package`.split(/\s+/)

/** A testcase while it is open. */
class OpenCase implements Signs {
  error = false
  failure = false
  skipped = false
  quarantined = false
  flakyAttempts = 0
  failedReruns = 0
  statusWord = ""
  resultWord = ""
  rawStatus: string | undefined
  name = ""
  className = ""
  file = ""
  line: number | undefined
  durationMs: number | undefined
  /** The first failure or error, or the reason of a skip. */
  message: string | undefined
  messageOf: "outcome" | "skip" | undefined
  properties: JunitProperties | undefined
  /** Characters of text that may still be kept. */
  room: number
  readonly at: number

  constructor(at: number, room: number) {
    this.at = at
    this.room = room
  }
}

/** Turns the elements of a JUnit report into facts. */
export class JunitHandler implements XmlHandler {
  private readonly input: FormatInput
  private readonly results: TestResults
  private readonly suites: JunitSuites
  private readonly kinds: Kind[] = []
  private readonly cases: OpenCase[] = []
  private readonly classMemory = new RepeatedValue()
  private readonly fileMemory = new RepeatedValue()
  private outcomeName = ""
  private outcomeMessage = ""
  private propertyName = ""
  private propertyValue: string | undefined
  private newest: Instant | undefined
  private tool: JunitTool | undefined
  private suiteErrors = 0
  private firstSuiteError = ""
  private outcomeLine = 0

  constructor(input: FormatInput) {
    this.input = input
    this.results = new TestResults(input)
    this.suites = new JunitSuites(input.warnings)
  }

  open(name: string, attributes: XmlAttributes, line: number): number {
    const parent = this.kinds.at(-1) ?? OTHER
    let kind: Kind = OTHER
    let room = 0
    if (name === "testcase") {
      kind = CASE
      this.openCase(attributes, line)
    } else if (name === "testsuite" || name === "testsuites") {
      kind = SUITE
      this.openSuite(name === "testsuites", attributes)
    } else if (name === "property") {
      if (parent === PROPERTIES || parent === CASE) {
        kind = PROPERTY
        room = this.openProperty(attributes)
      }
    } else if (name === "properties") {
      if (parent === CASE) kind = PROPERTIES
    } else if (OUTCOMES.has(name) && (parent === CASE || parent === SUITE)) {
      kind = OUTCOME
      room = parent === CASE ? this.openOutcome(name, attributes) : this.openSuiteOutcome(name, attributes, line)
    }
    this.kinds.push(kind)
    return room
  }

  close(_name: string, text: string): void {
    const kind = this.kinds.pop()
    if (kind === CASE) this.closeCase()
    else if (kind === SUITE) this.suites.leave()
    else if (kind === OUTCOME) this.closeOutcome(text)
    else if (kind === PROPERTY) this.closeProperty(text)
  }

  finish(): Reading {
    const counts = this.results.finish()
    const { suites, newest, tool } = this
    const refusal =
      (counts["tests"] ?? 0) > 0
        ? null
        : this.suiteErrors > 0
          ? ({ kind: "suites-failed-without-tests", suites: this.suiteErrors, first: this.firstSuiteError } as const)
          : ({ kind: "no-tests", promised: suites.promised } as const)
    return {
      refusal,
      counts,
      ...(tool === undefined ? {} : { tool }),
      ...(newest === undefined ? {} : { producedAt: newest }),
    }
  }

  private openSuite(root: boolean, attributes: XmlAttributes): void {
    const header = new Map<string, string>()
    for (let i = 0; i < attributes.count; i++) {
      const name = attributes.nameAt(i)
      switch (name) {
        case "timestamp":
          this.readTimestamp(attributes.valueAt(i))
          break
        case "name":
        case "tests":
        case "failures":
        case "errors":
        case "file":
          header.set(name, attributes.valueAt(i))
          break
        default:
          break
      }
    }
    this.tool ??= junitToolOf(root, attributes)
    this.suites.enter(root, header)
  }

  private openCase(attributes: XmlAttributes, line: number): void {
    const open = new OpenCase(line, this.input.limits.textPerItem)
    for (let i = 0; i < attributes.count; i++) {
      switch (attributes.nameAt(i)) {
        case "name":
          open.name = attributes.valueAt(i)
          break
        case "classname":
          open.className = attributes.repeatedAt(i, this.classMemory)
          break
        case "class":
          if (open.className === "") open.className = attributes.repeatedAt(i, this.classMemory)
          break
        case "time":
          open.durationMs = this.readDuration(attributes.valueAt(i))
          break
        case "file":
          open.file = attributes.repeatedAt(i, this.fileMemory)
          break
        case "line":
        case "lineno":
          open.line = this.readLine(attributes.valueAt(i))
          break
        case "status":
          open.statusWord = attributes.valueAt(i).trim().toLowerCase()
          break
        case "result":
          open.resultWord = attributes.valueAt(i).trim().toLowerCase()
          break
        case "disabled":
          if (/^(1|true|yes)$/i.test(attributes.valueAt(i).trim())) open.quarantined = true
          break
        case "timestamp":
          this.readTimestamp(attributes.valueAt(i))
          break
        default:
          break
      }
    }
    this.cases.push(open)
  }

  private openOutcome(name: string, attributes: XmlAttributes): number {
    const open = this.cases.at(-1)
    if (open === undefined) return 0
    this.outcomeName = name
    const type = attributes.get("type") ?? ""
    switch (name) {
      case "error":
        open.error = true
        break
      case "failure":
        open.failure = true
        break
      case "skipped":
      case "ignored":
        open.skipped = true
        if (type.toLowerCase() === "todo") open.quarantined = true
        if (type !== "") open.rawStatus ??= type === "pytest.xfail" ? "xfail" : type.slice(0, 64)
        break
      case "disabled":
        open.quarantined = true
        break
      case "flakyFailure":
      case "flakyError":
        open.flakyAttempts++
        break
      default:
        open.failedReruns++
        break
    }
    this.outcomeMessage = attributes.get("message") ?? ""
    return wantsMessage(name, open) ? open.room : 0
  }

  private openSuiteOutcome(name: string, attributes: XmlAttributes, line: number): number {
    this.outcomeName = name
    this.outcomeLine = line
    if (name !== "error" && name !== "failure") return 0
    this.outcomeMessage = attributes.get("message") ?? ""
    return this.input.limits.textPerItem
  }

  private closeOutcome(text: string): void {
    if (this.kinds.at(-1) === SUITE) return this.closeSuiteOutcome(text)
    const open = this.cases.at(-1)
    if (open === undefined || !wantsMessage(this.outcomeName, open)) return undefined
    const message = together(this.outcomeMessage, text)
    if (message === "") return undefined
    const skip = isSkip(this.outcomeName)
    if (text.length >= open.room || message.length > open.room) this.input.warnings.add("text-cut")
    open.message = message.slice(0, open.room)
    open.messageOf = skip ? "skip" : "outcome"
    return undefined
  }

  private closeSuiteOutcome(text: string): void {
    const name = this.outcomeName
    if (name !== "error" && name !== "failure") return
    const suite = this.suites.path
    const message = together(this.outcomeMessage, text).slice(0, this.input.limits.textPerItem)
    this.suiteErrors++
    if (this.suiteErrors === 1) this.firstSuiteError = `${shorten(suite)} ${shorten(firstLine(message))}`.trim()
    this.input.warnings.add("suite-error", suite)
    this.results.add({
      id: "",
      suite,
      class: "",
      name: `(suite ${name})`,
      status: name === "error" ? "errored" : "failed",
      flaky: false,
      attempts: 1,
      suiteLevel: true,
      at: this.outcomeLine,
      ...(message === "" ? {} : { message }),
    })
  }

  private openProperty(attributes: XmlAttributes): number {
    const name = attributes.get("name") ?? ""
    const open = this.cases.at(-1)
    this.propertyName = ""
    if (open === undefined || !JunitProperties.wants(name)) return 0
    this.propertyName = name
    this.propertyValue = attributes.get("value")
    return this.propertyValue === undefined ? open.room : 0
  }

  private closeProperty(text: string): void {
    const open = this.cases.at(-1)
    if (open === undefined || this.propertyName === "") return
    const value = this.propertyValue ?? text.trim()
    const size = value.length + this.propertyName.length
    if (size > open.room) {
      this.input.warnings.add("text-cut")
      return
    }
    open.room -= size
    open.properties ??= new JunitProperties()
    open.properties.add(this.propertyName, value)
  }

  private closeCase(): void {
    const open = this.cases.pop()
    if (open === undefined) return
    const { status, flaky, attempts, unknownWord } = judge(open)
    const { warnings } = this.input
    if (unknownWord !== null) warnings.add("unknown-status", unknownWord)
    if (open.failedReruns > 0 && status === "passed") warnings.add("rerun-without-outcome", open.name)
    if (open.name === "") warnings.add("missing-name")
    if (status === "failed" && open.name.includes("CVE-")) warnings.add("looks-like-vulnerabilities", open.name)
    const rawStatus = open.rawStatus ?? tellingWord(open)
    const file = open.file === "" ? this.suites.file : open.file
    this.suites.add(status)
    const fact: DraftFact = {
      id: "",
      suite: this.suites.path,
      class: open.className,
      name: open.name,
      status,
      flaky,
      attempts,
      suiteLevel: false,
      at: open.at,
    }
    if (file !== "") fact.file = file
    if (rawStatus !== undefined) fact.rawStatus = rawStatus
    if (open.durationMs !== undefined) fact.durationMs = open.durationMs
    if (open.message !== undefined) fact.message = open.message
    if (open.line !== undefined) fact.line = open.line
    open.properties?.addTo(fact)
    this.results.add(fact)
  }

  private readDuration(text: string): number | undefined {
    const plain = text === "" ? NaN : Number(text)
    let seconds = plain
    if (!Number.isFinite(plain)) {
      const read = readNumber(text)
      if (read.kind !== "number") {
        if (read.kind === "unreadable") this.input.warnings.add("unreadable-number", text)
        return undefined
      }
      seconds = read.value
    }
    if (seconds < 0) {
      this.input.warnings.add("negative-number", text)
      return 0
    }
    return Math.round(seconds * 1e6) / 1e3
  }

  private readLine(text: string): number | undefined {
    const line = Number(text)
    return Number.isSafeInteger(line) && line > 0 ? line : undefined
  }

  private readTimestamp(text: string): void {
    const read = readTime(text)
    if (read.kind === "unreadable") this.input.warnings.add("unreadable-time", text)
    if (read.kind !== "instant") return
    if (read.zone === "assumed") this.input.warnings.add("time-without-zone", text)
    if (this.newest === undefined || read.at > this.newest) this.newest = read.at
  }
}

/** The first failure is kept; a failure replaces the reason of a skip; reruns only repeat the first failure. */
function wantsMessage(outcome: string, open: OpenCase): boolean {
  if (outcome === "rerunFailure" || outcome === "rerunError") return false
  return open.messageOf === undefined || (open.messageOf === "skip" && !isSkip(outcome))
}

const isSkip = (outcome: string) => outcome === "skipped" || outcome === "ignored" || outcome === "disabled"

/** The message and the details below it; many tools repeat the one in the other. */
function together(message: string, text: string): string {
  const details = text.trim()
  const head = message.trim()
  if (head === "" || details.startsWith(head)) return details
  return details === "" ? head : `${head}\n${details}`
}

const firstLine = (text: string) => text.split("\n", 1)[0] ?? ""

/** The tool's own word, where the status alone does not say it. */
function tellingWord({ statusWord, resultWord }: OpenCase): string | undefined {
  for (const word of [resultWord, statusWord]) {
    if (word !== "" && meaningOf(word) !== "passed") return word.slice(0, 64)
  }
  return undefined
}
