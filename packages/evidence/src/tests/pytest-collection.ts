import type { Refusal } from "../refusal.ts"

const SUMMARY = /^(?:=+ )?(?:no tests|(\d+)(?:\/\d+)? tests?) collected\b(.*)$/
const ERRORS = /^=+ ERRORS =+$|^ERROR \S|^!+ Interrupted: \d+ errors? during collection !+$/
const TREE = /^=+ test session starts =+$/
const COUNTS = /^\S+\.py: \d+$/
const WARNINGS = /^=+ warnings summary =+$/
const LAST_WARNING = /^-- Docs: /

/** What `pytest --collect-only -q` prints besides the tests it collected, and what is wrong with the list for it. */
export class PytestCollection {
  refusal: Refusal | null = null
  private inWarnings = false
  private promised: number | undefined

  /** Whether a line is pytest's own, and no test. */
  takes(line: string, at: number): boolean {
    if (this.inWarnings) {
      this.inWarnings = !LAST_WARNING.test(line)
      return true
    }
    if (WARNINGS.test(line)) {
      this.inWarnings = true
      return true
    }
    const summary = SUMMARY.exec(line)
    if (summary !== null) {
      this.promised = Number(summary[1] ?? 0)
      if (/\berrors?\b/.test(summary[2] ?? "")) this.broke()
      return true
    }
    if (ERRORS.test(line)) this.broke()
    else if (TREE.test(line)) this.refuse(at, "pytest lists tests as a tree here; list them with --collect-only -q")
    else if (COUNTS.test(line)) this.refuse(at, "pytest counts tests by file here; list them with a single -q")
    // Behind one of those lines stands anything: nothing of it is a test.
    return this.refusal !== null
  }

  /** Whether the list is as long as pytest says; `tests` is how many lines were tests. */
  finish(tests: number): Refusal | null {
    if (this.promised !== undefined && this.promised !== tests) {
      const what = `pytest says it collected ${this.promised} tests, the file lists ${tests}`
      this.refusal ??= { kind: "not-finished", what }
    }
    return this.refusal
  }

  private broke(): void {
    this.refusal ??= { kind: "not-finished", what: "pytest could not collect all tests" }
  }

  private refuse(line: number, what: string): void {
    this.refusal ??= { kind: "invalid", line, what }
  }
}
