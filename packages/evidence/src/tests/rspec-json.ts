import type { TestStatus } from "@promotrail/core"
import { hasKeys, shapeAt } from "../detect/json-shape.ts"
import type { Format, FormatInput, FormatReader } from "../format.ts"
import { openJson } from "../json/document.ts"
import { isJsonObject, type Json, type JsonPlace, list, number, text } from "../json/json.ts"
import { invalid, lineOf, milliseconds, neededList, objectAt, present, texts } from "./json-parts.ts"
import { compareTotals } from "./json-totals.ts"
import { together } from "./junit-case.ts"
import { sourcePath } from "./source-path.ts"
import { TestSheet } from "./test-sheet.ts"

/** RSpec's JSON formatter (rspec.info, "JSON formatter"). */
export const RSPEC_JSON: Format = {
  id: "rspec-json",
  kind: "tests",
  title: "RSpec JSON",
  versions: "RSpec 2 and 3",
  takes: [
    "each example with file, full description, status, duration, exception and place in the source",
    "errors outside of examples, as suite errors",
  ],
  commands: ["rspec --format json --out rspec.json"],
  recognisedBy: "`examples` and `summary`",
  refuses: ["reports without an example", "reports without `examples` or without a summary"],
  recognise: ({ first }) =>
    hasKeys(first, "examples", "summary") ||
    (hasKeys(first, "examples") && hasKeys(first, "version")) ||
    hasKeys(shapeAt(first, "examples", 0), "full_description"),
  open: openRspec,
}

const STATUSES: ReadonlyMap<string, TestStatus> = new Map<string, TestStatus>([
  ["passed", "passed"],
  ["failed", "failed"],
  ["pending", "skipped"],
])

function openRspec(input: FormatInput): FormatReader {
  const { warnings } = input
  const sheet = new TestSheet(input)
  const examples = neededList("the examples")
  let summary: Json = null
  let summaryAt = 1
  let messages: Json = null
  let version = ""
  const add = (value: Json, place: JsonPlace): void => {
    objectAt(value, place, "an example")
    const word = text(value, "status")
    const status = STATUSES.get(word)
    if (status === undefined) warnings.add("unknown-status", word)
    const file = sourcePath(text(value, "file_path"))
    sheet.test({
      at: place.at,
      pointer: place.pointer,
      suite: file,
      class: "",
      name: text(value, "full_description") || text(value, "description"),
      status: status ?? "errored",
      ...present({
        file,
        rawStatus: status === word ? "" : word,
        durationMs: milliseconds(seconds(number(value, "run_time")), warnings),
        message: messageOf(value),
        line: lineOf(number(value, "line_number")),
      }),
    })
  }
  const rules = {
    version: (value: Json) => void (version = typeof value === "string" ? value : ""),
    messages: (value: Json) => void (messages = value),
    summary: (value: Json, place: JsonPlace) => {
      summary = value
      summaryAt = place.at
    },
    examples,
    "examples/*": add,
  }
  return openJson(input, rules, () => {
    if (!examples.seen) invalid(1, "the report has no list of examples")
    if (!isJsonObject(summary))
      invalid(summaryAt, "the report has no summary, which tells of errors outside of examples")
    const outside = number(summary, "errors_outside_of_examples_count") ?? 0
    const message = texts(list(messages))[0] ?? ""
    for (let i = 0; i < Math.min(outside, MOST_TROUBLES); i++) {
      const what = "an error outside of every example"
      const pointer = "/summary/errors_outside_of_examples_count"
      sheet.trouble({ at: summaryAt, pointer, suite: "", what, ...present({ message: message.trim() }) })
    }
    const promised = number(summary, "example_count")
    const failed = number(summary, "failure_count")
    compareTotals(sheet, { tests: promised, failed, pointer: "/summary/failure_count" }, warnings)
    return sheet.finish(promised ?? 0, { tool: { name: "RSpec", ...present({ version }) } })
  })
}

/** A small file may name a large number; to fail a gate one is enough. */
const MOST_TROUBLES = 1_000

const seconds = (time: number | undefined) => (time === undefined ? undefined : time * 1e3)

function messageOf(example: Json): string {
  const trace = texts(list(example, "exception", "backtrace"))
  const message = together(text(example, "exception", "message"), trace.join("\n"))
  return message === "" ? text(example, "pending_message") : message
}
