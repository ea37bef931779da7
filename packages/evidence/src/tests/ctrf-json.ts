import type { TestStatus } from "@promotrail/core"
import { hasKeys, isList, isObject, shapeAt, textAt } from "../detect/json-shape.ts"
import type { Format, FormatInput, FormatReader } from "../format.ts"
import { openJson } from "../json/document.ts"
import { at, type Json, isJsonList, type JsonPlace, list, number, text, truth } from "../json/json.ts"
import { annotations } from "./annotations.ts"
import { invalid, labels, lineOf, milliseconds, neededList, noteTime, objectAt, present, texts } from "./json-parts.ts"
import { together } from "./junit-case.ts"
import { sourcePath } from "./source-path.ts"
import { meaningOf } from "./status.ts"
import { TestSheet } from "./test-sheet.ts"

/** CTRF, the Common Test Report Format (ctrf.io, schema 0 and 1). Its tests are counted; its summary is a cross-check. */
export const CTRF_JSON: Format = {
  id: "ctrf-json",
  kind: "tests",
  title: "CTRF JSON",
  versions: "schema 0.0 to 1.0, of every reporter and converter",
  takes: [
    "each test with suite, name, status and raw status, retries, duration, message and place in the source",
    "tags, and keys of tests from annotations",
  ],
  commands: ["playwright test --reporter=playwright-ctrf-json-reporter", "npx junit-to-ctrf results.xml"],
  recognisedBy: "`results.summary` and `results.tests`, or `reportFormat` CTRF",
  refuses: ["reports without a test", "reports without `results.tests`"],
  recognise: ({ first }) =>
    textAt(first, "reportFormat") === "CTRF" ||
    (isObject(shapeAt(first, "results", "summary")) && isList(shapeAt(first, "results", "tests"))) ||
    hasKeys(shapeAt(first, "results"), "tool", "summary") ||
    hasKeys(shapeAt(first, "results", "tests", 0), "name", "status", "duration"),
  open: openCtrf,
}

const STATUSES: ReadonlyMap<string, TestStatus> = new Map<string, TestStatus>([
  ["passed", "passed"],
  ["failed", "failed"],
  ["skipped", "skipped"],
  ["pending", "skipped"],
])

function openCtrf(input: FormatInput): FormatReader {
  const { warnings } = input
  const sheet = new TestSheet(input)
  const tests = neededList("the tests")
  let summary: Json = null
  let tool: Json = null
  let version = ""
  const add = (value: Json, place: JsonPlace): void => {
    objectAt(value, place, "a test")
    const word = text(value, "status")
    const raw = text(value, "rawStatus")
    const status = statusOf(word, raw)
    if (status === undefined) warnings.add("unknown-status", word)
    const tries = list(value, "retryAttempts")
    const retries = Math.max(0, Math.round(number(value, "retries") ?? 0), tries.length)
    noteTime(at(value, "stop") ?? at(value, "start"), sheet.values)
    sheet.test({
      suite: suiteOf(at(value, "suite")),
      class: "",
      name: text(value, "name"),
      status: status ?? "errored",
      flaky: status === "passed" && (truth(value, "flaky") === true || retries > 0),
      attempts: 1 + retries,
      at: place.at,
      pointer: place.pointer,
      ...present({
        rawStatus: raw !== "" && raw !== word ? raw : status === word ? "" : word,
        durationMs: milliseconds(number(value, "duration"), warnings),
        message: together(text(value, "message"), text(value, "trace")),
        file: sourcePath(text(value, "filePath")),
        line: lineOf(number(value, "line")),
      }),
      ...annotations(labels(list(value, "tags")), list(value, "extra", "annotations")),
    })
  }
  const rules = {
    specVersion: (value: Json) => void (version = typeof value === "string" ? value : ""),
    timestamp: (value: Json) => noteTime(value, sheet.values),
    "results/tool": (value: Json) => void (tool = value),
    "results/summary": (value: Json) => void (summary = value),
    "results/tests": tests,
    "results/tests/*": add,
  }
  return openJson(input, rules, () => {
    if (!tests.seen) invalid(1, "the report has no list of tests")
    const promised = number(summary, "tests")
    if (promised !== undefined && promised !== sheet.tests) {
      warnings.add("header-disagrees", `the summary says ${promised} tests, the file lists ${sheet.tests}`)
    }
    const failed = number(summary, "failed")
    if (failed !== undefined && failed !== sheet.bad) {
      warnings.add("header-disagrees", `the summary says ${failed} failed, the file lists ${sheet.bad}`)
    }
    noteTime(at(summary, "stop"), sheet.values)
    return sheet.finish(promised ?? 0, {
      ...present({ formatVersion: version }),
      ...(text(tool, "name") === ""
        ? {}
        : { tool: { name: text(tool, "name"), ...present({ version: text(tool, "version") }) } }),
    })
  })
}

/** `other` is whatever a reporter had no word for: its raw status tells, unless that would make it a pass. */
function statusOf(word: string, raw: string): TestStatus | undefined {
  if (word !== "other") return STATUSES.get(word)
  const meaning = meaningOf(raw.trim().toLowerCase())
  if (meaning === "quarantined") return "skipped"
  return meaning === "passed" ? undefined : meaning
}

/** A path of suites since schema 0.0.2, before that one text as the reporter put it together. */
function suiteOf(suite: Json | undefined): string {
  if (isJsonList(suite)) return texts(suite).join("/")
  return typeof suite === "string" ? suite : ""
}
