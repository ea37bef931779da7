import type { FormatInput, Reading } from "../format.ts"
import type { Refusal } from "../refusal.ts"
import { shorten } from "../warnings.ts"
import { JunitValues } from "./junit-values.ts"
import { type DraftFact, TestResults } from "./results.ts"

/** Longer words of a tool's own are cut: they are shown, never compared. */
const LONGEST_WORD = 64

/** What a reader says of one test. Texts of any length: the sheet cuts what is too long. */
export type Told = Pick<DraftFact, "at" | "suite" | "class" | "name" | "status"> & Partial<DraftFact>

/** Something that went wrong outside of every test. `what` stands where a test has its name. */
export type SuiteTrouble = Pick<DraftFact, "at" | "suite"> &
  Partial<Pick<DraftFact, "pointer" | "message">> & {
    readonly what: string
    readonly status?: "failed" | "errored"
  }

/**
 * Where readers of test results put tests and troubles, whatever their format: it keeps texts short, numbers
 * identities through `TestResults`, and knows what to answer when not one test was listed.
 */
export class TestSheet {
  readonly values: JunitValues
  tests = 0
  /** Tests that failed or errored. */
  bad = 0
  troubles = 0
  private firstTrouble = ""
  private readonly input: FormatInput
  private readonly results: TestResults

  constructor(input: FormatInput) {
    this.input = input
    this.results = new TestResults(input)
    this.values = new JunitValues(input.warnings)
  }

  test(told: Told): void {
    const fact: DraftFact = { id: "", flaky: false, attempts: 1, suiteLevel: false, ...told }
    if (fact.name === "") this.input.warnings.add("missing-name")
    if (fact.rawStatus !== undefined) fact.rawStatus = fact.rawStatus.slice(0, LONGEST_WORD)
    this.shortenMessage(fact)
    this.tests++
    if (fact.status === "failed" || fact.status === "errored") this.bad++
    this.results.add(fact)
  }

  /** Notes what no test tells: it is never counted in `tests`, and never lost. */
  trouble({ at, suite, what, status = "errored", message, pointer }: SuiteTrouble): void {
    if (this.troubles++ === 0) this.firstTrouble = `${shorten(suite)} ${shorten(firstLine(message ?? what))}`.trim()
    this.input.warnings.add("suite-error", suite === "" ? what : suite)
    const fact: DraftFact = {
      id: "",
      suite,
      class: "",
      name: `(${what})`,
      status,
      flaky: false,
      attempts: 1,
      suiteLevel: true,
      at,
    }
    if (message !== undefined && message !== "") fact.message = message
    if (pointer !== undefined) fact.pointer = pointer
    this.shortenMessage(fact)
    this.results.add(fact)
  }

  /** The whole reading; `promised` is how many tests the report speaks of without listing them. */
  finish(promised: number, rest: Partial<Reading> = {}): Reading {
    const counts = { ...this.results.finish(), ...rest.counts }
    const { newest } = this.values
    return {
      ...(newest === undefined ? {} : { producedAt: newest }),
      ...rest,
      refusal: rest.refusal ?? (this.tests === 0 ? this.nothing(promised) : null),
      counts,
    }
  }

  private nothing(promised: number): Refusal {
    if (this.troubles === 0) return { kind: "no-tests", promised }
    return { kind: "suites-failed-without-tests", suites: this.troubles, first: this.firstTrouble }
  }

  private shortenMessage(fact: DraftFact): void {
    const { textPerItem } = this.input.limits
    if (fact.message === undefined) return
    if (fact.message === "") delete fact.message
    else if (fact.message.length > textPerItem) {
      this.input.warnings.add("text-cut")
      fact.message = fact.message.slice(0, textPerItem)
    }
  }
}

/** The last part of a path of any system: where a file lay on the machine that tested it is nobody's business. */
export const baseName = (path: string): string =>
  path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1)

const firstLine = (text: string) => text.split("\n", 1)[0] ?? ""
