import type { TestStatus } from "@promotrail/core"
import type { Format, FormatInput, Reading } from "../format.ts"
import type { XmlAttributes } from "../xml/attributes.ts"
import { openXml } from "../xml/document.ts"
import type { XmlHandler } from "../xml/scanner.ts"
import { together } from "./junit-case.ts"
import { NunitSuites } from "./nunit-suites.ts"
import { TestSheet, type Told } from "./test-sheet.ts"

/** NUnit 2 result files, also as NUnit 3 and other tools still write them (Results.xsd of NUnit 2.5 and 2.6). */
export const NUNIT2_XML: Format = {
  id: "nunit2-xml",
  kind: "tests",
  title: "NUnit 2 XML",
  versions: "NUnit 2.2 to 2.6, `nunit2` results of NUnit 3, MbUnit and other writers",
  takes: [
    "each test case with assembly, name, result (or executed and success), duration and message",
    "categories",
    "failures of whole suites, and failures that only the header knows",
  ],
  commands: ["nunit-console tests.dll /xml=TestResult.xml", 'nunit3-console tests.dll --result="r.xml;format=nunit2"'],
  recognisedBy: "root `test-results`",
  refuses: ["reports without a test case", "documents that declare entities", "broken or cut XML"],
  recognise: ({ xml }) => xml?.root === "test-results",
  open(input) {
    const handler = new Nunit2Handler(input)
    return openXml(input, handler, VOCABULARY, () => handler.finish())
  },
}

const VOCABULARY: readonly string[] =
  `test-results test-suite test-case results failure message stack-trace reason categories category properties property
   environment name executed result success time asserts type total errors failures not-run inconclusive ignored skipped
   invalid date nunit-version`.split(/\s+/)

type Case = {
  readonly told: Told
  readonly tags: string[]
  readonly executed: string
  readonly result: string
  readonly success: string
  failure: boolean
  message: string
  stack: string
}

class Nunit2Handler implements XmlHandler {
  private readonly input: FormatInput
  private readonly sheet: TestSheet
  private readonly suites: NunitSuites
  private readonly path: string[] = []
  private current: Case | undefined
  private total = 0
  private declaredBad: number | undefined
  private version: string | undefined

  constructor(input: FormatInput) {
    this.input = input
    this.sheet = new TestSheet(input)
    this.suites = new NunitSuites(this.sheet)
  }

  open(name: string, attributes: XmlAttributes, line: number): number {
    const parent = this.path.at(-1) ?? ""
    this.path.push(name)
    if (name === "test-case") this.openCase(attributes, line)
    else if (name === "test-suite") this.openSuite(attributes, line)
    else if (name === "test-results") this.openRun(attributes)
    else if (name === "failure" && parent === "test-case" && this.current !== undefined) this.current.failure = true
    else if (name === "category" && this.current !== undefined) {
      const tag = attributes.get("name") ?? ""
      if (tag !== "" && this.current.tags.length < 100) this.current.tags.push(tag)
    } else if (name === "environment") this.version = attributes.get("nunit-version")
    const isText = (parent === "failure" || parent === "reason") && (name === "message" || name === "stack-trace")
    return isText ? this.input.limits.textPerItem : 0
  }

  close(name: string, text: string): void {
    this.path.pop()
    if (name === "test-case") return this.closeCase()
    if (name === "test-suite") return this.suites.leave()
    const parent = this.path.at(-1)
    if (parent !== "failure" && parent !== "reason") return undefined
    const owner = this.path.at(-2)
    const { current } = this
    if (owner === "test-case" && current !== undefined) {
      if (name === "message") current.message = text
      else if (name === "stack-trace") current.stack = text
    } else if (owner === "test-suite" && name === "message" && parent === "failure") this.suites.told(text.trim())
    return undefined
  }

  finish(): Reading {
    const { sheet, declaredBad, version, input } = this
    if (declaredBad !== undefined && declaredBad !== sheet.bad) {
      const told = `The header says ${declaredBad} failures and errors, the file lists ${sheet.bad}.`
      input.warnings.add("header-disagrees", told)
      // Which test it was cannot be known, only that there was one: the more pessimistic of the two counts.
      if (declaredBad > sheet.bad && sheet.troubles === 0) {
        sheet.trouble({ at: 1, suite: "", what: "failures that are not listed", status: "failed", message: told })
      }
    }
    const tool = version === undefined ? {} : { tool: { name: "NUnit", version } }
    return sheet.finish(this.total, tool)
  }

  private openRun(attributes: XmlAttributes): void {
    const figure = (name: string) => Math.max(0, Number(attributes.get(name) ?? "0") || 0)
    this.total = figure("total")
    if (attributes.get("failures") !== undefined) {
      // `invalid` are tests that could not be run: NUnit 2.5 counts them apart.
      this.declaredBad = figure("errors") + figure("failures") + figure("invalid")
    }
    const time = attributes.get("time") ?? ""
    const date = attributes.get("date") ?? ""
    if (date !== "" && /^\d{1,2}:\d{2}/.test(time)) this.sheet.values.timestamp(`${date} ${time}`)
  }

  private openSuite(attributes: XmlAttributes, at: number): void {
    const result = attributes.get("result") ?? ""
    const failed =
      result === "" ? isNo(attributes.get("success") ?? "") : /^(failure|error|cancelled|failed)$/i.test(result)
    const name = attributes.get("name") ?? ""
    this.suites.enter({ at, name, type: attributes.get("type") ?? "", failed, site: "" })
  }

  private openCase(attributes: XmlAttributes, at: number): void {
    const fullName = attributes.get("name") ?? ""
    const { class: className, name } = splitName(fullName)
    const told: Told = { at, suite: this.suites.assembly, class: className, name, status: "errored" }
    const durationMs = this.sheet.values.duration(attributes.get("time") ?? "")
    if (durationMs !== undefined) told.durationMs = durationMs
    this.current = {
      told,
      tags: [],
      executed: attributes.get("executed") ?? "",
      result: attributes.get("result") ?? "",
      success: attributes.get("success") ?? "",
      failure: false,
      message: "",
      stack: "",
    }
  }

  private closeCase(): void {
    const { current, sheet } = this
    if (current === undefined) return
    this.current = undefined
    const { told, tags, message, stack, result, success, failure } = current
    const status = statusOf(current)
    if (status === undefined) this.input.warnings.add("unknown-status", result === "" ? success : result)
    // A failure inside outranks words that say otherwise; see NUnit 2 files whose cases have no `success`.
    told.status = failure && (status === "passed" || status === undefined) ? "failed" : (status ?? "errored")
    if (result !== "" && !/^(success|failure)$/i.test(result)) told.rawStatus = result
    if (tags.length > 0) told.tags = [...new Set(tags)]
    told.message = together(message, stack)
    sheet.test(told)
    if (told.status === "failed" || told.status === "errored") this.suites.bad()
  }
}

const RESULTS: ReadonlyMap<string, TestStatus> = new Map<string, TestStatus>([
  ["success", "passed"],
  ["passed", "passed"],
  ["failure", "failed"],
  ["failed", "failed"],
  ["error", "errored"],
  ["cancelled", "errored"],
  ["notrunnable", "errored"],
  ["invalid", "errored"],
  ["ignored", "skipped"],
  ["skipped", "skipped"],
  ["explicit", "skipped"],
  ["notrun", "skipped"],
  ["inconclusive", "skipped"],
])

/** `result` since NUnit 2.5; before it `executed` and `success`. Undefined where none of them says anything known. */
function statusOf({ result, executed, success }: Case): TestStatus | undefined {
  if (result !== "") {
    const status = RESULTS.get(result.trim().toLowerCase())
    if (status !== "passed") return status
    if (isNo(success)) return "failed"
    return isNo(executed) ? "skipped" : "passed"
  }
  if (isNo(executed)) return "skipped"
  if (isNo(success)) return "failed"
  // Writers exist that misspell it, and others that leave it out; the header still counts their failures.
  if (/^t/i.test(success) || (success === "" && /^t/i.test(executed))) return "passed"
  return undefined
}

const isNo = (word: string) => /^\s*(f|no|0)/i.test(word)

/** `Space.Class.Method(args)`: the arguments may hold points of their own. */
function splitName(fullName: string): { class: string; name: string } {
  const bracket = fullName.search(/[(<"[]/)
  const plain = bracket < 0 ? fullName : fullName.slice(0, bracket)
  const point = plain.lastIndexOf(".")
  // A sentence is a name, whatever points it has.
  if (point <= 0 || point === plain.length - 1 || /\s/.test(plain)) return { class: "", name: fullName }
  return { class: fullName.slice(0, point), name: fullName.slice(point + 1) }
}
