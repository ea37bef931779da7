import { hasKeys, shapeAt } from "../detect/json-shape.ts"
import type { Format, FormatInput, FormatReader, Reading } from "../format.ts"
import { openJson } from "../json/document.ts"
import { at, type Json, type JsonPlace, list, number, text } from "../json/json.ts"
import { annotations } from "./annotations.ts"
import { invalid, labels, lineOf, neededList, noteTime, objectAt, present } from "./json-parts.ts"
import { compareTotals } from "./json-totals.ts"
import { NestedSuites, type NestedTest } from "./nested-suites.ts"
import { playwrightResult } from "./playwright-result.ts"
import { sourcePath } from "./source-path.ts"
import { TestSheet } from "./test-sheet.ts"

/** Playwright's JSON reporter (`JSONReport` of playwright/types/testReporter.d.ts), one test for each project. */
export const PLAYWRIGHT_JSON: Format = {
  id: "playwright-json",
  kind: "tests",
  title: "Playwright JSON",
  versions: "Playwright 1.10 to 1.65, also merged from blob reports",
  takes: [
    "each test of each project with file, titles, status, attempts, duration and first error",
    "tags, and keys of tests from annotations",
    "errors outside of tests, as suite errors",
  ],
  commands: ["playwright test --reporter=json > playwright.json"],
  recognisedBy: "`config` and `suites`",
  refuses: ["reports without a test", "lists of tests that were not run (`--list`)", "suites nested deeper than 64"],
  recognise: ({ first }) =>
    hasKeys(first, "config", "suites") ||
    hasKeys(shapeAt(first, "config"), "rootDir", "projects") ||
    hasKeys(shapeAt(first, "suites", 0), "title", "specs"),
  open: (input) => new PlaywrightReport(input, false).reader(),
}

/** The same document as a list of tests (`playwright test --list --reporter=json`). */
export const PLAYWRIGHT_LIST: Format = {
  ...PLAYWRIGHT_JSON,
  refuses: ["lists without a test"],
  commands: ["playwright test --list --reporter=json > tests.json"],
  open: (input) => new PlaywrightReport(input, true).reader(),
}

/** The name of a test in its file; tags behind a title are no part of it: a list prints them there, a report does not. */
export const playwrightName = (titles: readonly string[]): string =>
  titles
    .filter((title) => title !== "")
    .join(" › ")
    .replace(/(\s+@[^\s@]+)+$/, "")

class PlaywrightReport {
  private readonly input: FormatInput
  /** Whether tests without results are what the file is for. */
  private readonly asList: boolean
  private readonly sheet: TestSheet
  private readonly suites = neededList("the suites")
  private readonly nested = new NestedSuites((test) => this.test(test))
  private stats: Json = null
  private version = ""
  private ran = 0

  constructor(input: FormatInput, asList: boolean) {
    this.input = input
    this.asList = asList
    this.sheet = new TestSheet(input)
  }

  reader(): FormatReader {
    return openJson(
      this.input,
      {
        "config/version": (value) => void (this.version = typeof value === "string" ? value : ""),
        stats: (value) => void (this.stats = value),
        "errors/*": (value, place) => this.error(value, place),
        suites: this.suites,
        ...this.nested.rules("suites", { "specs/*": (value, place) => this.spec(value, place) }, this.input.limits),
      },
      () => this.finish(),
    )
  }

  /** The outermost suite is a file, and names it. */
  private test({ told, titles: [root = "", ...titles], file: named }: NestedTest): void {
    const file = sourcePath(root || named)
    this.sheet.test({ ...told, suite: file, name: playwrightName(titles), ...present({ file }) })
  }

  private spec(spec: Json, place: JsonPlace): void {
    objectAt(spec, place, "a spec")
    const tags = labels(list(spec, "tags"))
    for (const [i, test] of list(spec, "tests").entries()) {
      const pointer = `${place.pointer}/tests/${i}`
      objectAt(test, place, "a test")
      const { ran, times, ...result } = playwrightResult(test, this.input.warnings)
      if (ran) this.ran++
      for (const time of times) noteTime(time, this.sheet.values)
      this.nested.add(
        {
          at: place.at,
          pointer,
          suite: "",
          // The same test in another browser is another test.
          class: text(test, "projectName") || text(test, "parameters", "browserName"),
          name: "",
          ...result,
          ...present({ line: lineOf(number(spec, "line")) }),
          ...annotations(tags, list(test, "annotations")),
        },
        [text(spec, "title")],
      )
    }
  }

  private error(error: Json, { at: line, pointer }: JsonPlace): void {
    const file = sourcePath(text(error, "location", "file"))
    const message = text(error, "message") || text(error, "value")
    this.sheet.trouble({
      at: line,
      pointer,
      suite: file,
      what: "an error outside of every test",
      ...present({ message }),
    })
  }

  private finish(): Reading {
    const { sheet, stats, ran } = this
    if (!this.suites.seen) invalid(1, "the report has no list of suites")
    noteTime(at(stats, "startTime"), sheet.values)
    this.compare()
    const rest = { tool: { name: "Playwright", ...present({ version: this.version }) } }
    if (this.asList && sheet.troubles > 0) {
      return sheet.finish(0, { ...rest, refusal: { kind: "not-finished", what: "some files could not be listed" } })
    }
    if (!this.asList && sheet.tests > 0 && ran === 0) {
      const why = sheet.troubles > 0 ? ", after an error outside of them" : " (--list)"
      const what = `it lists tests and ran none of them${why}`
      return sheet.finish(0, { ...rest, refusal: { kind: "not-finished", what } })
    }
    return sheet.finish(this.promised(), rest)
  }

  private promised(): number {
    const figures = ["expected", "unexpected", "flaky", "skipped"].map((key) => number(this.stats, key) ?? 0)
    return figures.reduce((sum, figure) => sum + figure, 0)
  }

  private compare(): void {
    if (this.stats === null) return
    const failed = this.asList ? undefined : number(this.stats, "unexpected")
    compareTotals(this.sheet, { tests: this.promised(), failed, pointer: "/stats/unexpected" }, this.input.warnings)
  }
}
