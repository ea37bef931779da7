import type { TestStatus } from "@promotrail/core"
import type { FormatInput, Reading } from "../format.ts"
import { readTime } from "../values/time.ts"
import type { XmlAttributes } from "../xml/attributes.ts"
import type { XmlHandler } from "../xml/scanner.ts"
import { epochMs } from "@promotrail/core"
import { TestSheet, type Told } from "./test-sheet.ts"

/** The names this handler compares with. */
export const ROBOT_VOCABULARY: readonly string[] =
  `robot suite test task kw status tags tag doc msg arg arguments statistics total stat errors var iter for if branch
   name type src source line critical generator generated starttime endtime start elapsed level pass fail skip id
   timestamp library`.split(/\s+/)

type Suite = {
  readonly at: number
  readonly path: string
  status: string
  message: string
  /** Failed tests and troubles inside. */
  bad: number
}

type Case = { readonly at: number; readonly name: string; readonly line: number; readonly tags: string[] } & {
  status: string
  message: string
  durationMs: number | undefined
}

/** A set-up or tear-down of a suite while it is open. */
type Fixture = { readonly at: number; readonly what: string; failed: boolean; message: string }

/** Turns the elements of a Robot Framework output into facts. Everything below a test but its own status is passed over. */
export class RobotHandler implements XmlHandler {
  private readonly input: FormatInput
  private readonly sheet: TestSheet
  private readonly path: string[] = []
  private readonly suites: Suite[] = []
  private current: Case | undefined
  private fixture: Fixture | undefined
  private fixtureDepth = 0
  private status = ""
  private tool: { name: string; version?: string } | undefined
  private generated = ""
  private ended = ""
  private stat: { readonly pass: number; readonly fail: number; readonly skip: number } | undefined
  private declared: { readonly tests: number; readonly fail: number } | undefined

  constructor(input: FormatInput) {
    this.input = input
    this.sheet = new TestSheet(input)
  }

  open(name: string, attributes: XmlAttributes, line: number): number {
    const parent = this.path.at(-1) ?? ""
    this.path.push(name)
    switch (name) {
      case "suite":
        if (parent === "robot" || parent === "suite") this.openSuite(attributes, line)
        return 0
      case "test":
      case "task":
        if (parent === "suite" && this.suites.length > 0) this.openCase(attributes, line)
        return 0
      case "kw":
        if (parent === "suite") this.openFixture(attributes, line)
        return 0
      case "status":
        return this.openStatus(parent, attributes)
      case "tag":
        return this.current !== undefined && (parent === "tags" || this.isCase(parent)) ? 1024 : 0
      case "stat":
        return this.openStat(attributes)
      case "msg":
        return parent === "errors" && /^(error|fail)$/i.test(attributes.get("level") ?? "") ? 1024 : 0
      case "robot":
        this.openRobot(attributes)
        return 0
      default:
        return 0
    }
  }

  close(name: string, text: string): void {
    this.path.pop()
    const parent = this.path.at(-1) ?? ""
    if (name === "status") this.closeStatus(parent, text)
    else if (this.isCase(name) && parent === "suite") this.closeCase()
    else if (name === "suite" && (parent === "robot" || parent === "suite")) this.closeSuite()
    else if (name === "kw" && parent === "suite") this.closeFixture()
    else if (name === "tag") this.closeTag(parent, text)
    else if (name === "stat") this.closeStat(text)
    else if (name === "msg" && parent === "errors" && text !== "") this.input.warnings.add("tool-errors", text.trim())
  }

  finish(): Reading {
    const { sheet, declared, tool } = this
    const time = this.ended === "" ? this.generated : this.ended
    if (time !== "") sheet.values.timestamp(isoTime(time))
    this.compare()
    return sheet.finish(declared?.tests ?? 0, tool === undefined ? {} : { tool })
  }

  private isCase(name: string): boolean {
    return name === "test" || name === "task"
  }

  private openRobot(attributes: XmlAttributes): void {
    this.generated = attributes.get("generated") ?? ""
    const generator = /^(\S+)\s+(\d\S*)/.exec(attributes.get("generator") ?? "")
    if (generator?.[1] === undefined) return
    const name = /^(robot|rebot)$/i.test(generator[1]) ? "Robot Framework" : generator[1]
    this.tool = { name, ...(generator[2] === undefined ? {} : { version: generator[2] }) }
  }

  private openSuite(attributes: XmlAttributes, at: number): void {
    const outer = this.suites.at(-1)?.path ?? ""
    const name = attributes.get("name") ?? ""
    const path = outer === "" ? name : name === "" ? outer : `${outer}/${name}`
    const suite: Suite = { at, path, status: "", message: "", bad: 0 }
    this.suites.push(suite)
    const elsewhere = attributes.get("src")
    if (elsewhere === undefined) return
    const message = "The results of this suite are in another file: let rebot write one output."
    this.sheet.trouble({ at, suite: path, what: "results in another file", message })
    suite.bad++
  }

  private closeSuite(): void {
    const suite = this.suites.pop()
    if (suite === undefined) return
    if (/^fail/i.test(suite.status) && suite.bad === 0) {
      const message = suite.message === "" ? "The suite failed although none of its tests did." : suite.message
      this.sheet.trouble({ at: suite.at, suite: suite.path, what: "suite failed", message })
      suite.bad++
    }
    const outer = this.suites.at(-1)
    if (outer !== undefined) outer.bad += suite.bad
  }

  private openFixture(attributes: XmlAttributes, at: number): void {
    const type = (attributes.get("type") ?? "").toLowerCase()
    if (type !== "setup" && type !== "teardown") return
    this.fixture = { at, what: `suite ${type}`, failed: false, message: "" }
    this.fixtureDepth = this.path.length
  }

  private closeFixture(): void {
    const { fixture } = this
    const suite = this.suites.at(-1)
    this.fixture = undefined
    if (fixture === undefined || suite === undefined || !fixture.failed) return
    suite.bad++
    this.sheet.trouble({ at: fixture.at, suite: suite.path, what: fixture.what, message: fixture.message })
  }

  private openCase(attributes: XmlAttributes, at: number): void {
    const line = this.sheet.values.line(attributes.get("line") ?? "") ?? 0
    this.current = {
      at,
      name: attributes.get("name") ?? "",
      line,
      tags: [],
      status: "",
      message: "",
      durationMs: undefined,
    }
  }

  private closeCase(): void {
    const { current, sheet } = this
    const suite = this.suites.at(-1)
    this.current = undefined
    if (current === undefined) return
    const { at, name, line, tags, status: word, message, durationMs } = current
    const status = STATUSES.get(word.trim().toUpperCase())
    if (status === undefined) this.input.warnings.add("unknown-status", word === "" ? "no status" : word)
    const told: Told = { at, suite: suite?.path ?? "", class: "", name, status: status ?? "errored", message }
    if (word !== "" && !/^(pass|fail|skip)$/i.test(word)) told.rawStatus = word
    if (line > 0) told.line = line
    if (durationMs !== undefined) told.durationMs = durationMs
    if (tags.length > 0) told.tags = [...new Set(tags)]
    sheet.test(told)
    if (suite !== undefined && (told.status === "failed" || told.status === "errored")) suite.bad++
  }

  private closeTag(parent: string, text: string): void {
    const isOfTest = this.isCase(parent) || (parent === "tags" && this.isCase(this.path.at(-2) ?? ""))
    const tag = text.trim()
    if (isOfTest && this.current !== undefined && tag !== "" && this.current.tags.length < 100) {
      this.current.tags.push(tag)
    }
  }

  /** The last status directly under a test is the test's. */
  private openStatus(parent: string, attributes: XmlAttributes): number {
    const isOfTest = this.isCase(parent) && this.current !== undefined
    const isOfFixture = this.fixture !== undefined && this.path.length === this.fixtureDepth + 1
    if (!isOfTest && !isOfFixture && parent !== "suite") return 0
    this.status = attributes.get("status") ?? ""
    if (isOfTest && this.current !== undefined) this.current.durationMs = durationOf(attributes)
    if (parent === "suite" && this.suites.length === 1) {
      this.ended = attributes.get("endtime") ?? attributes.get("start") ?? ""
    }
    return this.input.limits.textPerItem
  }

  private closeStatus(parent: string, text: string): void {
    const message = text.trim()
    if (this.isCase(parent) && this.current !== undefined) {
      this.current.status = this.status
      this.current.message = message
    } else if (parent === "kw" && this.fixture !== undefined && this.path.length === this.fixtureDepth) {
      this.fixture.failed = /^fail/i.test(this.status)
      this.fixture.message = message
    } else if (parent === "suite") {
      const suite = this.suites.at(-1)
      if (suite === undefined) return
      suite.status = this.status
      suite.message = message
    }
  }

  private openStat(attributes: XmlAttributes): number {
    const figure = (name: string) => Math.max(0, Number(attributes.get(name) ?? "0") || 0)
    this.stat = { pass: figure("pass"), fail: figure("fail"), skip: figure("skip") }
    return 64
  }

  private closeStat(text: string): void {
    const { stat } = this
    if (stat === undefined || this.path.at(-1) !== "total" || !/^all (tests|tasks)$/i.test(text.trim())) return
    this.declared = { tests: stat.pass + stat.fail + stat.skip, fail: stat.fail }
  }

  /** The statistics count a test as failed when the tear-down of its suite failed: with troubles they may differ. */
  private compare(): void {
    const { sheet, declared } = this
    if (declared === undefined || sheet.tests === 0) return
    const { tests, fail } = declared
    if (tests !== sheet.tests) {
      this.input.warnings.add("header-disagrees", `the statistics say ${tests} tests, the file lists ${sheet.tests}`)
    }
    if (fail <= sheet.bad || sheet.troubles > 0) return
    const message = `The statistics say ${fail} failures, the file lists ${sheet.bad}.`
    sheet.trouble({ at: 1, suite: "", what: "failures that are not listed", status: "failed", message })
  }
}

const STATUSES: ReadonlyMap<string, TestStatus> = new Map<string, TestStatus>([
  ["PASS", "passed"],
  ["FAIL", "failed"],
  ["SKIP", "skipped"],
  ["NOT RUN", "skipped"],
  ["NOT_RUN", "skipped"],
])

/** `20260131 12:40:13.123`, as versions before 7 write it, as ISO 8601. */
const isoTime = (text: string) => text.trim().replace(/^(\d{4})(\d{2})(\d{2}) /, "$1-$2-$3T")

/** `elapsed` in seconds since version 7, before it the difference of two times. */
function durationOf(attributes: XmlAttributes): number | undefined {
  const elapsed = attributes.get("elapsed")
  if (elapsed !== undefined) {
    const seconds = elapsed === "" ? NaN : Number(elapsed)
    return Number.isFinite(seconds) ? Math.max(0, Math.round(seconds * 1e6) / 1e3) : undefined
  }
  const start = readTime(isoTime(attributes.get("starttime") ?? ""))
  const end = readTime(isoTime(attributes.get("endtime") ?? ""))
  if (start.kind !== "instant" || end.kind !== "instant") return undefined
  return Math.max(0, epochMs(end.at) - epochMs(start.at))
}
