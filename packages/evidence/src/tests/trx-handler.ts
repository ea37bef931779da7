import type { FormatInput, Reading } from "../format.ts"
import { RefusedInput } from "../refusal.ts"
import type { XmlAttributes } from "../xml/attributes.ts"
import type { XmlHandler } from "../xml/scanner.ts"
import { together } from "./junit-case.ts"
import { baseName, TestSheet, type Told } from "./test-sheet.ts"
import { runBrokeOff, runFailed, trxDuration, trxStatus } from "./trx-outcome.ts"

/** The names this handler compares with. */
export const TRX_VOCABULARY: readonly string[] =
  `TestRun Results InnerResults UnitTestResult Output ErrorInfo Message StackTrace StdOut ResultSummary Counters
   RunInfos RunInfo Text TestDefinitions UnitTest TestMethod TestCategory TestCategoryItem Times executionId testId
   testName duration outcome id name storage className codeBase start finish creation`.split(/\s+/)

/** A result while it is open, or while its definition has not come yet. */
type Result = {
  readonly told: Told
  readonly testId: string
  message: string
  stack: string
  /** Whether it is made of inner results: rows of data, parts of an ordered test. Those are counted. */
  container: boolean
  /** Results inside that failed or errored. */
  badInside: number
}

type Definition = { suite: string; class: string; name: string; readonly tags: string[] }

/**
 * Turns the elements of a TRX file into facts. What a result belongs to stands in the definitions, before or behind it,
 * so results wait for the end of the file.
 */
export class TrxHandler implements XmlHandler {
  private readonly input: FormatInput
  private readonly sheet: TestSheet
  private readonly path: string[] = []
  private readonly results: Result[] = []
  private readonly pending: Result[] = []
  private readonly definitions = new Map<string, Definition>()
  private definition: Definition | undefined
  private readonly containersThatFailedAlone: Result[] = []
  private containers = 0
  private badContainers = 0
  private outcome = ""
  private outcomeAt = 1
  private runErrors = 0
  private runInfo: string | undefined
  private readonly complaints: string[] = []
  private total: number | undefined
  private bad: number | undefined

  constructor(input: FormatInput) {
    this.input = input
    this.sheet = new TestSheet(input)
  }

  open(name: string, attributes: XmlAttributes, line: number): number {
    const parent = this.path.at(-1) ?? ""
    this.path.push(name)
    if (parent === "Results" || parent === "InnerResults") this.openResult(attributes, line)
    else if (name === "InnerResults" && this.path.length > 3) this.container()
    else if (parent === "TestDefinitions") this.define(attributes)
    else if (name === "TestMethod" && this.definition !== undefined) this.method(attributes)
    else if (name === "TestCategoryItem") this.category(attributes)
    else if (name === "Times" && parent === "TestRun") this.times(attributes)
    else if (name === "ResultSummary") {
      this.outcome = attributes.get("outcome") ?? ""
      this.outcomeAt = line
    } else if (name === "Counters" && parent === "ResultSummary") this.counters(attributes)
    else if (name === "RunInfo") this.runInfo = attributes.get("outcome") ?? ""
    return this.room(name, parent)
  }

  close(name: string, text: string): void {
    this.path.pop()
    const parent = this.path.at(-1) ?? ""
    const result = this.pending.at(-1)
    if (parent === "ErrorInfo" && result !== undefined) {
      if (name === "Message") result.message = text
      else if (name === "StackTrace") result.stack = text
    } else if (parent === "Results" || parent === "InnerResults") this.closeResult()
    else if (parent === "TestDefinitions") this.definition = undefined
    else if (name === "Text" && parent === "RunInfo") this.complain(text)
  }

  finish(): Reading {
    const { sheet, input } = this
    for (const result of this.results) sheet.test(this.explained(result))
    for (const result of this.containersThatFailedAlone) {
      const { suite, class: className, name, at, status } = this.explained(result)
      const what = `${[className, name].filter((part) => part !== "").join(".")} as a whole`
      const message = result.message
      sheet.trouble({ at, suite, what, status: status === "failed" ? "failed" : "errored", message })
    }
    this.summary()
    if (this.runErrors > 0) input.warnings.add("tool-errors", this.complaints[0] ?? "", this.runErrors)
    return sheet.finish(this.total ?? 0)
  }

  private room(name: string, parent: string): number {
    if (name === "Text" && parent === "RunInfo") return 1024
    if (parent !== "ErrorInfo" || (name !== "Message" && name !== "StackTrace")) return 0
    return this.input.limits.textPerItem
  }

  private openResult(attributes: XmlAttributes, line: number): void {
    const outcome = attributes.get("outcome")
    const status = trxStatus(outcome)
    if (status === undefined) this.input.warnings.add("unknown-status", outcome)
    const told: Told = {
      at: line,
      suite: "",
      class: "",
      name: attributes.get("testName") ?? "",
      status: status ?? "errored",
    }
    if (outcome !== undefined && !/^(passed|failed)$/i.test(outcome)) told.rawStatus = outcome
    const durationMs = trxDuration(attributes.get("duration") ?? "")
    if (durationMs !== undefined) told.durationMs = durationMs
    const testId = attributes.get("testId") ?? ""
    this.pending.push({ told, testId, message: "", stack: "", container: false, badInside: 0 })
  }

  private container(): void {
    const result = this.pending.at(-1)
    if (result !== undefined) result.container = true
  }

  private closeResult(): void {
    const result = this.pending.pop()
    if (result === undefined) return
    const { status } = result.told
    const isBad = status === "failed" || status === "errored"
    const outer = this.pending.at(-1)
    if (outer !== undefined && (isBad || result.badInside > 0)) outer.badInside++
    if (result.container) {
      this.containers++
      if (isBad) this.badContainers++
      if (isBad && result.badInside === 0) this.containersThatFailedAlone.push(result)
      return
    }
    const { limits } = this.input
    if (this.results.length >= limits.items) {
      throw new RefusedInput({ kind: "too-large", what: "items", limit: limits.items, line: result.told.at })
    }
    this.results.push(result)
  }

  private define(attributes: XmlAttributes): void {
    const definition: Definition = {
      suite: baseName(attributes.get("storage") ?? ""),
      class: "",
      name: attributes.get("name") ?? "",
      tags: [],
    }
    this.definition = definition
    const id = attributes.get("id")
    if (id !== undefined) this.definitions.set(id.toLowerCase(), definition)
  }

  private method(attributes: XmlAttributes): void {
    const { definition } = this
    if (definition === undefined) return
    // MSTest writes the name of the assembly behind the class: "Shop.Tests.Cart, Shop.Tests, Version=1.0.0.0".
    definition.class = (attributes.get("className") ?? "").replace(/,\s.*$/s, "")
    if (definition.suite === "") definition.suite = baseName(attributes.get("codeBase") ?? "")
  }

  private category(attributes: XmlAttributes): void {
    const tag = attributes.get("TestCategory") ?? ""
    if (tag !== "" && this.definition !== undefined && this.definition.tags.length < 100) this.definition.tags.push(tag)
  }

  private times(attributes: XmlAttributes): void {
    const time = attributes.get("finish") ?? attributes.get("start") ?? attributes.get("creation")
    if (time !== undefined) this.sheet.values.timestamp(time)
  }

  private counters(attributes: XmlAttributes): void {
    const figure = (name: string) => Math.max(0, Number(attributes.get(name) ?? "0") || 0)
    if (attributes.get("total") !== undefined) this.total = figure("total")
    this.bad = ["failed", "error", "timeout", "aborted", "notRunnable", "disconnected"]
      .map(figure)
      .reduce((sum, some) => sum + some)
  }

  private complain(text: string): void {
    if (!/^(error|aborted|failed)$/i.test(this.runInfo ?? "") || isEcho(text)) return
    this.runErrors++
    if (this.complaints.length < 100) this.complaints.push(text.trim())
  }

  private explained({ told, testId, message, stack }: Result): Told {
    const definition = this.definitions.get(testId.toLowerCase())
    if (definition !== undefined) {
      told.suite = definition.suite
      told.class = definition.class
      if (told.name === "") told.name = definition.name
      if (definition.tags.length > 0) told.tags = [...new Set(definition.tags)]
    }
    // xUnit and NUnit write the whole name, MSTest only that of the method: the class is not said twice.
    const { class: className, name } = told
    if (className !== "" && name.startsWith(`${className}.`)) told.name = name.slice(className.length + 1)
    told.message = together(message, stack)
    return told
  }

  /** The run as a whole may have gone wrong where no result says so; and the counters may know of more failures. */
  private summary(): void {
    const { sheet, outcome, outcomeAt: at, total, bad, containers, badContainers } = this
    const listed = sheet.tests
    if (total !== undefined && total !== listed && total !== listed + containers) {
      this.input.warnings.add("header-disagrees", `the counters say ${total} tests, the file lists ${listed}`)
    }
    const broke = this.complaints.find(saysBroken)
    if (runBrokeOff(outcome) || broke !== undefined) {
      sheet.trouble({ at, suite: "", what: "run broke off", message: broke ?? `The run's outcome is ${outcome}.` })
    } else if (bad !== undefined && bad > sheet.bad + badContainers) {
      const message = `The counters say ${bad} failures, the file lists ${sheet.bad}.`
      sheet.trouble({ at, suite: "", what: "failures that are not listed", status: "failed", message })
    } else if (runFailed(outcome) && sheet.bad === 0 && sheet.troubles === 0) {
      const message = this.complaints[0] ?? `The run's outcome is ${outcome}, and no test failed.`
      sheet.trouble({ at, suite: "", what: "run failed", status: "failed", message })
    }
  }
}

/** xUnit.net's adapter repeats the names of failed tests as errors of the run: those are no news. */
const isEcho = (text: string) => /\[FAIL\]\s*$/.test(text)

const saysBroken = (text: string) => /\b(aborted|crash(ed)?|terminated|timed? ?out)\b/i.test(text)
