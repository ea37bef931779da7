import { hasKeys, shapeAt } from "../detect/json-shape.ts"
import type { Format, FormatInput, FormatReader, Reading } from "../format.ts"
import { openJson } from "../json/document.ts"
import { at, type Json, type JsonPlace, number, text } from "../json/json.ts"
import { invalid, milliseconds, neededList, noteTime, objectAt, present } from "./json-parts.ts"
import { compareTotals } from "./json-totals.ts"
import { RefusedInput } from "../refusal.ts"
import { together } from "./junit-case.ts"
import { sourcePath } from "./source-path.ts"
import { TestSheet, type Told } from "./test-sheet.ts"

/** Mocha's JSON reporter (mochajs.org, "JSON"). A hook that failed stands in `failures` alone, and counts as a test. */
export const MOCHA_JSON: Format = {
  id: "mocha-json",
  kind: "tests",
  title: "Mocha JSON",
  versions: "Mocha 2 to 12, and runners that write as it does",
  takes: [
    "each test with titles, file, outcome, retries, duration and error",
    "hooks that failed, as failed tests",
    "tests that began and have no outcome, as errored",
  ],
  commands: ["mocha --reporter json --reporter-option output=mocha.json"],
  recognisedBy: "`stats.suites`, `stats.passes`",
  refuses: ["reports without a test", "reports without `passes` or `failures`"],
  recognise: ({ first }) =>
    (hasKeys(shapeAt(first, "stats"), "suites", "passes") && !hasKeys(first, "results")) ||
    hasKeys(shapeAt(first, "tests", 0), "fullTitle", "err"),
  open: (input) => new MochaReport(input).reader(),
}

type Outcome = "passed" | "failed" | "skipped"

/** All results of one full title in one file. */
type Results = { readonly [Kind in Outcome]: Told[] } & {
  began: number
  /** The first of them in `tests`, and its position; a hook stands nowhere in there. */
  test: Told
  position: number
}

class MochaReport {
  private readonly input: FormatInput
  private readonly sheet: TestSheet
  private readonly tests = neededList("the tests")
  private readonly passes = neededList("the passes")
  private readonly failures = neededList("the failures")
  private readonly pending = neededList("the pending tests")
  /** What belongs together stands in several lists, so results wait for the end of the file. */
  private readonly byTitle = new Map<string, Results>()
  private stats: Json = null
  private entries = 0

  constructor(input: FormatInput) {
    this.input = input
    this.sheet = new TestSheet(input)
  }

  reader(): FormatReader {
    const take = (kind: Outcome) => (value: Json, place: JsonPlace) => {
      const told = this.told(value, place, kind)
      this.of(told)[kind].push(told)
    }
    return openJson(
      this.input,
      {
        stats: (value) => void (this.stats = value),
        tests: this.tests,
        passes: this.passes,
        failures: this.failures,
        pending: this.pending,
        "tests/*": (value, place) => this.began(this.told(value, place, undefined), Number(place.key)),
        "passes/*": take("passed"),
        "failures/*": take("failed"),
        "pending/*": take("skipped"),
      },
      () => this.finish(),
    )
  }

  private told(value: Json, place: JsonPlace, status: Outcome | undefined): Told {
    objectAt(value, place, "a test")
    // Each test stands in `tests` and in another list; the sheet counts exactly, once they are together.
    const limit = this.input.limits.items
    if (++this.entries > 2 * limit) throw new RefusedInput({ kind: "too-large", what: "items", limit, line: place.at })
    const retry = Math.max(0, Math.round(number(value, "currentRetry") ?? 0))
    const title = text(value, "title")
    const full = text(value, "fullTitle")
    const known = full !== title && full.endsWith(` ${title}`) && title !== ""
    const file = sourcePath(text(value, "file"))
    return {
      at: place.at,
      pointer: place.pointer,
      suite: known ? full.slice(0, -title.length - 1) : "",
      class: "",
      name: known ? title : full === "" ? title : full,
      status: status ?? "errored",
      flaky: status === "passed" && retry > 0,
      attempts: 1 + retry,
      ...present({
        file,
        rawStatus: status === "skipped" ? "pending" : "",
        durationMs: milliseconds(number(value, "duration"), this.input.warnings),
        message: status === "failed" ? messageOf(at(value, "err")) : "",
      }),
    }
  }

  private began(test: Told, position: number): void {
    const results = this.of(test)
    if (results.began++ === 0) Object.assign(results, { test, position })
  }

  private of(told: Told): Results {
    const title = JSON.stringify([told.file ?? "", told.suite, told.name])
    let results = this.byTitle.get(title)
    if (results === undefined) {
      results = { passed: [], failed: [], skipped: [], began: 0, test: told, position: Infinity }
      this.byTitle.set(title, results)
    }
    return results
  }

  private finish(): Reading {
    const { sheet, stats, passes, failures } = this
    if (!passes.seen || !failures.seen) invalid(1, `the report has no list of ${passes.seen ? "failures" : "passes"}`)
    // In the order of `tests`, whichever list came first in the file.
    const inOrder = [...this.byTitle].toSorted(
      ([one, { position: a }], [other, { position: b }]) => (a === b ? 0 : a - b) || (one < other ? -1 : 1),
    )
    for (const [, results] of inOrder) this.hand(results)
    noteTime(at(stats, "end") ?? at(stats, "start"), sheet.values)
    // `stats.tests` leaves out the hooks that failed, so only failures can be compared.
    compareTotals(sheet, { failed: number(stats, "failures"), pointer: "/stats/failures" }, this.input.warnings)
    return sheet.finish(number(stats, "tests") ?? 0, { tool: { name: "Mocha" } })
  }

  /** A test that passed and then failed (`done()` called twice) stands in both lists: it failed. */
  private hand({ passed, failed, skipped, began, test }: Results): void {
    const tests = [...failed, ...skipped, ...passed]
    const most = began === 0 ? tests.length : Math.max(began, failed.length + skipped.length)
    for (const told of tests.slice(0, most)) this.sheet.test(told)
    for (let missing = began - tests.length; missing > 0; missing--) {
      this.sheet.test({ ...test, status: "errored", flaky: false, rawStatus: "without an outcome" })
    }
  }
}

const messageOf = (error: Json | undefined) => together(text(error, "message"), text(error, "stack"))
