import type { TestStatus } from "@promotrail/core"
import { hasKeys, isList, shapeAt } from "../detect/json-shape.ts"
import type { Format, FormatInput, FormatReader } from "../format.ts"
import { openJson } from "../json/document.ts"
import { at, type Json, type JsonPlace, number, text, truth } from "../json/json.ts"
import { invalid, milliseconds, neededList, noteTime, objectAt, present } from "./json-parts.ts"
import { compareTotals } from "./json-totals.ts"
import { together } from "./junit-case.ts"
import { NestedSuites } from "./nested-suites.ts"
import { sourcePath } from "./source-path.ts"
import { TestSheet } from "./test-sheet.ts"

/** Mochawesome's report, as Mocha and Cypress runs leave it, also merged (mochawesome-merge). */
export const MOCHAWESOME_JSON: Format = {
  id: "mochawesome-json",
  kind: "tests",
  title: "Mochawesome JSON",
  versions: "Mochawesome 3 to 7, also merged",
  takes: ["each test with suites, file, outcome, duration and error", "hooks that failed, as failed tests"],
  commands: ["mocha --reporter mochawesome", "cypress run --reporter mochawesome"],
  recognisedBy: "`stats` and nested `results`",
  refuses: ["reports without a test", "reports without `results`", "suites nested deeper than 64"],
  recognise: ({ first }) => hasKeys(shapeAt(first, "stats"), "suites", "passes") && isList(shapeAt(first, "results")),
  open: openMochawesome,
}

function openMochawesome(input: FormatInput): FormatReader {
  const { limits, warnings } = input
  const sheet = new TestSheet(input)
  const results = neededList("the results")
  const suites = new NestedSuites(({ told, titles, file }) => {
    const suite = titles.filter((title) => title !== "").join("/")
    sheet.test({ ...told, suite, ...present({ file: sourcePath(file) }) })
  })
  let stats: Json = null
  const add = (value: Json, place: JsonPlace, status: TestStatus | undefined): void => {
    if (status === undefined) warnings.add("unknown-status", text(value, "state"))
    suites.add({
      at: place.at,
      pointer: place.pointer,
      suite: "",
      class: "",
      name: text(value, "title"),
      status: status ?? "errored",
      ...present({
        durationMs: milliseconds(number(value, "duration"), warnings),
        message: together(text(value, "err", "message"), text(value, "err", "estack")),
      }),
    })
  }
  // Each suite names the tests that failed in it once more, by their ids.
  const failed = { listed: 0, named: 0, pointer: "" }
  const test = (value: Json, place: JsonPlace): void => {
    objectAt(value, place, "a test")
    const status = statusOf(value)
    if (status === "failed") failed.listed++
    add(value, place, status)
  }
  const failure = (_value: Json, { pointer }: JsonPlace): void => {
    failed.named++
    failed.pointer ||= pointer
  }
  const hook = (value: Json, place: JsonPlace): void => {
    objectAt(value, place, "a hook")
    if (statusOf(value) === "failed") add(value, place, "failed")
  }
  const members = { "tests/*": test, "beforeHooks/*": hook, "afterHooks/*": hook, "failures/*": failure }
  const rules = suites.rules("results", members, limits)
  return openJson(input, { stats: (value) => void (stats = value), results, ...rules }, () => {
    if (!results.seen) invalid(1, "the report has no list of results")
    noteTime(at(stats, "end") ?? at(stats, "start"), sheet.values)
    if (failed.named > failed.listed) {
      const what = `${failed.named - failed.listed} failed tests that suites name and do not list`
      sheet.trouble({ at: 1, pointer: failed.pointer, suite: "", what })
    }
    compareTotals(sheet, { failed: number(stats, "failures"), pointer: "/stats/failures" }, warnings)
    return sheet.finish(number(stats, "tests") ?? 0, { tool: { name: "Mochawesome" } })
  })
}

/** Four flags say what one word could; none of them, or `skipped` after a hook that failed, is no pass. */
function statusOf(test: Json): TestStatus | undefined {
  if (truth(test, "fail") === true || text(test, "state") === "failed") return "failed"
  if (truth(test, "pending") === true || truth(test, "skipped") === true) return "skipped"
  return truth(test, "pass") === true ? "passed" : undefined
}
