import type { FormatInput, Reading } from "../format.ts"
import { type Json, number, text } from "../json/json.ts"
import { RefusedInput } from "../refusal.ts"
import { GoPackage } from "./go-test-package.ts"
import { TestSheet } from "./test-sheet.ts"

/** Collects the events of `go test -json`. A test may run again later in the stream, so all of it is heard first. */
export class GoEvents {
  private readonly input: FormatInput
  private readonly sheet: TestSheet
  private readonly packages = new Map<string, GoPackage>()
  /** Packages of which only text says that they failed: those that do not compile, before Go 1.24. */
  private readonly failedInText = new Map<string, { readonly at: number; readonly line: string }>()
  private readonly failedBuilds = new Map<string, number>()
  private values = 0
  private tests = 0
  private time = ""
  private brokenAt = 0
  private lastAt = 0

  constructor(input: FormatInput) {
    this.input = input
    this.sheet = new TestSheet(input)
  }

  value(event: Json, at: number): void {
    this.lastAt = at
    const pointer = `/${this.values++}`
    const action = text(event, "Action")
    if (action === "") return
    const time = text(event, "Time")
    if (time !== "") this.time = time
    if (action === "build-fail") {
      this.failedBuilds.set(text(event, "ImportPath"), at)
      return
    }
    const packageName = text(event, "Package")
    const name = text(event, "Test")
    if (packageName === "" && name === "") return
    const found = this.packageOf(packageName, at)
    if (name === "") found.event(action, text(event, "Output"))
    else if (found.test(name, action, { at, pointer }, number(event, "Elapsed"), text(event, "Output"))) this.count(at)
  }

  stray(line: string, at: number): void {
    this.lastAt = at
    if (/^\s*\{/.test(line)) this.brokenAt = at
    const failed = /^FAIL\s+(\S+)/.exec(line)
    if (failed?.[1] !== undefined) this.failedInText.set(failed[1], { at, line: line.slice(0, 1024) })
  }

  finish(): Reading {
    if (this.brokenAt === this.lastAt && this.brokenAt > 0) {
      throw new RefusedInput({ kind: "truncated", line: this.brokenAt, within: "in the middle of an event" })
    }
    const { sheet, packages } = this
    let benchmarks = 0
    for (const found of packages.values()) benchmarks += found.tell(sheet)
    for (const [name, { at, line }] of this.failedInText) {
      if (packages.get(name)?.failed !== true) sheet.trouble({ at, suite: name, what: "package failed", message: line })
    }
    for (const [name, at] of this.failedBuilds) {
      if (sheet.troubles === 0) sheet.trouble({ at, suite: name.replace(/ \[.*$/s, ""), what: "build failed" })
    }
    if (this.time !== "") sheet.values.timestamp(this.time)
    const counts = { packages: packages.size, ...(benchmarks > 0 ? { benchmarks } : {}) }
    return sheet.finish(0, { counts, tool: { name: "go test" } })
  }

  private packageOf(name: string, at: number): GoPackage {
    const known = this.packages.get(name)
    if (known !== undefined) return known
    this.count(at)
    const made = new GoPackage(name, at, this.input.limits.textPerItem)
    this.packages.set(name, made)
    return made
  }

  /** What waits for the end of the stream is bounded like what is handed on. */
  private count(line: number): void {
    const limit = this.input.limits.items
    if (++this.tests > 2 * limit) throw new RefusedInput({ kind: "too-large", what: "items", limit, line })
  }
}
