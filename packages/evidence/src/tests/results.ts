import { testId } from "@promotrail/core"
import type { FormatInput } from "../format.ts"
import { RefusedInput } from "../refusal.ts"
import type { TestFact } from "../report.ts"
import { Identities } from "./identities.ts"

/** A test result that is being put together; its id is given when it is handed over. */
export type DraftFact = { -readonly [Key in keyof TestFact]: TestFact[Key] }

/**
 * Where every reader of test results puts what it finds: numbers duplicates or merges retries, keeps the counts
 * and the limit on items, and passes the facts on.
 */
export class TestResults {
  private readonly counts = { tests: 0, passed: 0, failed: 0, errored: 0, skipped: 0, flaky: 0, suiteErrors: 0 }
  private readonly identities = new Identities()
  private readonly input: FormatInput
  /** With merged retries, results wait here until the last attempt is known. */
  private readonly waiting: Map<string, TestFact> | undefined
  private items = 0
  private unique = 0
  private suite = ""
  private className = ""
  private prefix = testId({ suite: "", class: "", name: "" })

  constructor(input: FormatInput) {
    this.input = input
    this.waiting = input.mergeRetries ? new Map() : undefined
  }

  /** Takes over `fact` and gives it its id. */
  add(fact: DraftFact): void {
    const { limits } = this.input
    if (++this.items > limits.items) {
      throw new RefusedInput({ kind: "too-large", what: "items", limit: limits.items, line: fact.at })
    }
    if (fact.suite.length + fact.class.length + fact.name.length > limits.identity) {
      throw new RefusedInput({ kind: "too-large", what: "identity", limit: limits.identity, line: fact.at })
    }
    const prefix = this.prefixOf(fact)
    if (this.waiting === undefined) {
      fact.id = this.identities.unused(prefix, fact.name)
      if (!fact.suiteLevel) this.note(fact, prefix)
      return this.pass(fact)
    }
    fact.id = prefix + fact.name
    const earlier = this.waiting.get(fact.id)
    if (earlier !== undefined) this.input.warnings.add("retries-merged", fact.id)
    this.waiting.set(fact.id, earlier === undefined ? fact : merged(earlier, fact))
    return undefined
  }

  /** The final counts; passes on what waited. */
  finish(): Readonly<Record<string, number>> {
    for (const fact of this.waiting?.values() ?? []) this.pass(fact)
    return { ...this.counts, unique: this.waiting === undefined ? this.unique : this.counts.tests }
  }

  /** Lengths tell whether the id was numbered; comparing the texts would copy each of them. */
  private note({ id, name }: TestFact, prefix: string): void {
    if (id.length === prefix.length + name.length) this.unique++
    else this.input.warnings.add("duplicate-identity", prefix + name)
  }

  private pass(fact: TestFact): void {
    const { counts } = this
    if (fact.suiteLevel) counts.suiteErrors++
    else {
      counts.tests++
      counts[fact.status]++
      if (fact.flaky) counts.flaky++
    }
    this.input.onTest(fact)
  }

  /** Tests of one class come together: what their ids share is put together once. */
  private prefixOf({ suite, class: className }: DraftFact): string {
    if (suite !== this.suite || className !== this.className) {
      this.suite = suite
      this.className = className
      this.prefix = testId({ suite, class: className, name: "" })
    }
    return this.prefix
  }
}

/** Two results of one test as attempts: the later judges, unless it was skipped; a pass after a failure is flaky. */
function merged(earlier: TestFact, later: TestFact): TestFact {
  const judging = later.status === "skipped" ? earlier : later
  const failedBefore = earlier.flaky || earlier.status === "failed" || earlier.status === "errored"
  const message = earlier.message ?? later.message
  return {
    ...judging,
    attempts: earlier.attempts + later.attempts,
    flaky: judging.status === "passed" && (later.flaky || failedBefore),
    ...(message === undefined ? {} : { message }),
    at: earlier.at,
  }
}
