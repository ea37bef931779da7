import type { TestStatus } from "@promotrail/core"
import type { Head } from "../detect/head.ts"
import type { Format, FormatInput, Reading } from "../format.ts"
import type { XmlAttributes } from "../xml/attributes.ts"
import { openXml } from "../xml/document.ts"
import type { XmlHandler } from "../xml/scanner.ts"
import { together } from "./junit-case.ts"
import { NunitSuites } from "./nunit-suites.ts"
import { TestSheet, type Told } from "./test-sheet.ts"

/** NUnit 3 result files (NUnit "Test Result XML Format"). */
export const NUNIT3_XML: Format = {
  id: "nunit3-xml",
  kind: "tests",
  title: "NUnit 3 XML",
  versions: "NUnit 3 and 4: console, engine and test adapter",
  takes: [
    "each test case with assembly, class, name, result and label, duration and message",
    "categories",
    "failures of set-ups, tear-downs and whole assemblies",
  ],
  commands: ["nunit3-console tests.dll --result=TestResult.xml", "dotnet test --logger nunit"],
  recognisedBy: "root `test-run`, or `test-suite` with `testcasecount` (the result of one assembly)",
  refuses: ["reports without a test case", "lists of tests that were not run (`--explore`)", "broken or cut XML"],
  recognise: isNunit3,
  open(input) {
    const handler = new Nunit3Handler(input)
    return openXml(input, handler, VOCABULARY, () => handler.finish())
  },
}

/** Engines hand out the result of an assembly as a `test-suite` of its own, and some writers stop there. */
function isNunit3({ xml, text }: Head): boolean {
  if (xml?.root === "test-run") return true
  return xml?.root === "test-suite" && xml.namespace === "" && /<test-suite\s[^>]*\btestcasecount\s*=/.test(text)
}

const VOCABULARY: readonly string[] =
  `test-run test-suite test-case properties property failure message stack-trace reason output name fullname classname
   methodname runstate result label site type value total failed testcasecount start-time end-time duration
   engine-version framework-version environment assertions assertion`.split(/\s+/)

type Case = { readonly told: Told; readonly tags: string[]; message: string; stack: string }

class Nunit3Handler implements XmlHandler {
  private readonly input: FormatInput
  private readonly sheet: TestSheet
  private readonly suites: NunitSuites
  private readonly path: string[] = []
  private current: Case | undefined
  private total = 0
  private declaredFailed: number | undefined
  private withResult = 0
  private version: string | undefined

  constructor(input: FormatInput) {
    this.input = input
    this.sheet = new TestSheet(input)
    this.suites = new NunitSuites(this.sheet)
  }

  open(name: string, attributes: XmlAttributes, line: number): number {
    const parent = this.path.at(-1) ?? ""
    this.path.push(name)
    if (parent === "") this.openRun(attributes)
    if (name === "test-case") this.openCase(attributes, line)
    else if (name === "test-suite") this.openSuite(attributes, line)
    else if (name === "property" && this.current !== undefined) this.property(attributes, this.current)
    else if (name === "environment") this.version ??= attributes.get("framework-version")
    const grandparent = this.path.at(-3)
    const tells = grandparent === "test-case" || grandparent === "test-suite"
    const isText = (parent === "failure" || parent === "reason") && (name === "message" || name === "stack-trace")
    return tells && isText ? this.input.limits.textPerItem : 0
  }

  close(name: string, text: string): void {
    this.path.pop()
    if (name === "test-case") return this.closeCase()
    if (name === "test-suite") return this.suites.leave()
    const parent = this.path.at(-1)
    if (parent !== "failure" && parent !== "reason") return undefined
    const { current } = this
    const owner = this.path.at(-2)
    if (owner === "test-case" && current !== undefined) {
      if (name === "message" && current.message === "") current.message = text
      else if (name === "stack-trace" && current.stack === "") current.stack = text
    } else if (owner === "test-suite" && name === "message") this.suites.told(text.trim())
    return undefined
  }

  finish(): Reading {
    const { sheet, declaredFailed, version } = this
    if (declaredFailed !== undefined && declaredFailed > sheet.bad && sheet.troubles === 0) {
      const message = `The header says ${declaredFailed} failures, the file lists ${sheet.bad}.`
      sheet.trouble({ at: 1, suite: "", what: "failures that are not listed", status: "failed", message })
    }
    const refusal =
      sheet.tests > 0 && this.withResult === 0
        ? ({ kind: "nothing-measured", what: "results: it is a list of tests that were not run" } as const)
        : null
    const tool = { name: "NUnit", ...(version === undefined ? {} : { version }) }
    return sheet.finish(this.total, { tool, refusal })
  }

  private openRun(attributes: XmlAttributes): void {
    this.total = figure(attributes, "total") ?? figure(attributes, "testcasecount") ?? 0
    this.declaredFailed = figure(attributes, "failed")
    const time = attributes.get("end-time") ?? attributes.get("start-time") ?? ""
    const date = attributes.get("run-date") ?? ""
    // Early versions have the date apart.
    if (/^\d{4}-/.test(time)) this.sheet.values.timestamp(time)
    else if (date !== "" && time !== "") this.sheet.values.timestamp(`${date} ${time}`)
  }

  private openSuite(attributes: XmlAttributes, at: number): void {
    this.suites.enter({
      at,
      name: attributes.get("name") ?? "",
      type: attributes.get("type") ?? "",
      // A fixture that could not be made is "skipped" for early versions, and its tests are not even listed.
      failed: /^failed$/i.test(attributes.get("result") ?? "") || /^invalid$/i.test(attributes.get("label") ?? ""),
      site: attributes.get("site") ?? "",
    })
  }

  private openCase(attributes: XmlAttributes, at: number): void {
    const result = attributes.get("result")
    const label = attributes.get("label") ?? ""
    const status = statusOf(result, label, attributes.get("runstate") ?? "")
    if (status === undefined) this.input.warnings.add("unknown-status", result)
    const name = attributes.get("name") ?? attributes.get("methodname") ?? ""
    const told: Told = {
      at,
      suite: this.suites.assembly,
      class: classOf(attributes.get("fullname") ?? "", name, attributes.get("classname") ?? ""),
      name,
      status: status ?? "errored",
    }
    const word = label === "" ? (result ?? "") : label
    if (word !== "" && !/^(passed|failed)$/i.test(word)) told.rawStatus = word
    const durationMs = this.sheet.values.duration(attributes.get("duration") ?? attributes.get("time") ?? "")
    if (durationMs !== undefined) told.durationMs = durationMs
    if (result !== undefined) this.withResult++
    this.current = { told, tags: [], message: "", stack: "" }
  }

  private closeCase(): void {
    const { current, sheet } = this
    if (current === undefined) return
    this.current = undefined
    const { told, tags, message, stack } = current
    if (tags.length > 0) told.tags = [...new Set(tags)]
    told.message = together(message, stack)
    sheet.test(told)
    if (told.status === "failed" || told.status === "errored") this.suites.bad()
  }

  private property(attributes: XmlAttributes, { tags }: Case): void {
    const value = attributes.get("value") ?? ""
    if (attributes.get("name") === "Category" && value !== "" && tags.length < 100) tags.push(value)
  }
}

/** NUnit says `result` and, where it says more, a `label`. Undefined for a result that NUnit does not have. */
function statusOf(result: string | undefined, label: string, runState: string): TestStatus | undefined {
  switch (result?.trim().toLowerCase()) {
    case "passed":
    // Assert.Warn: the tool does not fail the run for it.
    case "warning":
      return "passed"
    case "failed":
      return /^(error|invalid|cancelled|notrunnable)$/i.test(label) ? "errored" : "failed"
    case "skipped":
      // An invalid test is reported as skipped by early versions, but nobody chose to skip it.
      return /^(invalid|notrunnable)$/i.test(label) || /^notrunnable$/i.test(runState) ? "errored" : "skipped"
    case "inconclusive":
      return "skipped"
    case undefined:
      return "errored"
    default:
      return undefined
  }
}

/** The fixture as the full name has it, with the arguments that tell parametrised fixtures apart; else the class. */
function classOf(fullName: string, name: string, className: string): string {
  if (fullName.length > name.length && fullName.endsWith(`.${name}`)) {
    return fullName.slice(0, fullName.length - name.length - 1)
  }
  return className
}

function figure(attributes: XmlAttributes, name: string): number | undefined {
  const text = attributes.get(name)
  const value = text === undefined || text === "" ? NaN : Number(text)
  return Number.isFinite(value) ? Math.max(0, value) : undefined
}
