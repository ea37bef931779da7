import type { TestStatus } from "@promotrail/core"
import { hasKeys, shapeAt } from "../detect/json-shape.ts"
import type { Format, FormatInput, FormatReader, Reading } from "../format.ts"
import { openJson } from "../json/document.ts"
import { isJsonObject, type Json, type JsonPlace, list, number, text } from "../json/json.ts"
import { invalid, lineOf, milliseconds, neededList, noteTime, objectAt, present, texts } from "./json-parts.ts"
import { compareTotals } from "./json-totals.ts"
import { sourcePath } from "./source-path.ts"
import { type SuiteTrouble, TestSheet, type Told } from "./test-sheet.ts"

/** What `jest --json` (FormattedTestResults of @jest/test-result) and Vitest's JSON reporter write. */
export const JEST_JSON: Format = {
  id: "jest-json",
  kind: "tests",
  title: "Jest or Vitest JSON",
  versions: "Jest 20 to 30, Vitest 0.x to 5",
  takes: [
    "each test with file, titles, status, attempts, duration and first failure",
    "files that failed to load, hooks that failed, runs that were interrupted or did not succeed, as suite errors",
  ],
  commands: ["jest --json --outputFile=jest.json", "vitest run --reporter=json --outputFile=vitest.json"],
  recognisedBy: "`numTotalTests` and `testResults`",
  refuses: ["reports without a test, whatever they say of success", "reports without `testResults`"],
  recognise: ({ first }) =>
    hasKeys(first, "numTotalTests") ||
    (hasKeys(first, "testResults") && FIGURES.some((figure) => hasKeys(first, figure))) ||
    hasKeys(shapeAt(first, "testResults", 0), "assertionResults"),
  open: (input) => new JestReport(input).reader(),
}

const FIGURES = ["numTotalTestSuites", "numPassedTests", "numFailedTests", "numRuntimeErrorTestSuites"]

/** Jest's own words; `pending` is what both tools call a test that was not run. */
const STATUSES: ReadonlyMap<string, TestStatus> = new Map<string, TestStatus>([
  ["passed", "passed"],
  ["failed", "failed"],
  ["skipped", "skipped"],
  ["pending", "skipped"],
  ["todo", "skipped"],
  ["disabled", "skipped"],
])

/** A file of tests while it is open: its name may come after its tests. */
type TestFile = {
  readonly at: number
  readonly pointer: string
  readonly tests: Told[]
  /** Entries without a title: what went wrong outside of every test. */
  readonly errors: Omit<SuiteTrouble, "suite" | "what">[]
  path: string
  status: string
  message: string
  /** Whether it says that it did not run, in Jest's unformatted results. */
  broke: boolean
  listed: boolean
  bad: number
}

class JestReport {
  private readonly input: FormatInput
  private readonly sheet: TestSheet
  private readonly files = neededList("the results of files")
  private readonly figures = new Map<string, Json>()
  private file: TestFile | undefined

  constructor(input: FormatInput) {
    this.input = input
    this.sheet = new TestSheet(input)
  }

  reader(): FormatReader {
    const figure = (value: Json, { key }: JsonPlace) => void this.figures.set(key, value)
    const ofFile =
      (take: (file: TestFile, value: Json, place: JsonPlace) => void) => (value: Json, place: JsonPlace) => {
        if (this.file !== undefined) take(this.file, value, place)
      }
    const listed = { open: () => void (this.file !== undefined && (this.file.listed = true)) }
    const path = ofFile((file, value) => void (file.path ||= typeof value === "string" ? value : ""))
    const message = ofFile((file, value) => void (file.message ||= typeof value === "string" ? value : ""))
    const addTest = ofFile((file, value, place) => this.test(file, value, place))
    const time = (value: Json) => noteTime(value, this.sheet.values)
    return openJson(
      this.input,
      {
        success: figure,
        wasInterrupted: figure,
        numTotalTests: figure,
        numFailedTests: figure,
        numRuntimeErrorTestSuites: figure,
        startTime: time,
        testResults: this.files,
        "testResults/*": {
          open: (kind, place) => this.openFile(kind, place),
          close: () => this.closeFile(),
        },
        "testResults/*/name": path,
        "testResults/*/testFilePath": path,
        "testResults/*/status": ofFile(
          (file, value) => void (file.status = typeof value === "string" ? value : "failed"),
        ),
        "testResults/*/message": message,
        "testResults/*/failureMessage": message,
        "testResults/*/testExecError": ofFile((file, value) => void (file.broke = isJsonObject(value))),
        "testResults/*/endTime": time,
        "testResults/*/assertionResults": listed,
        "testResults/*/assertionResults/*": addTest,
        "testResults/*/testResults": listed,
        "testResults/*/testResults/*": addTest,
      },
      () => this.finish(),
    )
  }

  private openFile(kind: string, { at: line, pointer }: JsonPlace): void {
    if (kind !== "object") invalid(line, "the results of a file are no object")
    this.file = {
      at: line,
      pointer,
      tests: [],
      errors: [],
      path: "",
      status: "",
      message: "",
      broke: false,
      listed: false,
      bad: 0,
    }
  }

  private closeFile(): void {
    const { file, sheet } = this
    if (file === undefined) return
    this.file = undefined
    const path = sourcePath(file.path)
    for (const told of file.tests) sheet.test({ ...told, suite: path, ...present({ file: path }) })
    for (const error of file.errors) sheet.trouble({ ...error, suite: path, what: "an error outside of every test" })
    // A file that failed though none of its tests did: it could not be loaded, or a hook around them threw.
    const alone = file.bad === 0 && (file.status === "failed" || file.message !== "" || !file.listed)
    if (!alone && !file.broke) return
    sheet.trouble({
      at: file.at,
      pointer: file.pointer,
      suite: path,
      what: file.tests.length === 0 ? "the file did not load" : "the file failed",
      ...present({ message: file.message }),
    })
  }

  private test(file: TestFile, value: Json, place: JsonPlace): void {
    objectAt(value, place, "a test")
    const { warnings } = this.input
    const word = text(value, "status")
    const failures = texts(list(value, "failureMessages"))
    const titles = texts([...list(value, "ancestorTitles"), text(value, "title")])
    const name = text(value, "title") === "" ? text(value, "fullName") : titles.join(" > ")
    if (name === "") {
      file.bad++
      file.errors.push({ at: place.at, pointer: place.pointer, ...present({ message: failures[0] ?? "" }) })
      return
    }
    const status = STATUSES.get(word)
    if (status === undefined) warnings.add("unknown-status", word)
    if (status === "failed" || status === undefined) file.bad++
    const attempts = Math.max(1, Math.round(number(value, "invocations") ?? 1), 1 + list(value, "retryReasons").length)
    // Vitest keeps the errors of failed attempts with a test that passed in the end.
    const retried = attempts > 1 || failures.length > 0
    file.tests.push({
      at: place.at,
      pointer: place.pointer,
      suite: "",
      class: "",
      // As Vitest lists tests, so that its list and its results name them alike.
      name,
      status: status ?? "errored",
      flaky: status === "passed" && retried,
      attempts: attempts === 1 && status === "passed" && retried ? 1 + failures.length : attempts,
      ...present({
        rawStatus: status === word ? "" : word,
        durationMs: milliseconds(number(value, "duration"), warnings),
        message: failures[0] ?? "",
        line: lineOf(number(value, "location", "line")),
      }),
    })
  }

  private finish(): Reading {
    const { sheet, figures, files } = this
    if (!files.seen) invalid(1, "the report has no list of results")
    const more = (number(figures.get("numRuntimeErrorTestSuites")) ?? 0) - sheet.troubles
    if (more > 0) this.trouble("/numRuntimeErrorTestSuites", `${more} more files did not load`)
    if (figures.get("wasInterrupted") === true) this.trouble("/wasInterrupted", "the run was interrupted")
    const failed = number(figures.get("numFailedTests"))
    const tests = number(figures.get("numTotalTests"))
    compareTotals(sheet, { tests, failed, pointer: "/numFailedTests" }, this.input.warnings)
    // A snapshot, a threshold or a reporter: something failed that is no test.
    if (figures.get("success") === false && sheet.bad === 0 && sheet.troubles === 0 && sheet.tests > 0) {
      this.trouble("/success", "the run did not succeed")
    }
    return sheet.finish(tests ?? 0)
  }

  private trouble(pointer: string, what: string): void {
    this.sheet.trouble({ at: 1, pointer, suite: "", what })
  }
}
