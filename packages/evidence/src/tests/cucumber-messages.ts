import type { Head } from "../detect/head.ts"
import { isList, isObject } from "../detect/json-shape.ts"
import type { Format, FormatInput, FormatReader } from "../format.ts"
import { openJsonValues } from "../json/document.ts"
import { text } from "../json/json.ts"
import { CucumberRun } from "./cucumber-messages-run.ts"

/** Cucumber messages, one JSON value each (cucumber/messages, "Message Overview"). */
export const CUCUMBER_MESSAGES: Format = {
  id: "cucumber-messages",
  kind: "tests",
  title: "Cucumber messages",
  versions: "messages 9 to 33, of every Cucumber that writes them",
  takes: [
    "each test case with feature, scenario, tags, line, the worst status of its steps, attempts, duration and message",
    "failed hooks of the run, files that could not be parsed, and a run that failed although no test case did",
  ],
  commands: ["cucumber-js --format message:messages.ndjson", "cucumber --format message --out messages.ndjson"],
  recognisedBy: "JSON values of one key each: `meta`, `source`, `gherkinDocument`, `pickle` …",
  refuses: ["streams without a test case", "streams without `testRunFinished`", "broken or cut JSON"],
  recognise: isMessage,
  open: openMessages,
}

const FIRST_KEYS = [
  "meta",
  "source",
  "gherkinDocument",
  "pickle",
  "testCase",
  "testRunStarted",
  "stepDefinition",
  "hook",
  "parameterType",
  "undefinedParameterType",
  "parseError",
  "attachment",
  "externalAttachment",
  "testRunHookStarted",
  "testCaseStarted",
  "testRunFinished",
  "testStepDefinition",
]

function isMessage({ first }: Head): boolean {
  if (!isObject(first) || first.size !== 1) return false
  return FIRST_KEYS.some((key) => isObject(first.get(key))) && !isList(first.get("meta"))
}

/** Only what is named here is held, one message at a time: sources and attachments pass by. */
function openMessages(input: FormatInput): FormatReader {
  const run = new CucumberRun(input)
  return openJsonValues(
    input,
    {
      "*/meta/implementation": (value) => run.tool(text(value, "name"), text(value, "version")),
      "*/meta/protocolVersion": (value) => run.version(typeof value === "string" ? value : ""),
      "*/gherkinDocument": { open: () => run.document(), close: () => run.documentEnds() },
      "*/gherkinDocument/uri": (value) => run.documentUri(typeof value === "string" ? value : ""),
      "*/gherkinDocument/feature/name": (value) => run.feature(typeof value === "string" ? value : ""),
      "*/pickle": (value, place) => run.pickle(value, place),
      "*/testCase": (value, place) => run.testCase(value, place),
      "*/testCaseStarted": (value, place) => run.started(value, place),
      "*/testStepStarted": (value) => run.stepStarted(value),
      "*/testStepFinished": (value, place) => run.stepFinished(value, place),
      "*/testCaseFinished": (value, place) => run.finished(value, place),
      "*/testRunHookFinished": (value, place) => run.hookFinished(value, place),
      "*/parseError": (value, place) => run.parseError(value, place),
      "*/testRunStarted": (value) => run.time(value),
      "*/testRunFinished": (value, place) => run.runFinished(value, place),
    },
    () => run.finish(),
  )
}
