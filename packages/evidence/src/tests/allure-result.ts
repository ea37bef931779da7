import { hasKeys, isList, isObject, type JsonShape, shapeAt, textAt } from "../detect/json-shape.ts"
import type { Format, FormatInput, FormatReader } from "../format.ts"
import { openJson } from "../json/document.ts"
import { isJsonObject, type Json, type JsonPlace, list, text } from "../json/json.ts"
import { allureFact, isAllureStatus } from "./allure-fact.ts"
import { invalid, noteTime, present } from "./json-parts.ts"
import { together } from "./junit-case.ts"
import { TestSheet } from "./test-sheet.ts"

/**
 * Allure 2 results (allurereport.org, "Test result file"): one file is one attempt of one test. A folder of them is
 * uploaded as an archive, where `mergedAttempts` puts the attempts of a test together. Containers and globals, which
 * lie beside them, list no test; their fixtures and errors that failed are suite errors.
 */
export const ALLURE_RESULT: Format = {
  id: "allure-result-json",
  kind: "tests",
  title: "Allure result",
  versions: "Allure 2 and 3: results, containers and globals",
  takes: [
    "the test with suites, class, name, parameters, status, duration, message",
    "tags, and keys of issues and test management links",
    "which results are attempts of one test (`historyId`), and which of them was last (`stop`)",
    "fixtures of containers and global errors that failed, as suite errors",
  ],
  commands: ["pytest --alluredir=allure-results", "mvn test # with an Allure adapter: target/allure-results"],
  recognisedBy: "`uuid`, `historyId`, `steps` or `attachments` beside `name`, `status` or `start`",
  refuses: ["containers and globals alone: they list no test"],
  recognise: ({ first }) => isAllure(first),
  open: openAllure,
}

function isAllure(shape: JsonShape | undefined): boolean {
  const marked = ["uuid", "historyId", "steps", "attachments"].some((key) => hasKeys(shape, key))
  const told = ["status", "start", "children", "testCaseId"].some((key) => hasKeys(shape, key))
  if (marked && told && ["name", "fullName", "historyId", "children"].some((key) => hasKeys(shape, key))) return true
  return hasKeys(shape, "name", "status", "start", "stop") || isBare(shape) || isGlobals(shape)
}

/** A result that has little more than a name and a status, in Allure's own words. */
const isBare = (shape: JsonShape | undefined): boolean =>
  isObject(shape) &&
  typeof shape.get("name") === "string" &&
  isAllureStatus(textAt(shape, "status")) &&
  [...shape.keys()].every((key) => BARE.has(key))

const BARE: ReadonlySet<string> = new Set(
  "name status statusDetails start stop stage description descriptionHtml fullName labels links parameters".split(" "),
)

/** What went wrong outside of every test (Allure 3). */
const isGlobals = (shape: JsonShape | undefined): boolean =>
  isObject(shape) &&
  isList(shape.get("errors")) &&
  hasKeys(shapeAt(shape, "errors", 0), "timestamp", "message") &&
  [...shape.keys()].every((key) => key === "errors" || key === "attachments")

function openAllure(input: FormatInput): FormatReader {
  const sheet = new TestSheet(input)
  let kind: "result" | "container" | "globals" = "result"
  const take = (value: Json, place: JsonPlace): void => {
    if (!isJsonObject(value)) invalid(place.at, "the result is no object")
    if (Object.hasOwn(value, "children") && !Object.hasOwn(value, "status")) {
      kind = "container"
      for (const list of ["befores", "afters"]) fixtures(sheet, value, list, place)
    } else if (/^(setUp|tearDown)$/.test(text(value, "type"))) {
      kind = "container"
      fixture(sheet, value, { ...place, suite: "" })
    } else if (Object.hasOwn(value, "errors") && !Object.hasOwn(value, "name")) {
      kind = "globals"
      errors(sheet, value, place)
    } else {
      const { times, ...told } = allureFact(value, place, input.warnings)
      for (const time of times) noteTime(time, sheet.values)
      sheet.test(told)
    }
  }
  // One test a file: the whole of it is one item. What stands around tests is known as that in an archive.
  return openJson(input, { "": take }, () => sheet.finish(0, kind === "result" ? {} : { counts: { containers: 1 } }))
}

/** A fixture around tests that failed: those of its tests that ran say so themselves, those that did not are not there. */
function fixtures(sheet: TestSheet, container: Json, member: string, { at }: JsonPlace): void {
  for (const [i, value] of list(container, member).entries()) {
    fixture(sheet, value, { at, pointer: `/${member}/${i}`, suite: text(container, "name") })
  }
}

function fixture(
  sheet: TestSheet,
  value: Json,
  { at, pointer, suite }: { at: number; pointer: string; suite: string },
): void {
  const status = text(value, "status")
  if (status !== "failed" && status !== "broken") return
  const message = together(text(value, "statusDetails", "message"), text(value, "statusDetails", "trace"))
  sheet.trouble({
    at,
    pointer,
    suite,
    what: `fixture ${text(value, "name")}`.trim(),
    status: status === "failed" ? "failed" : "errored",
    ...present({ message }),
  })
}

function errors(sheet: TestSheet, globals: Json, { at }: JsonPlace): void {
  for (const [i, error] of list(globals, "errors").entries()) {
    const message = together(text(error, "message"), text(error, "trace"))
    const what = "an error outside of every test"
    sheet.trouble({ at, pointer: `/errors/${i}`, suite: "", what, ...present({ message }) })
  }
}
