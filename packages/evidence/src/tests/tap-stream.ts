import type { FormatInput, Reading } from "../format.ts"
import { RefusedInput } from "../refusal.ts"
import { shorten } from "../warnings.ts"
import { mayBeCut, readTapLine, type TapPoint } from "./tap-line.ts"
import { TestSheet, type Told } from "./test-sheet.ts"

/** Subtests stand four spaces deeper than the test point that sums them up (TAP 14). */
const STEP = 4

/** A test point that waits for the diagnostics behind it. */
type Waiting = { readonly told: Told; readonly failed: boolean; diagnostics: string }

/**
 * Reads a TAP stream line by line. Test points of the outermost level are the tests; subtests are summed up by theirs.
 * What the points cannot say (a plan that is not met, a run that bailed out) is a trouble of the stream.
 */
export class TapStream {
  private readonly input: FormatInput
  private readonly sheet: TestSheet
  private version: string | undefined
  private plan: { readonly start: number; readonly end: number; readonly at: number } | undefined
  /** Whether the plan stands behind the test points: then none may follow. */
  private planIsLast = false
  private points = 0
  private readonly ids = new Set<number>()
  private highest = 0
  private lowest = Infinity
  private bailedOut: { readonly at: number; readonly reason: string } | undefined
  /** Faults of the protocol; the first of each kind has a place. */
  private readonly faults = new Map<string, { readonly at: number; count: number }>()
  private waiting: Waiting | undefined
  /** Indentation of the YAML block that is open, or -1. */
  private yaml = -1
  private diagnosticsMayFollow = false
  /** By depth of subtests: whether a point failed for which none of the level above has answered yet. */
  private readonly failedBelow: boolean[] = []
  /** Points whose subtests follow in braces, by depth: whether a failure inside contradicts them, or is known. */
  private readonly braces: ("ok" | "not ok" | undefined)[] = []
  private lastLine = ""
  private lastAt = 1

  constructor(input: FormatInput) {
    this.input = input
    this.sheet = new TestSheet(input)
  }

  line(text: string, at: number): void {
    this.lastLine = text
    this.lastAt = at
    // The run is over: whatever somebody still wrote was not run by anyone who could tell how it ended.
    if (this.bailedOut !== undefined) return
    const indent = text.length - text.trimStart().length
    if (this.inYaml(text, indent)) return
    if (text.trim() === "") return
    if (indent === 0) return this.outermost(text, at)
    return this.subtest(text.slice(indent), indent, at)
  }

  /** `ended`: whether the last line has an end. */
  finish(ended: boolean): Reading {
    if (!ended && mayBeCut(this.lastLine)) {
      throw new RefusedInput({ kind: "truncated", line: this.lastAt, within: "in the middle of a line" })
    }
    this.flush()
    this.judge()
    const { sheet, plan, version, bailedOut } = this
    const promised = plan === undefined ? 0 : Math.max(0, plan.end - plan.start + 1)
    const rest = version === undefined ? {} : { formatVersion: version }
    if (sheet.tests > 0 || bailedOut === undefined) return sheet.finish(promised, rest)
    const reason = bailedOut.reason === "" ? "" : `: ${shorten(bailedOut.reason)}`
    const refusal = { kind: "not-finished", what: `it bailed out before the first test${reason}` } as const
    return sheet.finish(promised, { ...rest, refusal })
  }

  /** Takes the lines of a YAML block: between `---` and `...` of one indentation, behind a test point. */
  private inYaml(text: string, indent: number): boolean {
    if (this.yaml >= 0) {
      if (text.trim() !== "" && indent < this.yaml) {
        // The block was never closed: what comes now is TAP again.
        this.yaml = -1
        return false
      }
      if (indent === this.yaml && /^\.\.\.\s*$/.test(text.slice(indent))) this.yaml = -1
      else this.keep(text.slice(this.yaml))
      return true
    }
    if (!this.diagnosticsMayFollow || indent === 0 || !/^---\s*$/.test(text.slice(indent))) return false
    this.yaml = indent
    this.diagnosticsMayFollow = false
    return true
  }

  private keep(text: string): void {
    const { waiting } = this
    if (waiting === undefined) return
    const duration = /^duration_ms:\s*(\d+(?:\.\d+)?)\s*$/.exec(text)
    if (duration !== null) waiting.told.durationMs ??= Math.round(Number(duration[1]) * 1e3) / 1e3
    if (waiting.failed && waiting.diagnostics.length <= this.input.limits.textPerItem) {
      waiting.diagnostics += `${text}\n`
    }
  }

  private outermost(text: string, at: number): void {
    if (text.trimEnd() === "}") return this.closeBrace(0, at)
    const line = readTapLine(text)
    if (line.kind !== "other") this.diagnosticsMayFollow = false
    switch (line.kind) {
      case "version":
        if (this.version === undefined) this.version = line.version
        else this.fault("a second TAP version in one stream", at)
        break
      case "plan":
        if (this.plan !== undefined) return this.fault("a second plan", at)
        this.plan = { start: line.start, end: line.end, at }
        this.planIsLast = this.points > 0
        break
      case "bail-out":
        this.bailedOut ??= { at, reason: line.reason }
        break
      case "point":
        this.point(line, at)
        break
      case "other":
        break
    }
  }

  private point(point: TapPoint, at: number): void {
    this.flush()
    const { ok, directive, reason, description, durationMs } = point
    const id = point.id ?? this.highest + 1
    this.points++
    if (this.ids.has(id)) this.fault(`test point ${id} twice`, at, "test points twice")
    this.ids.add(id)
    this.highest = Math.max(this.highest, id)
    this.lowest = Math.min(this.lowest, id)
    const failedInside = this.answer(0)
    this.braces.length = 0
    if (point.opens) this.braces[0] = ok && directive === null ? "ok" : "not ok"
    if (ok && directive === null && failedInside) {
      this.fault(`test point ${id} is ok although its subtest failed`, at, "subtests that failed below an ok")
    }
    const failed = !ok && directive === null
    const told: Told = {
      at,
      suite: "",
      class: "",
      name: description === "" ? `test ${id}` : description,
      status: directive !== null ? "skipped" : ok ? "passed" : "failed",
    }
    if (directive !== null) told.rawStatus = directive
    if (reason !== "") told.message = reason
    if (durationMs !== undefined) told.durationMs = durationMs
    this.waiting = { told, failed, diagnostics: "" }
    this.diagnosticsMayFollow = true
    if (this.planIsLast) this.fault("test points on both sides of the plan", at)
    else if (this.plan?.end === 0) {
      throw new RefusedInput({ kind: "invalid", line: at, what: "a test point follows a plan that skips all (1..0)" })
    }
  }

  private subtest(text: string, indent: number, at: number): void {
    const depth = Math.max(1, Math.min(64, Math.floor(indent / STEP)))
    if (text.trimEnd() === "}") return this.closeBrace(depth, at)
    const line = readTapLine(text)
    if (line.kind === "bail-out") this.bailedOut ??= { at, reason: line.reason }
    if (line.kind !== "point") return
    // Whatever follows belongs to the subtest, not to the point before it.
    this.flush()
    this.diagnosticsMayFollow = true
    const failedInside = this.answer(depth)
    this.braces.length = Math.min(this.braces.length, depth)
    if (line.opens) this.braces[depth] = line.ok && line.directive === null ? "ok" : "not ok"
    if (line.directive === null && (!line.ok || failedInside)) this.failedBelow[depth] = true
  }

  /** Subtests in braces stand behind their point instead of before it. */
  private closeBrace(depth: number, at: number): void {
    const point = this.braces[depth]
    if (point === undefined) return
    this.braces.length = depth
    if (!this.answer(depth) || point === "not ok") return
    if (depth > 0) this.failedBelow[depth] = true
    else this.fault("a test point is ok although its subtest failed", at, "subtests that failed below an ok")
  }

  /** A point of a level answers for all subtests below it: whether one of them failed. */
  private answer(depth: number): boolean {
    const failed = this.failedBelow.slice(depth + 1).includes(true)
    this.failedBelow.length = Math.min(this.failedBelow.length, depth + 1)
    return failed
  }

  private flush(): void {
    const { waiting } = this
    this.waiting = undefined
    if (waiting === undefined) return
    const { told, diagnostics } = waiting
    if (diagnostics !== "") told.message = told.message === undefined ? diagnostics.trimEnd() : told.message
    this.sheet.test(told)
  }

  private fault(what: string, at: number, kind = what): void {
    const known = this.faults.get(kind)
    if (known === undefined) this.faults.set(kind, { at, count: 1 })
    else known.count++
  }

  /** Whether the stream kept its own promises. */
  private judge(): void {
    const { plan, points, sheet, bailedOut, lowest, highest } = this
    if (bailedOut !== undefined && points > 0) {
      const message = bailedOut.reason === "" ? "The run stopped before its end." : bailedOut.reason
      sheet.trouble({ at: bailedOut.at, suite: "", what: "Bail out!", message })
    }
    if (points === 0) return
    const at = plan?.at ?? this.lastAt
    if (plan === undefined) {
      const message = "Without a plan (1..N) nobody knows whether all tests are there."
      sheet.trouble({ at, suite: "", what: "no plan", message })
    } else {
      const planned = Math.max(0, plan.end - plan.start + 1)
      if (planned !== points || lowest < plan.start || highest > plan.end) {
        const message = `The plan is ${plan.start}..${plan.end}, the stream has ${points} test point(s), ${lowest} to ${highest}.`
        sheet.trouble({ at, suite: "", what: "plan not met", message })
      }
    }
    if (this.answer(0)) this.fault("a subtest failed for which no test point answers", this.lastAt)
    for (const [what, fault] of this.faults) {
      const message = `Against the protocol: ${what} (${fault.count} time(s)).`
      sheet.trouble({ at: fault.at, suite: "", what, message })
    }
  }
}
