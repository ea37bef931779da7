import type { TestStatus } from "@promotrail/core"
import type { XmlShape } from "../detect/xml-shape.ts"
import type { Format, FormatInput, Reading } from "../format.ts"
import type { XmlAttributes } from "../xml/attributes.ts"
import { openXml } from "../xml/document.ts"
import type { XmlHandler } from "../xml/scanner.ts"
import { together } from "./junit-case.ts"
import { baseName, TestSheet, type Told } from "./test-sheet.ts"

/** xUnit.net result files (xunit.net/docs/format-xml-v2 and -v3); the older ones with `class` elements, too. */
export const XUNIT_XML: Format = {
  id: "xunit-v2-xml",
  kind: "tests",
  title: "xUnit.net v2 XML",
  versions: "xUnit.net 1, 2 and 3",
  takes: [
    "each test with assembly, class, name, result, duration, message and place in the source",
    "traits that are categories",
    "errors of assemblies and fixtures",
  ],
  commands: [
    "dotnet test --logger xunit",
    "xunit.console.exe tests.dll -xml results.xml",
    "tests.exe -xml results.xml",
  ],
  recognisedBy: "root `assemblies`, or `assembly` with collections, classes or a test framework",
  refuses: ["reports without a test", "documents that declare entities", "broken or cut XML"],
  recognise: ({ xml }) => xml !== null && isXunit(xml),
  open(input) {
    const handler = new XunitHandler(input)
    return openXml(input, handler, VOCABULARY, () => handler.finish())
  },
}

/** Maven and Windows have documents of their own whose root is `assembly`; they have a namespace. */
function isXunit({ root, namespace, attributes, children }: XmlShape): boolean {
  if (root === "assemblies") return true
  if (root !== "assembly" || namespace !== "") return false
  return (
    ["test-framework", "run-date", "total", "environment"].some((name) => attributes.has(name)) ||
    ["collection", "class", "errors"].some((child) => children.has(child))
  )
}

const VOCABULARY: readonly string[] =
  `assemblies assembly collection class test errors error failure message stack-trace reason traits trait output name
   type method result time run-date run-time test-framework total passed failed skipped value finish-rtf start-rtf
   timestamp source-file source-line environment schema-version`.split(/\s+/)

/** More than that is no name of a framework, and not to be searched. */
const LONGEST_TOOL = 200

type Assembly = {
  readonly at: number
  readonly name: string
  readonly total: number | undefined
  readonly failed: number | undefined
  readonly errors: number | undefined
  tests: number
  bad: number
  troubles: number
}

type Case = {
  readonly told: Told
  readonly result: string
  readonly tags: string[]
  failure: boolean
  message: string
  stack: string
}

class XunitHandler implements XmlHandler {
  private readonly input: FormatInput
  private readonly sheet: TestSheet
  private readonly path: string[] = []
  private assembly: Assembly | undefined
  private current: Case | undefined
  /** An error of an assembly, or a failure of a class (version 1). */
  private trouble: { readonly at: number; readonly what: string; message: string; stack: string } | undefined
  private promised = 0
  private tool: { name: string; version?: string } | undefined

  constructor(input: FormatInput) {
    this.input = input
    this.sheet = new TestSheet(input)
  }

  open(name: string, attributes: XmlAttributes, line: number): number {
    const parent = this.path.at(-1) ?? ""
    this.path.push(name)
    if (name === "test") this.openCase(attributes, line)
    else if (name === "assembly") this.openAssembly(attributes, line)
    else if (name === "assemblies") this.openAll(attributes)
    else if (this.current !== undefined) {
      if (name === "failure" && parent === "test") this.current.failure = true
      else if (name === "trait") this.trait(attributes, this.current)
    } else if (name === "error" && parent === "errors") this.openTrouble(attributes.get("type") ?? "", line)
    else if (name === "failure" && parent === "class") this.openTrouble("class", line)
    return this.room(name, parent)
  }

  close(name: string, text: string): void {
    this.path.pop()
    const parent = this.path.at(-1) ?? ""
    if (name === "test") return this.closeCase()
    if (name === "assembly") return this.closeAssembly()
    const owner = this.current ?? this.trouble
    if (owner !== undefined) {
      if (name === "message" && owner.message === "") owner.message = text
      else if (name === "stack-trace" && owner.stack === "") owner.stack = text
      // A reason has its text inside since version 2, in a message before.
      else if (name === "reason" && parent === "test" && owner.message === "") owner.message = text.trim()
    }
    if ((name === "error" && parent === "errors") || (name === "failure" && parent === "class")) this.closeTrouble()
    return undefined
  }

  finish(): Reading {
    return this.sheet.finish(this.promised, this.tool === undefined ? {} : { tool: this.tool })
  }

  private room(name: string, parent: string): number {
    const tells = (name === "message" || name === "stack-trace") && (parent === "failure" || parent === "reason")
    return tells || (name === "reason" && parent === "test") ? this.input.limits.textPerItem : 0
  }

  private openAll(attributes: XmlAttributes): void {
    const { values } = this.sheet
    const time = attributes.get("finish-rtf") ?? attributes.get("start-rtf") ?? attributes.get("timestamp") ?? ""
    // Version 2 writes the time as the machine's language has it: 06/07/2018 may be June or July.
    if (/^\d{4}-/.test(time)) values.timestamp(time)
  }

  private openAssembly(attributes: XmlAttributes, at: number): void {
    const name = baseName(attributes.get("name") ?? "")
    const total = figure(attributes, "total")
    this.promised += total ?? 0
    this.assembly = {
      at,
      name,
      total,
      failed: figure(attributes, "failed"),
      errors: figure(attributes, "errors"),
      tests: 0,
      bad: 0,
      troubles: 0,
    }
    const framework = /^(.*?)(?:\s+v?(\d\S*))?$/s.exec(
      (attributes.get("test-framework") ?? "").slice(0, LONGEST_TOOL).trim(),
    )
    if (framework?.[1] !== undefined && framework[1] !== "") {
      this.tool ??= { name: framework[1], ...(framework[2] === undefined ? {} : { version: framework[2] }) }
    }
    const date = attributes.get("run-date") ?? ""
    const time = attributes.get("run-time") ?? ""
    const finish = attributes.get("finish-rtf") ?? ""
    if (finish !== "") this.sheet.values.timestamp(finish)
    else if (date !== "" && time !== "") this.sheet.values.timestamp(`${date} ${time}`)
  }

  private closeAssembly(): void {
    const { assembly } = this
    this.assembly = undefined
    if (assembly === undefined) return
    const { at, name: suite, total, failed, errors, tests, bad, troubles } = assembly
    if (total !== undefined && total !== tests) {
      this.input.warnings.add("header-disagrees", `${suite} says ${total} tests, the file lists ${tests}`)
    }
    if ((failed ?? 0) > bad) {
      const message = `The header says ${failed} failures, the file lists ${bad}.`
      this.sheet.trouble({ at, suite, what: "failures that are not listed", status: "failed", message })
    }
    if ((errors ?? 0) > troubles) {
      const message = `The header says ${errors} errors, the file lists ${troubles}.`
      this.sheet.trouble({ at, suite, what: "errors that are not listed", message })
    }
  }

  private openCase(attributes: XmlAttributes, at: number): void {
    const type = attributes.get("type") ?? ""
    const display = attributes.get("name") ?? ""
    const name = type !== "" && display.startsWith(`${type}.`) ? display.slice(type.length + 1) : display
    const told: Told = {
      at,
      suite: this.assembly?.name ?? "",
      class: type,
      name: name === "" ? (attributes.get("method") ?? "") : name,
      status: "errored",
    }
    const durationMs = this.sheet.values.duration(attributes.get("time") ?? "")
    if (durationMs !== undefined) told.durationMs = durationMs
    const line = this.sheet.values.line(attributes.get("source-line") ?? "")
    if (line !== undefined) told.line = line
    const result = attributes.get("result") ?? ""
    this.current = { told, result, tags: [], failure: false, message: "", stack: "" }
  }

  private closeCase(): void {
    const { current, assembly, sheet } = this
    this.current = undefined
    if (current === undefined) return
    const { told, result, failure, tags, message, stack } = current
    const status = STATUSES.get(result.trim().toLowerCase())
    if (status === undefined) this.input.warnings.add("unknown-status", result === "" ? "no result" : result)
    // A failure inside outranks a word that says otherwise.
    told.status = failure && status !== "failed" ? "failed" : (status ?? "errored")
    if (result !== "" && !/^(pass|fail|skip)$/i.test(result)) told.rawStatus = result
    if (tags.length > 0) told.tags = [...new Set(tags)]
    told.message = together(message, stack)
    sheet.test(told)
    if (assembly === undefined) return
    assembly.tests++
    if (told.status === "failed" || told.status === "errored") assembly.bad++
  }

  private trait(attributes: XmlAttributes, { tags }: Case): void {
    const value = attributes.get("value") ?? ""
    if (/^category$/i.test(attributes.get("name") ?? "") && value !== "" && tags.length < 100) tags.push(value)
  }

  private openTrouble(type: string, at: number): void {
    this.trouble = { at, what: type === "" ? "error" : type.slice(0, 64), message: "", stack: "" }
  }

  private closeTrouble(): void {
    const { trouble, assembly } = this
    this.trouble = undefined
    if (trouble === undefined) return
    if (assembly !== undefined) assembly.troubles++
    const { at, what, message, stack } = trouble
    this.sheet.trouble({ at, suite: assembly?.name ?? "", what, message: together(message, stack) })
  }
}

const STATUSES: ReadonlyMap<string, TestStatus> = new Map<string, TestStatus>([
  ["pass", "passed"],
  ["fail", "failed"],
  ["skip", "skipped"],
  // Version 3: explicit tests that were not asked for.
  ["notrun", "skipped"],
])

function figure(attributes: XmlAttributes, name: string): number | undefined {
  const text = attributes.get(name)
  const value = text === undefined || text === "" ? NaN : Number(text)
  return Number.isFinite(value) ? Math.max(0, value) : undefined
}
