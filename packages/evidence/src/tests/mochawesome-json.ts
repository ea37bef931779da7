import type { TestStatus } from "@promotrail/core"
import { hasKeys, isList, shapeAt } from "../detect/json-shape.ts"
import type { Format, FormatInput, FormatReader } from "../format.ts"
import { openJson } from "../json/document.ts"
import { at, type Json, type JsonPlace, number, text, truth } from "../json/json.ts"
import { invalid, milliseconds, neededList, noteTime, objectAt, present } from "./json-parts.ts"
import { compareTotals } from "./json-totals.ts"
import { together } from "./junit-case.ts"
import { nestedSuites } from "./nested-suites.ts"
import { sourcePath } from "./source-path.ts"
import { TestSheet, type Told } from "./test-sheet.ts"

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

/** A suite while it is open; what stands below it waits for its title, which may come last. */
type Suite = { title: string; file: string; readonly tests: { readonly titles: string[]; told: Told }[] }

function openMochawesome(input: FormatInput): FormatReader {
  const { limits, warnings } = input
  const sheet = new TestSheet(input)
  const results = neededList("the results")
  const open: Suite[] = []
  let stats: Json = null
  const add = (value: Json, place: JsonPlace, status: TestStatus | undefined): void => {
    if (status === undefined) warnings.add("unknown-status", text(value, "state"))
    open.at(-1)?.tests.push({
      titles: [],
      told: {
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
      },
    })
  }
  const test = (value: Json, place: JsonPlace): void => {
    objectAt(value, place, "a test")
    add(value, place, statusOf(value))
  }
  const hook = (value: Json, place: JsonPlace): void => {
    objectAt(value, place, "a hook")
    if (statusOf(value) === "failed") add(value, place, "failed")
  }
  const close = (): void => {
    const { title, file, tests } = open.pop()!
    const outer = open.at(-1)
    for (const { titles, told } of tests) {
      const path = title === "" ? titles : [title, ...titles]
      const from = told.file === undefined && file !== "" ? { ...told, file: sourcePath(file) } : told
      if (outer === undefined) sheet.test({ ...from, suite: path.join("/") })
      else outer.tests.push({ titles: path, told: from })
    }
  }
  const rules = nestedSuites(
    "results",
    {
      open: () => void open.push({ title: "", file: "", tests: [] }),
      close,
      members: {
        title: (value) => void (open.at(-1)!.title = typeof value === "string" ? value : ""),
        file: (value) => void (open.at(-1)!.file = typeof value === "string" ? value : ""),
        "tests/*": test,
        "beforeHooks/*": hook,
        "afterHooks/*": hook,
      },
    },
    limits,
  )
  return openJson(input, { stats: (value) => void (stats = value), results, ...rules }, () => {
    if (!results.seen) invalid(1, "the report has no list of results")
    noteTime(at(stats, "end") ?? at(stats, "start"), sheet.values)
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
