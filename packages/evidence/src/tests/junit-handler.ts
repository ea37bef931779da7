import type { FormatInput, Reading } from "../format.ts"
import type { Refusal } from "../refusal.ts"
import type { XmlAttributes } from "../xml/attributes.ts"
import type { XmlHandler } from "../xml/scanner.ts"
import { JunitCase, Neighbour, OUTCOMES, suiteErrorLabel, together } from "./junit-case.ts"
import { JunitProperties } from "./junit-properties.ts"
import { JunitSuites } from "./junit-suites.ts"
import { type JunitTool, junitToolOf } from "./junit-tool.ts"
import { JunitValues } from "./junit-values.ts"
import { TestResults } from "./results.ts"

/** What an open element is to us. `OTHER` is transparent: a testcase counts wherever it stands. */
const OTHER = 0
const SUITE = 1
const CASE = 2
const OUTCOME = 3
const PROPERTIES = 4
const PROPERTY = 5
type Kind = typeof OTHER | typeof SUITE | typeof CASE | typeof OUTCOME | typeof PROPERTIES | typeof PROPERTY

/** The names this handler compares with. */
export const VOCABULARY: readonly string[] =
  `${[...OUTCOMES].join(" ")} testsuites testsuite testcase properties property system-out system-err
   name classname class file line time status result message type value tests failures errors timestamp
   hostname id assertions package`.split(/\s+/)

/** Turns the elements of a JUnit report into facts. */
export class JunitHandler implements XmlHandler {
  private readonly input: FormatInput
  private readonly results: TestResults
  private readonly suites: JunitSuites
  private readonly values: JunitValues
  private readonly neighbour = new Neighbour()
  private readonly kinds: Kind[] = []
  private readonly cases: JunitCase[] = []
  private outcome = { name: "", message: "", line: 0 }
  private property: { name: string; value: string | undefined } | undefined
  private tool: JunitTool | undefined
  private suiteErrors = 0
  private firstSuiteError = ""

  constructor(input: FormatInput) {
    this.input = input
    this.results = new TestResults(input)
    this.suites = new JunitSuites(input.warnings)
    this.values = new JunitValues(input.warnings)
  }

  open(name: string, attributes: XmlAttributes, line: number): number {
    const parent = this.kinds.at(-1) ?? OTHER
    let kind: Kind = OTHER
    let room = 0
    if (name === "testcase") {
      kind = CASE
      const open = new JunitCase(line, this.input.limits.textPerItem)
      open.read(attributes, this.values, this.neighbour)
      this.cases.push(open)
    } else if (name === "testsuite" || name === "testsuites") {
      kind = SUITE
      this.openSuite(name === "testsuites", attributes)
    } else if (name === "properties") {
      if (parent === CASE) kind = PROPERTIES
    } else if (name === "property") {
      if (parent === PROPERTIES || parent === CASE) {
        kind = PROPERTY
        room = this.openProperty(attributes)
      }
    } else if ((parent === CASE || parent === SUITE) && OUTCOMES.has(name)) {
      kind = OUTCOME
      room = this.openOutcome(name, parent === CASE ? this.cases.at(-1) : undefined, attributes, line)
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
    const { tool } = this
    const { newest } = this.values
    return {
      refusal: counts["tests"] === 0 ? this.refusal() : null,
      counts,
      ...(tool === undefined ? {} : { tool }),
      ...(newest === undefined ? {} : { producedAt: newest }),
    }
  }

  private refusal(): Refusal {
    const { suiteErrors, firstSuiteError, suites } = this
    if (suiteErrors === 0) return { kind: "no-tests", promised: suites.promised }
    return { kind: "suites-failed-without-tests", suites: suiteErrors, first: firstSuiteError }
  }

  private openSuite(root: boolean, attributes: XmlAttributes): void {
    const timestamp = attributes.get("timestamp")
    if (timestamp !== undefined) this.values.timestamp(timestamp)
    this.tool ??= junitToolOf(root, attributes)
    this.suites.enter(root, attributes)
  }

  private closeCase(): void {
    const { suites, cases } = this
    const fact = cases.pop()?.fact(suites.path, suites.file, this.input.warnings)
    if (fact === undefined) return
    suites.add(fact.status)
    this.results.add(fact)
  }

  private openOutcome(name: string, open: JunitCase | undefined, attributes: XmlAttributes, line: number): number {
    this.outcome = { name, message: attributes.get("message") ?? "", line }
    // A suite that failed says so in an error or failure of its own; that it was skipped is said by its tests.
    if (open === undefined) return name === "error" || name === "failure" ? this.input.limits.textPerItem : 0
    open.sign(name, attributes.get("type") ?? "")
    return open.wantsMessageOf(name) ? open.room : 0
  }

  private closeOutcome(text: string): void {
    if (this.kinds.at(-1) === SUITE) return this.addSuiteError(text)
    const open = this.cases.at(-1)
    const { name } = this.outcome
    if (open === undefined || !open.wantsMessageOf(name)) return undefined
    const message = together(this.outcome.message, text)
    if (message === "") return undefined
    return open.keepMessage(name, message, text.length < open.room)
  }

  private addSuiteError(text: string): void {
    const { name, line } = this.outcome
    if (name !== "error" && name !== "failure") return
    const suite = this.suites.path
    const message = together(this.outcome.message, text).slice(0, this.input.limits.textPerItem)
    if (this.suiteErrors++ === 0) this.firstSuiteError = suiteErrorLabel(suite, message)
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
      at: line,
      ...(message === "" ? {} : { message }),
    })
  }

  private openProperty(attributes: XmlAttributes): number {
    const name = attributes.get("name") ?? ""
    this.property = undefined
    if (!JunitProperties.wants(name)) return 0
    const value = attributes.get("value")
    this.property = { name, value }
    return value === undefined ? (this.cases.at(-1)?.room ?? 0) : 0
  }

  private closeProperty(text: string): void {
    const { property } = this
    if (property === undefined) return
    this.cases.at(-1)?.keepProperty(property.name, property.value ?? text.trim())
  }
}
