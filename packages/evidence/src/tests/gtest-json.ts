import type { TestStatus } from "@promotrail/core"
import { hasKeys, isList, shapeAt } from "../detect/json-shape.ts"
import type { Format, FormatInput, FormatReader, Reading } from "../format.ts"
import { openJson } from "../json/document.ts"
import { at, entries, type Json, type JsonPlace, list, number, text } from "../json/json.ts"
import { invalid, lineOf, neededList, objectAt, present } from "./json-parts.ts"
import { compareTotals } from "./json-totals.ts"
import { JunitProperties } from "./junit-properties.ts"
import type { DraftFact } from "./results.ts"
import { sourcePath } from "./source-path.ts"
import { TestSheet, type Told } from "./test-sheet.ts"

/** GoogleTest's JSON report (google.github.io/googletest, "Generating a JSON Report"). */
export const GTEST_JSON: Format = {
  id: "gtest-json",
  kind: "tests",
  title: "GoogleTest JSON",
  versions: "GoogleTest 1.8.1 to 1.17",
  takes: [
    "each test with suite, name, status and result, duration, failures and place in the source",
    "keys of tests and requirements from `RecordProperty`",
  ],
  commands: ["./tests --gtest_output=json:gtest.json"],
  recognisedBy: "`testsuites` with `testsuite`, or with `tests`, `failures`, `disabled`",
  refuses: ["reports without a test", "lists of tests that were not run (`--gtest_list_tests`)"],
  recognise: ({ first }) =>
    hasKeys(first, "tests", "failures", "disabled", "testsuites") ||
    isList(shapeAt(first, "testsuites", 0, "testsuite")),
  open: (input) => new GtestReport(input, false).reader(),
}

/** The same document as a list of tests (`--gtest_list_tests --gtest_output=json`). */
export const GTEST_LIST: Format = {
  ...GTEST_JSON,
  refuses: ["lists without a test"],
  commands: ["./tests --gtest_list_tests --gtest_output=json:tests.json"],
  open: (input) => new GtestReport(input, true).reader(),
}

class GtestReport {
  private readonly input: FormatInput
  private readonly asList: boolean
  private readonly sheet: TestSheet
  private readonly suites = neededList("the test suites")
  private suite: { name: string; readonly tests: Told[] } = { name: "", tests: [] }
  private readonly figures = new Map<string, Json>()
  private ran = 0

  constructor(input: FormatInput, asList: boolean) {
    this.input = input
    this.asList = asList
    this.sheet = new TestSheet(input)
  }

  reader(): FormatReader {
    const figure = (value: Json, { key }: JsonPlace) => void this.figures.set(key, value)
    return openJson(
      this.input,
      {
        tests: figure,
        failures: figure,
        timestamp: (value) => this.time(value),
        testsuites: this.suites,
        "testsuites/*": {
          open: (kind, { at: line }) => {
            if (kind !== "object") invalid(line, "a test suite is no object")
            this.suite = { name: "", tests: [] }
          },
          close: () => {
            const { name, tests } = this.suite
            for (const told of tests) this.sheet.test({ ...told, suite: name })
          },
        },
        "testsuites/*/name": (value) => void (this.suite.name = typeof value === "string" ? value : ""),
        "testsuites/*/testsuite/*": (value, place) => this.test(value, place),
      },
      () => this.finish(),
    )
  }

  private test(value: Json, place: JsonPlace): void {
    objectAt(value, place, "a test")
    const failures = list(value, "failures")
    const word = text(value, "status")
    const result = text(value, "result")
    if (word !== "" || result !== "" || failures.length > 0) this.ran++
    const status = statusOf(value, failures.length > 0)
    if (status === undefined && !this.asList) this.input.warnings.add("unknown-status", `${word} ${result}`.trim())
    this.time(at(value, "timestamp"))
    this.suite.tests.push({
      at: place.at,
      pointer: place.pointer,
      suite: "",
      class: text(value, "classname"),
      name: text(value, "name"),
      status: status ?? "errored",
      ...present({
        rawStatus: status === "skipped" || status === undefined ? (result || word).toLowerCase() : "",
        durationMs: this.sheet.values.duration(text(value, "time")),
        message: text(failures[0], "failure") || text(failures[0], "message") || text(value, "skipped", 0, "message"),
        file: sourcePath(text(value, "file")),
        line: lineOf(number(value, "line")),
      }),
      ...recorded(value),
    })
  }

  private time(value: Json | undefined): void {
    if (typeof value === "string") this.sheet.values.timestamp(value)
  }

  private finish(): Reading {
    const { sheet, figures, asList } = this
    if (!this.suites.seen) invalid(1, "the report has no list of test suites")
    const said = number(figures.get("tests"))
    const failed = asList ? undefined : number(figures.get("failures"))
    compareTotals(sheet, { tests: said, failed, pointer: "/failures" }, this.input.warnings)
    const rest = { tool: { name: "GoogleTest" } }
    if (asList || this.ran > 0 || sheet.tests === 0) return sheet.finish(said ?? 0, rest)
    const what = "it lists tests and ran none of them (--gtest_list_tests)"
    return sheet.finish(0, { ...rest, refusal: { kind: "not-finished", what } })
  }
}

/**
 * `status` says whether it ran and `result` how that ended, but a failure is told by `failures` alone. Versions before
 * 1.10 had no result, and no time of a test either.
 */
function statusOf(test: Json, failed: boolean): TestStatus | undefined {
  const status = text(test, "status")
  const result = text(test, "result") || (at(test, "timestamp") === undefined ? "COMPLETED" : "")
  if (status === "NOTRUN" || result === "SUPPRESSED") return "skipped"
  if (failed) return "failed"
  if (result === "SKIPPED") return "skipped"
  return status === "RUN" && result === "COMPLETED" ? "passed" : undefined
}

/** `RecordProperty` puts its pairs beside the test's own members. */
function recorded(test: Json): Partial<DraftFact> {
  const properties = new JunitProperties()
  for (const [name, value] of entries(test)) {
    if (JunitProperties.wants(name) && typeof value === "string") properties.add(name, value)
  }
  const fact: Partial<DraftFact> = {}
  properties.addTo(fact as DraftFact)
  return fact
}
