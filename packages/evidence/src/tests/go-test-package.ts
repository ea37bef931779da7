import type { TestStatus } from "@promotrail/core"
import type { TestSheet, Told } from "./test-sheet.ts"

const OUTPUT_OF_PACKAGE = 4096
/** Names with more parts than this are not split further: a name may consist of slashes. */
const MOST_PARENTS = 200

type Place = { readonly at: number; readonly pointer: string }

type Test = {
  readonly name: string
  readonly place: Place
  /** The last action that ended it; "" while it runs. */
  ended: string
  runs: number
  failedBefore: boolean
  elapsed: number | undefined
  output: string
}

/** One package of a `go test -json` stream and its tests. */
export class GoPackage {
  /** Whether it failed, and that was told. */
  failed = false
  private readonly name: string
  private readonly at: number
  private readonly room: number
  private readonly tests = new Map<string, Test>()
  private ended = ""
  private output = ""

  constructor(name: string, at: number, room: number) {
    this.name = name
    this.at = at
    this.room = room
  }

  /** An event of the package itself. */
  event(action: string, output: string): void {
    if (action === "pass" || action === "fail" || action === "skip") {
      // A later run of some of its tests does not undo a failure: those tests say so themselves.
      this.ended = action
    } else if (action === "start") this.ended = ""
    else if (action === "output" && this.output.length < OUTPUT_OF_PACKAGE) this.output += output
  }

  /** An event of one of its tests; true when the test is new. */
  test(name: string, action: string, place: Place, elapsed: number | undefined, output: string): boolean {
    const known = this.tests.get(name)
    const test = known ?? { name, place, ended: "", runs: 0, failedBefore: false, elapsed: undefined, output: "" }
    if (known === undefined) this.tests.set(name, test)
    switch (action) {
      case "run":
        test.failedBefore ||= test.ended === "fail"
        test.ended = ""
        test.runs++
        break
      case "output":
        if (test.output.length <= this.room && !/^(=== (RUN|PAUSE|CONT|NAME)\b|\s*--- )/.test(output))
          test.output += output
        break
      case "pass":
      case "fail":
      case "skip":
      case "bench":
        test.failedBefore ||= test.ended === "fail"
        test.ended = action
        if (elapsed !== undefined) test.elapsed = elapsed
        if (action === "pass" && !test.failedBefore) test.output = ""
        break
      default:
        break
    }
    return known === undefined
  }

  /** Puts tests and troubles on the sheet; answers how many benchmarks there were that end without saying so. */
  tell(sheet: TestSheet): number {
    const parents = this.parents()
    let bad = 0
    let benchmarks = 0
    for (const test of this.tests.values()) {
      const status = this.statusOf(test)
      const isBad = status === "failed" || status === "errored"
      if (parents.has(test.name) && (!isBad || parents.get(test.name) === true)) continue
      if (test.ended === "" && this.ended === "pass" && isBenchmark(test.name)) {
        benchmarks++
        continue
      }
      if (isBad) bad++
      sheet.test(this.told(test, status))
    }
    this.tellOwn(sheet, bad)
    return benchmarks
  }

  private tellOwn(sheet: TestSheet, bad: number): void {
    const { name: suite, at, ended } = this
    if (ended === "fail" && bad === 0) {
      const message =
        this.output.trim() === "" ? "The package failed although none of its tests did." : this.output.trim()
      sheet.trouble({ at, suite, what: "package failed", message })
    } else if (ended === "") {
      const message = "The stream holds no end of this package: it was killed, or the stream was cut."
      sheet.trouble({ at, suite, what: "package did not end", message })
    }
    this.failed = ended !== "pass" && ended !== "skip"
  }

  private statusOf({ ended }: Test): TestStatus {
    if (ended === "pass" || ended === "bench") return "passed"
    if (ended === "skip") return "skipped"
    return ended === "fail" ? "failed" : "errored"
  }

  private told(test: Test, status: TestStatus): Told {
    const { name, place, runs, failedBefore, elapsed, output } = test
    const told: Told = { ...place, suite: this.name, class: "", name, status, attempts: Math.max(1, runs) }
    told.flaky = status === "passed" && failedBefore
    if (status === "errored") told.rawStatus = "no end"
    if (elapsed !== undefined) told.durationMs = Math.max(0, Math.round(elapsed * 1e6) / 1e3)
    const message = output.trim()
    if (message !== "" && status !== "passed") told.message = message
    return told
  }

  /** The tests that have subtests, with whether one of those failed or never ended. */
  private parents(): ReadonlyMap<string, boolean> {
    const parents = new Map<string, boolean>()
    for (const test of this.tests.values()) {
      const status = this.statusOf(test)
      const isBad = status === "failed" || status === "errored"
      let slash = test.name.indexOf("/")
      for (let i = 0; slash > 0 && i < MOST_PARENTS; i++, slash = test.name.indexOf("/", slash + 1)) {
        const parent = test.name.slice(0, slash)
        if (this.tests.has(parent) && (isBad || !parents.has(parent))) parents.set(parent, isBad)
      }
    }
    return parents
  }
}

const isBenchmark = (name: string) => /^Benchmark(?![a-z])/.test(name)
